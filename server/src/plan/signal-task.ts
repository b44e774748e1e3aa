import { ok, type Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { commitMoves } from './commit-moves.ts';
import { lockTask } from './find-task.ts';
import { advance, standing, type TaskRow } from './moves.ts';
import { isFinal } from './rules.ts';
import { loadTasks } from './store.ts';
import { lockAnswer, waitersOf, writeAnswer } from './store-answers.ts';
import { lockPlans } from './store-plans.ts';
import type { ChangeHook, Signal, TaskRef } from './types.ts';

/** Whom a signal is for: a task, or whichever task waits (or will wait) for the reference. */
export type SignalTarget = TaskRef | { readonly waitingReference: string };

/** What became of a signal: it moved its task, it is kept for the wait to come, or it was known or too late. */
export type SignalEffect = 'applied' | 'kept' | 'ignored';

/**
 * Tells a waiting task what it waits for, in the caller's transaction. The same again changes nothing; one that comes
 * before its task waits is kept. `progress` for nobody is ignored.
 */
export async function signalTask(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  target: SignalTarget,
  signal: Signal,
): Promise<Result<SignalEffect>> {
  if ('waitingReference' in target)
    return ok(await signalReference(tx, hooks, tenant, target.waitingReference, signal));
  const found = await lockTask(tx, tenant, target);
  return found.ok ? ok(await deliver(tx, hooks, [found.value], signal)) : found;
}

async function deliver(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  rows: readonly TaskRow[],
  signal: Signal,
): Promise<SignalEffect> {
  const moves = rows.flatMap((row) => {
    const { decision, move } = advance(standing(row), { kind: 'signalled', signal });
    return decision.legal ? [move] : [];
  });
  await commitMoves(tx, hooks, moves);
  if (moves.length === 0) return 'ignored';
  const answered = moves.flatMap(({ before, after }) =>
    before.waitingReference !== null && after.state !== 'waiting' ? [before.waitingReference] : [],
  );
  if (answered.length > 0) await writeAnswer(tx, rows[0]?.tenant ?? '', answered, null);
  return moves.some(
    (move) => isFinal(move.after.state) || move.before.state === 'waiting' || signal.kind === 'progress',
  )
    ? 'applied'
    : 'kept';
}

// Plans are locked before the meeting point, as the engine does it; a waiter that began to wait meanwhile is found by
// the second look, because the meeting point's lock was then waited for.
async function signalReference(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  tenant: string,
  reference: string,
  signal: Signal,
): Promise<SignalEffect> {
  const expected = await waitersOf(tx.sql, tenant, reference);
  if (expected.length > 0)
    await lockPlans(
      tx,
      tenant,
      expected.map((key) => key.planId),
    );
  const { delivered } = await lockAnswer(tx, tenant, reference);
  const waiters = await waitersOf(tx.sql, tenant, reference);
  if (waiters.length > 0) {
    await lockPlans(
      tx,
      tenant,
      waiters.map((key) => key.planId),
    );
    const rows = (await loadTasks(tx, waiters)).filter((row) => row.waitingReference === reference);
    if (rows.length > 0) return await deliver(tx, hooks, rows, signal);
  }
  if (delivered || signal.kind === 'progress') return 'ignored';
  await writeAnswer(tx, tenant, [reference], signal);
  return 'kept';
}
