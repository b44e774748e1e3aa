import type { EdgeFilter, Graph } from './types.ts';

/**
 * Labels the connected components under a filter: two vertices have the same label when a path joins them.
 * Union-find with path halving (Tarjan 1975).
 */
export function components(graph: Graph, allow: EdgeFilter): Int32Array {
  const parent = new Int32Array(graph.vertexCount).map((_, vertex) => vertex);
  const find = (start: number): number => {
    let vertex = start;
    while (parent[vertex] !== vertex) {
      parent[vertex] = parent[parent[vertex] as number] as number;
      vertex = parent[vertex] as number;
    }
    return vertex;
  };
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (allow(edge)) parent[find(graph.edgeA[edge] as number)] = find(graph.edgeB[edge] as number);
  }
  return parent.map((_, vertex) => find(vertex));
}
