import type { ServiceOrderCreate, ServiceOrderItemCreate, ServiceRequirement } from '@turnup/contract';
import { localDate } from '../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { arrange } from './arrange.ts';
import { checkRequirement, type World, worldOf } from './assess.ts';
import { categoryOf } from './categories.ts';
import type { Delivery } from './delivery.ts';
import { orderFact } from './facts.ts';
import { makePlan } from './makePlan.ts';
import { allItems, pathOf } from './nesting.ts';
import type { Ground } from './patterns/ground.ts';
import { placePattern } from './patterns/place.ts';
import { readPattern } from './patterns/read.ts';
import { placeTakeOver, readTakeOver, takeOverName } from './patterns/takeOver.ts';
import { type Placed, unchanged } from './placed.ts';
import { placeItem } from './placeNew.ts';
import { placeRecovery } from './placeRecovery.ts';
import { insertPrerequisites } from './prerequisite-store.ts';
import { prerequisitesOf } from './prerequisites.ts';
import { madeBefore } from './repeated.ts';
import { requirementOf } from './requirement.ts';
import { placeRestoration } from './restoration/place.ts';
import { markAwaitingSpare } from './restoration/store.ts';
import { rollUp } from './rollup.ts';
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
  const requirements = requirementsOf(world, body);
  if (!requirements.ok) return requirements;
  const made = await makeOrder(delivery, tx, context, world, body, orderId, requirements.value);
  return made.ok ? ok({ orderId, existed: false }) : made;
}

/** Reads every item's requirement; all faults at once. */
function requirementsOf(
  world: World,
  body: ServiceOrderCreate,
): Result<ReadonlyMap<string, ServiceRequirement>> {
  const faults: FieldFault[] = [];
  const requirements = new Map<string, ServiceRequirement>();
  const seen = new Set<string>();
  for (const { item, path } of allItems(body)) {
    // Of what names its service: one item a service, since each is judged against the service as it stands.
    for (const name of [item.id, ...(item.service.id === undefined ? [] : [`service ${item.service.id}`])]) {
      const member = name === item.id ? 'id' : 'service/id';
      if (seen.has(name)) faults.push({ path: `${path}/${member}`, message: `is ${name} again` });
      seen.add(name);
    }
    const read = requirementOfItem(world, body, item, path);
    if (!read.ok) {
      if (read.fault.status !== 400) return read;
      faults.push(...(read.fault.faults ?? [{ path, message: read.fault.message }]));
    } else if (read.value !== undefined) requirements.set(item.id, read.value);
  }
  if (faults.length === 0) return ok(requirements);
  return refuse(
    400,
    'INVALID_ORDER',
    faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    faults,
  );
}

function requirementOfItem(
  world: World,
  body: ServiceOrderCreate,
  item: ServiceOrderItemCreate,
  path: string,
): Result<ServiceRequirement | undefined> {
  if (item.action === 'noChange') return ok(undefined);
  if (item.action !== 'add') return namesService(item, path);
  const date =
    body.requestedCompletionDate === undefined
      ? undefined
      : localDate(new Date(body.requestedCompletionDate).toISOString(), world.operatorCalendar.zone);
  const said = item.service.serviceCharacteristic ?? [];
  const service = {
    ...item.service,
    serviceCharacteristic: said.filter(({ name }) => name !== takeOverName),
  };
  const requirement = requirementOf(service, body.relatedParty ?? [], date, `${path}/service`);
  if (!requirement.ok) return requirement;
  const checked = checkRequirement(world, requirement.value);
  return checked.ok ? requirement : checked;
}

/** An item that ends a service names it and says nothing else; one that changes it names it and says what is new. */
function namesService(item: ServiceOrderItemCreate, path: string): Result<undefined> {
  const faults: FieldFault[] = [];
  if (item.service.id === undefined) faults.push({ path: `${path}/service/id`, message: 'is required' });
  if (item.action === 'modify') {
    const read = readPattern(item.service, `${path}/service`);
    if (!read.ok) faults.push(...(read.fault.faults ?? []));
  } else if ((item.service.serviceCharacteristic ?? []).length > 0)
    faults.push({
      path: `${path}/service/serviceCharacteristic`,
      message: 'is not for a service that is deleted',
    });
  if (faults.length === 0) return ok(undefined);
  return refuse(400, 'INVALID_ORDER', faults.map((fault) => fault.message).join('; '), faults);
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
              ? ok(unchanged(orderId, item))
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
  await tell(tx, context, body, orderId, placed);
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
    state: rollUp(placed.map(({ item }) => item.state)),
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

async function tell(
  tx: Transaction,
  context: Context,
  body: ServiceOrderCreate,
  orderId: string,
  placed: readonly Placed[],
): Promise<void> {
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
}
