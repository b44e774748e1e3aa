import type { ServiceOrderCreate, ServiceOrderItemCreate, ServiceRequirement } from '@turnup/contract';
import { localDate } from '../foundation/calendar.ts';
import { ok, type Result, unwrap } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { arrange } from './arrange.ts';
import { type World, worldOf } from './assess.ts';
import { categoryOf } from './categories.ts';
import type { Delivery } from './delivery.ts';
import { orderFact } from './facts.ts';
import { makePlan } from './makePlan.ts';
import { moveOrders } from './moveOrders.ts';
import { allItems, pathOf } from './nesting.ts';
import type { Ground } from './patterns/ground.ts';
import { placePattern } from './patterns/place.ts';
import { placeTakeOver, readTakeOver } from './patterns/takeOver.ts';
import type { Placed } from './placed.ts';
import { placeItem } from './placeNew.ts';
import { placeNoChange } from './placeNoChange.ts';
import { placeRecovery } from './placeRecovery.ts';
import { insertPrerequisites } from './prerequisite-store.ts';
import { prerequisitesOf } from './prerequisites.ts';
import { readOrder } from './readOrder.ts';
import { madeBefore } from './repeated.ts';
import { placeRestoration } from './restoration/place.ts';
import { markAwaitingSpare } from './restoration/store.ts';
import { insertNote, insertOrders, insertRelationships, ordersById } from './store.ts';
import type { Order } from './types.ts';

/** An order that was accepted now, or by the same request before. */
export type Accepted = { readonly orderId: string; readonly existed: boolean };

/**
 * Accepts a service order (TMF641, eTOM 1.4.5.6.1): checks it whole, classifies each item, finds or makes the design,
 * keeps what was reserved, sets the committed date and makes the plan, all in one transaction or nothing. The same
 * request again, by its key or external id, answers the same order; another body under the same key is refused.
 */
export async function acceptOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  idempotencyKey: string | undefined,
): Promise<Result<Accepted>> {
  const orderId = newId();
  const before = await madeBefore(tx, context, body, idempotencyKey, orderId);
  if (!before.ok) return before;
  if (before.value !== undefined) return ok({ orderId: before.value, existed: true });
  const world = await worldOf(delivery, tx.sql, context.tenant);
  const requirements = readOrder(world, body);
  if (!requirements.ok) return requirements;
  const made = await makeOrder(delivery, tx, context, world, body, orderId, requirements.value);
  return made.ok ? ok({ orderId, existed: false }) : made;
}

async function makeOrder(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  orderId: string,
  requirements: ReadonlyMap<string, ServiceRequirement>,
): Promise<Result<void>> {
  const { tenant } = context;
  const category = categoryOf(world.catalog, body);
  if (!category.ok) return category;
  const prerequisites = await prerequisitesOf(tx, context, body, orderId);
  if (!prerequisites.ok) return prerequisites;
  const number = await nextNumber(tx, tenant, 'serviceOrder', 'SO');
  const restored = category.value?.restores
    ? await placeRestoration(delivery, tx, context, world, body, { orderId, number }, modified(body))
    : ok(undefined);
  if (!restored.ok) return restored;
  const each: Placed[] = [];
  for (const { item, parent } of allItems(body)) {
    const requirement = requirements.get(item.id);
    const one =
      item.action === 'delete'
        ? await placeRecovery(tx, context, world, body, orderId, item)
        : restored.value?.items.has(item.id)
          ? ok(restored.value.items.get(item.id) as Placed)
          : item.action === 'modify'
            ? await placePattern({ delivery, tx, context, world, body, order: { orderId, number }, item })
            : requirement === undefined
              ? await placeNoChange(tx, context, body, orderId, item)
              : await placeAdd(
                  { delivery, tx, context, world, body, order: { orderId, number }, item },
                  requirement,
                );
    if (!one.ok) return one;
    each.push({ ...one.value, item: { ...one.value.item, parentItemId: parent } });
  }
  const arranged = arrange(world, orderId, each, prerequisites.value);
  if (!arranged.ok) return arranged;
  const placed = arranged.value;
  const forecast = placed
    .flatMap(({ plan }) => (plan === undefined ? [] : [plan.finishDate]))
    .sort()
    .at(-1);
  const order = {
    ...orderOf(context, world, body, orderId, number, placed, forecast),
    priority: Number(body.priority ?? category.value?.priority ?? 2),
  };
  await insertOrders(tx, tenant, [{ order, items: placed.map(({ item }) => item) }]);
  for (const [itemId, why] of restored.value?.waiting ?? [])
    await markAwaitingSpare(tx, tenant, { orderId, itemId }, why);
  await insertPrerequisites(tx, tenant, orderId, prerequisites.value.all);
  await insertRelationships(
    tx,
    tenant,
    (body.orderRelationship ?? []).map(({ id: relatedOrderId, relationshipType }) => ({
      orderId,
      relatedOrderId,
      relationshipType,
    })),
  );
  unwrap(await makePlan(delivery, tx, context, order.id, order.priority, placed));
  const accepted = await tell(tx, context, body, orderId, placed);
  // Where nothing is to be changed the order is over: it goes the way of every other all the same.
  await moveOrders(tx, tenant, [accepted], new Map([[orderId, placed.map(({ item }) => item)]]));
  return ok(undefined);
}

function modified(body: ServiceOrderCreate): readonly ServiceOrderItemCreate[] {
  return allItems(body).flatMap(({ item }) => (item.action === 'modify' ? [item] : []));
}

/** A service that is to be made, or one that stands on the network already. */
async function placeAdd(ground: Ground, requirement: ServiceRequirement): Promise<Result<Placed>> {
  const { delivery, tx, context, world, body, order, item } = ground;
  const found = readTakeOver(item.service, `${pathOf(body, item)}/service`);
  if (!found.ok) return found;
  return found.value === undefined
    ? placeItem(delivery, tx, context, world, body, order, item, requirement)
    : placeTakeOver(ground, requirement, found.value);
}

function orderOf(
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  id: string,
  number: string,
  placed: readonly Placed[],
  forecast: string | undefined,
): Omit<Order, 'version' | 'orderDate' | 'priority' | 'fellOutAt'> {
  const requested =
    body.requestedCompletionDate === undefined
      ? null
      : localDate(new Date(body.requestedCompletionDate).toISOString(), world.operatorCalendar.zone);
  const customer =
    body.relatedParty?.find((party) => party.role === 'customer')?.id ??
    placed[0]?.item.requirement?.customer ??
    placed[0]?.customer ??
    null;
  // The first policy of acceptance: the requested date when the forecast meets it, otherwise the forecast.
  const committedDate =
    forecast === undefined ? requested : requested !== null && forecast <= requested ? requested : forecast;
  return {
    id,
    number,
    kind: 'request',
    externalId: body.externalId ?? null,
    client: context.account,
    category: body.category ?? null,
    description: body.description ?? null,
    state: 'acknowledged',
    customer,
    requestedStartDate: body.requestedStartDate ?? null,
    requestedCompletionDate: body.requestedCompletionDate ?? null,
    requestedDate: requested,
    committedDate,
    expectedDate: null,
    slackWorkingDays: null,
    jeopardy: 'Normal',
    startDate: null,
    completionDate: null,
    planId: null,
    externalReference: body.externalReference ?? [],
    relatedParty: body.relatedParty ?? [],
    errorMessage: [],
  };
}

/** Tells of an order that was accepted; answers it as it stands. */
async function tell(
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  orderId: string,
  placed: readonly Placed[],
): Promise<Order> {
  const { tenant } = context;
  for (const note of body.note ?? [])
    await insertNote(tx, tenant, {
      orderId,
      id: newId(),
      author: note.author ?? context.account,
      text: note.text,
    });
  for (const { note } of placed)
    if (note !== undefined)
      await insertNote(tx, tenant, { orderId, id: newId(), author: 'turnup', text: note });
  const [order] = await ordersById(tx.sql, tenant, [orderId]);
  if (order === undefined) throw new Error(`order ${orderId} was written and cannot be read`);
  await recordFacts(tx, tenant, [orderFact('ServiceOrderCreateEvent', order)]);
  await recordAudit(tx, tenant, [
    {
      account: context.account,
      action: 'serviceOrder.create',
      object: { kind: 'serviceOrder', id: orderId },
      detail: { number: order.number },
      trace: context.trace,
    },
  ]);
  return order;
}
