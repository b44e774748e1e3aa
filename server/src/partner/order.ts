import { type FieldFault, ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { findOrder, insertOrders, lockOrder, ordersByCorrelation, saveOrder } from './order-store.ts';
import { domainNow, findQuery } from './query-store.ts';
import { binds } from './rules.ts';
import type { OrderDraft, PartnerOrder, PartnerPorts, PartnerQuery } from './types.ts';

/**
 * Orders from partners, all or nothing, at the price of the answered query or else of the rate card, frozen. The same
 * correlation for the same offer at the same place answers the order that is there (the caller may be a task that runs
 * twice); for another 409. 422 for an unknown partner, or a query that is of another offer, unanswered, red or expired.
 * Answers one order per draft, in order.
 */
export async function orderFromPartners(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  drafts: readonly OrderDraft[],
): Promise<Result<readonly PartnerOrder[]>> {
  const codes = [...new Set(drafts.map((draft) => draft.partner))];
  const parties = new Map((await ports.partners(tx, tenant, codes)).map(({ code, party }) => [code, party]));
  const before = await byCorrelation(tx, tenant, drafts);
  const now = await domainNow(tx);
  const faults: FieldFault[] = [];
  const fresh: PartnerOrder[] = [];
  for (const [index, draft] of drafts.entries()) {
    if (before.has(draft.correlation)) continue;
    const party = parties.get(draft.partner);
    if (party === undefined) {
      faults.push({ path: `/${index}/partner`, message: `there is no partner ${draft.partner}` });
      continue;
    }
    const query = draft.query === undefined ? undefined : await findQuery(tx.sql, tenant, draft.query);
    const fault = draft.query === undefined ? undefined : quoteFault(draft, query, now);
    if (fault !== undefined) faults.push({ path: `/${index}/query`, message: fault });
    else fresh.push(newOrder(ports.ids(), draft, party, query, now));
  }
  if (faults.length > 0) {
    return refuse(422, 'PARTNER_ORDER_INVALID', 'an order to a partner cannot be placed so', faults);
  }
  await place(ports, tx, tenant, fresh);
  return matched(drafts, fresh.length === 0 ? before : await byCorrelation(tx, tenant, drafts));
}

async function byCorrelation(
  tx: Transaction,
  tenant: string,
  drafts: readonly OrderDraft[],
): Promise<ReadonlyMap<string, PartnerOrder>> {
  const correlations = [...new Set(drafts.map((draft) => draft.correlation))];
  const orders = await ordersByCorrelation(tx.sql, tenant, correlations);
  return new Map(orders.map((order) => [order.correlation, order]));
}

function quoteFault(draft: OrderDraft, query: PartnerQuery | undefined, now: string): string | undefined {
  if (query === undefined) return `there is no partner query ${draft.query}`;
  if (query.partner !== draft.partner || query.offer !== draft.offer) {
    return `query ${query.id} is about ${query.offer} of ${query.partner}`;
  }
  if (query.state !== 'answered' || query.answer === null)
    return `query ${query.id} is ${query.state}, not answered`;
  if (query.answer.confidence === 'red') return `${query.partner} declined query ${query.id}`;
  return binds(query.answer, now)
    ? undefined
    : `the answer was valid until ${query.answer.validUntil}; ask again`;
}

function newOrder(
  id: string,
  draft: OrderDraft,
  party: string,
  query: PartnerQuery | undefined,
  now: string,
): PartnerOrder {
  return {
    id,
    number: '',
    action: 'add',
    ceases: null,
    correlation: draft.correlation,
    partner: draft.partner,
    party,
    offer: draft.offer,
    place: draft.place,
    query: query?.id ?? null,
    state: 'acknowledged',
    monthlyMinor: query?.answer?.monthlyMinor ?? draft.rateCard.monthlyMinor,
    oneOffMinor: query?.answer?.oneOffMinor ?? draft.rateCard.oneOffMinor,
    currency: query?.answer?.currency ?? draft.rateCard.currency,
    termination: draft.rateCard.termination ?? null,
    requestedDate: draft.requestedDate,
    focDate: null,
    expectedDate: null,
    completedDate: null,
    ceasedDate: null,
    focTask: draft.focTask ?? null,
    deliveryTask: draft.deliveryTask ?? null,
    circuitReference: null,
    milestones: [],
    dateChanges: [],
    cause: null,
    reason: null,
    orderedAt: now,
    updatedAt: now,
    version: 1,
  };
}

/** Gives new orders their numbers and writes them. One that someone else placed meanwhile is left as it is. */
export async function place(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  orders: readonly PartnerOrder[],
): Promise<void> {
  if (orders.length === 0) return;
  const numbers = await ports.numbers(tx, tenant, 'partnerOrder', orders.length);
  const numbered = orders.map((order, index) => ({ ...order, number: numbers[index] as string }));
  const placed = await insertOrders(tx, tenant, numbered);
  await ports.record(
    tx,
    tenant,
    placed.map((order) => orderFact('PartnerOrderCreateEvent', order)),
  );
}

function matched(
  drafts: readonly OrderDraft[],
  orders: ReadonlyMap<string, PartnerOrder>,
): Result<readonly PartnerOrder[]> {
  const faults: FieldFault[] = [];
  const answer: PartnerOrder[] = [];
  for (const [index, draft] of drafts.entries()) {
    const order = orders.get(draft.correlation);
    if (order === undefined)
      throw new Error(`partner order ${draft.correlation} was neither placed nor found`);
    const message = `order ${order.number} was placed under this correlation with another content`;
    if (!isSame(order, draft)) faults.push({ path: `/${index}/correlation`, message });
    answer.push(order);
  }
  if (faults.length === 0) return ok(answer);
  return refuse(409, 'PARTNER_ORDER_DIFFERS', 'a correlation orders once', faults);
}

/** What is ordered; a task that runs again on a later day asks for another date and means the same order. */
function isSame(order: PartnerOrder, draft: OrderDraft): boolean {
  return (
    order.action === 'add' &&
    order.partner === draft.partner &&
    order.offer === draft.offer &&
    order.place === draft.place
  );
}

/**
 * Notes who waits for the commitment or the delivery, and answers the order as it stands now: a waiter that comes after
 * the event sees at once that it happened.
 */
export async function awaitOrder(
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly focTask?: string; readonly deliveryTask?: string },
): Promise<Result<PartnerOrder>> {
  const order = await lockOrder(tx, tenant, input.id);
  if (order === undefined)
    return refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${input.id}`);
  const focTask = input.focTask ?? order.focTask;
  const deliveryTask = input.deliveryTask ?? order.deliveryTask;
  if (focTask === order.focTask && deliveryTask === order.deliveryTask) return ok(order);
  return ok(await saveOrder(tx, tenant, { ...order, focTask, deliveryTask }));
}

/** One order. 404 when there is none. */
export async function partnerOrder(
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  id: string,
): Promise<Result<PartnerOrder>> {
  const order = await findOrder(tx.sql, tenant, id);
  return order ? ok(order) : refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${id}`);
}
