import { run } from '../run.ts';
import type { Cable, HostNode, Topology } from '../types.ts';

/** The words that put a command into a node's network namespace. */
export function inNetwork(node: string): readonly string[] {
  return ['nsenter', `--net=/run/netns/${node}`, '--'];
}

/** Makes a namespace for every node and plugs in all cables. */
export async function wire(topology: Topology): Promise<void> {
  const nodes = [...topology.bridges, ...topology.routers, ...topology.hosts].map(({ name }) => name);
  await batch(nodes.map((node) => `netns add ${node}`));
  await batch(topology.cables.map(cableLine));
  const ports = [...portsByNode(topology.cables)];
  await Promise.all(
    ports.map(async ([node, ends]) => {
      const lines = ends.flatMap(({ port, mtu, address }) => [
        `link set ${port} ${mtu === 1500 ? '' : `mtu ${mtu}`} address ${address} up`,
      ]);
      await batch(['link set lo up', ...lines], node);
    }),
  );
  await withoutOffload(topology);
  await Promise.all(topology.hosts.map(addressHost));
}

function cableLine({ a, b }: Cable): string {
  return `link add ${a.port} netns ${a.node} type veth peer name ${b.port} netns ${b.node}`;
}

type WiredPort = { readonly port: string; readonly mtu: number; readonly address: string };

function portsByNode(cables: readonly Cable[]): ReadonlyMap<string, readonly WiredPort[]> {
  const ports = new Map<string, WiredPort[]>();
  cables.forEach(({ a, b, mtu }, index) => {
    [a, b].forEach(({ node, port }, side) => {
      // Locally administered and the same at every start, so that dumps can be compared.
      const number = (index * 2 + side).toString(16).padStart(4, '0');
      const address = `02:00:00:00:${number.slice(0, 2)}:${number.slice(2)}`;
      ports.set(node, [...(ports.get(node) ?? []), { port, mtu, address }]);
    });
  });
  return ports;
}

/** Userspace bridges see frames before the kernel would have filled in their checksums. */
async function withoutOffload(topology: Topology): Promise<void> {
  const bridges = new Set(topology.bridges.map(({ name }) => name));
  const ends = topology.cables
    .filter(({ a, b }) => bridges.has(a.node) || bridges.has(b.node))
    .flatMap(({ a, b }) => [a, b]);
  await Promise.all(
    ends.map(({ node, port }) => run([...inNetwork(node), 'ethtool', '-K', port, 'tx', 'off'])),
  );
}

async function addressHost({ name, addressCidr, gateway }: HostNode): Promise<void> {
  const lines = [`addr add ${addressCidr} dev eth0`];
  if (gateway !== undefined) lines.push(`route add default via ${gateway}`);
  await batch(lines, name);
}

/** Runs several lines of `ip` at once, in a node's namespace if one is named. */
export async function batch(lines: readonly string[], node?: string): Promise<void> {
  const where = node === undefined ? [] : ['-n', node];
  await run(['ip', ...where, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
