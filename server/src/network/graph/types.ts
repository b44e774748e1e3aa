/**
 * An undirected graph in compressed sparse rows. Every edge `e` gives two arcs: `2e` from its A end to its B end and
 * `2e + 1` back. Slots `offset[v] … offset[v + 1] - 1` hold the arcs that leave vertex `v`.
 */
export type Graph = {
  readonly vertexCount: number;
  readonly edgeCount: number;
  /** First slot of each vertex; one more entry than there are vertices. */
  readonly offset: Int32Array;
  /** Vertex on which the slot's arc ends. */
  readonly head: Int32Array;
  /** Arc of the slot: twice its edge, plus one when it runs from B to A. */
  readonly arc: Int32Array;
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
};

/** Says whether an edge may be used. Filters only remove edges, so bounds made on the whole graph stay bounds. */
export type EdgeFilter = (edge: number) => boolean;

/** A lower bound of the distance from a vertex to the target of the search; must be consistent. */
export type LowerBound = (vertex: number) => number;

/** A simple path: `vertices.length === edges.length + 1`. */
export type GraphPath = {
  readonly distance: number;
  readonly vertices: readonly number[];
  readonly edges: readonly number[];
};

/** Sorted lists of integers, one per key, in two arrays: list `i` is `value[offset[i]] … value[offset[i + 1] - 1]`. */
export type IntegerLists = { readonly offset: Int32Array; readonly value: Int32Array };
