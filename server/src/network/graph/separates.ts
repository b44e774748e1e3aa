import { touchesRisk } from './risk-sets.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { openingOf } from './shortest-path.ts';

/** How far each end is explored; risks that cut off an end mostly do so close by. */
const REACH = 2_000;

/**
 * Whether a risk provably cuts one end of a question off: everything that can be reached from it without the risk is
 * few vertices, and the other end is not among them. False says nothing.
 */
export function separates(question: SharedRiskQuestion, risk: number): boolean {
  const { source, target } = question;
  return isEnclosed(question, source, target, risk) || isEnclosed(question, target, source, risk);
}

function isEnclosed(question: SharedRiskQuestion, from: number, to: number, risk: number): boolean {
  const { graph, risks, riskCount } = question;
  const { room, least, allow } = openingOf(graph, question.weight, question);
  const avoided = marksOf(riskCount);
  avoided[risk] = 1;
  try {
    const seen = new Set([from]);
    for (const vertex of seen) {
      if (seen.size > REACH) return false;
      const end = graph.offset[vertex + 1] as number;
      for (let slot = graph.offset[vertex] as number; slot < end; slot++) {
        const edge = (graph.arc[slot] as number) >> 1;
        const next = graph.head[slot] as number;
        if ((room[slot] as number) < least || seen.has(next)) continue;
        if (touchesRisk(graph, risks, edge, avoided) || (allow !== undefined && !allow(edge))) continue;
        if (next === to) return false;
        seen.add(next);
      }
    }
    return true;
  } finally {
    avoided[risk] = 0;
  }
}

let marks = new Uint8Array(0);

/** One byte per risk, all 0; whoever sets one puts it back. */
function marksOf(count: number): Uint8Array {
  if (marks.length < count) marks = new Uint8Array(count);
  return marks;
}
