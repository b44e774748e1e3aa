import { conflictPair } from './conflict-search.ts';
import { type Corridor, corridorOf } from './corridor.ts';
import { type DisjointPair, disjointPair } from './disjoint-pair.ts';
import { commonRisks, risksOfEnds, risksOfPath } from './risk-sets.ts';
import { separates } from './separates.ts';
import type { RiskFreePair, SharedRiskPair, SharedRiskQuestion } from './shared-risk-question.ts';
import { twoStepPair } from './two-step-pair.ts';

/** Below this many vertices the whole graph is its own corridor. */
const SMALL = 300;

/**
 * The shared-risk-disjoint pair of least total weight. NP-complete in general (Hu 2003), so what is easy comes first:
 *
 * 1. The pair that shares no link (or node) is a relaxation: none means none, and where it shares no risk it is best.
 * 2. A risk without which the ends are not joined at all excludes every pair.
 * 3. A pair better than one of total T has no path longer than T less the shortest: all of them lie in the corridor of
 *    that length, and branch and bound runs on the corridor only. Where the best pair of a corridor is not so short that
 *    the corridor holds all better ones, a wider one is cut; at last the whole graph.
 */
export function sharedRiskPair(question: SharedRiskQuestion): SharedRiskPair {
  return question.graph.vertexCount > SMALL
    ? largeSharedRiskPair(question)
    : conflictPair(question, Number.POSITIVE_INFINITY);
}

/** {@link sharedRiskPair} by relaxation and corridors, however small the graph is. */
export function largeSharedRiskPair(question: SharedRiskQuestion): SharedRiskPair {
  const { graph, weight, source, target, risks } = question;
  const relaxed = disjointPair(graph, weight, source, target, question.implies ?? 'link', question);
  if (relaxed === undefined) return { outcome: 'infeasible' };
  const ignored = risksOfEnds(risks, source, target);
  const [first, second] = relaxed.paths;
  const shared = commonRisks(risksOfPath(risks, first, ignored), risksOfPath(risks, second, ignored));
  if (shared.length === 0) return { outcome: 'optimal', distance: relaxed.distance, paths: relaxed.paths };
  if (shared.some((risk) => separates(question, risk))) return { outcome: 'infeasible' };
  return inCorridors(question, relaxed);
}

/** How much longer than the shortest path the paths of each next corridor may be, compared with the last one. */
const WIDENING = 2.5;
/** After so many corridors without any pair the whole graph is searched. */
const CORRIDORS = 5;

/**
 * A pair by two steps in ever wider corridors; then branch and bound in the corridor that holds all that could be
 * better than it.
 */
function inCorridors(question: SharedRiskQuestion, relaxed: DisjointPair): SharedRiskPair {
  const { shortest } = relaxed;
  let length = shortest + (relaxed.distance - 2 * shortest) * 1.5 + 1;
  for (let round = 1; length < Number.POSITIVE_INFINITY; round++) {
    const corridor = corridorOf(question, length);
    const part = corridor.question;
    const known = twoStepPair(part, risksOfEnds(part.risks, part.source, part.target));
    if (known !== undefined) {
      const paths = [corridor.whole(known.paths[0]), corridor.whole(known.paths[1])] as const;
      return improved(question, { distance: known.distance, paths }, relaxed);
    }
    length = round < CORRIDORS ? shortest + (length - shortest) * WIDENING : Number.POSITIVE_INFINITY;
  }
  const corridor = corridorOf(question, Number.POSITIVE_INFINITY);
  return inWhole(corridor, conflictPair(corridor.question, Number.POSITIVE_INFINITY), relaxed);
}

/** The best pair, from one that is known: a better one has no path longer than what the shortest leaves of its total. */
function improved(question: SharedRiskQuestion, known: RiskFreePair, relaxed: DisjointPair): SharedRiskPair {
  const corridor = corridorOf(question, known.distance - relaxed.shortest);
  const found = inWhole(corridor, conflictPair(corridor.question, known.distance), relaxed);
  if (found.outcome === 'infeasible') return { outcome: 'optimal', ...known };
  return found.outcome === 'unknown' ? { ...known, ...found, outcome: 'feasible' } : found;
}

function inWhole(corridor: Corridor, found: SharedRiskPair, relaxed: DisjointPair): SharedRiskPair {
  if (found.outcome === 'infeasible') return found;
  const lowerBound = Math.max(
    relaxed.distance,
    found.outcome === 'optimal' ? found.distance : found.lowerBound,
  );
  if (found.outcome === 'unknown') return { ...found, lowerBound };
  const paths = [corridor.whole(found.paths[0]), corridor.whole(found.paths[1])] as const;
  return found.outcome === 'optimal' ? { ...found, paths } : { ...found, paths, lowerBound };
}
