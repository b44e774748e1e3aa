import type { NetworkPath, NetworkPathQuestion } from '@turnup/contract';
import { coreRouteIn, coreRoutePairIn } from './core-route.ts';
import { type CoreConditions, coreView } from './core-view.ts';
import type { NetworkSnapshot } from './types.ts';

/** Ways that were found, with how far they are proven to be the best. */
export type FoundPaths = {
  readonly paths: readonly NetworkPath[];
  readonly proven: boolean;
  readonly gap: number;
};

/** Answers a question for ways through the core. Throws RangeError for a node that is not there, or a pair from a node to itself. */
export function findPaths(
  snapshot: NetworkSnapshot,
  { from, to, disjointness, ...request }: Omit<NetworkPathQuestion, 'date'>,
  conditions: CoreConditions,
): FoundPaths {
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
