import type { NetworkPath } from '@turnup/contract';
import {
  type CoreDisjointness,
  coreRoutePairIn,
  type NoCorePair,
  networkPath,
  vertexOf,
} from './core-route.ts';
import type { CoreView } from './core-view.ts';
import { disjointPair } from './graph/disjoint-pair.ts';
import { bySlot } from './graph/field.ts';
import { buildGraph, listAt } from './graph/graph.ts';
import { sharedRiskPair } from './graph/shared-risk-pair.ts';
import type { SharedRiskQuestion } from './graph/shared-risk-question.ts';
import type { GraphPath, IntegerLists } from './graph/types.ts';
import type { NetworkSnapshot } from './types.ts';

/** At both ends of a pair of ways the node of its first and of its second leg; both may be one node. */
export type LegEnds = {
  readonly from: readonly [first: string, second: string];
  readonly to: readonly [first: string, second: string];
};

/** What is asked of a pair of ways between two sites. */
export type LegPairRequest = {
  readonly minimumRateKbps: number;
  readonly disjointness: CoreDisjointness;
  readonly avoidLinks?: readonly string[] | undefined;
};

/** The way of the first legs and that of the second ones, and how far above the least total they are at most. */
export type LegPair = { readonly paths: readonly [NetworkPath, NetworkPath]; readonly gap: number };

/**
 * The best pair of ways of which one joins the first legs of two sites and the other the second ones. Where the legs of
 * a site end on two nodes, both hang on a vertex that stands for the site, so that the pair of least total is found and
 * not the first that a shortest path leaves over. No pair is proven only where none exists whichever legs are joined;
 * where the best pair joins a first leg with a second one, nothing is proven.
 */
export function legPairIn(view: CoreView, ends: LegEnds, request: LegPairRequest): LegPair | NoCorePair {
  const { from, to } = ends;
  const { avoidLinks: links = [], ...asked } = request;
  const found =
    from[0] === from[1] && to[0] === to[1]
      ? coreRoutePairIn(view, from[0], to[0], { ...asked, ...(links.length > 0 && { avoid: { links } }) })
      : pairBetweenSites(view, ends, request);
  if (found.paths === undefined) return found;
  const [one, other] = found.paths;
  const straight = (
    [
      [one, other],
      [other, one],
    ] as const
  ).find(([first, second]) => joins(first, from[0], to[0]) && joins(second, from[1], to[1]));
  return straight === undefined ? { proven: false } : { paths: straight, gap: found.gap };
}

function joins({ nodes }: NetworkPath, from: string, to: string): boolean {
  return nodes[0] === from && nodes.at(-1) === to;
}

function pairBetweenSites(view: CoreView, ends: LegEnds, request: LegPairRequest): LegPair | NoCorePair {
  const question = questionOf(view, ends, request);
  const { graph, weight, source, target } = question;
  const { snapshot } = view;
  const told = (path: GraphPath): NetworkPath => networkPath(snapshot, withoutSites(snapshot, path));
  if (request.disjointness !== 'sharedRisk') {
    const pair = disjointPair(graph, weight, source, target, request.disjointness, question);
    return pair === undefined
      ? { proven: true }
      : { paths: [told(pair.paths[0]), told(pair.paths[1])], gap: 0 };
  }
  const found = sharedRiskPair(question);
  if (found.outcome === 'infeasible') return { proven: true };
  if (found.outcome === 'unknown') return { proven: false };
  const gap = found.outcome === 'optimal' ? 0 : found.distance / Math.max(found.lowerBound, 1) - 1;
  return { paths: [told(found.paths[0]), told(found.paths[1])], gap };
}

/** The core with a vertex for each site whose legs end on two nodes. One pass over its links. */
function questionOf(
  view: CoreView,
  { from, to }: LegEnds,
  { minimumRateKbps, avoidLinks = [] }: LegPairRequest,
): SharedRiskQuestion {
  const { snapshot, usable, freeKbps } = view;
  const { graph, latencyWeight, transitUs, links } = snapshot;
  const edges: { readonly site: number; readonly node: number }[] = [];
  let vertexCount = graph.vertexCount;
  const siteOf = (legs: LegEnds['from']): number => {
    const [first, second] = [vertexOf(snapshot, legs[0]), vertexOf(snapshot, legs[1])];
    if (first === second) return first;
    const site = vertexCount++;
    edges.push({ site, node: first }, { site, node: second });
    return site;
  };
  const [source, target] = [siteOf(from), siteOf(to)];
  const ends = [...from, ...to].map((node) => vertexOf(snapshot, node));
  const joined = buildGraph(
    vertexCount,
    Int32Array.from([...graph.edgeA, ...edges.map(({ site }) => site)]),
    Int32Array.from([...graph.edgeB, ...edges.map(({ node }) => node)]),
  );
  const room = new Float64Array(joined.edgeCount).fill(Number.POSITIVE_INFINITY);
  for (let edge = 0; edge < graph.edgeCount; edge++)
    room[edge] = usable[edge] === 1 ? (freeKbps[edge] as number) : Number.NEGATIVE_INFINITY;
  // With the transit of the node by which the core is entered, a total is twice the latency again.
  const weight = new Float64Array(joined.edgeCount);
  weight.set(latencyWeight);
  for (const [at, { node }] of edges.entries()) weight[graph.edgeCount + at] = transitUs[node] as number;
  const closed = new Set(avoidLinks.map((link) => links.indexOf(link)));
  return {
    graph: joined,
    weight,
    room: bySlot(joined, room),
    least: minimumRateKbps,
    ...(closed.size > 0 && { allow: (edge: number) => !closed.has(edge) }),
    risks: {
      ofEdge: withLists(
        snapshot.risks.ofEdge,
        edges.map((_, at) => snapshot.riskCount + at),
      ),
      ofVertex: withoutRisksOf(snapshot, new Set(ends), vertexCount),
    },
    riskCount: snapshot.riskCount + edges.length,
    source,
    target,
    implies: 'node',
  };
}

/** Lists with further ones of one integer each. */
function withLists({ offset, value }: IntegerLists, further: readonly number[]): IntegerLists {
  const more = {
    offset: new Int32Array(offset.length + further.length),
    value: new Int32Array(value.length + further.length),
  };
  more.offset.set(offset);
  more.value.set(value);
  more.value.set(further, value.length);
  for (const at of further.keys()) more.offset[offset.length + at] = value.length + at + 1;
  return more;
}

/**
 * The risks of vertices but for what is recorded of the ends: no way could keep away from it. What an end is itself
 * stays, because no way of one leg may run through the node of the other.
 */
function withoutRisksOf(
  { risks: { ofVertex }, sharedRisks }: NetworkSnapshot,
  ends: ReadonlySet<number>,
  vertexCount: number,
): IntegerLists {
  const offset = new Int32Array(vertexCount + 1);
  const value = new Int32Array(ofVertex.value.length);
  let length = 0;
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const end = vertex + 1 < ofVertex.offset.length ? (ofVertex.offset[vertex + 1] as number) : 0;
    for (let at = ofVertex.offset[vertex] ?? end; at < end; at++) {
      const risk = ofVertex.value[at] as number;
      if (risk < sharedRisks.length && ends.has(vertex)) continue;
      value[length++] = risk;
    }
    offset[vertex + 1] = length;
  }
  return { offset, value: value.subarray(0, length) };
}

/** A path without the vertices that stand for sites. */
function withoutSites({ graph }: NetworkSnapshot, { distance, vertices, edges }: GraphPath): GraphPath {
  return {
    distance,
    vertices: vertices.filter((vertex) => vertex < graph.vertexCount),
    edges: edges.filter((edge) => edge < graph.edgeCount),
  };
}

/** What two ways through the core have in common, by name. */
export type SharedOnWays = {
  readonly links: readonly string[];
  readonly nodes: readonly string[];
  readonly sharedRisks: readonly string[];
};

/**
 * What two ways have in common. A node on which both end is what they join, and the risks of the ends themselves do not
 * count, as in every search for a pair.
 */
export function sharedOnWays(snapshot: NetworkSnapshot, one: NetworkPath, other: NetworkPath): SharedOnWays {
  const ends = new Set(endsOf(one).filter((node) => endsOf(other).includes(node)));
  const risks = new Set(risksOn(snapshot, one));
  return {
    links: one.links.filter((link) => other.links.includes(link)),
    nodes: one.nodes.filter((node) => other.nodes.includes(node) && !ends.has(node)),
    sharedRisks: [...new Set(risksOn(snapshot, other))].filter((risk) => risks.has(risk)).sort(),
  };
}

function endsOf({ nodes }: NetworkPath): string[] {
  return [nodes[0] ?? '', nodes.at(-1) ?? ''];
}

/** Recorded risks of the links of a way and of the nodes between its ends. */
function risksOn({ risks, links, nodes, sharedRisks }: NetworkSnapshot, way: NetworkPath): string[] {
  const found = [
    ...way.links.flatMap((link) => [...listAt(risks.ofEdge, links.indexOf(link))]),
    ...way.nodes.slice(1, -1).flatMap((node) => [...listAt(risks.ofVertex, nodes.indexOf(node))]),
  ];
  return found.filter((risk) => risk < sharedRisks.length).map((risk) => sharedRisks.keyAt(risk) as string);
}
