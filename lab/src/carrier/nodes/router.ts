import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processes } from '../processes.ts';
import { eventually, run } from '../run.ts';
import type { RouterNode, Topology } from '../types.ts';
import { batch, inNetwork } from './wiring.ts';

const daemons = '/usr/lib/frr';
const agent = join(import.meta.dirname, '../agents/router-agent.ts');

/** Where a router's files are; its own programs see parts of it as /etc/frr. */
export function routerFolder(state: string, name: string): string {
  return join(state, 'nodes', name);
}

/** The words that put a command into a router: its network, and its own view of /run and /etc/frr. */
export async function inRouter(state: string, name: string): Promise<readonly string[]> {
  const holder = (await readFile(join(routerFolder(state, name), 'holder'), 'utf8')).trim();
  return ['nsenter', '-t', holder, '-m', '-n', '--'];
}

/**
 * Starts a router: a mount namespace of its own, in which it is the only FRR and sees only its own VRFs (which are
 * network namespaces), the daemons of its role, its first configuration, and the agent.
 */
export async function startRouter(
  state: string,
  processes: Processes,
  topology: Topology,
  node: RouterNode,
): Promise<void> {
  const folder = routerFolder(state, node.name);
  const isNew = await mkdir(join(folder, 'etc'), { recursive: true }).then((made) => made !== undefined);
  if (isNew) {
    await writeFile(join(folder, 'etc/frr.conf'), firstConfiguration(topology, node));
    await writeFile(join(folder, 'etc/vtysh.conf'), 'service integrated-vtysh-config\n');
    await startHolder(folder, processes, node.name);
    await addPorts(topology, node);
  }
  const into = await inRouter(state, node.name);
  await run([...into, 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.fib_multipath_hash_policy=1']);
  await run([...into, 'sh', '-c', 'rm -f /run/frr/*']);
  startDaemon(processes, node, into, 'zebra');
  await eventually(() => run([...into, 'test', '-S', '/run/frr/zserv.api']), 40_000);
  const others = partsOf(node.role).filter((name) => name !== 'zebra');
  for (const name of others) startDaemon(processes, node, into, name);
  const ready = [...others, 'zebra'].map((name) => `test -S /run/frr/${name}.vty`).join(' && ');
  await eventually(() => run([...into, 'sh', '-c', ready]), 40_000, 50);
  await run([...into, 'vtysh', '-b']);
  // Nobody configures the core through its agents.
  if (node.role !== 'core') startRouterAgent(folder, processes, node, into);
}

function partsOf(role: RouterNode['role']): readonly string[] {
  switch (role) {
    case 'edge':
      return ['zebra', 'bfdd', 'ospfd', 'bgpd', 'staticd'];
    case 'core':
      return ['zebra', 'bfdd', 'ospfd'];
    case 'customer':
      return ['zebra', 'bgpd', 'staticd'];
  }
}

function startDaemon(processes: Processes, node: RouterNode, into: readonly string[], name: string): void {
  // The socket's receive buffer must hold what a burst of routes says; -n: a VRF is a network namespace.
  const zebra = name === 'zebra' ? ['-s', '90000000', ...(node.role === 'core' ? [] : ['-n'])] : [];
  const words = ['-u', 'root', '-g', 'root', '--log', 'stdout', '--log-level', 'warnings', ...zebra];
  processes.start(node.name, name, [...into, `${daemons}/${name}`, ...words]);
}

function startRouterAgent(
  folder: string,
  processes: Processes,
  node: RouterNode,
  into: readonly string[],
): void {
  const loopback = node.loopback === undefined ? [] : ['--loopback', node.loopback];
  const words = [
    '--socket',
    join(folder, 'agent.sock'),
    '--state',
    folder,
    '--ports',
    node.ports.join(','),
    '--core',
    node.core.map(({ port }) => port).join(','),
    ...loopback,
  ];
  processes.start(node.name, 'agent', [...into, process.execPath, agent, ...words], {}, true);
}

/** The process that keeps the router's mount namespace; it is no part of the router and outlives a killed one. */
async function startHolder(folder: string, processes: Processes, name: string): Promise<void> {
  const holder = join(folder, 'holder');
  const script = [
    'mount -t tmpfs none /run',
    'mkdir -p /run/frr /run/netns',
    `mount --bind ${folder}/etc /etc/frr`,
    'mount -t tmpfs none /var/tmp',
    `echo $$ > ${holder}.new`,
    `mv ${holder}.new ${holder}`,
    'exec sleep infinity',
  ].join(' && ');
  const into = [...inNetwork(name).slice(0, -1), 'unshare', '-m', '--propagation', 'private'];
  processes.start(`holder of ${name}`, 'sleep', [...into, 'sh', '-c', script]);
  await eventually(() => readFile(holder, 'utf8'), 40_000);
}

/** Ports that no cable is plugged into; units come with their cables, down until a service uses them. */
async function addPorts(topology: Topology, node: RouterNode): Promise<void> {
  const cabled = topology.cables
    .flatMap(({ a, b }) => [a, b])
    .filter((end) => end.node === node.name)
    .map(({ port }) => port);
  const free = node.ports.filter((port) => !cabled.includes(port));
  // One end of a pair without a use stands for a port without a cable.
  const lines = free.flatMap((port) => [
    `link add ${port} type veth peer name ${port}-open`,
    `link set ${port}-open up`,
    `link set ${port} up`,
  ]);
  const units = cabled.filter((port) => port.includes('.') || port.startsWith('lan'));
  await batch([...lines, ...units.map((unit) => `link set ${unit} down`)], node.name);
}

/** The routed core: OSPF with BFD and no waiting, and between the edges BGP for EVPN routes. */
function firstConfiguration(topology: Topology, node: RouterNode): string {
  const head = ['frr defaults datacenter', `hostname ${node.name}`, 'service integrated-vtysh-config'];
  if (node.loopback === undefined) return `${head.join('\n')}\n`;
  const interval = topology.bfdIntervalMs;
  const lines = [
    ...head,
    ...[
      'bfd',
      ' profile fast',
      `  transmit-interval ${interval}`,
      `  receive-interval ${interval}`,
      ' exit',
      'exit',
    ],
    ...['interface lo', ` ip address ${node.loopback}/32`, ' ip ospf area 0', 'exit'],
    ...node.core.flatMap(({ port, addressCidr }) => [
      `interface ${port}`,
      ` ip address ${addressCidr}`,
      ' ip ospf area 0',
      ' ip ospf bfd',
      ' ip ospf bfd profile fast',
      ' ip ospf dead-interval 4',
      ' ip ospf hello-interval 1',
      ' ip ospf network point-to-point',
      'exit',
    ]),
    'router ospf',
    ` ospf router-id ${node.loopback}`,
    ' timers lsa min-arrival 0',
    ' timers throttle lsa all 0',
    ' timers throttle spf 0 20 100',
    'exit',
  ];
  if (node.role === 'edge') lines.push(...edgeBgp(topology, node));
  return `${lines.join('\n')}\n`;
}

function edgeBgp(topology: Topology, node: RouterNode): readonly string[] {
  const others = topology.routers.filter((other) => other.role === 'edge' && other.name !== node.name);
  const neighbors = others.flatMap(({ loopback }) => [
    ` neighbor ${loopback} remote-as ${topology.asNumber}`,
    ` neighbor ${loopback} timers connect 1`,
    ` neighbor ${loopback} update-source lo`,
  ]);
  return [
    `router bgp ${topology.asNumber}`,
    ` bgp router-id ${node.loopback}`,
    ' no bgp default ipv4-unicast',
    ...neighbors,
    ' address-family l2vpn evpn',
    ...others.map(({ loopback }) => `  neighbor ${loopback} activate`),
    '  advertise-all-vni',
    ' exit-address-family',
    'exit',
  ];
}

/** The routing software's whole configuration, and what the kernel has beside it, in the core and in each VRF. */
export async function dumpRouter(state: string, name: string): Promise<string> {
  const into = await inRouter(state, name);
  const inside = (...command: readonly string[]) => run([...into, ...command]);
  const vrfs = (await inside('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0] ?? '');
  const parts = [await inside('vtysh', '-c', 'show running-config'), vrfs.join(' ')];
  for (const vrf of ['', ...vrfs.filter(Boolean)]) {
    const at = vrf === '' ? [] : ['-n', vrf];
    const network = vrf === '' ? [] : ['nsenter', `--net=/run/netns/${vrf}`, '--'];
    // Interfaces that were moved away and back have a new number.
    const links = (await inside('ip', ...at, '-4', '-o', 'addr', 'show')).split('\n').map(withoutNumbers);
    const queues = (await inside('tc', ...at, 'qdisc', 'show')).split('\n');
    const shaped = queues.filter((line) => !line.startsWith('qdisc noqueue'));
    const filters = await inside(...network, 'nft', 'list', 'ruleset');
    parts.push(links.sort().join('\n'), shaped.join('\n'), filters);
  }
  return parts.join('\n---\n');
}

function withoutNumbers(line: string): string {
  return line.replace(/^\d+: /, '').replace(/valid_lft.*$/, '');
}
