import { createHash } from 'node:crypto';
import type {
  Classification,
  DesignAlternative,
  ServiceDesign,
  ServiceOrderCreate,
  ServiceOrderItemCreate,
  ServiceRequirement,
} from '@turnup/contract';
import {
  commitDesign,
  findDesign as designById,
  matchingDesign,
  openDesign,
  requirementHash,
} from '../design/index.ts';
import { localDate } from '../foundation/calendar.ts';
import { type FieldFault, ok, type Result, refuse, unwrap } from '../foundation/result.ts';
import type { Context } from '../platform/context.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber, recordAudit, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import {
  assess,
  checkRequirement,
  needDateOf,
  notFeasible,
  recompose,
  type World,
  worldOf,
} from './assess.ts';
import { activityName, compilePlan, type ItemPlan } from './compile.ts';
import type { Delivery } from './delivery.ts';
import { orderFact, orderSubject } from './facts.ts';
import { reservationOfQualification } from './qualificationReservation.ts';
import { requirementOf } from './requirement.ts';
import { keepForOrder, occupancyWithout } from './reserve.ts';
import { rollUp } from './rollup.ts';
import {
  insertActivities,
  insertMilestones,
  insertNote,
  insertOrders,
  ordersById,
  rememberRequest,
  setPlan,
} from './store.ts';
import type { Order, OrderItem } from './types.ts';

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
  const key = idempotencyKey ?? (body.externalId === undefined ? undefined : `externalId:${body.externalId}`);
  if (key !== undefined) {
    const requestHash = createHash('sha256').update(canonical(body)).digest('base64url');
    const known = await rememberRequest(tx, context.tenant, {
      client: context.account,
      key,
      requestHash,
      resourceId: orderId,
    });
    if (known !== undefined) {
      return known.requestHash === requestHash
        ? ok({ orderId: known.resourceId, existed: true })
        : refuse(
            409,
            'IDEMPOTENCY_CONFLICT',
            `another order was sent under ${key} before: use a new one, or send the same body`,
            [{ path: '/externalId', message: 'was used with another body' }],
          );
    }
  }
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
  for (const [index, item] of body.serviceOrderItem.entries()) {
    const path = `/serviceOrderItem/${index}`;
    if (seen.has(item.id)) faults.push({ path: `${path}/id`, message: `is ${item.id} again` });
    seen.add(item.id);
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
  if (item.action !== 'add') {
    return refuse(
      422,
      'ACTION_NOT_SUPPORTED',
      `${path}/action: ${item.action} is not supported yet; add and noChange are`,
      [{ path: `${path}/action`, message: 'is not supported yet' }],
    );
  }
  const date =
    body.requestedCompletionDate === undefined
      ? undefined
      : localDate(new Date(body.requestedCompletionDate).toISOString(), world.operatorCalendar.zone);
  const requirement = requirementOf(item.service, body.relatedParty ?? [], date, `${path}/service`);
  if (!requirement.ok) return requirement;
  const checked = checkRequirement(world, requirement.value);
  return checked.ok ? requirement : checked;
}

/** An item with the road it takes and what will be delivered. */
type Placed = {
  readonly item: OrderItem;
  readonly plan?: DesignAlternative['plan'];
  readonly solution?: DesignAlternative;
  readonly note?: string;
};

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
  const number = await nextNumber(tx, tenant, 'serviceOrder', 'SO');
  const placed: Placed[] = [];
  for (const item of body.serviceOrderItem) {
    const requirement = requirements.get(item.id);
    const one =
      requirement === undefined
        ? ok(unchanged(orderId, item))
        : await placeItem(delivery, tx, context, world, body, { orderId, number }, item, requirement);
    if (!one.ok) return one;
    placed.push(one.value);
  }
  const forecast = placed
    .flatMap(({ plan }) => (plan === undefined ? [] : [plan.finishDate]))
    .sort()
    .at(-1);
  const order = orderOf(context, world, body, orderId, number, placed, forecast);
  await insertOrders(tx, tenant, [{ order, items: placed.map(({ item }) => item) }]);
  unwrap(await makePlan(delivery, tx, context, order.id, order.priority, placed));
  await tell(tx, context, body, orderId, placed);
  return ok(undefined);
}

function unchanged(orderId: string, item: ServiceOrderItemCreate): Placed {
  return { item: { ...blankItem(orderId, item), state: 'completed' } };
}

function blankItem(orderId: string, item: ServiceOrderItemCreate): OrderItem {
  return {
    orderId,
    itemId: item.id,
    action: item.action,
    state: 'acknowledged',
    serviceId: null,
    service: item.service,
    relationships: item.serviceOrderItemRelationship ?? [],
    classification: null,
    specialHandling: false,
    requirement: null,
    requirementHash: null,
    designId: null,
    designVersion: null,
    reservationId: null,
    solution: null,
    errorMessage: [],
  };
}

/**
 * The road of an item (eTOM 1.4.5.6): standard from the template; special from a design that matches the requirement;
 * special without one is marked for special handling, and its design is opened here.
 */
async function placeItem(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  order: { readonly orderId: string; readonly number: string },
  item: ServiceOrderItemCreate,
  requirement: ServiceRequirement,
): Promise<Result<Placed>> {
  const { tenant } = context;
  const hash = requirementHash(requirement);
  const found = await findDesign(tx, tenant, world, body, hash);
  const earlier =
    found.design === undefined
      ? null
      : await reservationOfQualification(tx.sql, tenant, found.design.openedFor);
  const occupancy = unwrap(
    await occupancyWithout(delivery, tx, tenant, `${needDateOf(world, requirement)}T00:00:00.000Z`, earlier),
  );
  const options = { startDate: world.today, occupancy };
  let design = found.design;
  let classification: Classification;
  let solution: DesignAlternative | undefined;
  if (design !== undefined) {
    classification = design.classification;
    const siteOptions = siteOptionsOf(design);
    const composition = unwrap(recompose(world, requirement, siteOptions, options, 'special'));
    const committed = await commitDesign(tx, tenant, delivery.design, {
      id: design.id,
      requirement,
      composition,
    });
    if (!committed.ok) return committed;
    design = committed.value;
    solution = chosenOf(design);
  } else {
    const assessed = assess(world, requirement, { ...options, provideAlternative: false });
    if (!assessed.ok) return assessed;
    const { answer, composition } = assessed.value;
    classification = assessed.value.classification;
    if (composition.alternatives.length === 0) return notFeasible(answer);
    solution = composition.alternatives[0];
    if (classification.route === 'special') {
      design = await openDesign(tx, tenant, delivery.design, {
        mode: 'committed',
        requirement,
        classification,
        composition,
        openedFor: { kind: 'serviceOrder', id: order.orderId },
      });
    }
  }
  if (solution === undefined) return refuse(422, 'NO_ALTERNATIVE', `no design satisfies item ${item.id}`);
  const kept = await keepForOrder(delivery, tx, tenant, world, {
    ...order,
    requirement,
    solution,
    earlier,
    useFrom: needDateOf(world, requirement),
  });
  if (!kept.ok) return kept;
  return ok({
    plan: solution.plan,
    solution,
    ...(found.note === undefined ? {} : { note: found.note }),
    item: {
      ...blankItem(order.orderId, item),
      classification,
      // A design that answers the same requirement is there: nothing has to be designed before the item can move.
      specialHandling: classification.route === 'special' && found.design === undefined,
      requirement,
      requirementHash: hash,
      designId: design?.id ?? null,
      designVersion: design?.version ?? null,
      reservationId: kept.value.id,
      solution,
    },
  });
}

/** The design that an order names or that answers the same requirement; one that answers another does not apply. */
async function findDesign(
  tx: Transaction,
  tenant: string,
  world: World,
  body: ServiceOrderCreate,
  hash: string,
): Promise<{ readonly design?: ServiceDesign; readonly note?: string }> {
  const reference = body.externalReference?.find(
    (candidate) => candidate.externalReferenceType === 'serviceDesign',
  );
  if (reference === undefined) {
    const matching = await matchingDesign(tx.sql, tenant, hash, world.now);
    // A committed design is already being delivered by the order that took it up.
    return matching === undefined || matching.mode === 'committed' ? {} : { design: matching };
  }
  const named = await designById(tx.sql, tenant, reference.id);
  if (named === undefined) return { note: `there is no design ${reference.id}: the item was judged anew` };
  if (named.mode === 'committed')
    return { note: `design ${named.number} is already delivered by another order: the item was judged anew` };
  if (named.requirementHash !== hash)
    return {
      note: `design ${named.number} answers another requirement and does not apply: the item was judged anew`,
    };
  if (named.validUntil !== undefined && named.validUntil <= world.now)
    return { note: `design ${named.number} was valid until ${named.validUntil}: the item was judged anew` };
  return { design: named };
}

function chosenOf(design: ServiceDesign): DesignAlternative | undefined {
  return (
    design.alternatives.find((alternative) => alternative.id === design.chosenAlternative) ??
    design.alternatives[0]
  );
}

/** The site options of a design's alternatives, the chosen one's first. */
function siteOptionsOf(design: ServiceDesign) {
  const ordered = [chosenOf(design), ...design.alternatives].filter(
    (alternative) => alternative !== undefined,
  );
  return design.requirement.sites.map(({ site }) => {
    const options = ordered.flatMap((alternative) =>
      alternative.sites.filter((option) => option.site === site),
    );
    const unique = new Map(
      options.map((option) => [option.legs.map((leg) => `${leg.id}/${leg.port}`).join('+'), option]),
    );
    return { site, options: [...unique.values()] };
  });
}

function orderOf(
  context: Context,
  world: World,
  body: ServiceOrderCreate,
  id: string,
  number: string,
  placed: readonly Placed[],
  forecast: string | undefined,
): Omit<Order, 'version' | 'orderDate'> {
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
    priority: Number(body.priority ?? 2),
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

async function makePlan(
  delivery: Delivery,
  tx: Transaction,
  context: Context,
  orderId: string,
  priority: number,
  placed: readonly Placed[],
): Promise<Result<void>> {
  const items: ItemPlan[] = placed.flatMap(({ item, plan }) =>
    plan === undefined ? [] : [{ itemId: item.itemId, activities: plan.activities }],
  );
  if (items.length === 0) return ok(undefined);
  const created = await delivery.plans.createPlan(tx, context.tenant, {
    subject: { kind: orderSubject, id: orderId },
    priority: 2 - priority,
    trace: context.trace,
    tasks: compilePlan(orderId, items),
  });
  if (!created.ok) return created;
  await setPlan(tx, context.tenant, orderId, created.value);
  const activities = items.flatMap(({ itemId, activities: own }) =>
    own.map((activity) => ({ itemId, activity })),
  );
  await insertActivities(
    tx,
    context.tenant,
    activities.map(({ itemId, activity }) => ({
      orderId,
      itemId,
      planId: created.value,
      activity: activityName(itemId, activity.key),
    })),
  );
  await insertMilestones(
    tx,
    context.tenant,
    activities.flatMap(({ itemId, activity }) =>
      activity.milestone === undefined
        ? []
        : [
            {
              orderId,
              name:
                activity.site === undefined ? activity.milestone : `${activity.milestone}:${activity.site}`,
              activity: activityName(itemId, activity.key),
              plannedDate: activity.finishDate,
            },
          ],
    ),
  );
  return ok(undefined);
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

/** JSON with members in the order of their names, so that two bodies that mean the same hash the same. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .join(',')}}`;
}
