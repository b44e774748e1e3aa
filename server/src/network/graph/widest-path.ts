import { spaceOf } from './search-space.ts';
import { pathFrom } from './shortest-path.ts';
import type { EdgeFilter, Graph, GraphPath } from './types.ts';

/** A path and the edge that limits it. `distance` of the path is not used. */
export type WidestPath = { readonly path: GraphPath; readonly width: number; readonly bottleneck: number };

/**
 * The path whose narrowest edge is as wide as possible (Pollack 1960), so that a shortage can be told with its place
 * and number. Undefined when nothing connects the ends; a path without edges has infinite width and bottleneck -1.
 */
export function widestPath(
  graph: Graph,
  width: Float64Array,
  source: number,
  target: number,
  allow: EdgeFilter,
): WidestPath | undefined {
  const space = spaceOf(graph, 'first', graph.vertexCount);
  const { heap } = space;
  const { distance, parent } = space;
  space.begin();
  // The heap takes the least key first: widths go in negated.
  const reach = (vertex: number, narrowness: number, slot: number) => {
    if (distance[vertex] === Number.POSITIVE_INFINITY) space.touch(vertex);
    distance[vertex] = narrowness;
    parent[vertex] = slot;
    heap.push(vertex, narrowness);
  };
  reach(source, Number.NEGATIVE_INFINITY, -1);
  while (heap.size > 0) {
    const vertex = heap.pop();
    if (heap.poppedKey > (distance[vertex] as number)) continue;
    if (vertex === target) break;
    const end = graph.offset[vertex + 1] as number;
    for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
      const edge = (graph.arc[slot] as number) >> 1;
      if (!allow(edge)) continue;
      const next = graph.head[slot] as number;
      const candidate = Math.max(distance[vertex] as number, -(width[edge] as number));
      if (candidate < (distance[next] as number)) reach(next, candidate, slot);
    }
  }
  if (distance[target] === Number.POSITIVE_INFINITY) return undefined;
  const path = pathFrom(graph, space, target);
  const bottleneck = path.edges.reduce(
    (narrowest, edge) =>
      narrowest < 0 || (width[edge] as number) < (width[narrowest] as number) ? edge : narrowest,
    -1,
  );
  return {
    path,
    width: bottleneck < 0 ? Number.POSITIVE_INFINITY : (width[bottleneck] as number),
    bottleneck,
  };
}
