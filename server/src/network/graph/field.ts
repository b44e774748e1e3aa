import type { EdgeFilter, Graph } from './types.ts';

/**
 * What the slots of a graph weigh and which of them are open: both in the order of the slots, because a search reads
 * the slots of a vertex one after the other.
 */
export type Field = {
  readonly weight: Float64Array;
  /** A slot is open where its room is at least {@link Opening.least}. */
  readonly room: Float64Array;
};

/** A field as one search sees it. */
export type Opening = Field & {
  readonly least: number;
  /** Closes further edges. */
  readonly allow?: EdgeFilter | undefined;
};

/** Values by edge in the order of the slots. */
export function bySlot(graph: Graph, byEdge: ArrayLike<number>): Float64Array {
  const values = new Float64Array(graph.arc.length);
  for (let slot = 0; slot < values.length; slot++) {
    values[slot] = byEdge[(graph.arc[slot] as number) >> 1] as number;
  }
  return values;
}

const weights = new WeakMap<Graph, WeakMap<Float64Array, Float64Array>>();

/** Gives weights their values by slot, where those are at hand already. */
export function rememberSlotWeights(graph: Graph, weight: Float64Array, slots: Float64Array): void {
  let ofGraph = weights.get(graph);
  if (ofGraph === undefined) {
    ofGraph = new WeakMap();
    weights.set(graph, ofGraph);
  }
  ofGraph.set(weight, slots);
}

/** {@link bySlot} of weights, remembered as long as both the graph and the weights live. */
export function slotWeights(graph: Graph, weight: Float64Array): Float64Array {
  const known = weights.get(graph)?.get(weight);
  if (known !== undefined) return known;
  const slots = bySlot(graph, weight);
  rememberSlotWeights(graph, weight, slots);
  return slots;
}
