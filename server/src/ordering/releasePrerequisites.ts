import { unwrap } from '../foundation/result.ts';
import type { Signal } from '../plan/index.ts';
import type { Database } from '../platform/database.ts';
import { awaitActivity } from './arrange.ts';
import type { Delivery } from './delivery.ts';
import { orderSubject } from './facts.ts';
import { failedPrerequisite } from './handlers/awaitPrerequisites.ts';
import { type AwaitingItem, endedWaits, markAwaiting, prerequisiteStates } from './prerequisite-store.ts';
import { ordersById } from './store.ts';

/**
 * Tells the plans of items whose prerequisites have come to an end: what waits goes on, or becomes fallout that names what
 * failed. It looks at what is true, not at what happened, so that no restart and no race loses a release; any number of
 * nodes may do it at once. Answers how many it told.
 */
export async function releasePrerequisites(
  delivery: Delivery,
  database: Database,
  limit = 200,
): Promise<number> {
  const ended = await endedWaits(database.sql, limit);
  for (const item of ended) await release(delivery, database, item);
  return ended.length;
}

/** One item in a transaction of its own: its plan is locked first, as everywhere. */
function release(delivery: Delivery, database: Database, item: AwaitingItem): Promise<void> {
  const { tenant, orderId, itemId } = item;
  return database.transaction(async (tx) => {
    await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
    const [order] = await ordersById(tx.sql, tenant, [orderId]);
    const states = await prerequisiteStates(tx.sql, tenant, item);
    const failed = failedPrerequisite(item, states);
    const signal: Signal | undefined =
      failed !== undefined
        ? { kind: 'fallout', error: failed }
        : states.every(({ state }) => state === 'completed')
          ? { kind: 'done', output: null }
          : undefined;
    if (signal === undefined) return;
    await markAwaiting(tx, tenant, item, false);
    if (order?.planId === undefined || order.planId === null) return;
    const key = `${itemId}/${awaitActivity}/order:await`;
    unwrap(await delivery.plans.signalTask(tx, tenant, { planId: order.planId, key }, signal));
  });
}
