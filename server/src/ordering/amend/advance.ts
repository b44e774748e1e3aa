import { planView } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { ordersById } from '../store.ts';
import { carryOut } from './carryOut.ts';
import { type Amendment, openAmendments, updateAmendment } from './store.ts';
import { amendmentFact } from './view.ts';

/**
 * Goes on with amendments that waited for work to stop, once it has. The plans and orders are locked. Answers the items,
 * by order, that still wait, which are pending, and whether any amendment went on.
 */
export async function advanceAmendments(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orderIds: readonly string[],
): Promise<{ readonly waiting: ReadonlyMap<string, ReadonlySet<string>>; readonly wentOn: boolean }> {
  let wentOn = false;
  const waiting = new Map<string, ReadonlySet<string>>();
  for (const amendment of await openAmendments(tx.sql, tenant, orderIds)) {
    if (amendment.state !== 'inProgress') continue;
    const items = amendment.items.filter(({ outcome }) => outcome === 'stopping').map(({ id }) => id);
    if (await stillStops(tx, tenant, amendment.orderId)) {
      waiting.set(amendment.orderId, new Set(items));
      continue;
    }
    wentOn = true;
    await goOn(delivery, tx, tenant, amendment);
  }
  return { waiting, wentOn };
}

async function stillStops(tx: Transaction, tenant: string, orderId: string): Promise<boolean> {
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const plan =
    order?.planId === undefined || order.planId === null
      ? null
      : await planView(tx.sql, tenant, order.planId);
  return plan?.tasks.some((task) => task.state === 'stopping') ?? false;
}

async function goOn(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  amendment: Amendment,
): Promise<void> {
  const done = await carryOut(delivery, tx, tenant, amendment, amendment.requestedBy);
  if (!done.ok) await endAmendment(tx, tenant, amendment, 'refused', done.fault.message);
  await nextInLine(delivery, tx, tenant, amendment.orderId);
}

/** Carries the next amendment in line out, where no other is under way; one that makes no sense by now is refused. */
export async function nextInLine(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orderId: string,
): Promise<void> {
  for (;;) {
    const open = await openAmendments(tx.sql, tenant, [orderId]);
    const [next] = open;
    if (next === undefined || open.some(({ state }) => state !== 'queued')) return;
    const done = await carryOut(delivery, tx, tenant, next, next.requestedBy);
    if (!done.ok) await endAmendment(tx, tenant, next, 'refused', done.fault.message);
  }
}

/** Ends amendments of an order that has ended: there is nothing to amend any more. */
export async function closeAmendments(
  tx: Transaction,
  tenant: string,
  orderIds: readonly string[],
  message: string,
): Promise<void> {
  for (const amendment of await openAmendments(tx.sql, tenant, orderIds))
    await endAmendment(tx, tenant, amendment, 'withdrawn', message);
}

/** Ends an amendment without carrying it out, or what is left of it. */
export async function endAmendment(
  tx: Transaction,
  tenant: string,
  amendment: Amendment,
  state: 'refused' | 'withdrawn',
  message: string,
  decidedBy?: string,
): Promise<void> {
  // What was carried out for some items stands: then it is done, and the message says what was not.
  const partly = amendment.items.some(({ outcome }) => outcome === 'applied' || outcome === 'noChange');
  const ended = { ...amendment, state: partly ? ('done' as const) : state, message };
  await updateAmendment(tx, tenant, {
    id: ended.id,
    state: ended.state,
    items: ended.items,
    message,
    ends: true,
    ...(decidedBy === undefined ? {} : { decidedBy }),
  });
  await recordFacts(tx, tenant, [amendmentFact('ServiceOrderAmendmentStateChangeEvent', ended)]);
}
