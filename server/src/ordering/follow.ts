import type { OrderError, OrderState } from '@turnup/contract';
import type { ChangeHook, TaskChange } from '../plan/index.ts';
import { planViews } from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import type { Delivery } from './delivery.ts';
import { reforecastOrders } from './expect.ts';
import { orderFact } from './facts.ts';
import { finalStates, itemState, rollUp, wayBetween } from './rollup.ts';
import {
  activitiesOf,
  type ItemChange,
  itemsOf,
  lockOrders,
  type OrderChange,
  orderIdsOfPlans,
  ordersById,
  reachMilestones,
  updateItems,
  updateOrders,
} from './store.ts';
import { type ActivityProgress, progressOfPlan } from './timeline.ts';
import type { Order, OrderItem } from './types.ts';

/** The subject kind of the plans that deliver orders. */
export const orderSubject = 'serviceOrder';

/**
 * Follows the plans of orders: hears of every change of their tasks in the transaction that makes it, and brings the
 * items, the orders, their milestones and their forecast in line before it commits. So an order never says anything
 * that its plan does not.
 */
export function followPlans(delivery: Delivery): ChangeHook {
  return async (tx, changes) => {
    const byTenant = Map.groupBy(
      changes.map(placeOf).filter((place) => place.kind === orderSubject),
      (place) => place.tenant,
    );
    for (const [tenant, places] of byTenant) {
      await followTenant(delivery, tx, tenant, [...new Set(places.map((place) => place.planId))]);
    }
  };
}

function placeOf(change: TaskChange): { tenant: string; planId: string; kind: string } {
  if (change.change === 'planFinished')
    return { tenant: change.tenant, planId: change.planId, kind: change.subject.kind };
  return { tenant: change.task.tenant, planId: change.task.planId, kind: change.task.subject.kind };
}

async function followTenant(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  planIds: readonly string[],
): Promise<void> {
  const orderIds = await orderIdsOfPlans(tx.sql, tenant, planIds);
  await lockOrders(tx, tenant, orderIds);
  const orders = await ordersById(tx.sql, tenant, orderIds);
  const items = await itemsOf(tx.sql, tenant, orderIds);
  const serving = await activitiesOf(tx.sql, tenant, orderIds);
  const calendars = await delivery.calendars(tx.sql, tenant);
  const plans = await planViews(tx.sql, tenant, planIds);
  const activities = new Map(
    plans.flatMap((plan) =>
      progressOfPlan(plan.tasks, calendars).map(
        (activity) => [`${plan.id}/${activity.name}`, activity] as const,
      ),
    ),
  );
  const changedItems: ItemChange[] = [];
  const states = new Map<string, OrderState[]>();
  for (const item of items) {
    const own = serving
      .filter((row) => row.orderId === item.orderId && row.itemId === item.itemId)
      .flatMap((row) => activities.get(`${row.planId}/${row.activity}`) ?? []);
    const change = follow(item, own);
    if (change !== undefined) changedItems.push(change);
    states.set(item.orderId, [...(states.get(item.orderId) ?? []), change?.state ?? item.state]);
  }
  if (changedItems.length > 0) await updateItems(tx, tenant, changedItems);
  await moveOrders(tx, tenant, orders, states);
  await tellMilestones(tx, tenant, orders, [...activities.values()]);
  await reforecastOrders(
    delivery,
    tx,
    tenant,
    orders.filter((order) => order.kind === 'request' && order.planId !== null),
    plans,
  );
}

/** What changes of an item, or undefined when it stands as it should. Final items stay as they are. */
function follow(item: OrderItem, activities: readonly ActivityProgress[]): ItemChange | undefined {
  if (finalStates.has(item.state) || item.action === 'noChange' || activities.length === 0) return undefined;
  const tasks = activities.flatMap((activity) => activity.tasks);
  const state = itemState({
    total: tasks.length,
    done: tasks.filter((task) => task.state === 'completed' || task.state === 'skipped').length,
    fallout: tasks.filter((task) => task.state === 'fallout' || task.state === 'failed').length,
    begun: tasks.filter((task) => task.startedAt !== null).length,
    designing:
      item.specialHandling &&
      activities.some(
        (activity) =>
          activity.state !== 'done' && activity.tasks.some((task) => task.kind === 'order.issue@1'),
      ),
  });
  const errorMessage = errorsOf(activities);
  const same =
    JSON.stringify(errorMessage.map((error) => error.message)) ===
    JSON.stringify(item.errorMessage.map((error) => error.message));
  if (state === item.state && same) return undefined;
  return {
    orderId: item.orderId,
    itemId: item.itemId,
    ...(state === item.state ? {} : { state }),
    ...(same ? {} : { errorMessage }),
  };
}

/** The errors that hold an item: each task in fallout with its code, words, and what a person can do. */
function errorsOf(activities: readonly ActivityProgress[]): OrderError[] {
  return activities.flatMap(({ fallout }) => {
    if (fallout?.error === undefined || fallout.error === null) return [];
    const { code, message, corrective } = fallout.error;
    const todo = corrective === undefined || corrective.length === 0 ? '' : ` — ${corrective.join(' ')}`;
    return [
      {
        code,
        reason: `${fallout.label} cannot go on`,
        message: `${message}${todo}`,
        timestamp: fallout.startedAt ?? '1970-01-01T00:00:00.000Z',
      },
    ];
  });
}

/** Moves orders to what their items say, through every state on the way, with an event for each. */
async function moveOrders(
  tx: Transaction,
  tenant: string,
  orders: readonly Order[],
  states: ReadonlyMap<string, readonly OrderState[]>,
): Promise<void> {
  for (const order of orders) {
    const target = rollUp(states.get(order.id) ?? [order.state]);
    const way = wayBetween(order.state, target);
    if (way === null) throw new Error(`order ${order.number} cannot go from ${order.state} to ${target}`);
    for (const state of way) await step(tx, tenant, order, state);
  }
}

async function step(tx: Transaction, tenant: string, order: Order, state: OrderState): Promise<void> {
  const change: OrderChange = { id: order.id, state };
  await updateOrders(tx, tenant, [change]);
  await recordFacts(tx, tenant, [orderFact('ServiceOrderStateChangeEvent', { ...order, state })]);
}

async function tellMilestones(
  tx: Transaction,
  tenant: string,
  orders: readonly Order[],
  activities: readonly ActivityProgress[],
): Promise<void> {
  const done = activities.filter((activity) => activity.state === 'done').map((activity) => activity.name);
  for (const order of orders.filter((candidate) => candidate.kind === 'request')) {
    const reached = await reachMilestones(tx, tenant, order.id, done);
    await recordFacts(
      tx,
      tenant,
      reached.map((milestone) => orderFact('ServiceOrderMilestoneEvent', order, { milestone })),
    );
  }
}
