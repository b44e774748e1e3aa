import type { Opening } from './field.ts';
import { slotWeights } from './field.ts';
import { tailOf } from './graph.ts';
import { type SearchSpace, spaceOf } from './search-space.ts';
import type { EdgeFilter, Graph, GraphPath, LowerBound } from './types.ts';

const noBound: LowerBound = () => 0;

/** What a search may be told besides its ends. */
export type SearchOptions = {
  readonly allow?: EdgeFilter | undefined;
  /** Room by slot; slots with less than `least` are closed. */
  readonly room?: Float64Array | undefined;
  readonly least?: number | undefined;
  /** Directs the search to the target (A*); without it the search is Dijkstra's. */
  readonly bound?: LowerBound | undefined;
  /** Paths of this length or longer are of no interest; the search gives up when only such are left. */
  readonly limit?: number | undefined;
};

/** The graph as a search with these options sees it. */
export function openingOf(graph: Graph, weight: Float64Array, options: SearchOptions): Opening {
  const slots = slotWeights(graph, weight);
  // Without room of its own, a weight (never negative) serves: it is always enough.
  const { room = slots, least = 0, allow } = options;
  return { weight: slots, room, least, allow };
}

/**
 * Runs A* from `source` until `target` is settled and leaves distances, parents (slots) and bounds in `space`; with a
 * target that is no vertex it settles all that is nearer than the limit. Edge weights must not be negative. Hart,
 * Nilsson and Raphael 1968; with a zero bound Dijkstra 1959. Returns whether the target was reached.
 */
export function searchTo(
  graph: Graph,
  opening: Opening,
  source: number,
  target: number,
  space: SearchSpace,
  { bound = noBound, limit = Number.POSITIVE_INFINITY }: Pick<SearchOptions, 'bound' | 'limit'>,
): boolean {
  const { offset, head, arc } = graph;
  const { weight, room, least, allow } = opening;
  const { heap, distance, bound: bounds, parent } = space;
  space.begin();
  space.touch(source);
  distance[source] = 0;
  parent[source] = -1;
  bounds[source] = bound(source);
  if ((bounds[source] as number) >= limit) return false;
  heap.push(source, bounds[source] as number);
  while (heap.size > 0) {
    const vertex = heap.pop();
    const here = distance[vertex] as number;
    if (heap.poppedKey > here + (bounds[vertex] as number)) continue;
    if (vertex === target) return true;
    const end = offset[vertex + 1] as number;
    for (let slot = offset[vertex] as number; slot < end; slot++) {
      if ((room[slot] as number) < least) continue;
      const next = head[slot] as number;
      const candidate = here + (weight[slot] as number);
      const before = distance[next] as number;
      if (candidate >= before) continue;
      if (allow !== undefined && !allow((arc[slot] as number) >> 1)) continue;
      const isNew = before === Number.POSITIVE_INFINITY;
      const ahead = isNew ? bound(next) : (bounds[next] as number);
      if (candidate + ahead >= limit) continue;
      if (isNew) {
        bounds[next] = ahead;
        space.touch(next);
      }
      distance[next] = candidate;
      parent[next] = slot;
      heap.push(next, candidate + ahead);
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
  const space = spaceOf(graph, 'first', graph.vertexCount);
  const opening = openingOf(graph, weight, options);
  return searchTo(graph, opening, source, target, space, options)
    ? pathFrom(graph, space, target)
    : undefined;
}

/** The distance from the nearest of `sources` to every vertex; `Infinity` where none reaches. */
export function distancesFrom(
  graph: Graph,
  weight: Float64Array,
  sources: readonly number[],
  options: Pick<SearchOptions, 'allow' | 'room' | 'least'> = {},
): Float64Array {
  const opening = openingOf(graph, weight, options);
  const result = new Float64Array(graph.vertexCount).fill(Number.POSITIVE_INFINITY);
  const { heap } = spaceOf(graph, 'first', graph.vertexCount);
  heap.clear();
  for (const source of sources) {
    result[source] = 0;
    heap.push(source, 0);
  }
  const { offset, head, arc } = graph;
  const { room, least, allow } = opening;
  while (heap.size > 0) {
    const vertex = heap.pop();
    const distance = result[vertex] as number;
    if (heap.poppedKey > distance) continue;
    const end = offset[vertex + 1] as number;
    for (let slot = offset[vertex] as number; slot < end; slot++) {
      if ((room[slot] as number) < least) continue;
      const next = head[slot] as number;
      const candidate = distance + (opening.weight[slot] as number);
      if (candidate >= (result[next] as number)) continue;
      if (allow !== undefined && !allow((arc[slot] as number) >> 1)) continue;
      result[next] = candidate;
      heap.push(next, candidate);
    }
  }
  return result;
}
