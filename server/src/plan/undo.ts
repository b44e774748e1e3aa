import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { commitMoves } from './commit-moves.ts';
import { planUnknown } from './create-plan.ts';
import { type Placement, placeTasks } from './draft.ts';
import { advanced, standing } from './moves.ts';
import { isFinal } from './rules.ts';
import { loadTasks } from './store.ts';
import {
  addEdges,
  insertCounted,
  type LockedPlan,
  lockPlans,
  type PresentTask,
  presentTasks,
  type UndoSource,
  undoSources,
} from './store-plans.ts';
import type { ChangeHook, Intervention, TaskDraft } from './types.ts';

/**
 * Takes tasks back that ran, all or the named ones, in reverse order of their dependencies: each gets an undo task of
 * its undo kind, whose input is `{ input, output }` of the original; one without an undo kind has nothing to take back
 * and is undone at once. A cancelled or failed task is undone too if an attempt of it ever ran, because it may have
 * left traces. Refuses while work that builds on them is unfinished or stands outside the choice.
 */
export async function undoTasks(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  planId: string,
  keys: readonly string[] | 'all',
  intervention: Intervention,
): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  const present = await presentTasks(tx, tenant, planId);
  const chosen = present.filter((task) => (keys === 'all' || keys.includes(task.key)) && canBeUndone(task));
  const inTheWay = standingOn(chosen, present);
  if (inTheWay.length > 0)
    return refuse(409, 'undoBlocked', `First undo or cancel what builds on it: ${inTheWay.join(', ')}.`);
  if (chosen.length === 0) return ok(undefined);
  await insertUndo(tx, tenant, plan, chosen, present);
  const rows = await loadTasks(
    tx,
    chosen.map(({ ordinal }) => ({ tenant, planId, ordinal })),
  );
  const hasUndo = new Set(chosen.filter((task) => task.undoKind !== null).map((task) => task.ordinal));
  const moves = rows.map((row) => {
    const planned = advanced(standing(row), { kind: 'undoPlanned' });
    return hasUndo.has(row.ordinal) ? planned : advanced(planned, { kind: 'undoDone' });
  });
  await commitMoves(tx, hooks, moves, intervention);
  return ok(undefined);
}

/** Whether a task left something, or may have, that nothing takes back yet. */
export function canBeUndone(task: Pick<PresentTask, 'undoes' | 'state' | 'attempt'>): boolean {
  if (task.undoes !== null) return false;
  return (
    task.state === 'completed' ||
    ((task.state === 'failed' || task.state === 'cancelled') && task.attempt > 0)
  );
}

function standingOn(chosen: readonly PresentTask[], present: readonly PresentTask[]): readonly string[] {
  const byOrdinal = new Map(present.map((task) => [task.ordinal, task]));
  const picked = new Set(chosen.map((task) => task.ordinal));
  const found = new Set<string>();
  const seen = new Set<number>();
  const open = chosen.flatMap((task) => task.successors);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const task = byOrdinal.get(next);
    if (task === undefined || seen.has(next)) continue;
    seen.add(next);
    open.push(...task.successors);
    // What is being undone already is waited for, see `reversedEdges`.
    const stands = task.state === 'completed' || (!isFinal(task.state) && task.state !== 'undoing');
    if (!picked.has(next) && stands && task.undoes === null) found.add(task.key);
  }
  return [...found];
}

/** Writes the undo tasks of the chosen ones, each after the undoing of all that followed it. */
export async function insertUndo(
  tx: Transaction,
  tenant: string,
  plan: LockedPlan,
  chosen: readonly PresentTask[],
  present: readonly PresentTask[],
): Promise<void> {
  const sources = await undoSources(
    tx,
    tenant,
    plan.id,
    chosen.map((task) => task.ordinal),
  );
  if (sources.length === 0) return;
  const after = reversedEdges(sources, present);
  const drafts = sources.map((source) => undoDraft(source, after.get(source.ordinal) ?? []));
  const existing = new Map(openUndo(present).map((task) => [task.key, task.ordinal]));
  const placed = placeTasks(drafts, existing, (present.at(-1)?.ordinal ?? 0) + 1);
  if (!placed.ok) throw new Error(placed.fault.message);
  const placement: Placement = placed.value;
  const undoes = new Map(sources.map((source) => [undoKey(source.key), source.ordinal]));
  const { id: planId, version, priority, paused } = plan;
  const pendingOf = (predecessors: readonly number[]): number => predecessors.length;
  await insertCounted(tx, tenant, { planId, version, priority, paused, placement, pendingOf, undoes });
  if (placement.newEdges.length > 0) await addEdges(tx, tenant, planId, placement.newEdges);
}

/** Undo tasks that are not over yet. */
function openUndo(present: readonly PresentTask[]): PresentTask[] {
  return present.filter((task) => task.undoes !== null && !isFinal(task.state));
}

function undoKey(key: string): string {
  return `undo:${key}`;
}

function undoDraft(source: UndoSource, after: readonly string[]): TaskDraft {
  const draft = {
    key: undoKey(source.key),
    kind: source.undoKind,
    input: { input: source.input, output: source.output },
    activity: source.activity,
    label: source.label,
    after,
    owner: { kind: source.ownerKind, ref: source.ownerRef },
  };
  return source.limitKey === null ? draft : { ...draft, limitKey: source.limitKey };
}

// The undo of a task comes after the undo of all that followed it, also across tasks that have none.
function reversedEdges(
  sources: readonly UndoSource[],
  present: readonly PresentTask[],
): ReadonlyMap<number, readonly string[]> {
  const successors = new Map(present.map((task) => [task.ordinal, task.successors]));
  const keyOf = new Map([
    ...openUndo(present).map((task) => [task.undoes ?? 0, task.key] as const),
    ...sources.map((source) => [source.ordinal, undoKey(source.key)] as const),
  ]);
  return new Map(
    sources.map(({ ordinal }) => {
      const after = new Set<string>();
      const seen = new Set<number>();
      const open = [...(successors.get(ordinal) ?? [])];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        const key = keyOf.get(next);
        if (key === undefined) open.push(...(successors.get(next) ?? []));
        else after.add(key);
      }
      return [ordinal, [...after]];
    }),
  );
}
