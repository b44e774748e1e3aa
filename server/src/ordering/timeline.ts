import type { PlanActivity } from '@turnup/contract';
import { type CalendarBook, calendarNamed, localDate } from '../foundation/calendar.ts';
import type { TaskView } from '../plan/index.ts';
import { activityName } from './compile.ts';
import type { ActivitySchedule } from './types.ts';

/** One activity of a running plan as it is now: its baseline and what its tasks have done. Dates are its calendar's. */
export type ActivityProgress = ActivitySchedule & {
  /** The engine's name: item and key. */
  readonly name: string;
  readonly title: string;
  readonly startedOn?: string;
  readonly finishedOn?: string;
  readonly state: PlanActivity['state'];
  /** The task in fallout, where there is one. */
  readonly fallout?: TaskView;
  readonly tasks: readonly TaskView[];
};

const stands = new Set(['completed', 'skipped']);

/** The activities of a plan from its tasks, in the order in which they were planned. */
export function progressOfPlan(tasks: readonly TaskView[], calendars: CalendarBook): ActivityProgress[] {
  const groups = Map.groupBy(
    tasks.filter((task) => task.schedule !== null && task.retiredIn === null),
    (task) => task.activity,
  );
  return [...groups].map(([name, own]) => {
    const schedule = own[0]?.schedule as unknown as ActivitySchedule;
    const { zone } = calendarNamed(calendars, schedule.calendar);
    const started = earliest(own.map((task) => task.startedAt));
    const done = own.every((task) => stands.has(task.state));
    const finished = done ? latest(own.map((task) => task.finishedAt)) : undefined;
    const fallout = own.find((task) => task.state === 'fallout' || task.state === 'failed');
    return {
      ...schedule,
      name,
      title: schedule.name,
      tasks: own,
      state: done
        ? 'done'
        : fallout !== undefined
          ? 'fallout'
          : started === undefined
            ? 'waiting'
            : 'running',
      ...(started === undefined ? {} : { startedOn: localDate(started, zone) }),
      ...(finished === undefined ? {} : { finishedOn: localDate(finished, zone) }),
      ...(fallout === undefined ? {} : { fallout }),
    };
  });
}

/** The engine's names of the activities before one. */
export function predecessorsOf(activity: ActivitySchedule): string[] {
  return [...activity.after.map((key) => activityName(activity.item, key)), ...(activity.relies ?? [])];
}

function earliest(instants: readonly (string | null)[]): string | undefined {
  return instants.filter((instant) => instant !== null).sort()[0];
}

function latest(instants: readonly (string | null)[]): string | undefined {
  return instants
    .filter((instant) => instant !== null)
    .sort()
    .at(-1);
}
