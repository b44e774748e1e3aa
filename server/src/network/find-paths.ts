import type { NetworkPath, NetworkPathQuestion } from '@turnup/contract';
import { monotonicUs } from '../platform/ids.ts';
import { coreRouteIn, coreRoutePairIn } from './core-route.ts';
import { type CoreConditions, coreView } from './core-view.ts';
import type { NetworkSnapshot } from './types.ts';

/** Ways that were found, with how far they are proven to be the best. */
export type FoundPaths = {
  readonly paths: readonly NetworkPath[];
  readonly proven: boolean;
  readonly gap: number;
  /** How long the search took in its thread, without waiting for it. */
  readonly computedInUs: number;
};

/** Answers a question for ways through the core, and tells how long that took. Throws RangeError for a node that is not there, or a pair from a node to itself. */
export function findPaths(
  snapshot: NetworkSnapshot,
  question: Omit<NetworkPathQuestion, 'date'>,
  conditions: CoreConditions,
): FoundPaths {
  const startedUs = monotonicUs();
  const found = search(snapshot, question, conditions);
  return { ...found, computedInUs: Math.max(0, Math.round(monotonicUs() - startedUs)) };
}

function search(
  snapshot: NetworkSnapshot,
  { from, to, disjointness, ...request }: Omit<NetworkPathQuestion, 'date'>,
  conditions: CoreConditions,
): Omit<FoundPaths, 'computedInUs'> {
  const view = coreView(snapshot, conditions);
  if (disjointness === undefined) {
    const path = coreRouteIn(view, from, to, request);
    return { paths: path === undefined ? [] : [path], proven: true, gap: 0 };
  }
  const pair = coreRoutePairIn(view, from, to, { ...request, disjointness });
  return pair.paths === undefined
    ? { paths: [], proven: pair.proven, gap: 0 }
    : { paths: pair.paths, proven: pair.gap === 0, gap: pair.gap };
}
