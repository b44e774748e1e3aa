import type { LinkEnd, LinkInput, NetworkInput, NodeInput } from './types.ts';

/** Links by their ends, and which ports and links are up. */
export class Ports {
  readonly #input: NetworkInput;
  readonly #linksByNode = new Map<string, LinkInput[]>();

  constructor(input: NetworkInput) {
    this.#input = input;
    for (const link of input.links) {
      for (const node of new Set([link.a.node, link.b.node])) {
        const links = this.#linksByNode.get(node);
        if (links) links.push(link);
        else this.#linksByNode.set(node, [link]);
      }
    }
  }

  /** The links at a node. */
  linksOf(node: string): readonly LinkInput[] {
    return this.#linksByNode.get(node) ?? [];
  }

  /** Whether light passes: the link is whole and neither end's port is shut or broken. */
  isLinkUp(link: LinkInput): boolean {
    return link.up && this.#isEndUp(link.a) && this.#isEndUp(link.b);
  }

  /** Operational status of a port: enabled, whole, and something alive is plugged in. */
  isPortUp(node: NodeInput, port: string): boolean {
    const hardware = node.ports.get(port);
    if (hardware === undefined || !isShining(node, port)) return false;
    const links = this.linksOf(node.name).filter((link) => endAt(link, node.name, port) !== undefined);
    if (links.length === 0) return hardware.side === 'customer';
    return links.some((link) => this.isLinkUp(link));
  }

  #isEndUp(end: LinkEnd): boolean {
    const node = this.#input.nodes.get(end.node);
    if (node === undefined) return false;
    return end.port === undefined || (node.ports.has(end.port) && isShining(node, end.port));
  }
}

/** The end of the link that is at this port. */
export function endAt(link: LinkInput, node: string, port: string): LinkEnd | undefined {
  return [link.a, link.b].find((end) => end.node === node && end.port === port);
}

/** The other end. */
export function otherEnd(link: LinkInput, end: LinkEnd): LinkEnd {
  return end === link.a ? link.b : link.a;
}

function isShining(node: NodeInput, port: string): boolean {
  return !node.failedPorts.has(port) && node.config?.ports.get(port)?.enabled !== false;
}
