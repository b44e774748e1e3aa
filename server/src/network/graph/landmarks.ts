import { distancesFrom } from './shortest-path.ts';
import type { Graph, LowerBound } from './types.ts';

/** Distances from a few far-out vertices to all: entry `vertex * count + i` is the distance to landmark `i`. */
export type Landmarks = { readonly count: number; readonly distance: Float64Array };

/**
 * Prepares landmark distances over the whole graph, planned and buildable links included: what a filter removes later
 * only lengthens paths, so the bounds stay valid. Landmarks are spread by farthest-point selection.
 * Goldberg and Harrelson, "Computing the shortest path: A* search meets graph theory", SODA 2005.
 */
export function prepareLandmarks(graph: Graph, weight: Float64Array, count = 16): Landmarks {
  const distance = new Float64Array(graph.vertexCount * count);
  const nearest = new Float64Array(graph.vertexCount).fill(Number.POSITIVE_INFINITY);
  let landmark = farthest(distancesFrom(graph, weight, [0]));
  for (let index = 0; index < count; index++) {
    const from = distancesFrom(graph, weight, [landmark]);
    for (let vertex = 0; vertex < graph.vertexCount; vertex++) {
      const here = from[vertex] as number;
      distance[vertex * count + index] = here;
      if (here < (nearest[vertex] as number)) nearest[vertex] = here;
    }
    landmark = farthest(nearest);
  }
  return { count, distance };
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
export function landmarkBound(landmarks: Landmarks, target: number): LowerBound {
  const { count, distance } = landmarks;
  const targetAt = target * count;
  return (vertex) => {
    const vertexAt = vertex * count;
    let bound = 0;
    for (let index = 0; index < count; index++) {
      const here = distance[vertexAt + index] as number;
      const there = distance[targetAt + index] as number;
      // A landmark in another component says nothing (Infinity - Infinity is not a number, which no bound exceeds).
      const difference = here > there ? here - there : there - here;
      if (difference > bound && difference < Number.POSITIVE_INFINITY) bound = difference;
    }
    return bound;
  };
}
