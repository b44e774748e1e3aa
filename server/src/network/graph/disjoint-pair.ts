import { splitPair } from './pair-paths.ts';
import { spaceOf } from './search-space.ts';
import { pathFrom, type SearchOptions, searchTo } from './shortest-path.ts';
import type { Graph, GraphPath } from './types.ts';

/** What the two paths must not have in common, besides their ends. */
export type PairDisjointness = 'link' | 'node';

/** Two disjoint paths, the shorter first, whose sum is the least possible. */
export type DisjointPair = { readonly distance: number; readonly paths: readonly [GraphPath, GraphPath] };

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
  const first = spaceOf(graph, 0, graph.vertexCount);
  if (!searchTo(graph, weight, source, target, first, options)) return undefined;
  const path = pathFrom(graph, first, target);
  const residual = new Residual(graph, path, disjointness);
  const potential = potentials(graph, source, target, path.distance, options);
  const second = searchResidual(graph, weight, residual, potential, options);
  if (second === undefined) return undefined;
  const [a, b] = splitPair(graph, weight, source, target, [...residual.arcs, ...second]);
  return {
    distance: a.distance + b.distance,
    paths: a.distance <= b.distance ? [a, b] : [b, a],
  };
}

/**
 * Potentials under which every residual arc has a reduced cost of at least zero, from the first search as it stands
 * when it stops at the target: settled vertices know their distance, all others are at least as far as the target.
 */
function potentials(
  graph: Graph,
  source: number,
  target: number,
  distanceToTarget: number,
  options: SearchOptions,
): (vertex: number) => number {
  const first = spaceOf(graph, 0, graph.vertexCount);
  const bound = options.bound ?? (() => 0);
  const atSource = first.bound[source] as number;
  const farthest = distanceToTarget + bound(target) - atSource;
  return (vertex) => {
    if (!first.reached(vertex)) return farthest - bound(vertex);
    const here = first.bound[vertex] as number;
    return Math.min((first.distance[vertex] as number) + here - atSource, farthest) - here;
  };
}

/** The first path as the second search sees it: which edges it may only run backwards, and where it is on the path. */
class Residual {
  readonly path: GraphPath;
  /** The path's arcs, from source to target. */
  readonly arcs: readonly number[];
  readonly splitsNodes: boolean;
  /** Vertices inside the first path, by their place on it. */
  readonly #place = new Map<number, number>();
  readonly #edges: ReadonlySet<number>;

  constructor(graph: Graph, path: GraphPath, disjointness: PairDisjointness) {
    this.path = path;
    this.arcs = path.edges.map((edge, at) => 2 * edge + (graph.edgeA[edge] === path.vertices[at] ? 0 : 1));
    this.splitsNodes = disjointness === 'node';
    this.#edges = new Set(path.edges);
    for (const [place, vertex] of path.vertices.entries()) this.#place.set(vertex, place);
  }

  onPath(edge: number): boolean {
    return this.#edges.has(edge);
  }

  placeOf(vertex: number): number | undefined {
    return this.#place.get(vertex);
  }
}

/**
 * Shortest path in the residual graph, as the list of its arcs. States are vertices; in the node-disjoint case a
 * vertex inside the first path has a second state (`vertexCount + vertex`), its entrance, from which only the way back
 * along the first path is open, because the vertex itself is taken.
 */
function searchResidual(
  graph: Graph,
  weight: Float64Array,
  residual: Residual,
  potential: (vertex: number) => number,
  options: SearchOptions,
): number[] | undefined {
  const allow = options.allow ?? (() => true);
  const { path, arcs } = residual;
  const { vertices } = path;
  const source = vertices[0] as number;
  const target = vertices[vertices.length - 1] as number;
  const size = graph.vertexCount;
  const space = spaceOf(graph, 1, 2 * size);
  const { heap } = space;
  // The arc by which a state was reached, beside its parent state; -1 for the step inside a split vertex.
  const by = new Map<number, number>();
  space.begin();
  space.reach(source, 0, -1);
  heap.push(source, 0);

  const relax = (state: number, next: number, cost: number, arc: number) => {
    const candidate = (space.distance[state] as number) + cost;
    if (space.reached(next) && candidate >= (space.distance[next] as number)) return;
    space.reach(next, candidate, state);
    by.set(next, arc);
    heap.push(next, candidate);
  };
  /** One step back along the first path; its reduced cost is zero because the path is shortest. */
  const stepBack = (state: number, place: number) => {
    if (place > 0) relax(state, vertices[place - 1] as number, 0, (arcs[place - 1] as number) ^ 1);
  };

  while (heap.size > 0) {
    const state = heap.pop();
    if (state === target) return trace(space.parent, by, target);
    const vertex = state >= size ? state - size : state;
    const place = residual.placeOf(vertex);
    if (state >= size) {
      stepBack(state, place as number);
      continue;
    }
    if (place !== undefined && place > 0) {
      if (residual.splitsNodes) relax(state, size + vertex, 0, -1);
      else stepBack(state, place);
    }
    const here = potential(vertex);
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const arc = graph.arc[slot] as number;
      const edge = arc >> 1;
      const next = graph.head[slot] as number;
      if (residual.onPath(edge) || next === source || !allow(edge)) continue;
      const nextPlace = residual.splitsNodes && next !== target ? residual.placeOf(next) : undefined;
      // Rounding cannot occur with whole weights; the guard keeps fractions of a bound from going below zero.
      const reduced = Math.max(0, (weight[edge] as number) + here - potential(next));
      relax(state, nextPlace === undefined ? next : size + next, reduced, arc);
    }
  }
  return undefined;
}

function trace(parent: Int32Array, by: ReadonlyMap<number, number>, target: number): number[] {
  const arcs: number[] = [];
  for (let state = target; (parent[state] as number) >= 0; state = parent[state] as number) {
    const arc = by.get(state) ?? -1;
    if (arc >= 0) arcs.push(arc);
  }
  return arcs;
}
