import { tailOf } from './graph.ts';
import { type SearchSpace, spaceOf } from './search-space.ts';
import type { EdgeFilter, Graph, GraphPath, LowerBound } from './types.ts';

const anyEdge: EdgeFilter = () => true;
const noBound: LowerBound = () => 0;

/** What a search may be told besides its ends. */
export type SearchOptions = {
  readonly allow?: EdgeFilter | undefined;
  /** Directs the search to the target (A*); without it the search is Dijkstra's. */
  readonly bound?: LowerBound | undefined;
  /** Paths of this length or longer are of no interest; the search gives up when only such are left. */
  readonly limit?: number | undefined;
};

/**
 * Runs A* from `source` until `target` is settled and leaves distances, parents (slots) and bounds in `space`.
 * Edge weights must not be negative. Hart, Nilsson and Raphael 1968; with a zero bound Dijkstra 1959.
 * Returns whether the target was reached.
 */
export function searchTo(
  graph: Graph,
  weight: Float64Array,
  source: number,
  target: number,
  space: SearchSpace,
  options: SearchOptions,
): boolean {
  const allow = options.allow ?? anyEdge;
  const bound = options.bound ?? noBound;
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const { heap } = space;
  space.begin();
  space.reach(source, 0, -1);
  space.bound[source] = bound(source);
  heap.push(source, space.bound[source] as number);
  while (heap.size > 0) {
    const vertex = heap.pop();
    if (vertex === target) return true;
    const distance = space.distance[vertex] as number;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const edge = (graph.arc[slot] as number) >> 1;
      if (!allow(edge)) continue;
      const next = graph.head[slot] as number;
      const candidate = distance + (weight[edge] as number);
      const seen = space.reached(next);
      if (seen && candidate >= (space.distance[next] as number)) continue;
      if (!seen) space.bound[next] = bound(next);
      if (candidate + (space.bound[next] as number) >= limit) continue;
      space.reach(next, candidate, slot);
      heap.push(next, candidate + (space.bound[next] as number));
    }
  }
  return false;
}

/** Reads the path that {@link searchTo} left behind. */
export function pathFrom(graph: Graph, space: SearchSpace, target: number): GraphPath {
  const vertices = [target];
  const edges: number[] = [];
  for (let vertex = target; (space.parent[vertex] as number) >= 0; ) {
    const arc = graph.arc[space.parent[vertex] as number] as number;
    edges.push(arc >> 1);
    vertex = tailOf(graph, arc);
    vertices.push(vertex);
  }
  return { distance: space.distance[target] as number, vertices: vertices.reverse(), edges: edges.reverse() };
}

/** The path of least weight, or undefined when there is none. */
export function shortestPath(
  graph: Graph,
  weight: Float64Array,
  source: number,
  target: number,
  options: SearchOptions = {},
): GraphPath | undefined {
  const space = spaceOf(graph, 0, graph.vertexCount);
  return searchTo(graph, weight, source, target, space, options) ? pathFrom(graph, space, target) : undefined;
}

/** The distance from the nearest of `sources` to every vertex; `Infinity` where none reaches. */
export function distancesFrom(
  graph: Graph,
  weight: Float64Array,
  sources: readonly number[],
  allow: EdgeFilter = anyEdge,
): Float64Array {
  const result = new Float64Array(graph.vertexCount).fill(Number.POSITIVE_INFINITY);
  const { heap } = spaceOf(graph, 0, graph.vertexCount);
  heap.clear();
  for (const source of sources) {
    result[source] = 0;
    heap.push(source, 0);
  }
  while (heap.size > 0) {
    const vertex = heap.pop();
    const distance = result[vertex] as number;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const edge = (graph.arc[slot] as number) >> 1;
      if (!allow(edge)) continue;
      const next = graph.head[slot] as number;
      const candidate = distance + (weight[edge] as number);
      if (candidate >= (result[next] as number)) continue;
      result[next] = candidate;
      heap.push(next, candidate);
    }
  }
  return result;
}
