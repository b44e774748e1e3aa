/** A Steiner tree in a graph: the cheapest connected set of edges that joins all terminals. Weights are not negative. */
export type SteinerProblem = {
  readonly vertexCount: number;
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
  readonly weight: Float64Array;
  readonly terminals: readonly number[];
};

/** A tree with a lower bound of every tree; both are equal where it is proven to be the best. */
export type SteinerTree = {
  readonly cost: number;
  readonly edges: readonly number[];
  readonly lowerBound: number;
};

/** Edges at each vertex. */
export function incidence({ vertexCount, edgeA, edgeB }: SteinerProblem): readonly (readonly number[])[] {
  const lists: number[][] = Array.from({ length: vertexCount }, () => []);
  for (let edge = 0; edge < edgeA.length; edge++) {
    lists[edgeA[edge] as number]?.push(edge);
    lists[edgeB[edge] as number]?.push(edge);
  }
  return lists;
}

/** The end of an edge that is not the vertex. */
export function across({ edgeA, edgeB }: SteinerProblem, edge: number, vertex: number): number {
  return (edgeA[edge] === vertex ? edgeB[edge] : edgeA[edge]) as number;
}
