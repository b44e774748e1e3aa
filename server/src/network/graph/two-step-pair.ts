import { commonRisks, risksOfPath, touchesRisk } from './risk-sets.ts';
import type { RiskFreePair, SharedRiskQuestion } from './shared-risk-question.ts';
import { shortestPath } from './shortest-path.ts';
import type { GraphPath } from './types.ts';

const ROUNDS = 12;
/** So many rounds that better nothing are enough once there is a pair. */
const PATIENCE = 3;

/**
 * A shared-risk-disjoint pair by two steps, repeated: a first path, then the shortest path that avoids its risks. Where
 * none is left, the first path is a trap: the edges whose risks stood in the way are made dear and it is chosen again
 * (trap avoidance; Xu, Xiong and Qiao, JLT 2003). Good in practice, without a proof; undefined when no round succeeds.
 */
export function twoStepPair(
  question: SharedRiskQuestion,
  ignored: ReadonlySet<number>,
): RiskFreePair | undefined {
  const { graph, weight, risks, riskCount, source, target, allow } = question;
  const options = { room: question.room, least: question.least, bound: question.bound };
  let penalised = weight;
  const avoided = new Uint8Array(riskCount);
  let best: RiskFreePair | undefined;
  let bettered = 0;
  for (let round = 0; round < ROUNDS && (best === undefined || round <= bettered + PATIENCE); round++) {
    // Penalties only add weight, so a bound for the true weights holds here too.
    const primary = shortestPath(graph, penalised, source, target, { ...options, allow });
    if (primary === undefined) return best;
    const primaryRisks = risksOfPath(risks, primary, ignored);
    for (const risk of primaryRisks) avoided[risk] = 1;
    const open = (edge: number) =>
      !touchesRisk(graph, risks, edge, avoided) && (allow === undefined || allow(edge));
    const secondary = shortestPath(graph, weight, source, target, { ...options, allow: open });
    if (secondary !== undefined) {
      const first = reweigh(primary, weight);
      const distance = first.distance + secondary.distance;
      if (best === undefined || distance < best.distance) {
        bettered = round;
        best = {
          distance,
          paths: first.distance <= secondary.distance ? [first, secondary] : [secondary, first],
        };
      }
    }
    const blocking =
      secondary === undefined ? blockers(question, avoided, ignored, primaryRisks) : primaryRisks;
    for (const risk of primaryRisks) avoided[risk] = 0;
    penalised = penalise(question, penalised, blocking);
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
  const least = shortestPath(graph, dear, source, target, {
    allow,
    room: question.room,
    least: question.least,
  });
  return least === undefined ? [] : commonRisks(primaryRisks, risksOfPath(risks, least, ignored));
}

/** Weights are never changed in place: searches remember what they have made of them. */
function penalise(
  question: SharedRiskQuestion,
  before: Float64Array,
  blocking: readonly number[],
): Float64Array {
  const { graph, risks, weight, riskCount } = question;
  const penalised = before.slice();
  const marked = new Uint8Array(riskCount);
  for (const risk of blocking) marked[risk] = 1;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!touchesRisk(graph, risks, edge, marked)) continue;
    penalised[edge] = (penalised[edge] as number) + 1 + (weight[edge] as number);
  }
  return penalised;
}

function reweigh(path: GraphPath, weight: Float64Array): GraphPath {
  return { ...path, distance: path.edges.reduce((sum, edge) => sum + (weight[edge] as number), 0) };
}
