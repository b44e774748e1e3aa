import type { NetworkSnapshot } from './types.ts';

/** Links by number, in no order of the network's. They are only ever added to. */
export type LinkNumbers = {
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
};

/** What is promised on all links at an instant, as somebody remembers it between questions. Never changed. */
export type RememberedLinkUse = {
  /** Two of the same version are the same. */
  readonly version: number;
  readonly links: LinkNumbers;
  /** By the link's number; nothing is promised on links beyond its end. */
  readonly kbps: Float64Array;
};

/** What is promised on links, for one question. */
export type LinkUse = {
  readonly remembered?: RememberedLinkUse | undefined;
  /** What counts instead on these links, for this question alone. */
  readonly apart: ReadonlyMap<string, number>;
};

/** Nothing is promised on any link. */
export const nothingPromised: LinkUse = { apart: new Map() };

/** What is promised on a link. */
export function promisedOn({ apart, remembered }: LinkUse, link: string): number {
  return apart.get(link) ?? remembered?.kbps[remembered.links.numbers.get(link) ?? -1] ?? 0;
}

/** The same use with other amounts on some links. */
export function withPromised(use: LinkUse, changes: Iterable<readonly [string, number]>): LinkUse {
  const all = [...changes];
  return all.length === 0 ? use : { ...use, apart: new Map([...use.apart, ...all]) };
}

/** What is promised on every link of a network, by its number there; what stands apart is not in it. */
export function promisedByEdge(snapshot: NetworkSnapshot, remembered: RememberedLinkUse): Float64Array {
  const known = byEdge.get(snapshot.links) ?? new Map<number, Float64Array>();
  byEdge.set(snapshot.links, known);
  const found = known.get(remembered.version);
  if (found !== undefined) return found;
  const edges = edgesOf(snapshot, remembered.links);
  const promised = new Float64Array(snapshot.links.length);
  const end = Math.min(remembered.kbps.length, edges.length);
  for (let number = 0; number < end; number++) {
    const edge = edges[number] as number;
    if (edge >= 0) promised[edge] = remembered.kbps[number] as number;
  }
  const [oldest] = known.keys();
  if (known.size >= MOST_VERSIONS && oldest !== undefined) known.delete(oldest);
  known.set(remembered.version, promised);
  return promised;
}

/** Every link of a network on which something is promised, by its number there. */
export function promisedEdges(
  snapshot: NetworkSnapshot,
  { remembered, apart }: LinkUse,
): ReadonlyMap<number, number> {
  const promised = new Map<number, number>();
  const all = remembered === undefined ? [] : promisedByEdge(snapshot, remembered);
  for (const [edge, kbps] of all.entries()) if (kbps !== 0) promised.set(edge, kbps);
  for (const [link, kbps] of apart) {
    const edge = snapshot.links.indexOf(link);
    if (edge >= 0) promised.set(edge, kbps);
  }
  return promised;
}

const MOST_VERSIONS = 4;

const byEdge = new WeakMap<NetworkSnapshot['links'], Map<number, Float64Array>>();
const edgesByNumber = new WeakMap<NetworkSnapshot['links'], WeakMap<LinkNumbers, Int32Array>>();

/** Which edge each number stands for, -1 where the network has no such link. */
function edgesOf({ links }: NetworkSnapshot, numbering: LinkNumbers): Int32Array {
  const { names, numbers } = numbering;
  const known = edgesByNumber.get(links) ?? new WeakMap<LinkNumbers, Int32Array>();
  edgesByNumber.set(links, known);
  const before = known.get(numbering);
  if (before?.length === names.length) return before;
  const edges = new Int32Array(names.length).fill(-1);
  if (before === undefined) {
    // All at once: the names of the network are looked up, which is faster than looking for each in the network.
    for (let edge = 0; edge < links.length; edge++) {
      const number = numbers.get(links.keyAt(edge) as string);
      if (number !== undefined && number < edges.length) edges[number] = edge;
    }
  } else {
    edges.set(before);
    for (let number = before.length; number < edges.length; number++)
      edges[number] = links.indexOf(names[number] as string);
  }
  known.set(numbering, edges);
  return edges;
}
