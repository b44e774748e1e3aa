import type { Opening } from './field.ts';
import { splitPair } from './pair-paths.ts';
import { type SearchSpace, spaceOf } from './search-space.ts';
import { openingOf, pathFrom, type SearchOptions, searchTo } from './shortest-path.ts';
import type { Graph, GraphPath, LowerBound } from './types.ts';

/** What the two paths must not have in common, besides their ends. */
export type PairDisjointness = 'link' | 'node';

/** Two disjoint paths, the shorter first, whose sum is the least possible. */
export type DisjointPair = {
  readonly distance: number;
  readonly paths: readonly [GraphPath, GraphPath];
  /** Length of the shortest path of all, which need not be one of the pair. */
  readonly shortest: number;
};

/**
 * The pair of link- or node-disjoint paths of least total weight, or undefined when there is none. Two augmentations
 * of a min-cost flow of two units: a shortest path, then a shortest path in the residual graph under reduced costs
 * (Suurballe 1974; Bhandari 1999 for the splitting of nodes). Optimal, unlike "shortest path, remove it, search again",
 * which falls into traps. With a lower bound both searches are directed (A* potentials, stopped at the target).
 *
 * `source` and `target` must differ. Edge weights must not be negative.
 */
export function disjointPair(
  graph: Graph,
  weight: Float64Array,
  source: number,
  target: number,
  disjointness: PairDisjointness,
  options: SearchOptions = {},
): DisjointPair | undefined {
  const first = spaceOf(graph, 'first', graph.vertexCount);
  const opening = openingOf(graph, weight, options);
  if (!searchTo(graph, opening, source, target, first, { bound: options.bound })) return undefined;
  const path = pathFrom(graph, first, target);
  if (isCutOff(graph, opening, path, disjointness)) return undefined;
  const residual = new ResidualSearch(graph, opening, path, disjointness === 'node', first, options.bound);
  const second = residual.run();
  if (second === undefined) return undefined;
  const [a, b] = splitPair(graph, weight, source, target, [...residual.arcs, ...second]);
  return {
    distance: a.distance + b.distance,
    paths: a.distance <= b.distance ? [a, b] : [b, a],
    shortest: path.distance,
  };
}

/** How many steps of the first path, from its end back, are tried, and how far the target is explored for each. */
const STEPS = 3;
const REACH = 300;

/**
 * Whether one of the last steps of the first path is the only way to the target: all that can be reached from the
 * target without it is little. The second search would look at the whole rest of the graph to find that out.
 */
function isCutOff(graph: Graph, opening: Opening, path: GraphPath, disjointness: PairDisjointness): boolean {
  const { vertices, edges } = path;
  const source = vertices[0] as number;
  const target = vertices[vertices.length - 1] as number;
  for (let back = 1; back <= Math.min(STEPS, edges.length); back++) {
    const vertex = vertices[edges.length - back] as number;
    const withoutVertex = disjointness === 'node' && vertex !== source ? vertex : -1;
    const withoutEdge = withoutVertex >= 0 ? -1 : (edges[edges.length - back] as number);
    if (isEnclosed(graph, opening, target, source, withoutVertex, withoutEdge)) return true;
  }
  return false;
}

function isEnclosed(
  graph: Graph,
  { room, least, allow }: Opening,
  from: number,
  to: number,
  withoutVertex: number,
  withoutEdge: number,
): boolean {
  const seen = new Set([from]);
  for (const vertex of seen) {
    if (seen.size > REACH) return false;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const edge = (graph.arc[slot] as number) >> 1;
      const next = graph.head[slot] as number;
      if ((room[slot] as number) < least || next === withoutVertex || edge === withoutEdge) continue;
      if (seen.has(next) || (allow !== undefined && !allow(edge))) continue;
      if (next === to) return false;
      seen.add(next);
    }
  }
  return true;
}

/** Places of the vertices inside a first path, by graph; -1 elsewhere and between searches. */
const placeArrays = new WeakMap<Graph, Int32Array>();

/**
 * Shortest path in the residual graph of a first path. States are vertices; in the node-disjoint case a vertex inside
 * the first path has a second state (`vertexCount + vertex`), its entrance, from which only the way back along the
 * first path is open, because the vertex itself is taken.
 *
 * Every residual arc has a reduced cost of at least zero under potentials from the first search as it stands when it
 * stops at the target: settled vertices know their distance, all others are at least as far as the target.
 */
class ResidualSearch {
  /** The first path's arcs, from source to target. */
  readonly arcs: readonly number[];
  readonly #graph: Graph;
  readonly #opening: Opening;
  readonly #path: GraphPath;
  readonly #splitsNodes: boolean;
  readonly #first: SearchSpace;
  readonly #bound: LowerBound | undefined;
  readonly #space: SearchSpace;
  readonly #place: Int32Array;
  readonly #farthest: number;
  readonly #atSource: number;
  /** The arc by which each state was reached; -1 for the step inside a split vertex. */
  readonly #by: Int32Array;

  constructor(
    graph: Graph,
    opening: Opening,
    path: GraphPath,
    splitsNodes: boolean,
    first: SearchSpace,
    bound: LowerBound | undefined,
  ) {
    this.#graph = graph;
    this.#opening = opening;
    this.#path = path;
    this.#splitsNodes = splitsNodes;
    this.#first = first;
    this.#bound = bound;
    this.#space = spaceOf(graph, 'second', 2 * graph.vertexCount);
    this.#by = arcArray(graph);
    this.arcs = path.edges.map((edge, at) => 2 * edge + (graph.edgeA[edge] === path.vertices[at] ? 0 : 1));
    const target = path.vertices[path.vertices.length - 1] as number;
    this.#atSource = first.bound[path.vertices[0] as number] as number;
    this.#farthest = path.distance + (first.bound[target] as number) - this.#atSource;
    this.#place = placeArray(graph);
  }

  /** The arcs of the second path, or undefined when there is none. */
  run(): number[] | undefined {
    const { vertices } = this.#path;
    for (const [place, vertex] of vertices.entries()) this.#place[vertex] = place;
    try {
      return this.#search(vertices[0] as number, vertices[vertices.length - 1] as number);
    } finally {
      for (const vertex of vertices) this.#place[vertex] = -1;
    }
  }

  #search(source: number, target: number): number[] | undefined {
    const { vertexCount } = this.#graph;
    const { heap, distance } = this.#space;
    this.#space.begin();
    this.#relax(-1, source, 0, -1);
    while (heap.size > 0) {
      const state = heap.pop();
      if (heap.poppedKey > (distance[state] as number)) continue;
      if (state === target) return this.#trace(target);
      const vertex = state >= vertexCount ? state - vertexCount : state;
      const place = this.#place[vertex] as number;
      if (state >= vertexCount) {
        this.#stepBack(state, place);
        continue;
      }
      if (place > 0) {
        if (this.#splitsNodes) this.#relax(state, vertexCount + vertex, distance[state] as number, -1);
        else this.#stepBack(state, place);
      }
      this.#leave(vertex, place, source, target);
    }
    return undefined;
  }

  /** All arcs out of a vertex but those of the first path. */
  #leave(vertex: number, place: number, source: number, target: number): void {
    const { offset, head, arc, vertexCount } = this.#graph;
    const { weight, room, least, allow } = this.#opening;
    const { distance, bound: potentials } = this.#space;
    const { edges } = this.#path;
    const places = this.#place;
    const before = place > 0 ? edges[place - 1] : -1;
    const after = place >= 0 && place < edges.length ? edges[place] : -1;
    const settled = distance[vertex] as number;
    const here = settled + this.#potential(vertex);
    const end = offset[vertex + 1] as number;
    for (let slot = offset[vertex] as number; slot < end; slot++) {
      if ((room[slot] as number) < least) continue;
      const next = head[slot] as number;
      const known = distance[next] as number;
      const isInside = (places[next] as number) >= 0;
      // No reduced cost is below zero: what is as near already stays.
      if (known <= settled && !isInside) continue;
      const arcOut = arc[slot] as number;
      const edge = arcOut >> 1;
      if (next === source || edge === before || edge === after) continue;
      if (allow !== undefined && !allow(edge)) continue;
      // A vertex of the first path may have been reached by a step back, which asks for no potential.
      if (known === Number.POSITIVE_INFINITY || isInside) potentials[next] = this.#potential(next);
      const candidate = here + (weight[slot] as number) - (potentials[next] as number);
      // Rounding cannot occur with whole weights; the guard keeps fractions of a bound from going below zero.
      const reached = Math.max(candidate, settled);
      const splits = this.#splitsNodes && isInside && next !== target;
      this.#relax(vertex, splits ? vertexCount + next : next, reached, arcOut);
    }
  }

  /** One step back along the first path; its reduced cost is zero because the path is shortest. */
  #stepBack(state: number, place: number): void {
    if (place <= 0) return;
    const before = this.#path.vertices[place - 1] as number;
    this.#relax(state, before, this.#space.distance[state] as number, (this.arcs[place - 1] as number) ^ 1);
  }

  #relax(from: number, state: number, candidate: number, arc: number): void {
    const { distance, parent, heap } = this.#space;
    const before = distance[state] as number;
    if (candidate >= before) return;
    if (before === Number.POSITIVE_INFINITY) this.#space.touch(state);
    distance[state] = candidate;
    parent[state] = from;
    this.#by[state] = arc;
    heap.push(state, candidate);
  }

  #potential(vertex: number): number {
    const first = this.#first;
    const distance = first.distance[vertex] as number;
    if (distance === Number.POSITIVE_INFINITY) {
      // Noted as reached, but farther than all: its bound is then computed once.
      first.touch(vertex);
      first.distance[vertex] = Number.MAX_VALUE;
      first.bound[vertex] = this.#bound === undefined ? 0 : this.#bound(vertex);
    }
    const here = first.bound[vertex] as number;
    const seen = distance + here - this.#atSource;
    return Math.min(seen, this.#farthest) - here;
  }

  #trace(target: number): number[] {
    const { parent } = this.#space;
    const arcs: number[] = [];
    for (let state = target; (parent[state] as number) >= 0; state = parent[state] as number) {
      const arc = this.#by[state] as number;
      if (arc >= 0) arcs.push(arc);
    }
    return arcs;
  }
}

function placeArray(graph: Graph): Int32Array {
  let known = placeArrays.get(graph);
  if (known === undefined) {
    known = new Int32Array(graph.vertexCount).fill(-1);
    placeArrays.set(graph, known);
  }
  return known;
}

const arcArrays = new WeakMap<Graph, Int32Array>();

function arcArray(graph: Graph): Int32Array {
  let known = arcArrays.get(graph);
  if (known === undefined) {
    known = new Int32Array(2 * graph.vertexCount);
    arcArrays.set(graph, known);
  }
  return known;
}
