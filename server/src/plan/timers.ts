import type { Database, Transaction } from '../platform/database.ts';
import { commitMoves } from './commit-moves.ts';
import { advanced, standing, type TaskRow } from './moves.ts';
import { claimDue, loadTasks, pinPlans, type TaskKey } from './store.ts';
import { claimOrphans, claimOwned, endExpiredWorkers } from './store-workers.ts';
import type { ChangeHook, TaskEvent } from './types.ts';

// What time does to tasks: dates that come, back-offs that end, leases that run out.

const batch = 500;

/** Makes tasks ready whose date (domain clock) or back-off (real clock) has passed; answers how many. */
export async function wakeDue(database: Database, hooks: readonly ChangeHook[]): Promise<number> {
  return await database.transaction(async (tx) => {
    await pinPlans(tx);
    const due = await claimDue(tx, batch);
    if (due.length === 0) return 0;
    const rows = await loadTasks(tx, due);
    await commitMoves(
      tx,
      hooks,
      rows.map((row) => wake(row)),
    );
    return due.length;
  });
}

function wake(row: TaskRow): ReturnType<typeof advanced> {
  const event: TaskEvent =
    row.state === 'scheduled'
      ? { kind: 'dateReached' }
      : row.state === 'waiting'
        ? { kind: 'untilPassed' }
        : { kind: 'retryDue' };
  return advanced(standing(row), event);
}

/** Ends workers whose lease ran out and makes what they ran ready for others; answers how many tasks. */
export async function reclaimOrphans(database: Database, hooks: readonly ChangeHook[]): Promise<number> {
  await endExpiredWorkers(database.sql);
  return await reclaim(database, hooks, (tx) => claimOrphans(tx, batch));
}

/**
 * Gives back tasks that are marked as running under this worker but do not run: the connection broke while the
 * transaction that marked them was committing.
 */
export async function reclaimStrays(
  database: Database,
  hooks: readonly ChangeHook[],
  epoch: number,
  keys: readonly TaskKey[],
): Promise<number> {
  return await reclaim(database, hooks, (tx) => claimOwned(tx, epoch, keys));
}

async function reclaim(
  database: Database,
  hooks: readonly ChangeHook[],
  claim: (tx: Transaction) => Promise<readonly TaskKey[]>,
): Promise<number> {
  return await database.transaction(async (tx) => {
    await pinPlans(tx);
    const keys = await claim(tx);
    if (keys.length === 0) return 0;
    const rows = await loadTasks(tx, keys);
    await commitMoves(
      tx,
      hooks,
      rows.map((row) => advanced(standing(row), { kind: 'leaseLost' })),
    );
    return keys.length;
  });
}
