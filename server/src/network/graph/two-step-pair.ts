import { commonRisks, risksOfPath, touchesRisk } from './risk-sets.ts';
import type { SharedRiskQuestion } from './shared-risk-question.ts';
import { shortestPath } from './shortest-path.ts';
import type { GraphPath } from './types.ts';

const ROUNDS = 12;

/**
 * A shared-risk-disjoint pair by two steps, repeated: a first path, then the shortest path that avoids its risks. Where
 * none is left, the first path is a trap: the edges whose risks stood in the way are made dear and it is chosen again
 * (trap avoidance; Xu, Xiong and Qiao, JLT 2003). Good in practice, without a proof; undefined when no round succeeds.
 */
export function twoStepPair(
  question: SharedRiskQuestion,
  ignored: ReadonlySet<number>,
): { distance: number; paths: readonly [GraphPath, GraphPath] } | undefined {
  const { graph, weight, risks, riskCount, source, target, allow, bound } = question;
  const penalised = weight.slice();
  const avoided = new Uint8Array(riskCount);
  let best: { distance: number; paths: readonly [GraphPath, GraphPath] } | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    // Penalties only add weight, so a bound for the true weights holds here too.
    const primary = shortestPath(graph, penalised, source, target, { allow, bound });
    if (primary === undefined) return best;
    const primaryRisks = risksOfPath(risks, primary, ignored);
    for (const risk of primaryRisks) avoided[risk] = 1;
    const open = (edge: number) => allow(edge) && !touchesRisk(graph, risks, edge, avoided);
    const secondary = shortestPath(graph, weight, source, target, { allow: open, bound });
    if (secondary !== undefined) {
      const first = reweigh(primary, weight);
      const distance = first.distance + secondary.distance;
      if (best === undefined || distance < best.distance) {
        best = {
          distance,
          paths: first.distance <= secondary.distance ? [first, secondary] : [secondary, first],
        };
      }
    }
    const blocking =
      secondary === undefined ? blockers(question, avoided, ignored, primaryRisks) : primaryRisks;
    for (const risk of primaryRisks) avoided[risk] = 0;
    penalise(question, penalised, blocking);
  }
  return best;
}

/** The risks of the first path that the least obstructed second path still meets. */
function blockers(
  question: SharedRiskQuestion,
  avoided: Uint8Array,
  ignored: ReadonlySet<number>,
  primaryRisks: readonly number[],
): readonly number[] {
  const { graph, weight, risks, source, target, allow } = question;
  const dear = weight.slice();
  const penalty = 1 + weight.reduce((sum, value) => sum + value, 0);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (touchesRisk(graph, risks, edge, avoided)) dear[edge] = (dear[edge] as number) + penalty;
  }
  const least = shortestPath(graph, dear, source, target, { allow });
  return least === undefined ? [] : commonRisks(primaryRisks, risksOfPath(risks, least, ignored));
}

function penalise(question: SharedRiskQuestion, penalised: Float64Array, blocking: readonly number[]): void {
  const { graph, risks, weight, riskCount } = question;
  const marked = new Uint8Array(riskCount);
  for (const risk of blocking) marked[risk] = 1;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!touchesRisk(graph, risks, edge, marked)) continue;
    penalised[edge] = (penalised[edge] as number) + 1 + (weight[edge] as number);
  }
}

function reweigh(path: GraphPath, weight: Float64Array): GraphPath {
  return { ...path, distance: path.edges.reduce((sum, edge) => sum + (weight[edge] as number), 0) };
}
