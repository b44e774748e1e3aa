import { unwrap } from '../../foundation/result.ts';
import { planView, type TaskView } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { tasksByItem } from '../itemTasks.ts';
import { isUnderWay } from '../retreat.ts';
import { itemsOf, ordersById } from '../store.ts';
import { carryOut } from './carryOut.ts';
import { concerns } from './read.ts';
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
    const items = new Set(
      amendment.items.filter(({ outcome }) => outcome === 'stopping').map(({ id }) => id),
    );
    const tasks = await tasksOf(tx, tenant, amendment.orderId, items);
    if (tasks.some(({ state }) => state === 'stopping')) {
      waiting.set(amendment.orderId, items);
      continue;
    }
    wentOn = true;
    await goOn(delivery, tx, tenant, amendment, items);
  }
  return { waiting, wentOn };
}

/** The present tasks that deliver items of an order. */
async function tasksOf(
  tx: Transaction,
  tenant: string,
  orderId: string,
  items: ReadonlySet<string>,
): Promise<readonly TaskView[]> {
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  const plan =
    order?.planId === undefined || order.planId === null
      ? null
      : await planView(tx.sql, tenant, order.planId);
  const groups = tasksByItem(plan ?? { tasks: [] });
  return [...items].flatMap((item) =>
    (groups.get(item)?.work ?? []).filter(({ retiredIn }) => retiredIn === null),
  );
}

async function goOn(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  amendment: Amendment,
  stopped: ReadonlySet<string>,
): Promise<void> {
  const done = await carryOut(delivery, tx, tenant, amendment, amendment.requestedBy);
  if (!done.ok) await endAmendment(tx, tenant, amendment, 'refused', done.fault.message);
  const goesOn = new Set(
    (done.ok ? done.value.items : [])
      .filter(({ outcome }) => outcome === 'applied' || outcome === 'stopping')
      .map(({ id }) => id),
  );
  const inVain = new Set([...stopped].filter((id) => !goesOn.has(id)));
  await redoStopped(delivery, tx, tenant, amendment, inVain);
  await nextInLine(delivery, tx, tenant, amendment.orderId);
}

/** What was stopped of items of which nothing was amended is done once more, unless they end or are being taken back. */
async function redoStopped(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { orderId, number, requestedBy }: Amendment,
  stopped: ReadonlySet<string>,
): Promise<void> {
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (stopped.size === 0 || order === undefined || order.planId === null) return;
  const items = (await itemsOf(tx.sql, tenant, [orderId])).filter(
    (item) => stopped.has(item.itemId) && isUnderWay(item),
  );
  const tasks = await tasksOf(tx, tenant, orderId, new Set(items.map(({ itemId }) => itemId)));
  const keys = tasks.filter(({ state }) => state === 'cancelled').map(({ key }) => key);
  const by = { by: requestedBy, reason: `amendment ${number} of ${order.number} changes nothing of it` };
  unwrap(await delivery.plans.redoTasks(tx, tenant, order.planId, keys, by));
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

/** Ends the amendments of an order that ask nothing of the items that stay in it: all that they concern is taken back. */
export async function leaveAmendments(
  tx: Transaction,
  tenant: string,
  orderId: string,
  staying: ReadonlySet<string>,
  message: string,
): Promise<void> {
  for (const amendment of await openAmendments(tx.sql, tenant, [orderId]))
    if (![...staying].some((itemId) => concerns(amendment.request, itemId)))
      await endAmendment(tx, tenant, amendment, 'withdrawn', message);
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
