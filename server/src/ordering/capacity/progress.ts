import type { ResourceOrderPatch } from '@turnup/contract';
import { reservation } from '../../allocation/index.ts';
import {
  augmentationFact,
  lockAugmentation,
  readAugmentations,
  type StoredAugmentation,
  writeAugmentation,
} from '../../augmentation/index.ts';
import { capacityActivity, findDesign } from '../../design/index.ts';
import { laterOf } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { needDateOf, type World, worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { orderSubject } from '../facts.ts';
import { followNow } from '../follow.ts';
import { reservationsOfItem } from '../placed.ts';
import { itemsOfDesign } from '../store.ts';
import { deliveredItems, designsOf } from './consumers.ts';
import { networkRecord } from './networkRecord.ts';
import { noteOnOrders } from './recomposeSharers.ts';
import { openAugmentations } from './waiting.ts';

/**
 * What the resource domain tells of a resource order: another date, or that the modules are in service. What is promised
 * on the link moves with a later date, the orders that wait are forecast anew, and go on by themselves once it is done.
 * Refuses 404, 409 `INVALID_STATE`, and 422 for a date that has passed.
 */
export async function progressResourceOrder(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  id: string,
  patch: ResourceOrderPatch,
): Promise<Result<StoredAugmentation>> {
  const found = await lockedWithPlans(delivery, tx, tenant, id);
  if (!found.ok) return found;
  const { one, planIds } = found.value;
  const world = await worldOf(delivery, tx.sql, tenant);
  const date = patch.expectedCompletionDate;
  if (date !== undefined && date < world.today)
    return refuse(422, 'DATE_PASSED', `${date} has passed: it is ${world.today}`, [
      { path: '/expectedCompletionDate', message: 'has passed' },
    ]);
  const after: StoredAugmentation =
    patch.state === 'completed'
      ? {
          ...one,
          state: 'completed',
          completedDate: world.today,
          readyDate: world.today,
          updatedAt: world.now,
        }
      : { ...one, readyDate: date ?? one.readyDate, updatedAt: world.now };
  await writeAugmentation(tx, tenant, after);
  if (after.readyDate > one.readyDate) await postponePromises(delivery, tx, tenant, world, after);
  await delivery.capacity.register(tx, tenant, [networkRecord(after)]);
  await delivery.capacity.record(tx, tenant, [
    augmentationFact(
      after.state === one.state
        ? 'CapacityAugmentationAttributeValueChangeEvent'
        : 'CapacityAugmentationStateChangeEvent',
      after,
    ),
  ]);
  const told =
    after.state === 'completed'
      ? `${one.number} on ${one.link} is in service: what waits for it goes on.`
      : `${one.number} on ${one.link} is expected on ${after.readyDate}, not on ${one.readyDate}${patch.note === undefined ? '' : `: ${patch.note}`}.`;
  if (after.readyDate !== one.readyDate || after.state !== one.state)
    for (const design of designsOf([one])) await noteOnOrders(tx, tenant, design, told);
  if (after.state === 'completed') await release(delivery, tx, tenant, after);
  await followNow(delivery, tx, tenant, planIds);
  return ok(after);
}

/** Locks the plans of the orders that share an ordered augmentation, then the augmentation. */
export async function lockedWithPlans(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  resourceOrder: string,
): Promise<Result<{ readonly one: StoredAugmentation; readonly planIds: readonly string[] }>> {
  const [seen] = await readAugmentations(tx.sql, tenant, { resourceOrder });
  if (seen === undefined) return refuse(404, 'NOT_FOUND', `there is no resource order ${resourceOrder}`);
  const orders = new Set<string>();
  const plans = new Set<string>();
  for (const design of designsOf([seen]))
    for (const { orderId, planId } of await itemsOfDesign(tx.sql, tenant, design)) {
      orders.add(orderId);
      if (planId !== null) plans.add(planId);
    }
  for (const orderId of [...orders].toSorted())
    await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  await lockAugmentation(tx, tenant, seen.id);
  const [one] = await readAugmentations(tx.sql, tenant, { resourceOrder });
  if (one?.state !== 'ordered')
    return refuse(409, 'INVALID_STATE', `resource order ${resourceOrder} is ${one?.state}, not under way`);
  return ok({ one, planIds: [...plans] });
}

/** Tells the plans that wait for nothing else any more. */
export async function release(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  one: StoredAugmentation,
): Promise<void> {
  for (const design of designsOf([one]))
    for (const item of await deliveredItems(tx.sql, tenant, design)) {
      const awaits =
        item.solution?.augmentations?.some(({ augmentation }) => augmentation === one.id) ?? false;
      if (!awaits || (await openAugmentations(tx.sql, tenant, item)).length > 0) continue;
      const place = (await itemsOfDesign(tx.sql, tenant, design)).find(
        ({ orderId, itemId }) => orderId === item.orderId && itemId === item.itemId,
      );
      if (place === undefined || place.planId === null) continue;
      // A wait that has not begun finds by itself that there is nothing left to wait for.
      await delivery.plans.signalTask(
        tx,
        tenant,
        { planId: place.planId, key: `${item.itemId}/${capacityActivity}/capacity:await` },
        { kind: 'done', output: null },
      );
    }
}

/** What is promised on a link that comes later is used later: no promise may exceed what is there. */
async function postponePromises(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  one: StoredAugmentation,
): Promise<void> {
  for (const id of designsOf([one])) {
    const design = await findDesign(tx.sql, tenant, id);
    if (design === undefined) continue;
    const useFrom = `${laterOf(one.readyDate, needDateOf(world, design.requirement))}T00:00:00.000Z`;
    for (const item of await deliveredItems(tx.sql, tenant, id))
      for (const reservationId of reservationsOfItem(item)) {
        const held = await reservation(tx.sql, tenant, reservationId);
        if (held !== null)
          await delivery.parameters.postpone(tx, tenant, { reservationId, owner: held.owner, useFrom });
      }
  }
}
