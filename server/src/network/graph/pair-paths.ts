import { tailOf } from './graph.ts';
import type { Graph, GraphPath } from './types.ts';

/**
 * Turns the arcs of two augmentations into two simple paths: an edge used once in each direction cancels, what is left
 * is a flow of two units and is walked twice from source to target.
 */
export function splitPair(
  graph: Graph,
  weight: Float64Array,
  source: number,
  target: number,
  arcs: readonly number[],
): [GraphPath, GraphPath] {
  const flow = new Set(arcs);
  const leaving = new Map<number, number[]>();
  for (const arc of flow) {
    // The reverse of an arc is the arc with its last bit turned.
    if (flow.has(arc ^ 1)) continue;
    const tail = tailOf(graph, arc);
    const list = leaving.get(tail);
    if (list === undefined) leaving.set(tail, [arc]);
    else list.push(arc);
  }
  return [walk(graph, weight, source, target, leaving), walk(graph, weight, source, target, leaving)];
}

function walk(
  graph: Graph,
  weight: Float64Array,
  source: number,
  target: number,
  leaving: ReadonlyMap<number, number[]>,
): GraphPath {
  const vertices = [source];
  const edges: number[] = [];
  for (let vertex = source; vertex !== target; ) {
    const arc = leaving.get(vertex)?.pop();
    if (arc === undefined) throw new Error('two units of flow did not decompose into two paths');
    vertex = tailOf(graph, arc ^ 1);
    // A vertex met again closes a cycle of weight zero: cut it out, so that the path is simple.
    const before = vertices.indexOf(vertex);
    if (before >= 0) {
      vertices.splice(before + 1);
      edges.splice(before);
    } else {
      vertices.push(vertex);
      edges.push(arc >> 1);
    }
  }
  return { distance: edges.reduce((sum, edge) => sum + (weight[edge] as number), 0), vertices, edges };
}
