import type { OrderError } from '@turnup/contract';
import {
  type ChangeHook,
  isFinal,
  type PlanView,
  planViews,
  type TaskChange,
  type TaskView,
} from '../plan/index.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { advanceAmendments, closeAmendments } from './amend/advance.ts';
import type { Delivery } from './delivery.ts';
import { reforecastOrders } from './expect.ts';
import { orderFact, orderSubject } from './facts.ts';
import { tasksByItem } from './itemTasks.ts';
import { moveOrders } from './moveOrders.ts';
import { advanceRetreats, finishCancellations, isLeaving } from './retreat.ts';
import { finalStates, type ItemInOrder, itemState } from './rollup.ts';
import {
  activitiesOf,
  type ItemChange,
  itemsOf,
  lockOrders,
  markFellOut,
  orderIdsOfPlans,
  ordersById,
  reachMilestones,
  updateItems,
} from './store.ts';
import { authorizeKind, awaitCapacityKind, awaitKind } from './taskKinds.ts';
import { type ActivityProgress, progressOfPlan } from './timeline.ts';
import type { Order, OrderItem } from './types.ts';

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
      await followNow(delivery, tx, tenant, [...new Set(places.map((place) => place.planId))]);
    }
  };
}

function placeOf(change: TaskChange): { tenant: string; planId: string; kind: string } {
  if (change.change === 'planFinished')
    return { tenant: change.tenant, planId: change.planId, kind: change.subject.kind };
  return { tenant: change.task.tenant, planId: change.task.planId, kind: change.task.subject.kind };
}

/** Brings the orders of these plans in line with them. The plans are locked. */
export async function followNow(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  planIds: readonly string[],
): Promise<void> {
  const before = await planViews(tx.sql, tenant, planIds);
  const retreated = await advanceRetreats(delivery, tx, tenant, before);
  const orderIds = await orderIdsOfPlans(tx.sql, tenant, planIds);
  await lockOrders(tx, tenant, orderIds);
  const { waiting: amending, wentOn } = await advanceAmendments(delivery, tx, tenant, orderIds);
  const orders = await ordersById(tx.sql, tenant, orderIds);
  const items = await itemsOf(tx.sql, tenant, orderIds);
  const serving = await activitiesOf(tx.sql, tenant, orderIds);
  const calendars = await delivery.calendars(tx.sql, tenant);
  const plans = retreated || wentOn ? await planViews(tx.sql, tenant, planIds) : before;
  const activities = new Map(
    plans.flatMap((plan) =>
      progressOfPlan(plan.tasks, calendars).map(
        (activity) => [`${plan.id}/${activity.name}`, activity] as const,
      ),
    ),
  );
  const changedItems: ItemChange[] = [];
  const states = new Map<string, ItemInOrder[]>();
  for (const item of items) {
    const own = serving
      .filter((row) => row.orderId === item.orderId && row.itemId === item.itemId)
      .flatMap((row) => activities.get(`${row.planId}/${row.activity}`) ?? []);
    const isPaused = plans.some((plan) => plan.subject.id === item.orderId && plan.paused !== null);
    const change = isLeaving(item)
      ? retreating(item, plans)
      : amending.get(item.orderId)?.has(item.itemId) === true
        ? undefined // it is pending while work is being stopped
        : follow(item, own, undoneFor(item, plans), isPaused);
    if (change !== undefined) changedItems.push(change);
    const { action } = item;
    const state = change?.state ?? item.state;
    states.set(item.orderId, [...(states.get(item.orderId) ?? []), { action, state }]);
  }
  if (changedItems.length > 0) await updateItems(tx, tenant, changedItems);
  const fell = changedItems.filter((change) => (change.errorMessage ?? []).length > 0);
  if (fell.length > 0)
    await markFellOut(
      tx,
      tenant,
      fell.map((change) => change.orderId),
    );
  const moved = await moveOrders(tx, tenant, orders, states);
  await finishCancellations(delivery, tx, tenant, orderIds);
  const over = moved.filter((order) => finalStates.has(order.state)).map((order) => order.id);
  if (over.length > 0) await closeAmendments(tx, tenant, over, 'the order has ended');
  await tellMilestones(delivery, tx, tenant, orders, [...activities.values()]);
  await reforecastOrders(
    delivery,
    tx,
    tenant,
    moved.filter((order) => order.kind === 'request' && order.planId !== null),
    plans,
  );
}

/** Waiting for what an item rests on is not yet work. */
const waits: ReadonlySet<string> = new Set([awaitKind, awaitCapacityKind]);

/** What changes of an item, or undefined when it stands as it should. Final items stay as they are. */
function follow(
  item: OrderItem,
  activities: readonly ActivityProgress[],
  undo: readonly TaskView[],
  isPaused: boolean,
): ItemChange | undefined {
  if (finalStates.has(item.state) || item.action === 'noChange' || activities.length === 0) return undefined;
  const tasks = [...activities.flatMap((activity) => activity.tasks), ...undo];
  const found = itemState({
    total: tasks.length,
    done: tasks.filter((task) => task.state === 'completed' || task.state === 'skipped').length,
    fallout: tasks.filter((task) => task.state === 'fallout' || task.state === 'failed').length,
    begun: tasks.filter((task) => task.startedAt !== null && !waits.has(task.kind)).length,
    awaitsDecision:
      isPaused ||
      tasks.some((task) => task.kind === authorizeKind && task.state === 'waiting') ||
      isDesigned(item, activities),
  });
  // What has begun has begun, also where an amendment has replaced everything that had.
  const state = found === 'acknowledged' && item.state !== 'acknowledged' ? 'inProgress' : found;
  const errorMessage = [
    ...errorsOf(activities),
    ...undo.flatMap((task) => (task.state === 'fallout' ? errorOf(task) : [])),
  ];
  const same = sameErrors(errorMessage, item.errorMessage);
  if (state === item.state && same) return undefined;
  return {
    orderId: item.orderId,
    itemId: item.itemId,
    ...(state === item.state ? {} : { state }),
    ...(same ? {} : { errorMessage }),
  };
}

/** What amendments of an item still take back: the item is not over before that is. */
function undoneFor(item: OrderItem, plans: readonly PlanView[]): readonly TaskView[] {
  const plan = plans.find((candidate) => candidate.subject.id === item.orderId);
  const undo = plan === undefined ? [] : (tasksByItem(plan).get(item.itemId)?.undo ?? []);
  return undo.filter((task) => task.retiredIn !== null && !isFinal(task.state));
}

/** What holds the taking back of an item: undo tasks that need a person. */
function retreating(item: OrderItem, plans: readonly PlanView[]): ItemChange | undefined {
  const plan = plans.find((candidate) => candidate.subject.id === item.orderId);
  const undo = plan === undefined ? [] : (tasksByItem(plan).get(item.itemId)?.undo ?? []);
  const errorMessage = undo.flatMap((task) => (task.state === 'fallout' ? errorOf(task) : []));
  return sameErrors(errorMessage, item.errorMessage)
    ? undefined
    : { orderId: item.orderId, itemId: item.itemId, errorMessage };
}

function sameErrors(one: readonly OrderError[], other: readonly OrderError[]): boolean {
  const words = (errors: readonly OrderError[]): string =>
    JSON.stringify(errors.map((error) => error.message));
  return words(one) === words(other);
}

/** Tasks that take up an approved design. */
const designedKinds: ReadonlySet<string> = new Set(['order.issue@1', 'service.extend@1']);

/** Whether the design of an item is still being made. */
function isDesigned(item: OrderItem, activities: readonly ActivityProgress[]): boolean {
  return (
    item.specialHandling &&
    activities.some(
      (activity) => activity.state !== 'done' && activity.tasks.some((task) => designedKinds.has(task.kind)),
    )
  );
}

/** The errors that hold an item: each task in fallout with its code, words, and what a person can do. */
function errorsOf(activities: readonly ActivityProgress[]): OrderError[] {
  return activities.flatMap(({ fallout }) => (fallout === undefined ? [] : errorOf(fallout)));
}

function errorOf(task: TaskView): OrderError[] {
  if (task.error === null) return [];
  const { code, message, corrective } = task.error;
  const todo = corrective === undefined || corrective.length === 0 ? '' : ` — ${corrective.join(' ')}`;
  return [
    {
      code,
      reason: `${task.label} cannot go on`,
      message: `${message}${todo}`,
      timestamp: task.startedAt ?? '1970-01-01T00:00:00.000Z',
    },
  ];
}

async function tellMilestones(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orders: readonly Order[],
  activities: readonly ActivityProgress[],
): Promise<void> {
  const done = activities.filter((activity) => activity.state === 'done').map((activity) => activity.name);
  if (done.length === 0) return;
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  for (const order of orders.filter((candidate) => candidate.kind === 'request')) {
    const reached = await reachMilestones(tx, tenant, order.id, done, zone);
    await recordFacts(
      tx,
      tenant,
      reached.map((milestone) => orderFact('ServiceOrderMilestoneEvent', order, { milestone })),
    );
  }
}
