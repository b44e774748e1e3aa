import { reservation } from '../allocation/index.ts';
import { localDate } from '../foundation/calendar.ts';
import { unwrap } from '../foundation/result.ts';
import { type Intervention, type PlanView, planViews } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { tellBilling } from './billing.ts';
import { finishCancellation, openCancellations } from './cancel-store.ts';
import { cancellationFact } from './cancelView.ts';
import { leaveAugmentations } from './capacity/leave.ts';
import type { Delivery } from './delivery.ts';
import { orderSubject } from './facts.ts';
import { retreatOf, tasksByItem } from './itemTasks.ts';
import { reservationsOfItem } from './placed.ts';
import { totals } from './pointOfNoReturn.ts';
import { finalStates } from './rollup.ts';
import { insertNote, itemsOf, updateItems } from './store.ts';
import { authorizeKind } from './taskKinds.ts';
import type { OrderItem } from './types.ts';

/**
 * Begins to take items back whose cancellation was accepted: cancels what is unfinished. What ran is undone when nothing
 * of it is out any more, which {@link advanceRetreats} sees in the transaction that makes it so. The plan is locked.
 */
export async function takeBackItems(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  planId: string,
  items: readonly Pick<OrderItem, 'itemId'>[],
  by: Intervention,
): Promise<void> {
  const [plan] = await planViews(tx.sql, tenant, [planId]);
  if (plan === undefined) return;
  const groups = tasksByItem(plan);
  const keys = items.flatMap(({ itemId }) => groups.get(itemId)?.work.map((task) => task.key) ?? []);
  unwrap(await delivery.plans.cancelTasks(tx, tenant, planId, keys, by));
}

/**
 * Carries the taking back of items on as far as it can go now: undoes what stands once nothing is out, ends the item
 * when nothing is left, and ends an authority that was refused by taking its item back. Called with the plans locked,
 * before the orders are looked at. The changes are followed in turn; answers whether there were any.
 */
export async function advanceRetreats(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  plans: readonly PlanView[],
): Promise<boolean> {
  const byOrder = new Map(
    plans.filter(({ subject }) => subject.kind === orderSubject).map((plan) => [plan.subject.id, plan]),
  );
  let advanced = false;
  for (const item of await itemsOf(tx.sql, tenant, [...byOrder.keys()])) {
    const plan = byOrder.get(item.orderId) as PlanView;
    const refused = isRefused(plan, item);
    if (!refused && !isLeaving(item)) continue;
    advanced = true;
    if (refused) await refuseItem(delivery, tx, tenant, plan, item);
    else await advance(delivery, tx, tenant, plan, item);
  }
  return advanced;
}

/** Whether an item is being taken back: it was cancelled, or given up. */
export function isLeaving(item: OrderItem): boolean {
  return item.state === 'pendingCancellation' || (item.givenUp !== null && !finalStates.has(item.state));
}

/** Whether an item is under way and stays so: it has not ended, and is not being taken back. */
export function isUnderWay(item: OrderItem): boolean {
  return !finalStates.has(item.state) && item.state !== 'assessingCancellation' && !isLeaving(item);
}

/** Whether the authority that an item needs was refused. */
function isRefused(plan: PlanView, item: OrderItem): boolean {
  if (isLeaving(item) || finalStates.has(item.state)) return false;
  return (tasksByItem(plan).get(item.itemId)?.work ?? []).some(
    (task) => task.kind === authorizeKind && task.state === 'fallout' && task.error?.code === 'WORK_REJECTED',
  );
}

async function refuseItem(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  plan: PlanView,
  item: OrderItem,
): Promise<void> {
  const { orderId, itemId } = item;
  await updateItems(tx, tenant, [{ orderId, itemId, state: 'pendingCancellation' }]);
  await insertNote(tx, tenant, {
    orderId,
    id: newId(),
    author: 'turnup',
    text: `authority to carry out item ${itemId} was refused: it is cancelled, and nothing was changed`,
  });
  const keys =
    tasksByItem(plan)
      .get(itemId)
      ?.work.map((task) => task.key) ?? [];
  const by = { by: 'turnup', reason: 'authority refused' };
  unwrap(await delivery.plans.cancelTasks(tx, tenant, plan.id, keys, by));
}

async function advance(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  plan: PlanView,
  item: OrderItem,
): Promise<void> {
  const own = tasksByItem(plan).get(item.itemId) ?? { work: [], undo: [] };
  const retreat = retreatOf(own);
  switch (retreat.kind) {
    case 'stopping':
    case 'undoing':
      return;
    case 'standing': {
      const by = {
        by: 'turnup',
        reason: `item ${item.itemId} is ${item.givenUp === null ? 'cancelled' : 'given up'}`,
      };
      unwrap(await delivery.plans.undoTasks(tx, tenant, plan.id, retreat.keys, by));
      return;
    }
    case 'gone':
      await end(delivery, tx, tenant, item);
  }
}

/** Nothing of the item is left: what it kept since its acceptance is free, and it is cancelled, or failed if given up. */
async function end(delivery: Delivery, tx: Transaction, tenant: string, item: OrderItem): Promise<void> {
  const { orderId, itemId } = item;
  for (const reservationId of reservationsOfItem(item)) {
    const kept = await reservation(tx.sql, tenant, reservationId);
    if (kept !== null)
      unwrap(await delivery.parameters.release(tx, tenant, { reservationId, owner: kept.owner }));
  }
  if (item.designId !== null) await leaveAugmentations(delivery, tx, tenant, item.designId);
  if (item.givenUp === null) {
    await updateItems(tx, tenant, [{ orderId, itemId, state: 'cancelled', errorMessage: [] }]);
    return;
  }
  const { code, reason, by } = item.givenUp;
  const timestamp = await delivery.now(tx.sql);
  await updateItems(tx, tenant, [
    {
      orderId,
      itemId,
      state: 'failed',
      errorMessage: [{ code, reason: `given up by ${by}`, message: reason, timestamp }],
    },
  ]);
}

/** Ends the cancellations all of whose items have ended: with the instant, the charge to billing, and an event. */
export async function finishCancellations(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orderIds: readonly string[],
): Promise<void> {
  const open = await openCancellations(tx.sql, tenant, orderIds);
  if (open.length === 0) return;
  const items = await itemsOf(
    tx.sql,
    tenant,
    open.map((cancellation) => cancellation.orderId),
  );
  const now = await delivery.now(tx.sql);
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  for (const cancellation of open) {
    const own = items.filter(
      (item) => item.orderId === cancellation.orderId && cancellation.items.includes(item.itemId),
    );
    if (!own.every((item) => item.state === 'cancelled')) continue;
    const { charges } = cancellation;
    const message =
      charges.length === 0
        ? 'everything was taken back'
        : `everything was taken back; charged: ${totals(charges)}`;
    await finishCancellation(tx, tenant, cancellation.id, message);
    for (const [currency, priced] of Map.groupBy(charges, (charge) => charge.currency)) {
      await tellBilling(tx, tenant, {
        serviceId: own[0]?.serviceId ?? null,
        orderId: cancellation.orderId,
        kind: 'cancellation',
        billingDate: localDate(now, zone),
        charge: { currency, oneOffMinor: priced.reduce((sum, charge) => sum + charge.chargeMinor, 0) },
        customer: cancellation.customer ?? undefined,
      });
    }
    await recordFacts(tx, tenant, [
      cancellationFact('CancelServiceOrderStateChangeEvent', {
        ...cancellation,
        state: 'done',
        effectiveDate: now,
        completionMessage: message,
      }),
    ]);
  }
}
