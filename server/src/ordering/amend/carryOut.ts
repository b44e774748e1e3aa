import type { AmendedItem, CancellationCharge } from '@turnup/contract';
import { localDate } from '../../foundation/calendar.ts';
import { ok, type Result } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { worldOf } from '../assess.ts';
import { tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { orderFact } from '../facts.ts';
import { moveOrders } from '../moveOrders.ts';
import { insertNote, itemsOf, ordersById, updateItems, updateOrders } from '../store.ts';
import type { Order, OrderItem } from '../types.ts';
import { amendItem, type Ground } from './item.ts';
import { readAmendment } from './read.ts';
import { type Amendment, listAmendments, updateAmendment } from './store.ts';
import { inWords, keepVersion, snapshotOf } from './versions.ts';
import { amendmentFact } from './view.ts';

const nothing: readonly AmendedItem['outcome'][] = ['refused'];

/**
 * Carries an amendment out as far as it goes now, item by item: what nothing forbids is done, what costs something is
 * held until that is accepted, what is beyond a hard point of no return is refused, and no item stands in the way of
 * another. It costs at most what its client agreed to, whenever its turn comes. Items that were done before stay done.
 * Refuses (400, 422) what makes no sense. The order is locked.
 */
export async function carryOut(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  amendment: Amendment,
  by: string,
): Promise<Result<Amendment>> {
  const { orderId, accepts } = amendment;
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined) throw new Error(`order ${orderId} is locked and cannot be gone`);
  const world = await worldOf(delivery, tx.sql, tenant);
  const items = await itemsOf(tx.sql, tenant, [orderId]);
  const read = readAmendment(world, order, items, amendment.request);
  if (!read.ok) return read;
  const before = await snapshotOf(tx.sql, tenant, orderId);
  const done = new Map(amendment.items.filter(isDone).map((item) => [item.id, item]));
  const open = read.value.asked.filter(({ item }) => !done.has(item.itemId));
  // Nobody who hears of what is changed below may carry it out once more.
  const { id, items: judged, message } = amendment;
  await updateAmendment(tx, tenant, { id, items: judged, message, state: 'done', ends: true, decidedBy: by });
  await pend(
    tx,
    tenant,
    order,
    items,
    open.map(({ item }) => item.itemId),
  );
  const ground: Ground = {
    delivery,
    tx,
    tenant,
    world,
    order,
    account: amendment.requestedBy,
    number: amendment.number,
    accepts,
  };
  const outcomes: AmendedItem[] = [
    ...done.values(),
    ...read.value.refused
      .filter(({ itemId }) => !done.has(itemId))
      .map(({ itemId, reason }): AmendedItem => ({ id: itemId, outcome: 'refused', reason, charge: [] })),
  ];
  for (const asked of open) outcomes.push(await amendItem(ground, asked));
  if (outcomes.some(({ outcome }) => !nothing.includes(outcome)))
    await redate(tx, tenant, order, amendment, world.operatorCalendar.zone);
  return ok(await settle(delivery, tx, tenant, order, amendment, outcomes, before, by));
}

const over: ReadonlySet<AmendedItem['outcome']> = new Set(['applied', 'noChange']);

function isDone({ outcome }: AmendedItem): boolean {
  return over.has(outcome);
}

/** Items under way are pending while they are judged; one that has not begun stays acknowledged. */
async function pend(
  tx: Transaction,
  tenant: string,
  order: Order,
  items: readonly OrderItem[],
  ids: readonly string[],
): Promise<void> {
  const begun = items.filter(({ itemId, state }) => ids.includes(itemId) && state !== 'acknowledged');
  if (begun.length === 0) return;
  const pending = new Set(begun.map(({ itemId }) => itemId));
  await updateItems(
    tx,
    tenant,
    begun.map(({ orderId, itemId }) => ({ orderId, itemId, state: 'pending' })),
  );
  const states = items.map(({ itemId, action, state }) => ({
    action,
    state: pending.has(itemId) ? ('pending' as const) : state,
  }));
  await moveOrders(tx, tenant, [order], new Map([[order.id, states]]));
}

/** The order's own dates, once an item goes by them. */
async function redate(
  tx: Transaction,
  tenant: string,
  order: Order,
  { request: { requestedStartDate, requestedCompletionDate } }: Amendment,
  zone: string,
): Promise<void> {
  if (requestedStartDate === undefined && requestedCompletionDate === undefined) return;
  const completion =
    requestedCompletionDate === undefined
      ? {}
      : {
          requestedCompletionDate,
          requestedDate: localDate(new Date(requestedCompletionDate).toISOString(), zone),
        };
  const start = requestedStartDate === undefined ? {} : { requestedStartDate };
  await updateOrders(tx, tenant, [{ id: order.id, ...completion, ...start }]);
}

/** Writes what came of it: the amendment, the version, what is charged, a note and events. */
async function settle(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  amendment: Amendment,
  outcomes: readonly AmendedItem[],
  before: Awaited<ReturnType<typeof snapshotOf>>,
  by: string,
): Promise<Amendment> {
  const state = stateOf(outcomes);
  const reasons = outcomes.flatMap(({ id, reason }) =>
    reason === undefined ? [] : [`item ${id}: ${reason}`],
  );
  const ended = state === 'done' || state === 'refused';
  const message = reasons.length === 0 ? null : reasons.join('; ');
  await updateAmendment(tx, tenant, {
    id: amendment.id,
    state,
    items: outcomes,
    message,
    decidedBy: by,
    ends: ended,
  });
  const difference = await keepVersion(tx, tenant, order.id, before, {
    author: amendment.requestedBy,
    amendmentId: amendment.id,
  });
  if (difference.length > 0) {
    const text = `amendment ${amendment.number}: ${inWords(difference)}`;
    await insertNote(tx, tenant, { orderId: order.id, id: newId(), author: amendment.requestedBy, text });
    const [now] = await ordersById(tx.sql, tenant, [order.id]);
    if (now !== undefined)
      await recordFacts(tx, tenant, [
        orderFact('ServiceOrderAttributeValueChangeEvent', now, { difference }),
      ]);
  }
  const paid = outcomes.filter(
    (item) => isDone(item) && !amendment.items.some((was) => was.id === item.id && isDone(was)),
  );
  await charge(
    delivery,
    tx,
    tenant,
    order,
    amendment,
    paid.flatMap((item) => item.charge),
  );
  const [written] = await listAmendments(
    tx.sql,
    tenant,
    { id: amendment.id, orderId: null, state: null, party: null },
    { offset: 0, limit: 1 },
  );
  if (written === undefined) throw new Error(`amendment ${amendment.id} was written and cannot be read`);
  await recordFacts(tx, tenant, [amendmentFact('ServiceOrderAmendmentStateChangeEvent', written)]);
  return written;
}

function stateOf(outcomes: readonly AmendedItem[]): Amendment['state'] {
  if (outcomes.some(({ outcome }) => outcome === 'stopping')) return 'inProgress';
  if (outcomes.some(({ outcome }) => outcome === 'held')) return 'held';
  return outcomes.every(({ outcome }) => outcome === 'refused') ? 'refused' : 'done';
}

async function charge(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  amendment: Amendment,
  charges: readonly CancellationCharge[],
): Promise<void> {
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(await delivery.now(tx.sql), zone);
  for (const [currency, own] of Map.groupBy(charges, (one) => one.currency)) {
    await tellBilling(tx, tenant, {
      serviceId: null,
      orderId: order.id,
      kind: 'amendment',
      amendmentId: amendment.id,
      billingDate,
      charge: { currency, oneOffMinor: own.reduce((sum, one) => sum + one.chargeMinor, 0) },
      customer: order.customer ?? undefined,
    });
  }
}
