import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { eventually, run, tryRun } from '../run.ts';
import { growPlatform, parsePlatform, readPlatform, shrinkPlatform, vrfNames } from './router-platform.ts';
import { parseRouting, printRouting } from './router-text.ts';

// The agent beside a router: one JSON request a line, one JSON answer a line, on a local socket behind SSH.
// It makes the router become a wanted configuration as a whole or stay as it is, keeps what stood before on disk until
// the change is confirmed, and takes it back when its timer runs out, also after it was killed.

const reload = [
  '/usr/lib/frr/frr-reload.py',
  '--bindir',
  '/usr/bin',
  '--confdir',
  '/etc/frr',
  '--rundir',
  '/run/frr',
  '--stdout',
];

/** A whole configuration: the platform's lines, and the routing lines with their contexts. */
type Config = { readonly platform: readonly string[]; readonly routing: readonly string[] };
type Pending = { readonly name: string; readonly untilMs: number; readonly before: Config };
type Request = {
  readonly id: number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
};

/** The request was understood and is not done; nothing was changed by it. */
class Refusal extends Error {}

/** Another change has the router until it is confirmed or taken back: not this one's fault. */
class StillPending extends Refusal {}

const { values } = parseArgs({
  options: {
    socket: { type: 'string', default: '' },
    state: { type: 'string', default: '' },
    ports: { type: 'string', default: '' },
    core: { type: 'string', default: '' },
    loopback: { type: 'string' },
  },
});
const physicalPorts = new Set(values.ports.split(',').filter(Boolean));
const corePorts = new Set(values.core.split(',').filter(Boolean));
const pendingFile = join(values.state, 'pending.json');

let holder: object | undefined;
let pending: Pending | undefined;
let timer: NodeJS.Timeout | undefined;
let work: Promise<unknown> = Promise.resolve();

/** One thing after the other: the router has one configuration. */
function inTurn<Value>(step: () => Promise<Value>): Promise<Value> {
  const done = work.then(step);
  work = done.catch(() => {});
  return done;
}

async function running(): Promise<Config> {
  const text = await run(['vtysh', '-c', 'show running-config']);
  // That a VRF is a namespace is the platform's business.
  const routing = [...parseRouting(text)].filter((line) => !isNamespaceLine(line));
  const empty = new Set(
    routing.filter(
      (line) => /^vrf \S+$/.test(line) && !routing.some((other) => other.startsWith(`${line}\n`)),
    ),
  );
  return {
    platform: await readPlatform(physicalPorts),
    routing: routing.filter((line) => !empty.has(line)).sort(),
  };
}

function isNamespaceLine(line: string): boolean {
  return /^vrf \S+\nnetns /.test(line);
}

function hashOf(config: Config): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex');
}

/** Makes the router become `target`, or puts it back as it was and throws. */
async function become(target: Config): Promise<void> {
  const before = await running();
  try {
    await transform(before, target);
  } catch (error) {
    console.error(error);
    await transform(await running(), before);
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}

async function transform(current: Config, target: Config): Promise<void> {
  const [from, to] = [parsePlatform(current.platform), parsePlatform(target.platform)];
  await growPlatform(from, to, values.loopback);
  await eventually(vrfsKnown, 15_000, 50);
  await withdrawVnis(current, target);
  await reloadRouting(target.routing);
  await shrinkPlatform(from, to);
  for (const vrf of from.vrfs.keys()) if (!to.vrfs.has(vrf)) await forgetVrf(vrf);
  const after = await running();
  const difference = firstDifference(target, after);
  if (difference !== undefined) throw new Error(difference);
}

/** Throws as long as the routing software does not see a namespace that is there. */
async function vrfsKnown(): Promise<void> {
  const seen = await namespaceLines();
  const missing = (await vrfNames()).find((vrf) => !seen.includes(`vrf ${vrf}\nnetns /run/netns/${vrf}`));
  if (missing !== undefined) throw new Error(`the routing software does not see VRF ${missing}`);
}

async function namespaceLines(): Promise<readonly string[]> {
  return [...parseRouting(await run(['vtysh', '-c', 'show running-config']))].filter(isNamespaceLine);
}

/** A VRF's BGP cannot be taken away while it has its VNI, so that goes first. */
async function withdrawVnis(current: Config, target: Config): Promise<void> {
  for (const line of current.routing) {
    const match = /^vrf (\S+)\nvni (\d+)$/.exec(line);
    if (match === null || target.routing.includes(line)) continue;
    await run(['vtysh', '-c', 'configure terminal', '-c', `vrf ${match[1]}`, '-c', `no vni ${match[2]}`]);
  }
}

/** Without its `netns` line a VRF would be taken from its namespace, and 8.4's zebra ends when that goes later. */
async function reloadRouting(routing: readonly string[]): Promise<void> {
  const file = '/run/frr/target.conf';
  await writeFile(file, printRouting([...(await namespaceLines()), ...routing]));
  const { code, stdout, stderr } = await tryRun([...reload, '--reload', file], { timeoutMs: 60_000 });
  if (code === 0) return;
  const words = stdout.split('\n').filter((line) => /ERROR|%|line \d+:/.test(line));
  throw new Error(
    `frr-reload ended with ${code}: ${words.join(' ').trim() || (stderr || stdout).slice(-500).trim()}`,
  );
}

async function forgetVrf(vrf: string): Promise<void> {
  await eventually(
    async () => {
      const { stdout } = await tryRun(['vtysh', '-c', 'configure terminal', '-c', `no vrf ${vrf}`]);
      const text = await run(['vtysh', '-c', 'show running-config']);
      if (text.includes(`vrf ${vrf}\n`)) throw new Error(`VRF ${vrf} stays: ${stdout.trim()}`);
    },
    3_000,
    100,
  );
}

function firstDifference(wanted: Config, standing: Config): string | undefined {
  for (const part of ['platform', 'routing'] as const) {
    const missing = wanted[part].find((line) => !standing[part].includes(line));
    if (missing !== undefined) return `not taken: ${missing.replaceAll('\n', ' / ')}`;
    const extra = standing[part].find((line) => !wanted[part].includes(line) && !isInherent(line));
    if (extra !== undefined) return `still there: ${extra.replaceAll('\n', ' / ')}`;
  }
  return undefined;
}

/** An interface has an MTU whether or not somebody asked for one. */
function isInherent(line: string): boolean {
  return /^unit \S+ mtu /.test(line);
}

async function setPending(next: Pending | undefined): Promise<void> {
  if (next === undefined) await rm(pendingFile, { force: true });
  else {
    await writeFile(`${pendingFile}.new`, JSON.stringify(next), { flush: true });
    await rename(`${pendingFile}.new`, pendingFile);
  }
  watchOver(next);
}

function watchOver(next: Pending | undefined): void {
  pending = next;
  clearTimeout(timer);
  if (next === undefined) return;
  timer = setTimeout(
    () => void inTurn(() => takeBack(next.name)).catch(console.error),
    Math.max(0, next.untilMs - Date.now()),
  );
}

async function takeBack(name: string): Promise<boolean> {
  if (pending?.name !== name) return false;
  await become(pending.before);
  await setPending(undefined);
  return true;
}

/** What the router starts with next time. */
async function keep(): Promise<void> {
  await run(['vtysh', '-c', 'write memory']);
}

async function commit(params: Readonly<Record<string, unknown>>): Promise<object> {
  const target = params['target'] as Config;
  const before = await running();
  if (hashOf(before) !== params['basis']) throw new Refusal('the configuration was changed meanwhile');
  if (pending !== undefined) throw new StillPending(`the change ${pending.name} is still to be confirmed`);
  const name = params['name'];
  if (typeof name === 'string') {
    // What stood before is on disk before anything can have changed.
    await setPending({ name, untilMs: Date.now() + Number(params['timeoutS']) * 1000, before });
  }
  try {
    await become(target);
  } catch (error) {
    // Not even back as it was: what stood before stays on disk, and the timer tries again.
    if (error instanceof Refusal) await setPending(undefined);
    throw error;
  }
  if (typeof name !== 'string') await keep();
  return {};
}

const methods: Readonly<
  Record<string, (params: Readonly<Record<string, unknown>>, caller: object) => Promise<object>>
> = {
  async lock(_, caller) {
    if (holder !== undefined && holder !== caller) return { locked: false };
    holder = caller;
    return { locked: true };
  },
  async unlock(_, caller) {
    if (holder === caller) holder = undefined;
    return {};
  },
  async running() {
    const config = await running();
    return { ...config, basis: hashOf(config) };
  },
  commit,
  async confirm({ name }) {
    if (pending?.name !== name) return { known: false };
    await setPending(undefined);
    await keep();
    return { known: true };
  },
  async cancel({ name }) {
    return { known: await takeBack(String(name)) };
  },
  async state() {
    const { stdout } = await tryRun(['vtysh', '-c', 'show bgp vrf all ipv4 unicast summary json']);
    return { ports: await portStates(), summary: JSON.parse(stdout.trim() === '' ? '{}' : stdout) };
  },
  async ping({ vrf, source, destination, count, sizeBytes }) {
    if (!(await vrfNames()).includes(String(vrf))) throw new Refusal(`there is no VRF ${String(vrf)}`);
    const words = [
      '-c',
      count,
      '-i',
      '0.05',
      '-W',
      '1',
      '-M',
      'do',
      '-s',
      Number(sizeBytes) - 28,
      '-I',
      source,
      destination,
    ];
    const netns = ['nsenter', `--net=/run/netns/${String(vrf)}`, '--', 'ping'];
    const { stdout } = await tryRun([...netns, ...words.map(String)], { timeoutMs: 30_000 });
    return { output: stdout };
  },
};

/** Ports that services may use, and those of the core with what BFD says of their other ends. */
async function portStates(): Promise<readonly object[]> {
  type Link = { readonly ifname: string; readonly operstate: string; readonly flags: readonly string[] };
  const links = JSON.parse(await run(['ip', '-j', 'link', 'show'])) as Link[];
  const heard = corePorts.size === 0 ? new Set() : await heardByBfd();
  return links.flatMap(({ ifname, operstate, flags }) => {
    const port = { name: ifname, operStatus: flags.includes('UP') && operstate !== 'DOWN' ? 'up' : 'down' };
    if (corePorts.has(ifname)) return [{ ...port, continuity: heard.has(ifname) ? 'up' : 'down' }];
    return physicalPorts.has(ifname) ? [port] : [];
  });
}

/** Interfaces on which a BFD session is up. One that its protocol has given up is no longer listed. */
async function heardByBfd(): Promise<ReadonlySet<string>> {
  type Peer = { readonly interface?: string; readonly status?: string };
  const { stdout } = await tryRun(['vtysh', '-c', 'show bfd peers json']);
  const peers = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as Peer[];
  return new Set(peers.flatMap((peer) => (peer.status === 'up' && peer.interface ? [peer.interface] : [])));
}

async function answer(request: Request, caller: object): Promise<object> {
  const method = methods[request.method];
  if (method === undefined)
    return { id: request.id, error: { refused: true, message: `no method ${request.method}` } };
  try {
    return { id: request.id, result: await inTurn(() => method(request.params ?? {}, caller)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const pending = error instanceof StillPending ? { pending: true } : {};
    return { id: request.id, error: { refused: error instanceof Refusal, ...pending, message } };
  }
}

/** After a restart of the router what was confirmed must be in place again, and what was pending goes on. */
async function resume(): Promise<void> {
  if (existsSync(pendingFile)) watchOver(JSON.parse(readFileSync(pendingFile, 'utf8')) as Pending);
}

await resume();
await rm(values.socket, { force: true });
net
  .createServer((connection) => {
    const caller = {};
    connection.on('error', () => {});
    connection.on('close', () => {
      if (holder === caller) holder = undefined;
    });
    createInterface({ input: connection }).on('line', (line) => {
      void answer(JSON.parse(line) as Request, caller).then((reply) =>
        connection.write(`${JSON.stringify(reply)}\n`),
      );
    });
  })
  .listen(values.socket);
