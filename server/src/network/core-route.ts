import type { NetworkPath } from '@turnup/contract';
import { type CoreConditions, type CoreView, coreView } from './core-view.ts';
import { disjointPair } from './graph/disjoint-pair.ts';
import { listAt } from './graph/graph.ts';
import { sharedRiskPair } from './graph/shared-risk-pair.ts';
import { distancesFrom, type SearchOptions, shortestPath } from './graph/shortest-path.ts';
import type { GraphPath } from './graph/types.ts';
import { boundFor } from './landmark-memory.ts';
import type { NetworkSnapshot } from './types.ts';

/** What a way through the core must keep away from. */
export type Avoid = {
  readonly sharedRisks?: Iterable<string>;
  readonly nodes?: Iterable<string>;
  readonly links?: Iterable<string>;
};

/** What is asked of a way through the core. */
export type CoreRouteRequest = CoreConditions & {
  readonly minimumRateKbps: number;
  readonly avoid?: Avoid | undefined;
  /** What is made least: latency (default) or monthly cost, then latency. */
  readonly by?: 'latency' | 'cost' | undefined;
};

/**
 * The best way between two nodes through links in service at the date with the asked rate free, or undefined when
 * there is none. Latency counts the transit of every node on the way once, both ends included; from a node to itself
 * the way is the node. Throws RangeError for a node that the snapshot does not have.
 */
export function coreRoute(
  snapshot: NetworkSnapshot,
  fromNode: string,
  toNode: string,
  request: CoreRouteRequest,
): NetworkPath | undefined {
  return coreRouteIn(coreView(snapshot, request), fromNode, toNode, request);
}

/** {@link coreRoute} on a view that is already prepared, for callers with many questions at one date. */
export function coreRouteIn(
  view: CoreView,
  fromNode: string,
  toNode: string,
  request: Pick<CoreRouteRequest, 'minimumRateKbps' | 'avoid' | 'by'>,
): NetworkPath | undefined {
  const { snapshot } = view;
  const source = vertexOf(snapshot, fromNode);
  const target = vertexOf(snapshot, toNode);
  const path = shortestPath(snapshot.graph, weightOf(snapshot, request.by), source, target, {
    ...routeFilter(view, request.minimumRateKbps, request.avoid, source, target),
    bound: boundFor(snapshot, request.by ?? 'latency', target, neededKbps(view, request)),
  });
  return path === undefined ? undefined : networkPath(snapshot, path);
}

/**
 * Least latencies from one node to all others at a rate, by one search over the whole network: for callers who want
 * many of them. `Infinity` where no way has the rate free. Throws RangeError for a node that the snapshot does not have.
 */
export function coreLatenciesFrom(
  view: CoreView,
  fromNode: string,
  minimumRateKbps: number,
): (toNode: string) => number {
  const { snapshot } = view;
  const { graph, latencyWeight, transitUs } = snapshot;
  const source = vertexOf(snapshot, fromNode);
  const distance = distancesFrom(graph, latencyWeight, [source], { room: view.room, least: minimumRateKbps });
  return (toNode) => {
    const target = vertexOf(snapshot, toNode);
    const ends = (transitUs[source] as number) + (transitUs[target] as number);
    return ((distance[target] as number) + ends) / 2;
  };
}

/** What the two ways of a pair must not share; `sharedRisk` means no link, node or recorded risk at all. */
export type CoreDisjointness = 'link' | 'node' | 'sharedRisk';

/** A pair of ways, the better first, and how far its total is proven. */
export type CoreRoutePair = {
  readonly paths: readonly [NetworkPath, NetworkPath];
  readonly disjointness: CoreDisjointness;
  /** Total weight over the proven lower bound, less one; 0 when the pair is proven to be the best. */
  readonly gap: number;
};

/** Why there is no pair: proven impossible, or not found within the budget of the search. */
export type NoCorePair = { readonly paths?: never; readonly proven: boolean };

/**
 * The best pair of disjoint ways between two different nodes. Link- and node-disjoint pairs are always optimal;
 * shared-risk-disjoint pairs (NP-complete) carry a proof or a gap. Risks of the two ends themselves do not count.
 */
export function coreRoutePair(
  snapshot: NetworkSnapshot,
  fromNode: string,
  toNode: string,
  request: CoreRouteRequest & { readonly disjointness: CoreDisjointness },
): CoreRoutePair | NoCorePair {
  return coreRoutePairIn(coreView(snapshot, request), fromNode, toNode, request);
}

/** What a link must have so that the rate fits within the allowed fill. */
function neededKbps(
  { maximumFillPercent }: CoreView,
  { minimumRateKbps }: Pick<CoreRouteRequest, 'minimumRateKbps'>,
): number {
  return (minimumRateKbps * 100) / maximumFillPercent;
}

/** {@link coreRoutePair} on a view that is already prepared. */
export function coreRoutePairIn(
  view: CoreView,
  fromNode: string,
  toNode: string,
  request: Pick<CoreRouteRequest, 'minimumRateKbps' | 'avoid' | 'by'> & {
    readonly disjointness: CoreDisjointness;
  },
): CoreRoutePair | NoCorePair {
  const { snapshot } = view;
  const source = vertexOf(snapshot, fromNode);
  const target = vertexOf(snapshot, toNode);
  if (source === target) throw new RangeError(`a pair of ways needs two nodes, both are ${fromNode}`);
  const { disjointness } = request;
  const weight = weightOf(snapshot, request.by);
  const filter = routeFilter(view, request.minimumRateKbps, request.avoid, source, target);
  const bound = boundFor(snapshot, request.by ?? 'latency', target, neededKbps(view, request));
  if (disjointness !== 'sharedRisk') {
    const pair = disjointPair(snapshot.graph, weight, source, target, disjointness, { ...filter, bound });
    return pair === undefined ? { proven: true } : routePair(snapshot, pair.paths, disjointness, 0);
  }
  const { graph, risks, riskCount } = snapshot;
  const found = sharedRiskPair({
    ...filter,
    graph,
    weight,
    risks,
    riskCount,
    source,
    target,
    bound,
    boundToSource: boundFor(snapshot, request.by ?? 'latency', source, neededKbps(view, request)),
    implies: 'node',
  });
  switch (found.outcome) {
    case 'optimal':
      return routePair(snapshot, found.paths, disjointness, 0);
    case 'feasible':
      return routePair(
        snapshot,
        found.paths,
        disjointness,
        found.distance / Math.max(found.lowerBound, 1) - 1,
      );
    case 'infeasible':
      return { proven: true };
    case 'unknown':
      return { proven: false };
  }
}

function routePair(
  snapshot: NetworkSnapshot,
  paths: readonly [GraphPath, GraphPath],
  disjointness: CoreDisjointness,
  gap: number,
): CoreRoutePair {
  return { paths: [networkPath(snapshot, paths[0]), networkPath(snapshot, paths[1])], disjointness, gap };
}

function weightOf(snapshot: NetworkSnapshot, by: 'latency' | 'cost' | undefined): Float64Array {
  return by === 'cost' ? snapshot.costWeight : snapshot.latencyWeight;
}

/** The vertex of a node. Throws RangeError for a node that the snapshot does not have. */
export function vertexOf(snapshot: NetworkSnapshot, node: string): number {
  const vertex = snapshot.nodes.indexOf(node);
  if (vertex < 0) throw new RangeError(`unknown node ${node}`);
  return vertex;
}

/** The filter of a search. Avoided risks of the two ends themselves do not count: no way could keep away from them. */
function routeFilter(
  view: CoreView,
  minimumRateKbps: number,
  avoid: Avoid | undefined,
  source: number,
  target: number,
): Pick<SearchOptions, 'room' | 'least' | 'allow'> {
  const open = { room: view.room, least: minimumRateKbps };
  if (avoid === undefined) return open;
  const closed = closedEdges(view.snapshot, avoid, source, target);
  return { ...open, allow: (edge) => closed[edge] === 0 };
}

function closedEdges(snapshot: NetworkSnapshot, avoid: Avoid, source: number, target: number): Uint8Array {
  const { graph, risks, sharedRisks, links, nodes } = snapshot;
  const avoided = new Uint8Array(snapshot.riskCount);
  for (const code of avoid.sharedRisks ?? []) {
    const risk = sharedRisks.indexOf(code);
    if (risk >= 0) avoided[risk] = 1;
  }
  const closedVertex = new Uint8Array(graph.vertexCount);
  for (let vertex = 0; vertex < graph.vertexCount; vertex++) {
    if (anyMarked(risks.ofVertex, vertex, avoided)) closedVertex[vertex] = 1;
  }
  for (const name of avoid.nodes ?? []) {
    const vertex = nodes.indexOf(name);
    if (vertex >= 0) closedVertex[vertex] = 1;
  }
  closedVertex[source] = 0;
  closedVertex[target] = 0;
  const closed = new Uint8Array(graph.edgeCount);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const ends =
      closedVertex[graph.edgeA[edge] as number] === 1 || closedVertex[graph.edgeB[edge] as number] === 1;
    if (ends || anyMarked(risks.ofEdge, edge, avoided)) closed[edge] = 1;
  }
  for (const name of avoid.links ?? []) {
    const edge = links.indexOf(name);
    if (edge >= 0) closed[edge] = 1;
  }
  return closed;
}

function anyMarked(lists: NetworkSnapshot['risks']['ofEdge'], index: number, marked: Uint8Array): boolean {
  const end = lists.offset[index + 1] as number;
  for (let at = lists.offset[index] as number; at < end; at++) {
    if (marked[lists.value[at] as number] === 1) return true;
  }
  return false;
}

/** Turns a path of the graph into names, with its latency, length and every shared risk that it touches. */
export function networkPath(snapshot: NetworkSnapshot, path: GraphPath): NetworkPath {
  const { nodes, links, sharedRisks, risks, linkLatencyUs, linkLengthM, transitUs } = snapshot;
  const touched = new Set<number>();
  let latencyUs = 0;
  let lengthM = 0;
  for (const edge of path.edges) {
    latencyUs += linkLatencyUs[edge] as number;
    lengthM += linkLengthM[edge] as number;
    for (const risk of listAt(risks.ofEdge, edge)) touched.add(risk);
  }
  for (const vertex of path.vertices) {
    latencyUs += transitUs[vertex] as number;
    for (const risk of listAt(risks.ofVertex, vertex)) touched.add(risk);
  }
  // Risks beyond the recorded ones are the links and nodes themselves.
  const recorded = [...touched].filter((risk) => risk < sharedRisks.length);
  return {
    nodes: path.vertices.map((vertex) => nodes.keyAt(vertex) as string),
    links: path.edges.map((edge) => links.keyAt(edge) as string),
    latencyUs,
    lengthM,
    sharedRisks: recorded.map((risk) => sharedRisks.keyAt(risk) as string).sort(),
  };
}
