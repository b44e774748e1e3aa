import { otherEnd } from '../graph/graph.ts';
import type { Graph } from '../graph/types.ts';

/** A simple path by enumeration. Only for small graphs: the reference that the algorithms are held against. */
export type PlainPath = {
  readonly edges: readonly number[];
  readonly vertices: readonly number[];
  readonly weight: number;
};

/** All simple paths between two vertices. */
export function allSimplePaths(
  graph: Graph,
  weight: ArrayLike<number>,
  source: number,
  target: number,
  allow: (edge: number) => boolean = () => true,
): PlainPath[] {
  const found: PlainPath[] = [];
  const edgesOf = (vertex: number) =>
    Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter(
      (edge) => allow(edge) && (graph.edgeA[edge] === vertex || graph.edgeB[edge] === vertex),
    );
  const extend = (vertices: number[], edges: number[], sum: number): void => {
    const last = vertices[vertices.length - 1] as number;
    if (last === target) {
      found.push({ edges, vertices, weight: sum });
      return;
    }
    for (const edge of edgesOf(last)) {
      const next = otherEnd(graph, edge, last);
      if (!vertices.includes(next))
        extend([...vertices, next], [...edges, edge], sum + (weight[edge] as number));
    }
  };
  extend([source], [], 0);
  return found;
}

/** The least total of two paths that are compatible, or undefined. */
export function bestPair(
  paths: readonly PlainPath[],
  compatible: (a: PlainPath, b: PlainPath) => boolean,
): number | undefined {
  let best: number | undefined;
  for (const [index, a] of paths.entries()) {
    for (const b of paths.slice(index + 1)) {
      if (compatible(a, b) && (best === undefined || a.weight + b.weight < best)) best = a.weight + b.weight;
    }
  }
  return best;
}
