import type { ServiceOrder, ServiceOrderItem } from '@turnup/contract';
import { planViews } from '../plan/index.ts';
import type { Sql } from '../platform/database.ts';
import { levelsSince } from '../provisioning/index.ts';
import { familyOf } from './nesting.ts';
import { finalStates, orderState } from './rollup.ts';
import { activitiesOf, itemsOf, milestonesOf, notesOf, ordersById, relationshipsOf } from './store.ts';
import type { Order, OrderItem } from './types.ts';

/** Base path of the order resource (TMF641). */
export const orderPath = '/tmf-api/serviceOrdering/v4/serviceOrder';

/** Orders as TMF641 tells them, with our extensions, in the order of their ids. */
export async function orderViews(sql: Sql, tenant: string, ids: readonly string[]): Promise<ServiceOrder[]> {
  if (ids.length === 0) return [];
  const [orders, items, relationships, notes, milestones, activities] = await Promise.all([
    ordersById(sql, tenant, ids),
    itemsOf(sql, tenant, ids),
    relationshipsOf(sql, tenant, ids),
    notesOf(sql, tenant, ids),
    milestonesOf(sql, tenant, ids),
    activitiesOf(sql, tenant, ids),
  ]);
  const progress = await progressOf(sql, tenant, activities);
  const alerted = orders.filter(({ jeopardy }) => jeopardy !== 'Normal').map(({ id }) => id);
  const since = await levelsSince(sql, tenant, alerted);
  return orders.map((order) => {
    const own = <Row extends { readonly orderId: string }>(rows: readonly Row[]): Row[] =>
      rows.filter((row) => row.orderId === order.id);
    return {
      ...head(order),
      orderRelationship: own(relationships).map(({ relatedOrderId, relationshipType, number }) => ({
        id: relatedOrderId,
        href: `${orderPath}/${relatedOrderId}`,
        relationshipType,
        name: number,
      })),
      serviceOrderItem: nested(own(items), null),
      milestone: own(milestones).map(({ itemId, name, plannedDate, reachedAt, reachedOn }) => ({
        id: `${itemId}/${name}`,
        name,
        milestoneDate: reachedAt ?? `${plannedDate}T00:00:00.000Z`,
        status: milestoneStatus(plannedDate, reachedOn),
        serviceOrderItem: [{ itemId, serviceOrderId: order.id }],
      })),
      jeopardyAlert: alertOf(order, since.get(order.id)),
      note: own(notes).map(({ id, author, at, text }) => ({ id, author, date: at, text })),
      progress: progress.get(order.id) ?? { done: 0, total: 0 },
      ...designOf(own(items)),
    };
  });
}

/** One order, or undefined where the tenant has none of this id. */
export async function orderView(sql: Sql, tenant: string, id: string): Promise<ServiceOrder | undefined> {
  return (await orderViews(sql, tenant, [id]))[0];
}

type Head = Omit<
  ServiceOrder,
  'orderRelationship' | 'serviceOrderItem' | 'milestone' | 'jeopardyAlert' | 'note' | 'progress' | 'designId'
>;

function head(order: Order): Head {
  const final = finalStates.has(order.state);
  return {
    id: order.id,
    href: `${orderPath}/${order.id}`,
    '@type': 'ServiceOrder',
    number: order.number,
    kind: order.kind,
    state: order.state,
    priority: String(order.priority),
    jeopardy: order.jeopardy,
    orderDate: order.orderDate,
    externalReference: [...order.externalReference],
    relatedParty: [...order.relatedParty],
    errorMessage: [...order.errorMessage],
    ...present('externalId', order.externalId),
    ...present('category', order.category),
    ...present('description', order.description),
    ...present('startDate', order.startDate),
    ...present('requestedStartDate', order.requestedStartDate),
    ...present('requestedCompletionDate', order.requestedCompletionDate),
    // MEF: present while in progress, absent when cancelled.
    ...(order.expectedDate === null || final
      ? {}
      : { expectedCompletionDate: `${order.expectedDate}T00:00:00.000Z` }),
    ...present('completionDate', order.completionDate),
    ...present('committedDate', order.committedDate),
    ...present('expectedDate', order.expectedDate),
    ...present('slackWorkingDays', order.slackWorkingDays),
    ...present('planId', order.planId),
    ...present('fellOutAt', order.fellOutAt),
  };
}

function present<Name extends string, Value>(name: Name, value: Value | null): { [Key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

/** The items embedded in one (null: of the order itself), each with its own; one that holds others is rolled up. */
function nested(items: readonly OrderItem[], parent: string | null): ServiceOrderItem[] {
  return items
    .filter((item) => item.parentItemId === parent)
    .map((item) => {
      const children = nested(items, item.itemId);
      if (children.length === 0) return itemView(item);
      const family = new Set(familyOf(items, item.itemId));
      const state = orderState(items.filter(({ itemId }) => family.has(itemId)));
      return { ...itemView(item), state, serviceOrderItem: children };
    });
}

function itemView(item: OrderItem): ServiceOrderItem {
  return {
    id: item.itemId,
    action: item.action,
    state: item.state,
    service: item.serviceId === null ? item.service : { ...(item.service as object), id: item.serviceId },
    errorMessage: [...item.errorMessage],
    serviceOrderItemRelationship: [...item.relationships],
    specialHandling: item.specialHandling,
    ...(item.classification === null ? {} : { classification: item.classification }),
  };
}

function milestoneStatus(
  plannedDate: string,
  reachedOn: string | null,
): 'yetToReach' | 'completed' | 'violated' {
  if (reachedOn === null) return 'yetToReach';
  return reachedOn > plannedDate ? 'violated' : 'completed';
}

function alertOf(order: Order, since: string | undefined): ServiceOrder['jeopardyAlert'] {
  if (order.jeopardy === 'Normal' || order.slackWorkingDays === null) return [];
  const { slackWorkingDays: slack, expectedDate, committedDate } = order;
  const sentence =
    slack < 0
      ? `${-slack} working days after the committed ${committedDate}`
      : `${slack} working days before the committed ${committedDate}`;
  return [
    {
      id: `${order.id}-jeopardy`,
      name: `${order.jeopardy} ${order.number}`,
      alertDate: since ?? order.orderDate,
      exception: slack < 0 ? 'COMMITTED_DATE_MISSED' : 'LITTLE_SLACK',
      jeopardyType: order.jeopardy,
      message: `expected on ${expectedDate}, ${sentence}`,
    },
  ];
}

function designOf(items: readonly OrderItem[]): { designId?: string } {
  const designId = items.find((item) => item.designId !== null)?.designId;
  return designId === undefined || designId === null ? {} : { designId };
}

/** Finished and all tasks of the activities that serve each order. */
async function progressOf(sql: Sql, tenant: string, activities: Awaited<ReturnType<typeof activitiesOf>>) {
  const plans = await planViews(sql, tenant, [...new Set(activities.map((row) => row.planId))]);
  const tasks = new Map(
    plans.map((plan) => [
      plan.id,
      Map.groupBy(
        plan.tasks.filter((task) => task.retiredIn === null),
        (task) => task.activity,
      ),
    ]),
  );
  const progress = new Map<string, { done: number; total: number }>();
  for (const { orderId, planId, activity } of activities) {
    const own = tasks.get(planId)?.get(activity) ?? [];
    const before = progress.get(orderId) ?? { done: 0, total: 0 };
    const done = own.filter((task) => task.state === 'completed' || task.state === 'skipped').length;
    progress.set(orderId, { done: before.done + done, total: before.total + own.length });
  }
  return progress;
}
