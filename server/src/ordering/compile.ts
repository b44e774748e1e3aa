import type { PlannedActivity } from '@turnup/contract';
import { instantOf, laterOf } from '../foundation/calendar.ts';
import { RefusalError } from '../foundation/result.ts';
import type { TaskDraft } from '../plan/index.ts';
import { contentOf, type Wanted } from './content.ts';
import { awaitCapacityKind, awaitKind, type TaskName, taskNamed, windowKind } from './taskKinds.ts';
import type { ActivitySchedule, TaskInput } from './types.ts';

/** The activities of one item, dated, as its design or the standard template has them. */
export type ItemPlan = {
  readonly itemId: string;
  readonly activities: readonly PlannedActivity[];
  /** What ends before its wait for prerequisites does, by the engine's names of activities of other items. */
  readonly relies?: readonly string[] | undefined;
  /** The day before which nothing of it begins. */
  readonly notBefore?: string | undefined;
  /** What is asked and how it is delivered, for the tasks of an item that makes or changes a service. */
  readonly wanted?: Wanted | undefined;
  /** The item changes or ends a service that stands: when that may begin is part of what it asks. */
  readonly standing?: boolean | undefined;
};

/** How a plan is compiled. */
export type CompileOptions = {
  /** IANA zone of the operator, in which a day begins before which work may not. */
  readonly zone: string;
  /** Kinds of work that leave nothing to be taken back: an amendment gives them out once more. */
  readonly repeatableWork?: (kind: string) => boolean;
};

/** The engine's name of an activity: the item first, so that items of one order never meet. */
export function activityName(itemId: string, activity: string): string {
  return `${itemId}/${activity}`;
}

/**
 * Turns dated activities into the tasks of an order's plan. Within an activity its tasks follow one another; the first
 * waits for the last tasks of the activities before. Automated work that has a duration is booked: a window task keeps
 * it until its last working day opens, so that plan and reality follow one calendar. Keys are item, activity and task
 * name: the same work has the same key in every version of the plan.
 */
export function compilePlan(
  orderId: string,
  items: readonly ItemPlan[],
  options: CompileOptions,
): TaskDraft[] {
  return items.flatMap((item) => {
    const { itemId, activities } = item;
    const byKey = new Map(activities.map((activity) => [activity.key, activity]));
    return activities.flatMap((activity) => {
      const names = taskNames(activity);
      const before = activity.after.map((key) => lastTaskKey(itemId, byKey.get(key), key));
      return names.map((name, index) =>
        draftOf(
          orderId,
          itemId,
          activity,
          name,
          index === 0 ? before : [taskKey(itemId, activity.key, names[index - 1] ?? '')],
          item,
          options,
        ),
      );
    });
  });
}

/** The names of an activity's tasks, its window first where it is booked. */
function taskNames(activity: PlannedActivity): readonly string[] {
  const booked = activity.owner.kind === 'system' && activity.durationWorkingDays > 0;
  return booked ? ['window', ...activity.tasks] : activity.tasks;
}

function taskKey(itemId: string, activity: string, name: string): string {
  return `${itemId}/${activity}/${name}`;
}

function lastTaskKey(itemId: string, activity: PlannedActivity | undefined, key: string): string {
  const last = activity === undefined ? undefined : taskNames(activity).at(-1);
  if (last === undefined) {
    throw new RefusalError({
      status: 422,
      code: 'UNKNOWN_PREDECESSOR',
      message: `the plan names the activity ${key}, which it does not hold`,
    });
  }
  return taskKey(itemId, key, last);
}

function draftOf(
  orderId: string,
  itemId: string,
  activity: PlannedActivity,
  name: string,
  after: readonly string[],
  { relies, wanted, standing, notBefore }: ItemPlan,
  { repeatableWork, zone }: CompileOptions,
): TaskDraft {
  const named: TaskName | undefined = name === 'window' ? { kind: windowKind } : taskNamed(name);
  if (named === undefined) {
    throw new RefusalError({
      status: 422,
      code: 'UNKNOWN_TASK',
      message: `the plan template ${activity.template} names the task ${name}, which does not exist`,
    });
  }
  const first = firstDay(activity, named, notBefore);
  const input: TaskInput = {
    orderId,
    itemId,
    activity: activity.key,
    durationWorkingDays: activity.durationWorkingDays,
    calendar: activity.calendar,
    ...(activity.site === undefined ? {} : { site: activity.site }),
    ...(named.work === undefined ? {} : { work: named.work }),
    ...(activity.window === undefined ? {} : { window: activity.window }),
  };
  return {
    key: taskKey(itemId, activity.key, name),
    kind: named.kind,
    input,
    activity: activityName(itemId, activity.key),
    label: activity.name,
    after,
    owner: { kind: activity.owner.kind, ref: activity.owner.code ?? null },
    schedule: scheduleOf(itemId, activity, named.kind === awaitKind ? relies : undefined),
    content: contentOf(name, input, wanted, standing === true ? activity.notBefore : undefined),
    repeatable: named.repeatable ?? (named.work !== undefined && repeatableWork?.(named.work) === true),
    ...(named.undo === undefined ? {} : { undo: named.undo }),
    ...(activity.pointOfNoReturn === undefined ? {} : { pointOfNoReturn: activity.pointOfNoReturn }),
    ...(first === undefined ? {} : { notBefore: instantOf(first, '00:00', zone) }),
  };
}

/** The day before which a task may not begin: its activity's own, and its item's where nothing comes before it. */
function firstDay(
  activity: PlannedActivity,
  { kind }: TaskName,
  ofItem: string | undefined,
): string | undefined {
  // A wait for capacity ends with it, be that sooner or later than planned.
  const own = kind === awaitCapacityKind ? undefined : activity.notBefore;
  const floor = activity.after.length === 0 ? ofItem : undefined;
  return own === undefined || floor === undefined ? (own ?? floor) : laterOf(own, floor);
}

function scheduleOf(
  itemId: string,
  activity: PlannedActivity,
  relies: readonly string[] | undefined,
): ActivitySchedule {
  const { key, name, site, durationWorkingDays, calendar, after, startDate, finishDate } = activity;
  const { latestFinishDate, slackWorkingDays, critical, process, milestone, owner } = activity;
  return {
    item: itemId,
    key,
    name,
    durationWorkingDays,
    calendar,
    after,
    startDate,
    finishDate,
    latestFinishDate,
    slackWorkingDays,
    critical,
    process,
    owner,
    ...(site === undefined ? {} : { site }),
    ...(milestone === undefined ? {} : { milestone }),
    ...(relies === undefined || relies.length === 0 ? {} : { relies }),
  };
}
