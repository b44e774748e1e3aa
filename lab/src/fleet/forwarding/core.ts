import { otherEnd, type Ports } from './ports.ts';
import { CUSTOMER_PREMISES, type LinkInput, type NetworkInput, type Stretch } from './types.ts';

/** A way through the core: the nodes in order, both ends included. */
export type CorePath = Stretch & { readonly nodes: readonly string[] };

type Hop = { readonly to: string; readonly link: LinkInput };

/** Paths between provider nodes over the links that are up: shortest by latency, or hop by hop as asked. */
export class Core {
  readonly #input: NetworkInput;
  readonly #ports: Ports;
  readonly #trees = new Map<string, ReadonlyMap<string, CorePath>>();
  #nodesByRouterId: ReadonlyMap<number, string> | undefined;

  constructor(input: NetworkInput, ports: Ports) {
    this.#input = input;
    this.#ports = ports;
  }

  /**
   * The router-id under which the others know a node: the configured one, as long as it is the one planned for
   * the node. A provider node whose loopback is wrong is reachable by nobody.
   */
  routerIdOf(nodeName: string): number | undefined {
    const node = this.#input.nodes.get(nodeName);
    if (node === undefined || node.role === CUSTOMER_PREMISES) return undefined;
    if (node.config === undefined) return node.routerId;
    const configured = node.config.routerId;
    return node.routerId !== undefined && configured !== node.routerId ? undefined : configured;
  }

  /** The node that owns a router-id; none where two claim it. */
  nodeOf(routerId: number): string | undefined {
    this.#nodesByRouterId ??= this.#indexRouterIds();
    return this.#nodesByRouterId.get(routerId);
  }

  /** Least latency; the name decides between equals. Undefined where the nodes are apart. */
  shortest(from: string, to: string): CorePath | undefined {
    let tree = this.#trees.get(from);
    if (tree === undefined) {
      tree = this.#grow(from);
      this.#trees.set(from, tree);
    }
    return tree.get(to);
  }

  /** The path along the named nodes (both ends may be left out), or undefined where a step is not possible. */
  explicit(from: string, hops: readonly string[], to: string): CorePath | undefined {
    const nodes = [...hops];
    if (nodes[0] !== from) nodes.unshift(from);
    if (nodes.at(-1) !== to) nodes.push(to);
    let path: CorePath | undefined = startAt(from);
    for (const next of nodes.slice(1)) {
      const at: CorePath | undefined = path;
      if (at === undefined || at.nodes.includes(next)) return undefined;
      const hop: Hop | undefined = this.#hopsFrom(at.nodes.at(-1) ?? from).find(
        (candidate) => candidate.to === next,
      );
      path = hop && extended(at, hop);
    }
    return path;
  }

  #hopsFrom(name: string): readonly Hop[] {
    const provider = (node: string) => this.#input.nodes.get(node)?.role !== CUSTOMER_PREMISES;
    return this.#ports
      .linksOf(name)
      .filter((link) => link.a.node !== link.b.node && this.#ports.isLinkUp(link))
      .map((link) => ({ link, to: otherEnd(link, link.a.node === name ? link.a : link.b).node }))
      .filter((hop) => provider(hop.to) && provider(name))
      .sort((x, y) => x.link.latencyUs - y.link.latencyUs || compareText(x.link.name, y.link.name));
  }

  #grow(from: string): ReadonlyMap<string, CorePath> {
    const done = new Map<string, CorePath>();
    const open = new Map<string, CorePath>([[from, startAt(from)]]);
    while (open.size > 0) {
      const nearest = [...open.values()].reduce((best, path) => (isBetter(path, best) ? path : best));
      const name = nearest.nodes.at(-1) ?? from;
      open.delete(name);
      done.set(name, nearest);
      for (const hop of this.#hopsFrom(name)) {
        if (done.has(hop.to)) continue;
        const path = extended(nearest, hop);
        const known = open.get(hop.to);
        if (known === undefined || isBetter(path, known)) open.set(hop.to, path);
      }
    }
    return done;
  }

  #indexRouterIds(): ReadonlyMap<number, string> {
    const owners = Map.groupBy(this.#input.nodes.keys(), (name) => this.routerIdOf(name));
    const single = [...owners].filter(([routerId, names]) => routerId !== undefined && names.length === 1);
    return new Map(single.map(([routerId, names]) => [routerId ?? 0, names[0] ?? '']));
  }
}

function startAt(node: string): CorePath {
  return { nodes: [node], latencyUs: 0, mtu: Number.POSITIVE_INFINITY, limits: [] };
}

function extended(path: CorePath, { link, to }: Hop): CorePath {
  return {
    nodes: [...path.nodes, to],
    latencyUs: path.latencyUs + link.latencyUs,
    mtu: Math.min(path.mtu, link.mtu),
    limits: [...path.limits, { kbps: link.capacityKbps, classes: undefined }],
  };
}

function isBetter(a: CorePath, b: CorePath): boolean {
  if (a.latencyUs !== b.latencyUs) return a.latencyUs < b.latencyUs;
  return compareText(a.nodes.join(' '), b.nodes.join(' ')) < 0;
}

/** Plain code-unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
