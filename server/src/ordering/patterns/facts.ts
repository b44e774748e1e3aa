import type { Facts } from '../../catalog/index.ts';
import type { PatternKind } from './read.ts';

/** Facts of a change, by which a plan template of the route `modify` is chosen and its lines are taken. */
export type ChangeFacts = {
  readonly pattern: PatternKind | 'takeOver' | 'restore';
  readonly sites: number;
  readonly changedSites: number;
  readonly addedSites: number;
  readonly removedSites: number;
  readonly movedSites: number;
  readonly designNeeded: boolean;
  /** Other services in use that stand on something at the sites that go. */
  readonly impactedServices: number;
  /** Charges of partners for what goes before its minimum term that must be accepted first. */
  readonly heldTerminations: number;
  readonly relocatedSites: number;
  readonly migratedSites: number;
  /** Whether old and new can stand beside one another, and for how long they do. */
  readonly parallel: boolean;
  readonly parallelWorkingDays: number;
};

const nothing = {
  changedSites: 0,
  addedSites: 0,
  removedSites: 0,
  movedSites: 0,
  designNeeded: false,
  impactedServices: 0,
  heldTerminations: 0,
  relocatedSites: 0,
  migratedSites: 0,
  parallel: false,
  parallelWorkingDays: 0,
} as const;

/** All of them, with nothing where a pattern says nothing. */
export function changeFacts(
  facts: Pick<ChangeFacts, 'pattern' | 'sites'> & Partial<ChangeFacts>,
): Facts & ChangeFacts {
  return { ...nothing, ...facts };
}
