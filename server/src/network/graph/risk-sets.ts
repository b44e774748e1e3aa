import { listAt } from './graph.ts';
import type { Graph, GraphPath, IntegerLists } from './types.ts';

/** The shared risks of edges and vertices, by number. */
export type RiskLists = { readonly ofEdge: IntegerLists; readonly ofVertex: IntegerLists };

/** All risks that a path touches, sorted; the risks of its own ends are left out where `ignored` holds them. */
export function risksOfPath(risks: RiskLists, path: GraphPath, ignored: ReadonlySet<number>): number[] {
  const found = new Set<number>();
  for (const edge of path.edges) for (const risk of listAt(risks.ofEdge, edge)) found.add(risk);
  for (const vertex of path.vertices) for (const risk of listAt(risks.ofVertex, vertex)) found.add(risk);
  return [...found].filter((risk) => !ignored.has(risk)).sort((a, b) => a - b);
}

/** Risks that both ends bring along: every path between them has these, so they cannot tell two paths apart. */
export function risksOfEnds(risks: RiskLists, source: number, target: number): Set<number> {
  return new Set([...listAt(risks.ofVertex, source), ...listAt(risks.ofVertex, target)]);
}

/** Whether an edge, or a vertex at one of its ends, touches a risk of `avoided` (one byte per risk). */
export function touchesRisk(graph: Graph, risks: RiskLists, edge: number, avoided: Uint8Array): boolean {
  return (
    listTouches(risks.ofEdge, edge, avoided) ||
    listTouches(risks.ofVertex, graph.edgeA[edge] as number, avoided) ||
    listTouches(risks.ofVertex, graph.edgeB[edge] as number, avoided)
  );
}

function listTouches(lists: IntegerLists, index: number, avoided: Uint8Array): boolean {
  const end = lists.offset[index + 1] as number;
  for (let at = lists.offset[index] as number; at < end; at++) {
    if (avoided[lists.value[at] as number] === 1) return true;
  }
  return false;
}

/** What two sorted lists have in common. */
export function commonRisks(a: readonly number[], b: readonly number[]): number[] {
  const set = new Set(b);
  return a.filter((risk) => set.has(risk));
}
