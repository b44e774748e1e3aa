import { unwrap } from '../../foundation/result.ts';
import { findParty } from '../../inventory/index.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { orderSubject } from '../facts.ts';
import { previousOf } from '../previous.ts';
import { standingBefore } from '../standing.ts';
import { insertNote, itemsOf, ordersById, updateItems } from '../store.ts';
import { restorationPolicy } from './policy.ts';
import { inOrder, type Ranked } from './rank.ts';
import { markAwaitingSpare, takeSpare, type WaitingItem } from './store.ts';
import { otherWay } from './way.ts';

/** The task of an item that waits for capacity, by its key. */
const placeKey = (itemId: string): string => `${itemId}/PLACE/restoration:place`;

/**
 * Plans the restorations again that wait for capacity, once some became free: in the order of the policy, over all orders.
 * Answers how many found a way.
 */
export function replanRestorations(delivery: Delivery, database: Database): Promise<number> {
  return database.transaction(async (tx) => {
    const waiting = await takeSpare(tx);
    let placed = 0;
    for (const [tenant, items] of Map.groupBy(waiting, (item) => item.tenant)) {
      const { catalog } = await worldOf(delivery, tx.sql, tenant);
      const known: RankedItem[] = [];
      for (const item of items) {
        const ranked = await rankedItem(tx, item);
        if (ranked !== undefined) known.push(ranked);
      }
      for (const { service } of inOrder(known, restorationPolicy(catalog)))
        if (await replan(delivery, tx, service.waiting)) placed += 1;
    }
    return placed;
  });
}

type RankedItem = Ranked & { readonly waiting: WaitingItem };

async function rankedItem(tx: Transaction, waiting: WaitingItem): Promise<RankedItem | undefined> {
  const { tenant } = waiting;
  const before = await previousOf(tx.sql, tenant, waiting);
  if (before === undefined) return undefined;
  const party = await findParty(tx.sql, tenant, before.requirement.customer ?? '');
  const rateKbps = Math.max(...before.requirement.sites.map(({ bandwidthKbps }) => bandwidthKbps));
  return { waiting, number: waiting.serviceId, class: party?.class ?? null, rateKbps };
}

async function replan(
  delivery: Delivery,
  tx: Transaction,
  { tenant, orderId, itemId, serviceId }: WaitingItem,
): Promise<boolean> {
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const item = (await itemsOf(tx.sql, tenant, [orderId])).find((one) => one.itemId === itemId);
  if (order?.planId === undefined || order.planId === null || item === undefined) return false;
  const standing = await standingBefore(tx, tenant, serviceId);
  if (standing === undefined) return false;
  const world = await worldOf(delivery, tx.sql, tenant);
  const way = await otherWay(delivery, tx, tenant, world, orderId, standing);
  if (!way.ok) {
    await markAwaitingSpare(tx, tenant, { orderId, itemId }, way.fault.message);
    return false;
  }
  const { solution, reservationId } = way.value;
  await updateItems(tx, tenant, [
    { orderId, itemId, solution, ...(reservationId === null ? {} : { reservationId }) },
  ]);
  await markAwaitingSpare(tx, tenant, { orderId, itemId }, null);
  await insertNote(tx, tenant, {
    orderId,
    id: newId(),
    author: 'turnup',
    text: `${standing.service.number}: capacity became free, led another way`,
  });
  const target = { planId: order.planId, key: placeKey(itemId) };
  unwrap(await delivery.plans.signalTask(tx, tenant, target, { kind: 'done', output: null }));
  return true;
}
