import {
  addWorkingDays,
  earlierOf,
  laterOf,
  nextWorkingDay,
  previousWorkingDay,
  type WorkingCalendar,
  workingDaysBetween,
} from './calendar.ts';
import { ok, RefusalError, type Result, refuse, refused } from './result.ts';
import { topologicalOrder } from './topological.ts';

/** One activity of a network. Dates are `YYYY-MM-DD`. */
export type ScheduleActivity = {
  readonly key: string;
  /** Working days of its own calendar; 0 for a milestone. */
  readonly durationWorkingDays: number;
  readonly calendar: WorkingCalendar;
  /** Keys that must be finished before it starts. */
  readonly after: readonly string[];
  /** It cannot start before. Finished and started work ignores it. */
  readonly notBefore?: string | undefined;
  /** The date on which it was started: its predecessors no longer hold it. */
  readonly startedOn?: string | undefined;
  /** The date on which it was finished. */
  readonly finishedOn?: string | undefined;
};

/** The dates of one activity. */
export type ScheduledActivity = {
  readonly key: string;
  readonly start: string;
  readonly finish: string;
  /** The latest finish that does not move the end, a working day of its own calendar. */
  readonly latestFinish: string;
  /** Working days of its own calendar from finish to latest finish; negative when a deadline cannot be met. */
  readonly slackWorkingDays: number;
  /** No slack left. */
  readonly critical: boolean;
};

/** The dates of a network. */
export type Schedule = {
  readonly start: string;
  readonly finish: string;
  /** Working days along the critical path with its waits, each step on the calendar of its activity. */
  readonly workingDays: number;
  /** The chain of activities of which each holds the next, up to the one that ends last. */
  readonly criticalPath: readonly string[];
  /** In the order given. */
  readonly activities: readonly ScheduledActivity[];
};

/** What a pass needs besides the activities. */
export type ScheduleOptions = {
  readonly start: string;
  /** The day that is today: nothing that has not started begins before, nothing unfinished ends before. */
  readonly asOf?: string | undefined;
  /** Slack is measured against this date instead of the network's own end. */
  readonly deadline?: string | undefined;
};

type Early = { readonly start: string; readonly finish: string; readonly heldBy?: string | undefined };

/**
 * The one forward and backward pass of the critical path method (Kelley and Walker, 1959) over working calendars. It
 * serves a design's plan, an order's forecast and every simulation. An activity starts on the day its last
 * predecessor finishes and finishes `duration` working days of its own calendar after that day. Pure; O(activities + edges).
 *
 * Refuses (422) `UNKNOWN_PREDECESSOR`, `DUPLICATE_ACTIVITY`, `ACTIVITY_CYCLE` (naming it), `INVALID_DURATION`,
 * `EMPTY_PLAN` and dates outside a calendar (`OUTSIDE_CALENDAR`).
 */
export function schedule(
  activities: readonly ScheduleActivity[],
  options: ScheduleOptions,
): Result<Schedule> {
  const byKey = new Map(activities.map((activity) => [activity.key, activity]));
  const wrong = faultsOf(activities, byKey);
  if (!wrong.ok) return wrong;
  const order = topologicalOrder(activities);
  if (order.kind === 'cycle')
    return refuse(
      422,
      'ACTIVITY_CYCLE',
      `The activities wait for each other in a circle: ${order.cycle.join(' → ')}. Take one of these dependencies away.`,
    );
  try {
    return ok(passes(activities, byKey, order.keys, options));
  } catch (error) {
    if (error instanceof RefusalError) return refused(error.refusal);
    throw error;
  }
}

function faultsOf(
  activities: readonly ScheduleActivity[],
  byKey: ReadonlyMap<string, ScheduleActivity>,
): Result<true> {
  if (activities.length === 0) return refuse(422, 'EMPTY_PLAN', 'A plan needs at least one activity.');
  if (byKey.size < activities.length) {
    const seen = new Set<string>();
    const twice = activities.find(({ key }) => seen.size === seen.add(key).size)?.key;
    return refuse(422, 'DUPLICATE_ACTIVITY', `The activity ${twice} is in the plan twice.`);
  }
  for (const { key, after, durationWorkingDays } of activities) {
    const unknown = after.find((predecessor) => !byKey.has(predecessor));
    if (unknown !== undefined)
      return refuse(422, 'UNKNOWN_PREDECESSOR', `${key} comes after ${unknown}, which is not in the plan.`);
    if (!Number.isInteger(durationWorkingDays) || durationWorkingDays < 0)
      return refuse(
        422,
        'INVALID_DURATION',
        `${key} must last a whole number of working days, not ${durationWorkingDays}.`,
      );
  }
  return ok(true);
}

function passes(
  activities: readonly ScheduleActivity[],
  byKey: ReadonlyMap<string, ScheduleActivity>,
  order: readonly string[],
  options: ScheduleOptions,
): Schedule {
  const early = forward(byKey, order, options);
  const last = latestOf(early);
  const finish = (early.get(last) as Early).finish;
  const latest = backward(byKey, order, options.deadline ?? finish);
  const criticalPath = chainTo(last, early);
  return {
    start: options.start,
    finish,
    workingDays: daysAlong(criticalPath, byKey, early, options.start),
    criticalPath,
    activities: activities.map(({ key, calendar }) => {
      const { start, finish } = early.get(key) as Early;
      const latestFinish = snapBack(calendar, finish, latest.get(key) as string);
      const slackWorkingDays = workingDaysBetween(calendar, finish, latestFinish);
      return { key, start, finish, latestFinish, slackWorkingDays, critical: slackWorkingDays <= 0 };
    }),
  };
}

function forward(
  byKey: ReadonlyMap<string, ScheduleActivity>,
  order: readonly string[],
  { start, asOf }: ScheduleOptions,
): Map<string, Early> {
  const early = new Map<string, Early>();
  for (const key of order) {
    const activity = byKey.get(key) as ScheduleActivity;
    let from = start;
    let heldBy: string | undefined;
    for (const predecessor of activity.after) {
      const { finish } = early.get(predecessor) as Early;
      if (finish > from || (heldBy === undefined && finish === from)) {
        from = finish;
        heldBy = predecessor;
      }
    }
    early.set(key, { ...datesOf(activity, from, asOf), heldBy });
  }
  return early;
}

function datesOf(activity: ScheduleActivity, free: string, asOf: string | undefined): Early {
  const { calendar, durationWorkingDays, startedOn, finishedOn, notBefore } = activity;
  if (finishedOn !== undefined)
    return { start: startedOn ?? earlierOf(free, finishedOn), finish: finishedOn };
  if (startedOn !== undefined) {
    const planned = addWorkingDays(calendar, startedOn, durationWorkingDays);
    return {
      start: startedOn,
      finish: asOf === undefined || asOf <= planned ? planned : nextWorkingDay(calendar, asOf),
    };
  }
  const start = laterOf(laterOf(free, notBefore ?? free), asOf ?? free);
  return { start, finish: addWorkingDays(calendar, start, durationWorkingDays) };
}

/** The activity that ends last; of several the first in order that holds no other. */
function latestOf(early: ReadonlyMap<string, Early>): string {
  const holding = new Set([...early.values()].map(({ heldBy }) => heldBy));
  let last: string | undefined;
  for (const [key, { finish }] of early) {
    const known = last === undefined ? undefined : (early.get(last) as Early).finish;
    const better = known === undefined || finish > known || (finish === known && holding.has(last));
    if (better) last = key;
  }
  return last as string;
}

function backward(
  byKey: ReadonlyMap<string, ScheduleActivity>,
  order: readonly string[],
  end: string,
): Map<string, string> {
  const latest = new Map<string, string>(order.map((key) => [key, end]));
  for (const key of order.toReversed()) {
    const { after, calendar, durationWorkingDays, startedOn, finishedOn } = byKey.get(
      key,
    ) as ScheduleActivity;
    // Work that has started holds its predecessors no more.
    if (startedOn !== undefined || finishedOn !== undefined) continue;
    const latestStart = addWorkingDays(calendar, latest.get(key) as string, -durationWorkingDays);
    for (const predecessor of after)
      latest.set(predecessor, earlierOf(latest.get(predecessor) as string, latestStart));
  }
  return latest;
}

/** A latest finish on a day that is not worked is as good as the working day before it, if that is not too early. */
function snapBack(calendar: WorkingCalendar, finish: string, latest: string): string {
  const snapped = previousWorkingDay(calendar, latest);
  return snapped < finish && finish <= latest ? finish : snapped;
}

function chainTo(last: string, early: ReadonlyMap<string, Early>): string[] {
  const chain: string[] = [];
  for (let key: string | undefined = last; key !== undefined; key = early.get(key)?.heldBy) chain.push(key);
  return chain.reverse();
}

function daysAlong(
  chain: readonly string[],
  byKey: ReadonlyMap<string, ScheduleActivity>,
  early: ReadonlyMap<string, Early>,
  start: string,
): number {
  let from = start;
  let days = 0;
  for (const key of chain) {
    const { finish } = early.get(key) as Early;
    days += workingDaysBetween((byKey.get(key) as ScheduleActivity).calendar, from, laterOf(from, finish));
    from = laterOf(from, finish);
  }
  return days;
}
