import type { ServiceOrderGiveUp } from '@turnup/contract';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { planView } from '../plan/index.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { recordAudit } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { tellBilling } from './billing.ts';
import { pointsOfItems } from './cancel.ts';
import type { Delivery } from './delivery.ts';
import { orderSubject } from './facts.ts';
import { followNow } from './follow.ts';
import { moveOrders } from './moveOrders.ts';
import { familyOf } from './nesting.ts';
import { denied, judge, totals, type Verdict } from './pointOfNoReturn.ts';
import { takeBackItems } from './retreat.ts';
import { finalStates } from './rollup.ts';
import { insertNote, itemsOf, lockOrders, ordersById, updateItems } from './store.ts';
import type { Order, OrderItem } from './types.ts';

/**
 * Gives items up that cannot be delivered, and accepts the rest (a partial completion): what was done for them is taken
 * back in reverse order, everything they kept is free, and each ends `failed` with its code. The requirement that they
 * stood for is waived, by name and reason. Other items go on; what relies on them is held. Refused 404, 409
 * `ORDER_FINAL`, `BEYOND_POINT_OF_NO_RETURN`, `CHARGES_NOT_ACCEPTED`, 422 `NOT_OPEN`.
 */
export async function giveUpItems(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  body: ServiceOrderGiveUp,
): Promise<Result<void>> {
  const { tenant } = context;
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  await lockOrders(tx, tenant, [orderId]);
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined || order.kind !== 'request')
    return refuse(404, 'NOT_FOUND', `there is no service order ${orderId}`);
  if (finalStates.has(order.state))
    return refuse(409, 'ORDER_FINAL', `order ${order.number} is ${order.state}: nothing of it is open`);
  const items = await itemsOf(tx.sql, tenant, [orderId]);
  const chosen = chosenOf(items, body.serviceOrderItem);
  if (!chosen.ok) return chosen;
  const plan = order.planId === null ? null : await planView(tx.sql, tenant, order.planId);
  const verdict = judge(
    await pointsOfItems(delivery, tx, tenant, plan, chosen.value),
    body.acceptCharges ?? false,
  );
  if (!verdict.allowed) return denied(verdict);
  const { code, reason } = body;
  await updateItems(
    tx,
    tenant,
    chosen.value.map(({ itemId }) => ({
      orderId,
      itemId,
      state: 'inProgress',
      givenUp: { code, reason, by: context.account, charges: verdict.charges },
    })),
  );
  const ids = new Set(chosen.value.map((item) => item.itemId));
  const states = items.map(({ itemId, action, state }) => ({
    action,
    state: ids.has(itemId) ? ('inProgress' as const) : state,
  }));
  await moveOrders(tx, tenant, [order], new Map([[orderId, states]]));
  await tell(delivery, tx, context, order, [...ids], body, verdict.charges);
  if (order.planId !== null) {
    const by = { by: context.account, reason: `${code}: ${reason}` };
    await takeBackItems(delivery, tx, tenant, order.planId, chosen.value, by);
    await followNow(delivery, tx, tenant, [order.planId]);
  }
  return ok(undefined);
}

/** The named items with what is embedded in them, all open; refused (422) with each that is not. */
function chosenOf(items: readonly OrderItem[], named: readonly string[]): Result<readonly OrderItem[]> {
  const open = (item: OrderItem): boolean =>
    !finalStates.has(item.state) &&
    item.givenUp === null &&
    item.state !== 'pendingCancellation' &&
    item.state !== 'assessingCancellation';
  const faults = named.flatMap((id, index) => {
    const item = items.find((candidate) => candidate.itemId === id);
    const path = `/serviceOrderItem/${index}`;
    if (item === undefined) return [{ path, message: `the order has no item ${id}` }];
    if (open(item)) return [];
    return [
      {
        path,
        message: item.givenUp === null ? `item ${id} is ${item.state}` : `item ${id} is given up already`,
      },
    ];
  });
  if (faults.length > 0)
    return refuse(422, 'NOT_OPEN', faults.map(({ message }) => message).join('; '), faults);
  const meant = new Set(named.flatMap((id) => familyOf(items, id)));
  return ok(items.filter((item) => meant.has(item.itemId) && open(item)));
}

async function tell(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  order: Order,
  items: readonly string[],
  { code, reason }: ServiceOrderGiveUp,
  charges: Verdict['charges'],
): Promise<void> {
  const { tenant, account } = context;
  const cost = charges.length === 0 ? '' : `; charged: ${totals(charges)}`;
  await insertNote(tx, tenant, {
    orderId: order.id,
    id: newId(),
    author: account,
    text: `items ${items.join(', ')} are given up and their requirement waived (${code}): ${reason}${cost}`,
  });
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(await delivery.now(tx.sql), zone);
  for (const [currency, priced] of Map.groupBy(charges, (charge) => charge.currency))
    await tellBilling(tx, tenant, {
      serviceId: null,
      orderId: order.id,
      kind: 'cancellation',
      billingDate,
      charge: { currency, oneOffMinor: priced.reduce((sum, charge) => sum + charge.chargeMinor, 0) },
      customer: order.customer ?? undefined,
    });
  await recordAudit(tx, tenant, [
    {
      account,
      action: 'serviceOrder.giveUp',
      object: { kind: 'serviceOrder', id: order.id },
      detail: { items, code, reason, charges },
      trace: context.trace,
    },
  ]);
}
