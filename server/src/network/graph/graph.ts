import type { Graph, IntegerLists } from './types.ts';

/** Builds a {@link Graph} from the ends of its edges. Parallel edges and loops are kept. */
export function buildGraph(vertexCount: number, edgeA: Int32Array, edgeB: Int32Array): Graph {
  const edgeCount = edgeA.length;
  const offset = new Int32Array(vertexCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) {
    const a = (edgeA[edge] as number) + 1;
    const b = (edgeB[edge] as number) + 1;
    offset[a] = (offset[a] as number) + 1;
    offset[b] = (offset[b] as number) + 1;
  }
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    offset[vertex + 1] = (offset[vertex + 1] as number) + (offset[vertex] as number);
  }
  const head = new Int32Array(2 * edgeCount);
  const arc = new Int32Array(2 * edgeCount);
  const next = offset.slice();
  const put = (from: number, to: number, arcId: number) => {
    const slot = next[from] as number;
    next[from] = slot + 1;
    head[slot] = to;
    arc[slot] = arcId;
  };
  for (let edge = 0; edge < edgeCount; edge++) {
    const a = edgeA[edge] as number;
    const b = edgeB[edge] as number;
    put(a, b, 2 * edge);
    put(b, a, 2 * edge + 1);
  }
  return { vertexCount, edgeCount, offset, head, arc, edgeA, edgeB };
}

/** The vertex from which an arc starts. */
export function tailOf(graph: Graph, arc: number): number {
  return ((arc & 1) === 0 ? graph.edgeA[arc >> 1] : graph.edgeB[arc >> 1]) as number;
}

/** The end of an edge that is not `vertex`. */
export function otherEnd(graph: Graph, edge: number, vertex: number): number {
  const a = graph.edgeA[edge] as number;
  return a === vertex ? (graph.edgeB[edge] as number) : a;
}

/** The slot by which an edge leaves a vertex. Throws where it does not; of a loop the first of its two. */
export function slotOf(graph: Graph, vertex: number, edge: number): number {
  const end = graph.offset[vertex + 1] as number;
  for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
    if ((graph.arc[slot] as number) >> 1 === edge) return slot;
  }
  throw new RangeError(`edge ${edge} does not end on vertex ${vertex}`);
}

/** Packs lists of integers, sorted and without doubles. */
export function packLists(lists: readonly (readonly number[])[]): IntegerLists {
  const offset = new Int32Array(lists.length + 1);
  const sorted = lists.map((list) => [...new Set(list)].sort((a, b) => a - b));
  for (const [index, list] of sorted.entries()) offset[index + 1] = (offset[index] as number) + list.length;
  const value = new Int32Array(offset[lists.length] as number);
  for (const [index, list] of sorted.entries()) value.set(list, offset[index] as number);
  return { offset, value };
}

/** One list of {@link IntegerLists}, as a view without a copy. */
export function listAt(lists: IntegerLists, index: number): Int32Array {
  return lists.value.subarray(lists.offset[index] as number, lists.offset[index + 1] as number);
}
