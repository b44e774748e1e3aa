import { bySlot } from './field.ts';
import { distancesFrom } from './shortest-path.ts';
import type { EdgeFilter, Graph, LowerBound } from './types.ts';

/** Distances from a few far-out vertices to all: entry `vertex * count + i` is the distance to landmark `i`. */
export type Landmarks = {
  readonly count: number;
  /** Whole numbers below 2^31 lie in half the space, two cache lines for 32; -1 stands for no way. */
  readonly distance: Int32Array | Float64Array;
};

/**
 * Prepares landmark distances over all edges that any search may use: what a filter removes later only lengthens paths,
 * so the bounds stay valid. Landmarks are spread by farthest-point selection, from the middle of the vertices on.
 * Goldberg and Harrelson, "Computing the shortest path: A* search meets graph theory", SODA 2005.
 */
export function prepareLandmarks(
  graph: Graph,
  weight: Float64Array,
  { count = 32, allow }: { readonly count?: number; readonly allow?: EdgeFilter } = {},
): Landmarks {
  const distance = new Float64Array(graph.vertexCount * count);
  const nearest = new Float64Array(graph.vertexCount).fill(Number.POSITIVE_INFINITY);
  const opening = allow === undefined ? {} : { room: opened(graph, allow), least: 1 };
  let landmark = farthest(distancesFrom(graph, weight, [graph.vertexCount >> 1], opening));
  let whole = true;
  for (let index = 0; index < count; index++) {
    const from = distancesFrom(graph, weight, [landmark], opening);
    for (let vertex = 0; vertex < graph.vertexCount; vertex++) {
      const here = from[vertex] as number;
      const known = here < Number.POSITIVE_INFINITY ? here : -1;
      if ((known | 0) !== known) whole = false;
      distance[vertex * count + index] = known;
      if (here < (nearest[vertex] as number)) nearest[vertex] = here;
    }
    landmark = farthest(nearest);
  }
  return { count, distance: whole ? Int32Array.from(distance) : distance };
}

function opened(graph: Graph, allow: EdgeFilter): Float64Array {
  const open = new Float64Array(graph.edgeCount);
  for (let edge = 0; edge < graph.edgeCount; edge++) open[edge] = allow(edge) ? 1 : 0;
  return bySlot(graph, open);
}

function farthest(distances: Float64Array): number {
  let best = 0;
  for (let vertex = 0; vertex < distances.length; vertex++) {
    const here = distances[vertex] as number;
    if (here < Number.POSITIVE_INFINITY && here > (distances[best] as number)) best = vertex;
  }
  return best;
}

/** The bound by the triangle inequality: the largest difference of the distances to any one landmark. */
export function landmarkBound({ count, distance }: Landmarks, target: number): LowerBound {
  const there = distance.slice(target * count, (target + 1) * count);
  return (vertex) => {
    const vertexAt = vertex * count;
    let bound = 0;
    for (let index = 0; index < count; index++) {
      const here = distance[vertexAt + index] as number;
      const difference = here - (there[index] as number);
      const length = difference < 0 ? -difference : difference;
      if (length <= bound) continue;
      if (here >= 0 && (there[index] as number) >= 0) bound = length;
      // A landmark that reaches one of the two only: nothing joins them.
      else return Number.POSITIVE_INFINITY;
    }
    return bound;
  };
}
