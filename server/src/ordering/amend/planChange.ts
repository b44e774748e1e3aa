import type { PlannedActivity } from '@turnup/contract';
import { objectPolicy } from '../../catalog/index.ts';
import { localDate } from '../../foundation/calendar.ts';
import type { PlanAmendment, PlanDifference, PlanView, TaskDraft, TaskView } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { activityName, compilePlan } from '../compile.ts';
import type { Delivery } from '../delivery.ts';
import type { WorkKind } from '../handlers/workOrder.ts';
import { tasksByItem } from '../itemTasks.ts';
import { type PassedPoint, pointsPassed } from '../pointOfNoReturn.ts';
import { laterStart } from '../requestedDates.ts';
import { ordersById } from '../store.ts';
import { awaitKind } from '../taskKinds.ts';
import type { ActivitySchedule, OrderItem, TaskInput } from '../types.ts';
import { workByTask } from '../workOfTask.ts';
import type { Reassessed } from './assessItem.ts';

/**
 * The part of an order's plan that delivers an item, as its new solution has it. What the item waits for before it begins
 * is not part of it and stays.
 */
export async function planChangeOf(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  plan: PlanView,
  { orderId, itemId, action }: Pick<OrderItem, 'orderId' | 'itemId' | 'action'>,
  { requirement, solution, activities }: Pick<Reassessed, 'requirement' | 'solution' | 'activities'>,
): Promise<PlanAmendment> {
  const kinds = objectPolicy<Record<string, WorkKind>>(
    await delivery.catalog(tx.sql, tenant),
    'workKinds',
    {},
  );
  const own = (tasksByItem(plan).get(itemId)?.work ?? []).filter((task) => task.retiredIn === null);
  const waits = waitOf(own);
  const standing = action !== 'add';
  const operatorCalendar = await delivery.operatorCalendar(tx.sql, tenant);
  const { zone } = operatorCalendar;
  const [order] = standing ? [] : await ordersById(tx.sql, tenant, [orderId]);
  const today = localDate(await delivery.now(tx.sql), zone);
  const tasks = compilePlan(
    orderId,
    [
      {
        itemId,
        activities: standing ? withDatesThatPassed(itemId, activities, own, zone) : activities,
        wanted: action === 'delete' ? undefined : { requirement, solution },
        standing,
        notBefore: order === undefined ? undefined : laterStart({ today, operatorCalendar }, order),
      },
    ],
    { zone, repeatableWork: (kind) => kinds[kind]?.undo === undefined },
  );
  return {
    covers: own.filter((task) => task.kind !== awaitKind).map((task) => task.key),
    tasks: waits === undefined ? tasks : tasks.map((task) => behind(task, waits.key)),
  };
}

/** The day on which the wait of an item for what it relies on is planned to end; undefined where it waits for nothing. */
export function waitEnds(plan: PlanView, itemId: string): string | undefined {
  const own = (tasksByItem(plan).get(itemId)?.work ?? []).filter((task) => task.retiredIn === null);
  return waitOf(own)?.finishDate;
}

function waitOf(tasks: readonly TaskView[]): ActivitySchedule | undefined {
  return tasks.find((task) => task.kind === awaitKind)?.schedule as unknown as ActivitySchedule | undefined;
}

/** Work that has begun keeps the day before which it could not: it has passed, and is no reason to do it again. */
function withDatesThatPassed(
  itemId: string,
  activities: readonly PlannedActivity[],
  tasks: readonly TaskView[],
  zone: string,
): readonly PlannedActivity[] {
  const passed = new Map(
    tasks.flatMap(({ activity, notBefore, startedAt }) =>
      notBefore === null || startedAt === null ? [] : [[activity, localDate(notBefore, zone)] as const],
    ),
  );
  return activities.map((activity) => {
    const before = passed.get(activityName(itemId, activity.key));
    return before === undefined || activity.notBefore !== undefined
      ? activity
      : { ...activity, notBefore: before };
  });
}

/** Work that comes after nothing of its own comes after the wait, also in the forecast. */
function behind(task: TaskDraft, wait: string): TaskDraft {
  const schedule = task.schedule as unknown as ActivitySchedule;
  return schedule.after.length > 0
    ? task
    : { ...task, schedule: { ...(task.schedule as object), after: [wait] } };
}

/**
 * The same with the number of the amendment in the input of what is done otherwise from now on: what it orders from
 * partners is another order. What stays keeps the number that it has.
 */
export function revised(
  change: PlanAmendment,
  difference: PlanDifference,
  plan: PlanView,
  amendment: number,
): PlanAmendment {
  const inputs = new Map(
    plan.tasks.filter((task) => task.retiredIn === null).map((task) => [task.key, task.input as TaskInput]),
  );
  const anew = new Set([...difference.added, ...difference.replaced, ...difference.changed]);
  return {
    ...change,
    tasks: change.tasks.map((task) => {
      const revision = anew.has(task.key) ? amendment : inputs.get(task.key)?.revision;
      return revision === undefined ? task : { ...task, input: { ...(task.input as TaskInput), revision } };
    }),
  };
}

/**
 * The points of no return that a change passes: of work that it takes back or does once more. Automated work that is
 * brought to another wish takes nothing back.
 */
export async function pointsOf(
  tx: Transaction,
  tenant: string,
  plan: PlanView,
  difference: PlanDifference,
): Promise<PassedPoint[]> {
  const kinds = new Map(plan.tasks.map((task) => [task.key, task.kind]));
  const again = difference.repeated.filter((key) => kinds.get(key) === 'work.order@1');
  const touched = new Set([...difference.replaced, ...difference.removed, ...again]);
  const works = await workByTask(tx.sql, tenant, plan.subject.id);
  const begun = new Set([...works].flatMap(([id, work]) => (work.startedAt === null ? [] : [id])));
  return pointsPassed(plan.tasks, touched, begun);
}

/** The engine's names of the activities of an item's plan. */
export function activitiesOfPlan(itemId: string, { activities }: Pick<Reassessed, 'activities'>): string[] {
  return activities.map((activity) => activityName(itemId, activity.key));
}
