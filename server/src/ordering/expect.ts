import type { PlanActivity } from '@turnup/contract';
import { type CalendarBook, calendarNamed, laterOf, localDate } from '../foundation/calendar.ts';
import { ordersByCorrelation } from '../partner/index.ts';
import { isFinal, type PlanView } from '../plan/index.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import {
  closeForecasts,
  defaultJeopardyPolicy,
  type Forecast,
  type ForecastActivity,
  type ForecastInput,
  forecast,
  reforecast,
} from '../provisioning/index.ts';
import { openAugmentations } from './capacity/waiting.ts';
import type { Delivery } from './delivery.ts';
import { orderFact } from './facts.ts';
import { correlationOf } from './handlers/partnerOrder.ts';
import { prerequisiteStates } from './prerequisite-store.ts';
import { finalStates } from './rollup.ts';
import { insertNote, itemsOf, ordersById, updateOrders } from './store.ts';
import { awaitCapacityKind, awaitKind } from './taskKinds.ts';
import { type ActivityProgress, predecessorsOf, progressOfPlan } from './timeline.ts';
import type { Order } from './types.ts';

/**
 * Forecasts orders from the work that remains and writes what is new: the expected date with a note that gives the
 * reason (MEF R50), the level of jeopardy with an event. Nothing is told twice.
 */
export async function reforecastOrders(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  orders: readonly Order[],
  plans: readonly PlanView[],
): Promise<void> {
  if (orders.length === 0) return;
  const now = await delivery.now(tx.sql);
  const inputs = [];
  for (const order of orders) {
    const plan = plans.find((candidate) => candidate.id === order.planId);
    if (plan === undefined || order.state === 'pendingCancellation') continue;
    const input = await forecastInput(delivery, tx.sql, tenant, order, plan, now);
    inputs.push({
      orderReference: order.id,
      owner: order.client,
      held: order.state === 'pending',
      plan: input,
    });
  }
  const { forecasts } = await reforecast(delivery.provisioning, tx, tenant, inputs);
  for (const made of forecasts) {
    const order = orders.find((candidate) => candidate.id === made.orderReference);
    if (order === undefined || !made.changed) continue;
    await updateOrders(tx, tenant, [
      {
        id: order.id,
        expectedDate: made.expectedCompletionDate,
        jeopardy: made.level,
        ...(made.slackWorkingDays === null ? {} : { slackWorkingDays: made.slackWorkingDays }),
      },
    ]);
    if (made.note !== undefined)
      await insertNote(tx, tenant, {
        orderId: order.id,
        id: newId(),
        author: 'turnup',
        text: made.note.message,
      });
    await tell(tx, tenant, order, made.levelChange !== 'none');
  }
  const over = orders.filter((order) => finalStates.has(order.state));
  if (over.length > 0)
    await closeForecasts(
      delivery.provisioning,
      tx,
      tenant,
      over.map((order) => order.id),
    );
}

async function tell(tx: Transaction, tenant: string, before: Order, levelChanged: boolean): Promise<void> {
  const [order] = await ordersById(tx.sql, tenant, [before.id]);
  if (order === undefined) return;
  const facts = [];
  if (order.expectedDate !== before.expectedDate)
    facts.push(orderFact('ServiceOrderAttributeValueChangeEvent', order));
  if (levelChanged) facts.push(orderFact('ServiceOrderJeopardyEvent', order));
  await recordFacts(tx, tenant, facts);
}

/** What a forecast of an order is made from: its plan as it is now, partners' dates included. */
async function forecastInput(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  order: Order,
  plan: PlanView,
  now: string,
): Promise<ForecastInput> {
  const calendars = await delivery.calendars(sql, tenant);
  const calendar = await delivery.operatorCalendar(sql, tenant);
  const progress = progressOfPlan(plan.tasks, calendars);
  const promised = new Map([
    ...(await partnerDates(sql, tenant, order, progress)),
    ...(await prerequisiteDates(sql, tenant, order, progress)),
    ...(await capacityDates(sql, tenant, order, progress)),
  ]);
  const start = progress.map((activity) => activity.startDate).sort()[0] ?? localDate(now, calendar.zone);
  return {
    start,
    today: localDate(now, calendar.zone),
    calendar,
    activities: progress.map((activity) =>
      forecastActivity(activity, calendars, promised.get(activity.name)),
    ),
    ...(order.committedDate === null ? {} : { committedDate: order.committedDate }),
  };
}

function forecastActivity(
  activity: ActivityProgress,
  calendars: CalendarBook,
  promised: string | undefined,
): ForecastActivity {
  const { owner, durationWorkingDays, finishedOn } = activity;
  const unfinished = finishedOn === undefined;
  // A wait begins at once, but what it waits for still holds it.
  const startedOn = unfinished && isWait(activity) ? undefined : activity.startedOn;
  return {
    key: activity.name,
    owner,
    calendar: calendarNamed(calendars, activity.calendar),
    durationWorkingDays,
    after: predecessorsOf(activity),
    ...(startedOn === undefined ? {} : { startedOn }),
    ...(finishedOn === undefined ? {} : { finishedOn }),
    ...(unfinished && promised !== undefined ? { expectedFinish: promised } : {}),
    ...(isOf(activity, awaitCapacityKind) ? { causeOf: 'capacity' as const } : {}),
  };
}

function isWait(activity: ActivityProgress): boolean {
  return isOf(activity, awaitKind) || isOf(activity, awaitCapacityKind);
}

function isOf(activity: ActivityProgress, kind: string): boolean {
  return activity.tasks.some((task) => task.kind === kind);
}

/** The day on which the last augmentation is expected that an item still waits for. */
async function capacityDates(
  sql: Sql,
  tenant: string,
  order: Order,
  progress: readonly ActivityProgress[],
): Promise<Map<string, string>> {
  const waits = progress.filter((activity) => activity.state !== 'done' && isOf(activity, awaitCapacityKind));
  if (waits.length === 0) return new Map();
  const items = await itemsOf(sql, tenant, [order.id]);
  const dates = new Map<string, string>();
  for (const wait of waits) {
    const item = items.find(({ itemId }) => itemId === wait.item);
    const open = item === undefined ? [] : await openAugmentations(sql, tenant, item);
    if (open.length > 0) dates.set(wait.name, open.map(({ readyDate }) => readyDate).reduce(laterOf));
  }
  return dates;
}

/** The date on which the last of the other orders is expected that an item still waits for. */
async function prerequisiteDates(
  sql: Sql,
  tenant: string,
  order: Order,
  progress: readonly ActivityProgress[],
): Promise<Map<string, string>> {
  const dates = new Map<string, string>();
  for (const wait of progress.filter((activity) => activity.state !== 'done' && isOf(activity, awaitKind))) {
    const states = await prerequisiteStates(sql, tenant, { orderId: order.id, itemId: wait.item });
    const open = states.filter(({ orderId, state }) => orderId !== order.id && !finalStates.has(state));
    const expected = (
      await ordersById(
        sql,
        tenant,
        open.map(({ orderId }) => orderId),
      )
    ).flatMap(({ expectedDate }) => expectedDate ?? []);
    if (expected.length > 0) dates.set(wait.name, expected.reduce(laterOf));
  }
  return dates;
}

/** The date that a partner last gave for each delivery of an order. */
async function partnerDates(
  sql: Sql,
  tenant: string,
  order: Order,
  progress: readonly ActivityProgress[],
): Promise<Map<string, string>> {
  const deliveries = progress.filter((activity) =>
    activity.tasks.some((task) => task.kind === 'partner.delivery@1' && !isFinal(task.state)),
  );
  if (deliveries.length === 0) return new Map();
  const correlations = deliveries.map((activity) => [activity, tailOf(order, activity)] as const);
  const orders = await ordersByCorrelation(
    sql,
    tenant,
    correlations.map(([, correlation]) => correlation),
  );
  const dates = new Map(orders.map((found) => [found.correlation, found.expectedDate ?? found.focDate]));
  return new Map(
    correlations.flatMap(([activity, correlation]) => {
      const date = dates.get(correlation);
      return date === undefined || date === null ? [] : [[activity.name, date] as const];
    }),
  );
}

/** The activities of an order's plan with baseline, forecast and what happened, and the critical path of today. */
export async function expectedActivities(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  order: Order,
  plan: PlanView,
): Promise<{ readonly activities: PlanActivity[]; readonly criticalPath: string[] }> {
  const now = await delivery.now(sql);
  const input = await forecastInput(delivery, sql, tenant, order, plan, now);
  const made = forecast(input, defaultJeopardyPolicy);
  const expected = made.ok ? made.value : undefined;
  const progress = progressOfPlan(plan.tasks, await delivery.calendars(sql, tenant));
  const several = new Set(progress.map((activity) => activity.item)).size > 1;
  const shown = (activity: { readonly item: string; readonly key: string }): string =>
    several ? `${activity.item}/${activity.key}` : activity.key;
  return {
    activities: progress.map((activity) => activityView(activity, shown, expected)),
    criticalPath: (expected?.criticalPath ?? []).map((name) =>
      several ? name : name.slice(name.indexOf('/') + 1),
    ),
  };
}

function activityView(
  activity: ActivityProgress,
  shown: (activity: { readonly item: string; readonly key: string }) => string,
  expected: Forecast | undefined,
): PlanActivity {
  const dates = expected?.activities.find((candidate) => candidate.key === activity.name);
  return {
    key: shown(activity),
    name: activity.title,
    owner: activity.owner,
    after: activity.after.map((key) => shown({ item: activity.item, key })),
    durationWorkingDays: activity.durationWorkingDays,
    baselineStart: activity.startDate,
    baselineFinish: activity.finishDate,
    forecastStart: dates?.start ?? activity.startDate,
    forecastFinish: dates?.finish ?? activity.finishDate,
    // What is done has no slack left to use: it keeps what it was planned with.
    slackWorkingDays:
      (activity.state === 'done' ? undefined : dates?.slackWorkingDays) ?? activity.slackWorkingDays,
    critical: dates?.critical ?? activity.critical,
    state: activity.state,
    process: activity.process,
    ...(activity.site === undefined ? {} : { site: activity.site }),
    ...(activity.startedOn === undefined ? {} : { actualStart: activity.startedOn }),
    ...(activity.finishedOn === undefined ? {} : { actualFinish: activity.finishedOn }),
  };
}

function tailOf(order: Order, { item, site, tasks }: ActivityProgress): string {
  const { revision } = (tasks[0]?.input ?? {}) as { readonly revision?: number };
  return correlationOf({ orderId: order.id, itemId: item, site, revision });
}
