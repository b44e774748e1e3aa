import type { DesignAlternative, OrderError } from '@turnup/contract';
import { findDesign, stalenessOf } from '../design/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber, recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { activityName } from './compile.ts';
import { orderFact } from './facts.ts';
import {
  insertActivities,
  insertOrders,
  insertRelationships,
  type OrderRecord,
  ordersById,
} from './store.ts';
import type { ActivitySchedule, Order, OrderItem } from './types.ts';

/** What was issued: the orders by what they are for, and the service they make. */
export type Issued = {
  readonly serviceId: string;
  readonly orders: readonly { readonly id: string; readonly number: string; readonly name: string }[];
};

/** The approved design's chosen alternative; for a standard item the solution that the order was accepted with. */
export async function chosenSolution(
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

/** An order that is issued from an item: what it is for, and the activities that it answers for. */
export type Planned = {
  readonly kind: 'allocate' | 'implement';
  readonly name: string;
  readonly activities: readonly string[];
};

/** Which orders there are, and which activities each of them answers for. Told by the eTOM elements of the plan. */
export function plannedOrders(activities: readonly ActivitySchedule[]): Planned[] {
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

/** Writes issued orders with their items, activities and relationships, and tells of them. */
export async function writeIssued(
  tx: Transaction,
  tenant: string,
  request: Order,
  item: OrderItem,
  planId: string,
  planned: readonly Planned[],
): Promise<Issued['orders']> {
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
    moreReservations: [],
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
