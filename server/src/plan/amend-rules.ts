import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import { topologicalOrder } from '../foundation/topological.ts';
import { inputHash, placeTasks } from './draft.ts';
import type { PlanDifference, TaskDraft, TaskState } from './types.ts';

/** A task that a plan has, as amending looks at it. */
export type StandingTask = {
  readonly key: string;
  readonly ordinal: number;
  readonly kind: string;
  readonly inputHash: string;
  readonly state: TaskState;
  readonly attempt: number;
  readonly predecessors: readonly number[];
  readonly undoes: number | null;
  readonly retiredIn: number | null;
};

/**
 * What becomes of a task: it stays as it is (`keep`), goes on with another input (`change`), is done again (`repeat`), or
 * is not wanted as it is: cancelled and taken back (`retire`).
 */
export type Fate = 'keep' | 'change' | 'repeat' | 'retire';

/** A new version of a plan held against what is there. */
export type Comparison = {
  readonly fates: ReadonlyMap<number, Fate>;
  /** Drafts that get a row of their own. */
  readonly added: readonly TaskDraft[];
  readonly difference: PlanDifference;
};

const without: ReadonlySet<TaskState> = new Set(['failed', 'cancelled', 'undoing', 'undone']);
const unbegun: ReadonlySet<TaskState> = new Set(['blocked', 'scheduled', 'ready']);

/** What makes a draft the same work as a row. */
export function contentHash(draft: TaskDraft): string {
  return inputHash(draft.kind, draft.content ?? draft.input);
}

/** Whether anything of a task was ever tried or given out. */
export function hasBegun({ state, attempt }: Pick<StandingTask, 'state' | 'attempt'>): boolean {
  return attempt > 0 || !unbegun.has(state);
}

/** Whether others may build on a task: it ran, or somebody was given it. */
function leftSomething(task: StandingTask): boolean {
  return hasBegun(task) && task.state !== 'skipped';
}

/** The tasks that a version is held against: live ones that it speaks for. Undo tasks are nobody's wish. */
function covered(present: readonly StandingTask[], covers: readonly string[] | 'all'): StandingTask[] {
  const names = covers === 'all' ? undefined : new Set(covers);
  return present.filter(
    (task) => task.retiredIn === null && task.undoes === null && (names?.has(task.key) ?? true),
  );
}

/**
 * Compares a new version with what is there. Equal content keeps state and results; unfinished work of another content
 * goes on with the new input where nothing of it was tried, finished work is repeated where its kind allows that. All
 * else that differs is retired, and with it everything begun that the new version puts behind it. Pure.
 */
export function compare(
  present: readonly StandingTask[],
  drafts: readonly TaskDraft[],
  covers: readonly string[] | 'all',
): Comparison {
  const own = covered(present, covers);
  const byKey = new Map(own.map((task) => [task.key, task]));
  const wanted = new Map(drafts.map((draft) => [draft.key, draft]));
  const fates = new Map(own.map((task) => [task.ordinal, fateOf(task, wanted.get(task.key))]));
  for (const key of inOrder(drafts)) {
    const task = byKey.get(key);
    if (task === undefined || fates.get(task.ordinal) === 'retire' || !hasBegun(task)) continue;
    const standsOnReplaced = (wanted.get(key)?.after ?? []).some((before) => {
      const other = byKey.get(before);
      return other !== undefined && fates.get(other.ordinal) === 'retire' && leftSomething(other);
    });
    if (standsOnReplaced) fates.set(task.ordinal, 'retire');
  }
  const added = drafts.filter((draft) => {
    const task = byKey.get(draft.key);
    return task === undefined || fates.get(task.ordinal) === 'retire';
  });
  const keys = (fate: Fate): string[] =>
    own.filter((task) => fates.get(task.ordinal) === fate).map((task) => task.key);
  const retired = keys('retire');
  return {
    fates,
    added,
    difference: {
      kept: keys('keep'),
      changed: keys('change'),
      repeated: keys('repeat'),
      replaced: retired.filter((key) => wanted.has(key)),
      removed: retired.filter((key) => !wanted.has(key)),
      added: added.filter((draft) => !byKey.has(draft.key)).map((draft) => draft.key),
    },
  };
}

function fateOf(task: StandingTask, draft: TaskDraft | undefined): Fate {
  if (draft === undefined || draft.kind !== task.kind || without.has(task.state)) return 'retire';
  if (contentHash(draft) === task.inputHash) return 'keep';
  switch (task.state) {
    case 'blocked':
    case 'scheduled':
    case 'ready':
    case 'retrying':
    case 'fallout':
      return task.attempt === 0 || draft.repeatable === true ? 'change' : 'retire';
    case 'completed':
      return draft.repeatable === true ? 'repeat' : 'retire';
    default:
      return 'retire';
  }
}

function inOrder(drafts: readonly TaskDraft[]): readonly string[] {
  const order = topologicalOrder(drafts);
  return order.kind === 'ordered' ? order.keys : [];
}

/**
 * Checks a version against the tasks that it does not speak for: keys, predecessors and cycles as for a new plan, and
 * that nothing outside that has begun builds on what would be taken back (409). Pure.
 */
export function checkVersion(
  present: readonly StandingTask[],
  drafts: readonly TaskDraft[],
  covers: readonly string[] | 'all',
): Result<void> {
  const own = new Set(covered(present, covers).map((task) => task.ordinal));
  const outside = present.filter((task) => task.retiredIn === null && !own.has(task.ordinal));
  const placed = placeTasks(drafts, new Map(outside.map((task) => [task.key, task.ordinal])), 1);
  if (!placed.ok) return placed;
  const keyOf = new Map(present.map((task) => [task.ordinal, task.key]));
  const others = outside
    .filter((task) => task.undoes === null)
    .map((task) => ({ key: task.key, after: task.predecessors.flatMap((each) => keyOf.get(each) ?? []) }));
  const order = topologicalOrder([...drafts, ...others]);
  if (order.kind === 'cycle') {
    const told = order.cycle.join(' → ');
    const faults: FieldFault[] = [{ path: '/tasks', message: `cycle ${told}` }];
    return refuse(422, 'planCycle', `The plan would have a cycle: ${told}.`, faults);
  }
  return nothingOutsideBuilds(present, drafts, covers, outside);
}

function nothingOutsideBuilds(
  present: readonly StandingTask[],
  drafts: readonly TaskDraft[],
  covers: readonly string[] | 'all',
  outside: readonly StandingTask[],
): Result<void> {
  const { fates } = compare(present, drafts, covers);
  const byOrdinal = new Map(present.map((task) => [task.ordinal, task]));
  const building = outside.filter(
    (task) =>
      task.undoes === null &&
      hasBegun(task) &&
      !without.has(task.state) &&
      task.predecessors.some((each) => {
        const before = byOrdinal.get(each);
        return before !== undefined && fates.get(each) === 'retire' && leftSomething(before);
      }),
  );
  if (building.length === 0) return ok(undefined);
  const told = building.map((task) => task.key).join(', ');
  return refuse(409, 'undoBlocked', `First undo or cancel what builds on it: ${told}.`);
}
