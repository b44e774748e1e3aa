import type { Facts } from '../../catalog/index.ts';
import type { PatternKind } from './read.ts';

/** Facts of a change, by which a plan template of the route `modify` is chosen and its lines are taken. */
export type ChangeFacts = {
  readonly pattern: PatternKind | 'restore';
  readonly sites: number;
  readonly changedSites: number;
  readonly addedSites: number;
  readonly removedSites: number;
  readonly movedSites: number;
  readonly designNeeded: boolean;
};

/** All of them, with nothing where a pattern says nothing. */
export function changeFacts(
  facts: Pick<ChangeFacts, 'pattern' | 'sites'> & Partial<ChangeFacts>,
): Facts & ChangeFacts {
  return { changedSites: 0, addedSites: 0, removedSites: 0, movedSites: 0, designNeeded: false, ...facts };
}
