import { run, tryRun } from '../run.ts';

// What a router's routing software does not hold: VRFs (network namespaces), the VXLAN of a VRF's VNI, and units with
// their addresses and rates. Told and taken as lines:
//   vrf NAME | vrf NAME vni N
//   unit INTERFACE (vrf NAME | service ID | description TEXT | address CIDR | mtu N | ingress-kbps N | egress-kbps N)
//   port INTERFACE (enabled true|false | mtu N)
// IDs and texts are percent-encoded. What is told is read from the kernel, not remembered.

/** One interface as `ip -j -d addr` tells it. */
type Link = {
  readonly ifname: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly ifalias?: string;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly id?: number } };
  readonly addr_info: readonly {
    readonly family: string;
    readonly local: string;
    readonly prefixlen: number;
  }[];
};

/** A unit's attributes as text, by name. */
type Attributes = Readonly<Record<string, string>>;
/** Lines as a structure. */
export type Platform = {
  readonly vrfs: ReadonlyMap<string, string | undefined>;
  readonly units: ReadonlyMap<string, Attributes>;
  readonly ports: ReadonlyMap<string, Attributes>;
};

/** Puts lines into a structure. Throws on a line that is none. */
export function parsePlatform(lines: Iterable<string>): Platform {
  const vrfs = new Map<string, string | undefined>();
  const units = new Map<string, Record<string, string>>();
  const ports = new Map<string, Record<string, string>>();
  for (const line of lines) {
    const [kind, name = '', attribute, value] = line.split(' ');
    if (kind === 'vrf' && attribute === undefined) vrfs.set(name, vrfs.get(name));
    else if (kind === 'vrf' && attribute === 'vni') vrfs.set(name, value);
    else if ((kind === 'unit' || kind === 'port') && attribute !== undefined && value !== undefined) {
      const kinds = kind === 'unit' ? units : ports;
      kinds.set(name, { ...kinds.get(name), [attribute]: value });
    } else throw new Error(`not a platform line: ${line}`);
  }
  return { vrfs, units, ports };
}

/** Everything that the kernel has, as lines, sorted. */
export async function readPlatform(physicalPorts: ReadonlySet<string>): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const vrf of ['', ...(await vrfNames())]) {
    if (vrf !== '') lines.push(`vrf ${vrf}`);
    for (const link of await linksOf(vrf)) {
      const { ifname, mtu, flags, linkinfo } = link;
      if (physicalPorts.has(ifname)) {
        lines.push(`port ${ifname} enabled ${flags.includes('UP')}`, `port ${ifname} mtu ${mtu}`);
      }
      if (vrf === '') continue;
      if (linkinfo?.info_kind === 'vxlan') lines.push(`vrf ${vrf} vni ${linkinfo.info_data?.id}`);
      else if (linkinfo?.info_kind !== 'bridge' && ifname !== 'lo')
        lines.push(...(await unitLines(vrf, link)));
    }
  }
  return lines.sort();
}

async function unitLines(vrf: string, { ifname, mtu, ifalias, addr_info }: Link): Promise<readonly string[]> {
  const unit = `unit ${ifname}`;
  const [service = '', description = ''] = (ifalias ?? '').split('|');
  const lines = [`${unit} vrf ${vrf}`, `${unit} mtu ${mtu}`];
  if (service !== '') lines.push(`${unit} service ${service}`);
  if (description !== '') lines.push(`${unit} description ${description}`);
  for (const { family, local, prefixlen } of addr_info) {
    if (family === 'inet') lines.push(`${unit} address ${local}/${prefixlen}`);
  }
  const egress = await egressKbps(vrf, ifname);
  if (egress !== undefined) lines.push(`${unit} egress-kbps ${egress}`);
  const ingress = await ingressKbps(vrf, ifname);
  if (ingress !== undefined) lines.push(`${unit} ingress-kbps ${ingress}`);
  return lines;
}

async function egressKbps(vrf: string, unit: string): Promise<number | undefined> {
  type Qdisc = { readonly kind: string; readonly options?: { readonly rate?: number } };
  const text = await run(['tc', ...at(vrf), '-j', 'qdisc', 'show', 'dev', unit]);
  const shaper = (JSON.parse(text) as Qdisc[]).find(({ kind }) => kind === 'tbf');
  return shaper?.options?.rate === undefined ? undefined : Math.round((shaper.options.rate * 8) / 1000);
}

async function ingressKbps(vrf: string, unit: string): Promise<number | undefined> {
  const { code, stdout } = await tryRun([...inside(vrf), 'nft', 'list', 'table', 'netdev', policerOf(unit)]);
  const match = /limit rate over (\d+) (\w+)\/second/.exec(stdout);
  if (code !== 0 || match === null) return undefined;
  const bytes = Number(match[1]) * (match[2] === 'mbytes' ? 1_048_576 : match[2] === 'kbytes' ? 1024 : 1);
  return Math.round((bytes * 8) / 1000);
}

/** Names of the VRFs: the network namespaces of this router. */
export async function vrfNames(): Promise<readonly string[]> {
  const text = await run(['ip', '-j', 'netns', 'list']);
  return text.trim() === '' ? [] : (JSON.parse(text) as { name: string }[]).map(({ name }) => name).sort();
}

async function linksOf(vrf: string): Promise<readonly Link[]> {
  return JSON.parse(await run(['ip', ...at(vrf), '-j', '-d', 'addr', 'show'])) as Link[];
}

/** Makes what the target has more: VRFs, their VXLANs, units in them; and changes what stays. */
export async function growPlatform(
  current: Platform,
  target: Platform,
  loopback: string | undefined,
): Promise<void> {
  for (const [vrf, vni] of target.vrfs) {
    if (!current.vrfs.has(vrf)) await addVrf(vrf);
    if (vni !== undefined && current.vrfs.get(vrf) !== vni) await addVni(vrf, vni, loopback);
  }
  for (const [port, wanted] of target.ports) await setPort(port, wanted, current.ports.get(port), current);
  for (const [unit, wanted] of target.units) await setUnit(unit, wanted, current.units.get(unit));
}

/** Takes away what the target has not: to be called when routing does not use it any more. */
export async function shrinkPlatform(current: Platform, target: Platform): Promise<void> {
  for (const [unit, standing] of current.units) {
    if (!target.units.has(unit)) await releaseUnit(unit, standing['vrf'] ?? '');
  }
  for (const [vrf, vni] of current.vrfs) {
    if (vni !== undefined && target.vrfs.get(vrf) !== vni) await removeVni(vrf, vni);
    if (!target.vrfs.has(vrf)) await run(['ip', 'netns', 'del', vrf]);
  }
}

async function addVrf(vrf: string): Promise<void> {
  await run(['ip', 'netns', 'add', vrf]);
  await run(['ip', '-n', vrf, 'link', 'set', 'lo', 'up']);
  await run([...inside(vrf), 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
}

/** The VXLAN is made where the core is and moved into the VRF: it keeps sending through the core. */
async function addVni(vrf: string, vni: string, loopback: string | undefined): Promise<void> {
  if (loopback === undefined) throw new Error('a router without a loopback takes part in no VPN');
  const [vxlan, bridge] = [`vx${vni}`, `br${vni}`];
  await run([
    'ip',
    'link',
    'add',
    vxlan,
    'type',
    'vxlan',
    'id',
    vni,
    'dstport',
    '4789',
    'local',
    loopback,
    'nolearning',
  ]);
  await run(['ip', 'link', 'set', vxlan, 'netns', vrf]);
  await run(['ip', '-n', vrf, 'link', 'add', bridge, 'type', 'bridge', 'stp_state', '0']);
  await run(['ip', '-n', vrf, 'link', 'set', vxlan, 'master', bridge]);
  await run(['ip', '-n', vrf, 'link', 'set', vxlan, 'up']);
  await run(['ip', '-n', vrf, 'link', 'set', bridge, 'up']);
}

async function removeVni(vrf: string, vni: string): Promise<void> {
  await run(['ip', '-n', vrf, 'link', 'del', `br${vni}`]);
  await run(['ip', '-n', vrf, 'link', 'del', `vx${vni}`]);
}

async function setPort(
  port: string,
  wanted: Attributes,
  standing: Attributes | undefined,
  current: Platform,
): Promise<void> {
  if (JSON.stringify(wanted) === JSON.stringify(standing)) return;
  const where = at(current.units.get(port)?.['vrf'] ?? '');
  const { mtu, enabled } = wanted;
  if (mtu !== undefined) await run(['ip', ...where, 'link', 'set', port, 'mtu', mtu]);
  if (enabled !== undefined)
    await run(['ip', ...where, 'link', 'set', port, enabled === 'true' ? 'up' : 'down']);
}

async function setUnit(unit: string, wanted: Attributes, standing: Attributes | undefined): Promise<void> {
  const vrf = wanted['vrf'];
  if (vrf === undefined) throw new Error(`unit ${unit} is in no VRF`);
  if (standing?.['vrf'] !== vrf) {
    if (standing !== undefined) await releaseUnit(unit, standing['vrf'] ?? '');
    await run(['ip', 'link', 'set', unit, 'netns', vrf]);
    standing = undefined;
  }
  const link = (...words: readonly string[]) => run(['ip', '-n', vrf, 'link', 'set', unit, ...words]);
  if (wanted['mtu'] !== undefined && wanted['mtu'] !== standing?.['mtu']) await link('mtu', wanted['mtu']);
  await link('alias', `${wanted['service'] ?? ''}|${wanted['description'] ?? ''}`);
  if (wanted['address'] !== standing?.['address']) {
    await run(['ip', '-n', vrf, '-4', 'addr', 'flush', 'dev', unit]);
    if (wanted['address'] !== undefined)
      await run(['ip', '-n', vrf, 'addr', 'add', wanted['address'], 'dev', unit]);
  }
  await link('up');
  if (wanted['egress-kbps'] !== standing?.['egress-kbps']) await shape(vrf, unit, wanted['egress-kbps']);
  if (wanted['ingress-kbps'] !== standing?.['ingress-kbps']) await police(vrf, unit, wanted['ingress-kbps']);
}

/** A unit back where no service has it: in the core's namespace, down, bare. */
async function releaseUnit(unit: string, vrf: string): Promise<void> {
  await police(vrf, unit, undefined);
  await shape(vrf, unit, undefined);
  await run(['ip', '-n', vrf, 'link', 'set', unit, 'down']);
  await run(['ip', '-n', vrf, 'addr', 'flush', 'dev', unit]);
  await run(['ip', '-n', vrf, 'link', 'set', unit, 'alias', '', 'mtu', '1500']);
  await run(['ip', '-n', vrf, 'link', 'set', unit, 'netns', String(process.pid)]);
}

/** Sends at most at this rate: a token bucket with 10 ms of burst and 50 ms of queue. */
async function shape(vrf: string, unit: string, kbps: string | undefined): Promise<void> {
  const dev = ['qdisc', kbps === undefined ? 'del' : 'replace', 'dev', unit, 'root'];
  if (kbps === undefined) {
    await tryRun(['tc', ...at(vrf), ...dev]);
    return;
  }
  const burst = Math.max(32_000, Math.round((Number(kbps) * 1000) / 8 / 100));
  await run(['tc', ...at(vrf), ...dev, 'tbf', 'rate', `${kbps}kbit`, 'burst', `${burst}`, 'latency', '50ms']);
}

/** Takes at most this rate in and drops the rest, with 50 ms of burst. */
async function police(vrf: string, unit: string, kbps: string | undefined): Promise<void> {
  const nft = [...inside(vrf), 'nft'];
  await tryRun([...nft, 'delete', 'table', 'netdev', policerOf(unit)]);
  if (kbps === undefined) return;
  const bytes = (Number(kbps) * 1000) / 8;
  const rule = `limit rate over ${bytes} bytes/second burst ${Math.max(64_000, Math.round(bytes / 20))} bytes drop`;
  const hook = `type filter hook ingress device "${unit}" priority 0;`;
  const table = `table netdev ${policerOf(unit)} {\nchain in {\n${hook}\n${rule}\n}\n}\n`;
  await run([...nft, '-f', '-'], { input: table });
}

function policerOf(unit: string): string {
  return `police_${unit.replaceAll('.', '_')}`;
}

function at(vrf: string): readonly string[] {
  return vrf === '' ? [] : ['-n', vrf];
}

function inside(vrf: string): readonly string[] {
  return vrf === '' ? [] : ['nsenter', `--net=/run/netns/${vrf}`, '--'];
}
