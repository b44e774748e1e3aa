import type { CancelServiceOrderCreate, OrderState } from '@turnup/contract';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { type PlanView, planView } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit, recordFacts } from '../platform/events/index.ts';
import { isId, newId } from '../platform/ids.ts';
import { leaveAmendments, nextInLine } from './amend/advance.ts';
import {
  type Cancellation,
  insertCancellation,
  listCancellations,
  openCancellations,
} from './cancel-store.ts';
import { cancellationFact } from './cancelView.ts';
import type { Delivery } from './delivery.ts';
import { terminationPoints } from './earlyTermination.ts';
import { orderSubject } from './facts.ts';
import { followNow } from './follow.ts';
import { tasksByItem } from './itemTasks.ts';
import { moveOrders } from './moveOrders.ts';
import { familyOf } from './nesting.ts';
import { denied, judge, type PassedPoint, pointsPassed } from './pointOfNoReturn.ts';
import { cancelledToday } from './requestedDates.ts';
import { isLeaving, isUnderWay, takeBackItems } from './retreat.ts';
import { finalStates } from './rollup.ts';
import { itemsOf, lockOrders, ordersById, updateItems } from './store.ts';
import type { Order, OrderItem } from './types.ts';
import { workByTask } from './workOfTask.ts';

/**
 * Asks for the cancellation of an order (TMF641 cancelServiceOrder): assessed at once against the points of no return of
 * what was done, then accepted, and everything taken back in reverse order, or denied with the point that forbids it and
 * the order as it was. Only unfinished items are cancelled, each once: others may be while one is still being taken back
 * (409 `CANCELLATION_UNDER_WAY` where nothing else is asked). Answers the id of the cancellation. A denial is a refusal (409
 * `CHARGES_NOT_ACCEPTED`, `BEYOND_POINT_OF_NO_RETURN`), unless it is to be `recorded` as a cancellation that was denied.
 */
export async function requestCancellation(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: CancelServiceOrderCreate,
  denial: 'refused' | 'recorded' = 'refused',
): Promise<Result<string>> {
  const { tenant } = context;
  const orderId = body.serviceOrder.id;
  if (!isId(orderId)) return unknownOrder(orderId);
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  await lockOrders(tx, tenant, [orderId]);
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined || (context.party !== undefined && order.customer !== context.party))
    return unknownOrder(orderId);
  const operatorCalendar = await delivery.operatorCalendar(tx.sql, tenant);
  const today = localDate(await delivery.now(tx.sql), operatorCalendar.zone);
  const asked = cancelledToday({ today, operatorCalendar }, body.requestedCancellationDate);
  if (!asked.ok) return asked;
  const items = await itemsOf(tx.sql, tenant, [orderId]);
  const chosen = await itemsToCancel(tx, tenant, order, items, body.serviceOrderItem);
  if (!chosen.ok) return chosen;
  const plan = order.planId === null ? null : await planView(tx.sql, tenant, order.planId);
  const builtUpon = dependants(plan, items, chosen.value);
  if (builtUpon.length > 0)
    return refuse(
      409,
      'ITEMS_BUILD_ON_IT',
      `items ${builtUpon.join(', ')} build on what is to be cancelled: cancel them too`,
    );
  const verdict = judge(
    await pointsOfItems(delivery, tx, tenant, plan, chosen.value),
    body.acceptCharges ?? false,
  );
  if (!verdict.allowed && denial === 'refused') return denied(verdict);
  const id = newId();
  await insertCancellation(tx, tenant, {
    id,
    orderId,
    state: verdict.allowed ? 'inProgress' : 'terminatedWithError',
    items: chosen.value.map((item) => item.itemId),
    reason: body.cancellationReason ?? null,
    requestedDate: body.requestedCancellationDate ?? null,
    completionMessage: verdict.allowed ? null : `denied: ${verdict.message}`,
    charges: [...verdict.charges],
    chargesAccepted: verdict.allowed && verdict.charges.length > 0,
    requestedBy: context.account,
  });
  await tell(tx, context, id, order);
  const assessing = await moveItems(tx, tenant, order, items, chosen.value, 'assessingCancellation');
  if (!verdict.allowed) {
    await moveBack(tx, tenant, assessing, order, items);
    return ok(id);
  }
  await moveItems(tx, tenant, assessing, items, chosen.value, 'pendingCancellation');
  const staying = (await itemsOf(tx.sql, tenant, [orderId])).filter(isUnderWay);
  const ids = new Set(staying.map((item) => item.itemId));
  await leaveAmendments(tx, tenant, orderId, ids, 'all that it asks for is being cancelled');
  if (order.planId !== null) {
    const by = { by: context.account, reason: body.cancellationReason ?? 'cancelled' };
    await takeBackItems(delivery, tx, tenant, order.planId, chosen.value, by);
    await nextInLine(delivery, tx, tenant, orderId);
    await followNow(delivery, tx, tenant, [order.planId]);
  }
  return ok(id);
}

function unknownOrder(id: string): Result<never> {
  return refuse(422, 'UNKNOWN_ORDER', `there is no service order ${id}`, [
    { path: '/serviceOrder/id', message: 'is not known' },
  ]);
}

/** The unfinished items, or the named ones; refused where there is nothing to cancel, with what would be legal. */
async function itemsToCancel(
  tx: Transaction,
  tenant: string,
  order: Order,
  items: readonly OrderItem[],
  named: readonly string[] | undefined,
): Promise<Result<readonly OrderItem[]>> {
  if (order.kind !== 'request')
    return refuse(
      409,
      'NOT_A_REQUEST',
      `order ${order.number} was issued from another: it is cancelled with the order that it serves`,
    );
  if (finalStates.has(order.state))
    return refuse(
      409,
      'ORDER_FINAL',
      `order ${order.number} is ${order.state}: what it delivered is taken back by an order with delete items`,
    );
  const known = new Map(items.map((item) => [item.itemId, item]));
  const faults = (named ?? []).flatMap((id, index) => {
    const item = known.get(id);
    const path = `/serviceOrderItem/${index}`;
    if (item === undefined) return [{ path, message: `the order has no item ${id}` }];
    if (finalStates.has(item.state)) return [{ path, message: `item ${id} is ${item.state} already` }];
    return item.givenUp === null ? [] : [{ path, message: `item ${id} is given up already` }];
  });
  if (faults.length > 0)
    return refuse(422, 'NOT_CANCELLABLE', faults.map(({ message }) => message).join('; '), faults);
  const again = (named ?? []).filter((id) => known.get(id)?.state === 'pendingCancellation');
  if (again.length > 0) return underWay(tx, tenant, order, again);
  // An item that holds others stands for them too.
  const meant = new Set((named ?? []).flatMap((id) => familyOf(items, id)));
  const chosen = items.filter((item) => isUnderWay(item) && (named === undefined || meant.has(item.itemId)));
  if (chosen.length > 0) return ok(chosen);
  return underWay(
    tx,
    tenant,
    order,
    items.filter(isLeaving).map(({ itemId }) => itemId),
  );
}

/** Items are being taken back already (409). */
async function underWay(
  tx: Transaction,
  tenant: string,
  order: Order,
  itemIds: readonly string[],
): Promise<Result<never>> {
  const open = await openCancellations(tx.sql, tenant, [order.id]);
  const by = open.filter(({ items }) => items.some((id) => itemIds.includes(id))).map(({ id }) => id);
  const told = by.length === 0 ? '' : ` (${by.join(', ')})`;
  return refuse(
    409,
    'CANCELLATION_UNDER_WAY',
    `items ${itemIds.join(', ')} of order ${order.number} are being taken back already${told}`,
  );
}

/** Items outside the choice that stay, and of which unfinished or finished work follows work of it. */
function dependants(
  plan: PlanView | null,
  items: readonly OrderItem[],
  chosen: readonly OrderItem[],
): string[] {
  if (plan === null) return [];
  const gone = new Set(
    items.filter((item) => !isUnderWay(item) && item.state !== 'completed').map(({ itemId }) => itemId),
  );
  const ids = new Set(chosen.map((item) => item.itemId));
  const groups = tasksByItem(plan);
  const own = new Set([...ids].flatMap((id) => groups.get(id)?.work.map((task) => task.key) ?? []));
  return [...groups].flatMap(([item, { work }]) =>
    !ids.has(item) && !gone.has(item) && work.some((task) => task.after.some((key) => own.has(key)))
      ? [item]
      : [],
  );
}

/** The points of no return that the work of items has passed, partners' contracts that bind among them. */
export async function pointsOfItems(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  plan: PlanView | null,
  chosen: readonly OrderItem[],
): Promise<PassedPoint[]> {
  if (plan === null) return [];
  const groups = tasksByItem(plan);
  const tasks = chosen.flatMap((item) => groups.get(item.itemId)?.work ?? []);
  const works = await workByTask(tx.sql, tenant, plan.subject.id);
  const begun = new Set([...works].flatMap(([id, work]) => (work.startedAt === null ? [] : [id])));
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const today = localDate(await delivery.now(tx.sql), zone);
  return [
    ...pointsPassed(tasks, new Set(tasks.map((task) => task.key)), begun),
    ...(await terminationPoints(tx, tenant, tasks, today)),
  ];
}

async function moveItems(
  tx: Transaction,
  tenant: string,
  order: Order,
  items: readonly OrderItem[],
  chosen: readonly OrderItem[],
  state: OrderState,
): Promise<Order> {
  const ids = new Set(chosen.map((item) => item.itemId));
  await updateItems(
    tx,
    tenant,
    chosen.map(({ orderId, itemId }) => ({ orderId, itemId, state })),
  );
  const states = items.map((item) => ({
    action: item.action,
    state: ids.has(item.itemId) ? state : item.state,
  }));
  const [moved] = await moveOrders(tx, tenant, [order], new Map([[order.id, states]]));
  return moved ?? order;
}

/** Denied: everything as it was. */
async function moveBack(
  tx: Transaction,
  tenant: string,
  assessing: Order,
  before: Order,
  items: readonly OrderItem[],
): Promise<void> {
  await updateItems(
    tx,
    tenant,
    items.map(({ orderId, itemId, state }) => ({ orderId, itemId, state })),
  );
  await moveOrders(tx, tenant, [assessing], new Map([[before.id, items]]));
}

async function tell(tx: Transaction, context: Context, id: string, order: Order): Promise<void> {
  const { tenant } = context;
  const [row] = await listCancellations(
    tx.sql,
    tenant,
    { id, orderId: null, state: null, party: null },
    { offset: 0, limit: 1 },
  );
  const cancellation: Cancellation | undefined = row;
  if (cancellation === undefined) throw new Error(`cancellation ${id} was written and cannot be read`);
  await recordFacts(tx, tenant, [
    cancellationFact('CancelServiceOrderCreateEvent', { ...cancellation, state: 'accepted' }),
    cancellationFact('CancelServiceOrderStateChangeEvent', cancellation),
  ]);
  await recordAudit(tx, tenant, [
    {
      account: context.account,
      action: 'serviceOrder.cancel',
      object: { kind: 'serviceOrder', id: order.id },
      detail: { cancellation: id, state: cancellation.state, message: cancellation.completionMessage },
      trace: context.trace,
    },
  ]);
}
