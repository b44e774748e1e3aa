import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { edgesOf, newRow } from './amend-edges.ts';
import { type Comparison, checkVersion, compare, hasBegun, type StandingTask } from './amend-rules.ts';
import { commitMoves } from './commit-moves.ts';
import { planUnknown } from './create-plan.ts';
import { advanced, type Move, standing } from './moves.ts';
import { isFinal } from './rules.ts';
import { loadTasks } from './store.ts';
import {
  beginVersion,
  insertVersion,
  retireTasks,
  rewriteEdges,
  rewriteTasks,
  settlePlan,
  standingTasks,
} from './store-amend.ts';
import { insertCounted, type LockedPlan, lockPlans, type PresentTask } from './store-plans.ts';
import type {
  AmendedPlan,
  ChangeHook,
  Intervention,
  PlanAmendment,
  PlanDifference,
  TaskEvent,
} from './types.ts';
import { canBeUndone, insertUndo } from './undo.ts';

type Row = StandingTask & PresentTask;
const out: ReadonlySet<Row['state']> = new Set(['running', 'stopping']);

/**
 * Makes a plan what a new version of it says, wherever it stands. Tasks of equal content (key, kind and what
 * `TaskDraft.content` says) keep state and results; the rest becomes new input, repetition, undo tasks in reverse order
 * of dependencies, and new tasks, which wait for the undoing of those whose place they take. What has begun and is
 * unchanged goes on, whatever is put before it. The version that changes nothing is no version, unless it is
 * a new baseline.
 *
 * Refuses what {@link createPlan} refuses, and `undoBlocked` (409) where work outside of the version builds on what
 * would be taken back.
 */
export async function amendPlan(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  planId: string,
  amendment: PlanAmendment,
  intervention: Intervention,
): Promise<Result<AmendedPlan>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  const present = await standingTasks(tx, tenant, planId);
  const checked = checkVersion(present, amendment.tasks, amendment.covers);
  if (!checked.ok) return checked;
  const comparison = compare(present, amendment.tasks, amendment.covers);
  const { difference } = comparison;
  const held = present.filter(
    (task) => comparison.fates.get(task.ordinal) === 'retire' && out.has(task.state),
  );
  if (held.length > 0) {
    await askToStop(tx, hooks, tenant, planId, held, intervention);
    return ok({ kind: 'stopping', keys: held.map((task) => task.key), difference });
  }
  if (changesNothing(difference) && amendment.isBaseline !== true)
    return ok({ kind: 'amended', version: plan.version, difference });
  // Hooks hear of everything when everything stands in its place.
  const again = present.filter((task) => comparison.fates.get(task.ordinal) === 'repeat');
  const repeated = await moveAll(tx, tenant, planId, again, { kind: 'repeated' });
  await commitMoves(tx, [], repeated);
  const version = await restructure(tx, tenant, plan, present, amendment, comparison);
  const moves = await movesOf(tx, tenant, planId, present, comparison);
  await commitMoves(tx, hooks, moves, intervention, repeated);
  await insertVersion(tx, tenant, planId, { version, ...intervention, difference });
  return ok({ kind: 'amended', version, difference });
}

/**
 * Does tasks once more that were asked to stop for an amendment of which nothing came: a stopped attempt is followed by
 * the next, as one whose lease was lost. Of the named tasks those that are cancelled and wanted; nothing else changes.
 */
export async function redoTasks(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  planId: string,
  keys: readonly string[],
  intervention: Intervention,
): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  const named = new Set(keys);
  const present = await standingTasks(tx, tenant, planId);
  const stopped = present.filter(
    (task) =>
      named.has(task.key) && task.state === 'cancelled' && task.retiredIn === null && task.undoes === null,
  );
  const moves = await moveAll(tx, tenant, planId, stopped, { kind: 'repeated' });
  await commitMoves(tx, [], moves);
  await settlePlan(tx, tenant, planId);
  await commitMoves(tx, hooks, [], intervention, moves);
  return ok(undefined);
}

/** What a version would do to each task, without doing it. Refuses as {@link amendPlan}. */
export async function planDifference(
  tx: Transaction,
  tenant: string,
  planId: string,
  amendment: PlanAmendment,
): Promise<Result<PlanDifference>> {
  const present = await standingTasks(tx, tenant, planId);
  if (present.length === 0) return refuse(404, 'planUnknown', `There is no plan ${planId}.`);
  const checked = checkVersion(present, amendment.tasks, amendment.covers);
  if (!checked.ok) return checked;
  return ok(compare(present, amendment.tasks, amendment.covers).difference);
}

function changesNothing({ changed, repeated, replaced, removed, added }: PlanDifference): boolean {
  return [changed, repeated, replaced, removed, added].every((keys) => keys.length === 0);
}

async function askToStop(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  planId: string,
  held: readonly Row[],
  intervention: Intervention,
): Promise<void> {
  const running = held.filter((task) => task.state === 'running');
  const moves = await moveAll(tx, tenant, planId, running, { kind: 'cancelRequested' });
  await commitMoves(tx, hooks, moves, intervention);
}

/** Rows, contents and edges of the new version; the states of what was there are moved afterwards. */
async function restructure(
  tx: Transaction,
  tenant: string,
  plan: LockedPlan,
  present: readonly Row[],
  { tasks: drafts, covers }: PlanAmendment,
  { fates, added }: Comparison,
): Promise<number> {
  const planId = plan.id;
  const drafted = new Map(drafts.map((draft) => [draft.key, draft]));
  const live = present.filter((task) => fates.has(task.ordinal) && fates.get(task.ordinal) !== 'retire');
  const retired = present.filter((task) => fates.get(task.ordinal) === 'retire');
  const version = await beginVersion(
    tx,
    tenant,
    planId,
    retired.map((task) => task.ordinal),
  );
  const named = await standingTasks(tx, tenant, planId);
  const chosen = named.filter((task) => task.retiredIn === version && willBeUndone(task));
  await insertUndo(tx, tenant, plan, chosen, named);
  const withUndo = await standingTasks(tx, tenant, planId);
  const undoTasks = withUndo.slice(named.length);
  await retireTasks(
    tx,
    tenant,
    planId,
    version,
    undoTasks.map((task) => task.ordinal),
  );
  const first = (withUndo.at(-1)?.ordinal ?? 0) + 1;
  const rewritten = live.flatMap((task) => {
    const draft = drafted.get(task.key);
    const fate = fates.get(task.ordinal);
    // What is finished and stays so keeps the words and dates that it was done under.
    if (draft === undefined || (isFinal(task.state) && fate !== 'repeat')) return [];
    return [{ ordinal: task.ordinal, draft, datesOnly: fate === 'keep' && hasBegun(task) }];
  });
  await rewriteTasks(tx, tenant, planId, plan.priority, rewritten);
  const placement = {
    tasks: added.map((draft, index) => ({ draft, ordinal: first + index, predecessors: [], successors: [] })),
    newEdges: [],
  };
  const { priority, paused } = plan;
  await insertCounted(tx, tenant, { planId, version, priority, paused, placement, pendingOf: () => 1 });
  const rows = [...withUndo, ...added.map((draft, index) => newRow(draft.key, first + index))];
  const begun = live.filter((task) => fates.get(task.ordinal) !== 'repeat' && goesOnAnyway(task));
  const goesOn = new Set(begun.map((task) => task.ordinal));
  const isOver = new Set(begun.filter((task) => isFinal(task.state)).map((task) => task.ordinal));
  await rewriteEdges(tx, tenant, planId, edgesOf(rows, retired, drafts, covers, goesOn, isOver));
  await settlePlan(tx, tenant, planId);
  return version;
}

/** Whether a task goes on whatever is put before it: it has begun, or is over. */
function goesOnAnyway({ state, attempt }: Row): boolean {
  return state !== 'blocked' && state !== 'scheduled' && (state !== 'ready' || attempt > 0);
}

/** Whether an amendment takes a retired task back: it left something, or may have. */
function willBeUndone(task: Row): boolean {
  return canBeUndone(task) || (!isFinal(task.state) && task.state !== 'undoing' && task.attempt > 0);
}

/** The same event for each of some tasks. */
async function moveAll(
  tx: Transaction,
  tenant: string,
  planId: string,
  tasks: readonly Row[],
  event: TaskEvent,
): Promise<Move[]> {
  const rows = await loadTasks(
    tx,
    tasks.map(({ ordinal }) => ({ tenant, planId, ordinal })),
  );
  return rows.map((row) => advanced(standing(row), event));
}

/** How what was there moves: retired work is cancelled and its undoing planned, held-up work is tried with its new input. */
async function movesOf(
  tx: Transaction,
  tenant: string,
  planId: string,
  present: readonly Row[],
  { fates }: Comparison,
): Promise<Move[]> {
  const rows = await loadTasks(
    tx,
    present.filter((task) => fates.has(task.ordinal)).map(({ ordinal }) => ({ tenant, planId, ordinal })),
  );
  const undoKind = new Map(present.map((task) => [task.ordinal, task.undoKind]));
  return rows.flatMap((row) => {
    const fate = fates.get(row.ordinal);
    const before = standing(row);
    if (fate === 'change' && (row.state === 'fallout' || row.state === 'retrying'))
      return [advanced(before, { kind: 'retryRequested' })];
    if (fate !== 'retire' || row.state === 'undoing') return [];
    const ended = isFinal(row.state) ? before : advanced(before, { kind: 'cancelRequested' });
    if (!canBeUndone({ undoes: row.undoes, state: ended.after.state, attempt: row.attempt }))
      return ended === before ? [] : [ended];
    const undoing = advanced(ended, { kind: 'undoPlanned' });
    return [undoKind.get(row.ordinal) === null ? advanced(undoing, { kind: 'undoDone' }) : undoing];
  });
}
