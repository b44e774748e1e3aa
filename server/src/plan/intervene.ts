import { ok, type Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { commitMoves } from './commit-moves.ts';
import { planUnknown } from './create-plan.ts';
import { lockTask, moveTask } from './find-task.ts';
import { advance, advanced, standing, type TaskRow } from './moves.ts';
import { isFinal } from './rules.ts';
import { loadTasks } from './store.ts';
import { lockPlans, presentTasks, writeInput } from './store-plans.ts';
import type { ChangeHook, Intervention, Json, TaskEvent, TaskRef } from './types.ts';

// What people may do to tasks. Each verb refuses with what would be legal.

async function act(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  ref: TaskRef,
  event: TaskEvent,
  intervention: Intervention,
): Promise<Result<TaskRow>> {
  const found = await lockTask(tx, tenant, ref);
  if (!found.ok) return found;
  const moved = moveTask(found.value, event);
  if (!moved.ok) return moved;
  await commitMoves(tx, hooks, [moved.value], intervention);
  return ok(moved.value.after);
}

/** Runs a task again that fell out, is backing off, or waits in vain. Its failures start from zero. */
export async function retryTask(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  ref: TaskRef,
  intervention: Intervention,
): Promise<Result<void>> {
  const done = await act(tx, hooks, tenant, ref, { kind: 'retryRequested' }, intervention);
  return done.ok ? ok(undefined) : done;
}

/** Declares an unfinished task unnecessary; its successors go on, without its output. */
export async function skipTask(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  ref: TaskRef,
  intervention: Intervention,
): Promise<Result<void>> {
  const done = await act(tx, hooks, tenant, ref, { kind: 'skipRequested', ...intervention }, intervention);
  return done.ok ? ok(undefined) : done;
}

/** Replaces the input of a task that has not run or fell out. It runs with it at its next attempt. */
export async function correctInput(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  ref: TaskRef,
  input: Json,
  intervention: Intervention,
): Promise<Result<void>> {
  const done = await act(tx, hooks, tenant, ref, { kind: 'inputCorrected', input }, intervention);
  if (!done.ok) return done;
  await writeInput(tx, done.value, input);
  return ok(undefined);
}

/** Gives a fallen-out task up: it fails, and everything unfinished behind it is cancelled. */
export async function giveUpTask(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  ref: TaskRef,
  intervention: Intervention,
): Promise<Result<void>> {
  const done = await act(tx, hooks, tenant, ref, { kind: 'givenUp', ...intervention }, intervention);
  if (!done.ok) return done;
  const behind = await tasksBehind(tx, done.value);
  const moves = behind.flatMap((row) => {
    const { decision, move } = advance(standing(row), { kind: 'cancelRequested' });
    return decision.legal ? [move] : [];
  });
  await commitMoves(tx, hooks, moves, intervention);
  return ok(undefined);
}

async function tasksBehind(tx: Transaction, from: TaskRow): Promise<TaskRow[]> {
  const { tenant, planId } = from;
  const successors = new Map(
    (await presentTasks(tx, tenant, planId)).map((task) => [task.ordinal, task.successors]),
  );
  const reached = new Set<number>();
  const open = [...from.successors];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(successors.get(next) ?? []));
  }
  return reached.size === 0
    ? []
    : await loadTasks(
        tx,
        [...reached].map((ordinal) => ({ tenant, planId, ordinal })),
      );
}

/**
 * Cancels unfinished tasks of a plan, all or the named ones. What runs is asked to stop and ends by itself; what is
 * finished stays, for `undoTasks` to take back.
 */
export async function cancelTasks(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  planId: string,
  keys: readonly string[] | 'all',
  intervention: Intervention,
): Promise<Result<void>> {
  if ((await lockPlans(tx, tenant, [planId])).length === 0) return planUnknown(planId);
  const chosen = (await presentTasks(tx, tenant, planId)).filter(
    (task) => (keys === 'all' || keys.includes(task.key)) && !isFinal(task.state) && task.state !== 'undoing',
  );
  if (chosen.length === 0) return ok(undefined);
  const rows = await loadTasks(
    tx,
    chosen.map(({ ordinal }) => ({ tenant, planId, ordinal })),
  );
  const moves = rows
    .filter((row) => row.state !== 'stopping')
    .map((row) => advanced(standing(row), { kind: 'cancelRequested' }));
  await commitMoves(tx, hooks, moves, intervention);
  return ok(undefined);
}
