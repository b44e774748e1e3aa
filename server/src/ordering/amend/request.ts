import type { ServiceOrderPatch } from '@turnup/contract';
import { objectPolicy } from '../../catalog/index.ts';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import type { Context } from '../../platform/context.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordAudit, recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { orderSubject } from '../facts.ts';
import { followNow } from '../follow.ts';
import { planPriority } from '../planPriority.ts';
import { finalStates } from '../rollup.ts';
import { insertNote, itemsOf, lockOrders, orderIdsOfPlans, ordersById, updateOrders } from '../store.ts';
import type { Order } from '../types.ts';
import { endAmendment, nextInLine } from './advance.ts';
import { carryOut } from './carryOut.ts';
import { concerns } from './read.ts';
import {
  type Amendment,
  type AmendmentRequest,
  insertAmendment,
  keepAccepted,
  listAmendments,
  openAmendments,
} from './store.ts';
import { keepVersion, snapshotOf } from './versions.ts';
import { amendmentFact } from './view.ts';

/** What is done with an amendment that comes while another is open (policy `amendments`, `second`). */
type AmendmentPolicy = { readonly second: 'queue' | 'refuse' };

/** What a change of an order came to: the order alone, or an amendment of it. */
export type Changed = { readonly order: Order; readonly amendment: Amendment | undefined };

/**
 * Changes an order as its client asks (TMF641 PATCH). Words, notes and priority are changed at once, and what is
 * unfinished of its plan goes by the new priority; dates and items are an amendment, carried out item by item in this
 * transaction, held for its price, or put in line behind the one that is open. Refuses 409 what cannot be changed any
 * more (of an order that has ended everything but notes), with what would be legal, and what is refused for every item.
 */
export async function changeOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  body: ServiceOrderPatch,
): Promise<Result<Changed>> {
  const { tenant } = context;
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  await lockOrders(tx, tenant, [orderId]);
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined) return refuse(404, 'NOT_FOUND', `there is no service order ${orderId}`);
  const legal = mayBeChanged(order, body);
  if (!legal.ok) return legal;
  await changeWords(delivery, tx, context, order, body);
  const { requestedStartDate, requestedCompletionDate, serviceOrderItem } = body;
  const request: AmendmentRequest = {
    ...(requestedStartDate === undefined ? {} : { requestedStartDate }),
    ...(requestedCompletionDate === undefined ? {} : { requestedCompletionDate }),
    ...(serviceOrderItem === undefined ? {} : { serviceOrderItem }),
  };
  const amendment =
    Object.keys(request).length === 0
      ? ok(undefined)
      : await amend(delivery, tx, context, order, request, body.acceptCharges ?? false);
  if (!amendment.ok) return amendment;
  const [changed = order] = await ordersById(tx.sql, tenant, [orderId]);
  return ok({ order: changed, amendment: amendment.value });
}

/**
 * Plans items of an order anew, from the rules, templates and network as they are now: an amendment that asks for nothing.
 * Finished work that still holds is kept, and what fell out and stays is tried again. Refuses 404, and 409 as an amendment:
 * also where another is open, where it costs what is not accepted, and beyond a hard point of no return.
 */
export async function replanItems(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  items: readonly string[],
  { reason, acceptCharges }: { readonly reason: string; readonly acceptCharges: boolean },
): Promise<Result<Amendment>> {
  const { tenant, account } = context;
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: orderId });
  await lockOrders(tx, tenant, [orderId]);
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined) return refuse(404, 'NOT_FOUND', `there is no service order ${orderId}`);
  const [open] = await openAmendments(tx.sql, tenant, [orderId]);
  if (open !== undefined)
    return refuse(
      409,
      'AMENDMENT_UNDER_WAY',
      `amendment ${open.number} of order ${order.number} is ${open.state}: accept or withdraw it first`,
    );
  const done = await amend(delivery, tx, context, order, { replan: items }, acceptCharges);
  if (!done.ok) return done;
  if (done.value.state === 'held')
    return refuse(409, 'CHARGES_NOT_ACCEPTED', done.value.message ?? 'it costs what must be accepted first');
  const told = done.value.items.map(({ id, tasks }) => {
    const many = (keys: readonly string[] | undefined): number => keys?.length ?? 0;
    const anew = many(tasks?.changed) + many(tasks?.repeated) + many(tasks?.replaced) + many(tasks?.added);
    return `item ${id} is planned anew: ${many(tasks?.kept)} tasks stay, ${anew} are new or otherwise, ${many(tasks?.removed)} go`;
  });
  const text = `${told.join('; ')} (${reason})`.slice(0, 500);
  await insertNote(tx, tenant, { orderId, id: newId(), author: account, text });
  return done;
}

/** What of an order may be changed at all: of one that has ended its notes, of an issued one not its priority. */
function mayBeChanged(
  order: Order,
  { description, priority, requestedStartDate, requestedCompletionDate, serviceOrderItem }: ServiceOrderPatch,
): Result<void> {
  const said = [description, priority, requestedStartDate, requestedCompletionDate, serviceOrderItem];
  if (order.kind !== 'request' && priority !== undefined) return notARequest(order);
  return finalStates.has(order.state) && said.some((value) => value !== undefined)
    ? orderFinal(order)
    : ok(undefined);
}

function orderFinal({ number, state }: Order): Result<never> {
  return refuse(
    409,
    'ORDER_FINAL',
    `order ${number} is ${state}: it takes notes, and what it delivered is changed by an order with modify items`,
  );
}

function notARequest({ number }: Order): Result<never> {
  return refuse(
    409,
    'NOT_A_REQUEST',
    `order ${number} was issued from another: it is amended with the order that it serves`,
  );
}

async function changeWords(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  order: Order,
  { description, priority, note, ...rest }: ServiceOrderPatch,
): Promise<void> {
  const { tenant, account } = context;
  if (description !== undefined || priority !== undefined) {
    const before = await snapshotOf(tx.sql, tenant, order.id);
    if (description !== undefined) await updateOrders(tx, tenant, [{ id: order.id, description }]);
    if (priority !== undefined) await prioritize(delivery, tx, tenant, order, Number(priority));
    await keepVersion(tx, tenant, order.id, before, { author: account, amendmentId: null });
  }
  for (const { author, text } of note ?? [])
    await insertNote(tx, tenant, { orderId: order.id, id: newId(), author: author ?? account, text });
  await recordAudit(tx, tenant, [
    {
      account,
      action: 'serviceOrder.change',
      object: { kind: 'serviceOrder', id: order.id },
      detail: { description, priority, note, ...rest },
      trace: context.trace,
    },
  ]);
}

/** Gives an order, all that was issued from it and its plan another priority. */
async function prioritize(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { id, planId }: Order,
  priority: number,
): Promise<void> {
  const served = planId === null ? [] : await orderIdsOfPlans(tx.sql, tenant, [planId]);
  const ids = new Set([id, ...served]);
  await lockOrders(tx, tenant, [...ids]);
  await updateOrders(
    tx,
    tenant,
    [...ids].map((each) => ({ id: each, priority })),
  );
  if (planId !== null) unwrap(await delivery.plans.setPriority(tx, tenant, planId, planPriority(priority)));
}

async function amend(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  order: Order,
  request: AmendmentRequest,
  acceptCharges: boolean,
): Promise<Result<Amendment>> {
  const { tenant, account } = context;
  const legal = await mayBeAmended(tx, tenant, order, request);
  if (!legal.ok) return legal;
  const [open] = await openAmendments(tx.sql, tenant, [order.id]);
  const { second } = objectPolicy<AmendmentPolicy>(await delivery.catalog(tx.sql, tenant), 'amendments', {
    second: 'queue',
  });
  if (open !== undefined && second === 'refuse')
    return refuse(
      409,
      'AMENDMENT_UNDER_WAY',
      `amendment ${open.number} of order ${order.number} is ${open.state}: accept or withdraw it first`,
    );
  const id = newId();
  const state = open === undefined ? 'inProgress' : 'queued';
  const accepts = acceptCharges ? 'any' : [];
  await insertAmendment(tx, tenant, { id, orderId: order.id, state, request, accepts, requestedBy: account });
  const amendment = await amendmentOf(tx, tenant, id);
  await recordFacts(tx, tenant, [amendmentFact('ServiceOrderAmendmentCreateEvent', amendment)]);
  if (open !== undefined) return ok(amendment);
  const done = await carryOut(delivery, tx, tenant, amendment, account);
  if (!done.ok) return done;
  if (done.value.state === 'refused')
    return refuse(409, 'AMENDMENT_REFUSED', done.value.message ?? 'nothing of it can be done');
  await tellDates(delivery, tx, tenant, order, done.value);
  return ok(await amendmentOf(tx, tenant, id));
}

async function mayBeAmended(
  tx: Transaction,
  tenant: string,
  order: Order,
  request: AmendmentRequest,
): Promise<Result<void>> {
  if (order.kind !== 'request') return notARequest(order);
  if (finalStates.has(order.state)) return orderFinal(order);
  const meant = (await itemsOf(tx.sql, tenant, [order.id])).filter(
    (item) => !finalStates.has(item.state) && concerns(request, item.itemId),
  );
  if (meant.length === 0 || meant.some(({ state }) => state !== 'pendingCancellation')) return ok(undefined);
  const named = meant.map(({ itemId }) => itemId).join(', ');
  return refuse(
    409,
    'CANCELLATION_UNDER_WAY',
    `items ${named} of order ${order.number} are being cancelled: place another order for what is wanted`,
  );
}

/** Brings the order in line with its plan, and says in words what became of its date. */
async function tellDates(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  before: Order,
  { number, state }: Amendment,
): Promise<void> {
  if (before.planId !== null) await followNow(delivery, tx, tenant, [before.planId]);
  const [after] = await ordersById(tx.sql, tenant, [before.id]);
  if (after === undefined || state === 'held') return;
  const asked = after.requestedDate === null ? '' : `, asked for ${after.requestedDate}`;
  const text =
    after.expectedDate === before.expectedDate
      ? `amendment ${number}: completion is still expected on ${after.expectedDate}${asked}`
      : `amendment ${number}: completion is expected on ${after.expectedDate}, before it was ${before.expectedDate}${asked}; the plan was changed as the amendment asks`;
  await insertNote(tx, tenant, { orderId: before.id, id: newId(), author: 'turnup', text });
}

/** One amendment, which is there. */
async function amendmentOf(tx: Transaction, tenant: string, id: string): Promise<Amendment> {
  const filter = { id, orderId: null, state: null, party: null };
  const [found] = await listAmendments(tx.sql, tenant, filter, { offset: 0, limit: 1 });
  if (found === undefined) throw new Error(`amendment ${id} was written and cannot be read`);
  return found;
}

/**
 * Accepts what a held amendment costs, and carries it out; the price is judged anew, and what has become dearer stays
 * held (409 with the new price). Or withdraws one that is held or in line. Then the next in line has its turn. Answers
 * the amendment; refused (404, 409) where there is nothing to decide.
 */
export async function decideAmendment(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  id: string,
  decision: 'accept' | 'withdraw',
): Promise<Result<Amendment>> {
  const { tenant, account } = context;
  const filter = { id, orderId: null, state: null, party: context.party ?? null };
  const [known] = await listAmendments(tx.sql, tenant, filter, { offset: 0, limit: 1 });
  if (known === undefined) return refuse(404, 'NOT_FOUND', `there is no amendment ${id}`);
  await delivery.plans.lockPlansOf(tx, tenant, { kind: orderSubject, id: known.orderId });
  await lockOrders(tx, tenant, [known.orderId]);
  const amendment = await amendmentOf(tx, tenant, id);
  const legal = decision === 'accept' ? ['held'] : ['held', 'queued'];
  if (!legal.includes(amendment.state))
    return refuse(
      409,
      'AMENDMENT_STATE',
      `amendment ${amendment.number} of ${amendment.orderNumber} is ${amendment.state}: ${
        amendment.state === 'queued' ? 'it can be withdrawn' : 'there is nothing to decide'
      }`,
    );
  if (decision === 'withdraw')
    await endAmendment(tx, tenant, amendment, 'withdrawn', `withdrawn by ${account}`, account);
  else {
    const accepts = amendment.items.flatMap(({ outcome, charge }) => (outcome === 'held' ? charge : []));
    await keepAccepted(tx, tenant, id, accepts);
    const done = await carryOut(delivery, tx, tenant, { ...amendment, accepts }, account);
    if (!done.ok) return done;
    const [order] = await ordersById(tx.sql, tenant, [amendment.orderId]);
    if (order !== undefined) await tellDates(delivery, tx, tenant, order, done.value);
  }
  await nextInLine(delivery, tx, tenant, amendment.orderId);
  const [order] = await ordersById(tx.sql, tenant, [amendment.orderId]);
  if (order?.planId !== undefined && order.planId !== null)
    await followNow(delivery, tx, tenant, [order.planId]);
  await recordAudit(tx, tenant, [
    {
      account,
      action: `serviceOrderAmendment.${decision}`,
      object: { kind: 'serviceOrderAmendment', id },
      detail: { order: amendment.orderNumber, items: amendment.items.map((item) => item.id) },
      trace: context.trace,
    },
  ]);
  return ok(await amendmentOf(tx, tenant, id));
}
