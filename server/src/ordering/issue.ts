import type { DesignAlternative, OrderError, ServiceRequirement } from '@turnup/contract';
import { findDesign, stalenessOf } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { createServices, type ServiceDraft } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { needDateOf, worldOf } from './assess.ts';
import { activityName } from './compile.ts';
import type { Delivery } from './delivery.ts';
import { orderFact } from './facts.ts';
import { parameterLines } from './parameters.ts';
import { keepForOrder } from './reserve.ts';
import {
  insertActivities,
  insertOrders,
  insertRelationships,
  itemsOf,
  type OrderRecord,
  ordersById,
  updateItems,
} from './store.ts';
import type { ActivitySchedule, Order, OrderItem } from './types.ts';

/** What was issued: the orders by what they are for, and the service they make. */
export type Issued = {
  readonly serviceId: string;
  readonly orders: readonly { readonly id: string; readonly number: string; readonly name: string }[];
};

/**
 * Issues the service orders that the detailed design identifies (eTOM 1.4.5.1 → 1.4.5.2 and 1.4.5.4): one to allocate
 * the parameters, one to implement the core, one a site, with their dependencies; records the services as reserved and
 * keeps their parameters. A second issue of the same item answers the first: nothing is doubled.
 */
export async function issueOrders(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  request: {
    readonly orderId: string;
    readonly itemId: string;
    readonly planId: string;
    readonly activities: readonly ActivitySchedule[];
  },
): Promise<Result<Issued>> {
  const [order] = await ordersById(tx.sql, tenant, [request.orderId]);
  const item = (await itemsOf(tx.sql, tenant, [request.orderId])).find(
    (candidate) => candidate.itemId === request.itemId,
  );
  if (order === undefined || item?.requirement === undefined || item.requirement === null) {
    return refuse(404, 'NOT_FOUND', `order ${request.orderId} has no item ${request.itemId} to issue from`);
  }
  if (item.serviceId !== null) return ok({ serviceId: item.serviceId, orders: [] });
  const chosen = await chosenSolution(tx, tenant, item);
  if (!chosen.ok) return chosen;
  const solution = chosen.value;
  const serviceId = newId();
  const world = await worldOf(delivery, tx.sql, tenant);
  const kept = await keepForOrder(delivery, tx, tenant, world, {
    orderId: order.id,
    number: order.number,
    requirement: item.requirement,
    solution,
    earlier: item.reservationId,
    useFrom: needDateOf(world, item.requirement),
  });
  if (!kept.ok) return kept;
  const reserved = await reserveParameters(
    delivery,
    tx,
    tenant,
    order,
    item.requirement,
    solution,
    serviceId,
  );
  if (!reserved.ok) return reserved;
  await recordServices(delivery, tx, tenant, order, item.requirement, solution, serviceId, item.itemId);
  await updateItems(tx, tenant, [
    { orderId: order.id, itemId: item.itemId, serviceId, solution, reservationId: kept.value.id },
  ]);
  const orders = await writeIssued(
    tx,
    tenant,
    order,
    { ...item, serviceId, solution },
    request.planId,
    request.activities,
  );
  return ok({ serviceId, orders });
}

/** The approved design's chosen alternative; for a standard item the solution that the order was accepted with. */
async function chosenSolution(
  tx: Transaction,
  tenant: string,
  item: OrderItem,
): Promise<Result<DesignAlternative>> {
  if (item.designId === null) {
    return item.solution === null
      ? refuse(409, 'NO_SOLUTION', `item ${item.itemId} has neither a design nor a standard solution`)
      : ok(item.solution);
  }
  const design = await findDesign(tx.sql, tenant, item.designId);
  if (design === undefined) return refuse(404, 'NOT_FOUND', `there is no design ${item.designId}`);
  if (design.mode !== 'committed' || design.state !== 'approved') {
    return refuse(
      409,
      'DESIGN_NOT_APPROVED',
      `design ${design.number} is ${design.state} in mode ${design.mode}: orders are issued from an approved, committed design`,
    );
  }
  const stale = stalenessOf(design);
  if (stale.length > 0) {
    const told = stale.map(({ message }) => message).join(' ');
    return refuse(409, 'DESIGN_STALE', `design ${design.number} cannot be built as it is: ${told}`);
  }
  const solution = design.alternatives.find((alternative) => alternative.id === design.chosenAlternative);
  return solution === undefined
    ? refuse(409, 'NO_ALTERNATIVE_CHOSEN', `design ${design.number} has no chosen alternative`)
    : ok(solution);
}

async function reserveParameters(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  requirement: ServiceRequirement,
  solution: DesignAlternative,
  serviceId: string,
): Promise<Result<unknown>> {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${requirement.serviceSpecification}`,
    );
  return delivery.parameters.reserve(tx, tenant, {
    reservationId: serviceId,
    owner: { kind: 'service', id: serviceId },
    reason: `parameters for ${order.number}`,
    holdUntil: null,
    use: { from: await delivery.now(tx.sql), to: null },
    lines: parameterLines(requirement, solution, specification, await delivery.pools(tx.sql, tenant)),
  });
}

async function recordServices(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  requirement: ServiceRequirement,
  solution: DesignAlternative,
  serviceId: string,
  itemId: string,
): Promise<void> {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const common = {
    customer: requirement.customer,
    state: 'reserved' as const,
    allocationStatus: 'reserved' as const,
    orderId: order.id,
    orderItem: itemId,
  };
  const number = await nextNumber(tx, tenant, 'service', 'SVC');
  const customerFacing: ServiceDraft = {
    ...common,
    id: serviceId,
    number,
    category: 'CFS',
    specification: requirement.serviceSpecification,
    name: `${specification?.name ?? requirement.serviceSpecification} ${requirement.customer}`,
    cfsStatus: 5,
    characteristics: {
      topology: requirement.topology,
      sites: requirement.sites,
      classesOfService: requirement.classesOfService ?? [],
    },
  };
  const places = (per: 'service' | 'site' | 'leg') =>
    per === 'service'
      ? [{ place: null, suffix: 'CORE', characteristics: {} }]
      : solution.sites.flatMap(({ site, legs }) => {
          const rate = requirement.sites.find((candidate) => candidate.site === site)?.bandwidthKbps;
          if (per === 'site')
            return [{ place: site, suffix: site, characteristics: { bandwidthKbps: rate } }];
          return legs.map((leg, index) => ({
            place: site,
            suffix: `${site}-${index + 1}`,
            characteristics: {
              node: leg.node,
              port: leg.port,
              bandwidthKbps: rate,
              role: index === 0 ? 'primary' : 'secondary',
              ...(leg.partner === undefined ? {} : { partner: leg.partner }),
            },
          }));
        });
  const resourceFacing = (specification?.decomposesInto ?? []).flatMap(({ specification: code, per }) =>
    places(per).map(
      ({ place, suffix, characteristics }): ServiceDraft => ({
        ...common,
        id: newId(),
        number: `${number}-${code}-${suffix}`,
        category: 'RFS',
        specification: code,
        name: `${code} ${suffix}`,
        place,
        parentId: serviceId,
        characteristics,
      }),
    ),
  );
  await createServices(tx, tenant, [customerFacing, ...resourceFacing], {
    by: 'ordering',
    orderId: order.id,
    reason: `issued from ${order.number}`,
  });
}

type Planned = {
  readonly kind: 'allocate' | 'implement';
  readonly name: string;
  readonly activities: readonly string[];
};

/** Which orders there are, and which activities each of them answers for. Told by the eTOM elements of the plan. */
function plannedOrders(activities: readonly ActivitySchedule[]): Planned[] {
  const keys = (wanted: (activity: ActivitySchedule) => boolean): string[] =>
    activities.filter(wanted).map((activity) => activity.key);
  const implementing = (activity: ActivitySchedule): boolean => activity.process.startsWith('1.4.5.4');
  const sites = [
    ...new Set(
      activities.flatMap((activity) =>
        activity.site !== undefined && implementing(activity) ? [activity.site] : [],
      ),
    ),
  ];
  const orders: Planned[] = [
    {
      kind: 'allocate',
      name: 'parameters',
      activities: keys((activity) => activity.process.startsWith('1.4.5.2')),
    },
    {
      kind: 'implement',
      name: 'core',
      activities: keys(
        (activity) =>
          implementing(activity) && activity.site === undefined && !activity.process.startsWith('1.4.5.4.3'),
      ),
    },
    ...sites.map(
      (site): Planned => ({
        kind: 'implement',
        name: site,
        activities: keys((activity) => implementing(activity) && activity.site === site),
      }),
    ),
  ];
  return orders.filter((order) => order.activities.length > 0);
}

async function writeIssued(
  tx: Transaction,
  tenant: string,
  request: Order,
  item: OrderItem,
  planId: string,
  activities: readonly ActivitySchedule[],
): Promise<Issued['orders']> {
  const planned = plannedOrders(activities);
  const records: (OrderRecord & { readonly planned: Planned })[] = [];
  for (const each of planned) {
    const id = newId();
    const number = await nextNumber(tx, tenant, 'serviceOrder', 'SO');
    records.push({
      planned: each,
      order: issuedOrder(request, each, id, number, planId),
      items: [issuedItem(item, each, id)],
    });
  }
  await insertOrders(tx, tenant, records);
  await insertActivities(
    tx,
    tenant,
    records.flatMap(({ planned: each, order }) =>
      each.activities.map((key) => ({
        orderId: order.id,
        itemId: '1',
        planId,
        activity: activityName(item.itemId, key),
      })),
    ),
  );
  await insertRelationships(
    tx,
    tenant,
    relationshipsAmong(
      request.id,
      records.map((record) => ({ id: record.order.id, ...record.planned })),
    ),
  );
  const orders = await ordersById(
    tx.sql,
    tenant,
    records.map((record) => record.order.id),
  );
  await recordFacts(
    tx,
    tenant,
    orders.map((order) => orderFact('ServiceOrderCreateEvent', order)),
  );
  return records.map(({ order, planned: each }) => ({ id: order.id, number: order.number, name: each.name }));
}

function issuedOrder(
  request: Order,
  planned: Planned,
  id: string,
  number: string,
  planId: string,
): OrderRecord['order'] {
  const {
    customer,
    priority,
    requestedDate,
    committedDate,
    expectedDate,
    slackWorkingDays,
    relatedParty,
    client,
  } = request;
  const errorMessage: OrderError[] = [];
  return {
    id,
    number,
    kind: planned.kind,
    externalId: null,
    client,
    category: planned.kind,
    description: `${planned.kind === 'allocate' ? 'Allocate parameters' : `Implement, configure and activate ${planned.name}`} for ${request.number}`,
    priority,
    state: 'acknowledged',
    customer,
    requestedStartDate: null,
    requestedCompletionDate: request.requestedCompletionDate,
    requestedDate,
    committedDate,
    expectedDate,
    slackWorkingDays,
    jeopardy: 'Normal',
    startDate: null,
    completionDate: null,
    planId,
    externalReference: [],
    relatedParty,
    errorMessage,
  };
}

function issuedItem(item: OrderItem, planned: Planned, orderId: string): OrderItem {
  return {
    ...item,
    orderId,
    itemId: '1',
    parentItemId: null,
    action: 'add',
    state: 'acknowledged',
    service: {
      id: item.serviceId,
      name: planned.name,
      state: planned.kind === 'allocate' ? 'reserved' : 'active',
    },
    relationships: [],
    specialHandling: false,
    // The solution stays with the request: one place says what is being delivered.
    requirement: null,
    solution: null,
    reservationId: null,
    errorMessage: [],
    givenUp: null,
  };
}

/** allocate → core → sites as `dependency`; every issued order names the request that it serves. */
function relationshipsAmong(
  requestId: string,
  orders: readonly { readonly id: string; readonly kind: string; readonly name: string }[],
) {
  const allocate = orders.find((order) => order.kind === 'allocate');
  const core = orders.find((order) => order.kind === 'implement' && order.name === 'core');
  return orders.flatMap((order) => {
    const before = order === core ? allocate : order === allocate ? undefined : (core ?? allocate);
    return [
      { orderId: order.id, relatedOrderId: requestId, relationshipType: 'initiatedBy' },
      { orderId: requestId, relatedOrderId: order.id, relationshipType: 'initiates' },
      ...(before === undefined
        ? []
        : [{ orderId: order.id, relatedOrderId: before.id, relationshipType: 'dependency' }]),
    ];
  });
}
