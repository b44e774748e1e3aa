import {
  addWorkingDays,
  earlierOf,
  laterOf,
  nextWorkingDay,
  workingDaysBetween,
} from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import { type Schedule, type ScheduleActivity, schedule } from '../foundation/schedule.ts';
import type {
  ClockStop,
  Culprit,
  Forecast,
  ForecastActivity,
  ForecastInput,
  JeopardyLevel,
  JeopardyPolicy,
  Overrun,
} from './types.ts';

/** What holds where the operator's data says nothing: ASOG cause codes, three bands, three rungs. */
export const defaultJeopardyPolicy: JeopardyPolicy = {
  hazardBelowWorkingDays: 3,
  criticalBelowWorkingDays: 0,
  riskPercent: 25,
  shiftCommittedByCustomerStops: false,
  causes: { partner: '1Z', customer: '1C', team: '1B', system: '1P', capacity: '1A' },
  ladder: [
    { step: 1, role: 'orderManager', afterWorkingDays: 0, levels: ['Hazard', 'Critical'] },
    { step: 2, role: 'deliveryManager', afterWorkingDays: 1, levels: ['Critical'] },
    { step: 3, role: 'headOfDelivery', afterWorkingDays: 3, levels: ['Critical'] },
  ],
};

/**
 * What is to be expected of an order from the work that remains, by the same pass that made its plan. Finished work
 * counts as it was; running work as planned, or as the partner or crew now says, and not before today; days on which the
 * clock stood lengthen the work that was running in them. Pure. Refused as {@link schedule} refuses.
 */
export function forecast(input: ForecastInput, policy: JeopardyPolicy): Result<Forecast> {
  const stops = closed(input);
  const baseline = schedule(input.activities.map(asPlanned), { start: input.start });
  if (!baseline.ok) return baseline;
  const remaining = input.activities.map((activity) => asItIs(activity, input, stops));
  const now = schedule(remaining, { start: input.start, asOf: input.today });
  if (!now.ok) return now;
  const promise = promises(input, stops, now.value.finish);
  const slackWorkingDays = policy.shiftCommittedByCustomerStops
    ? promise.slackToCurrentCommitted
    : promise.slackToCommitted;
  const overruns = overrunsOf(input, stops, policy);
  const levels = [levelOf(slackWorkingDays, policy), ...overruns.map(({ level }) => level)];
  return ok({
    expectedCompletionDate: now.value.finish,
    ...promise,
    slackWorkingDays,
    level: worst(levels),
    culprit: culpritOf(input, baseline.value, now.value, policy),
    overruns,
    criticalPath: now.value.criticalPath,
    percentComplete: percentComplete(input.activities),
    activities: now.value.activities.map(({ key, start, finish, slackWorkingDays: slack, critical }) => ({
      key,
      start,
      finish,
      slackWorkingDays: slack,
      critical,
    })),
  });
}

type ClosedStop = Required<ClockStop>;

/** Stops as they are known today: what has not begun is left out, an open one lasts until today. */
function closed({ clockStops = [], today }: ForecastInput): readonly ClosedStop[] {
  return clockStops
    .map(({ from, until, by }) => ({ from, until: until ?? today, by }))
    .filter(({ from, until }) => from < until);
}

function asPlanned({
  key,
  calendar,
  durationWorkingDays,
  after,
  notBefore,
}: ForecastActivity): ScheduleActivity {
  return { key, calendar, durationWorkingDays, after, notBefore };
}

function asItIs(
  activity: ForecastActivity,
  input: ForecastInput,
  stops: readonly ClosedStop[],
): ScheduleActivity {
  const { key, calendar, after, startedOn, finishedOn } = activity;
  if (finishedOn !== undefined || startedOn !== undefined) {
    return { key, calendar, after, startedOn, finishedOn, durationWorkingDays: runningDays(activity, stops) };
  }
  return { key, calendar, after, ...ahead(activity, input, stops) };
}

/** A stated finish is absolute: whoever states it knows of the stops. A planned duration grows by the days it stood. */
function runningDays(activity: ForecastActivity, stops: readonly ClosedStop[]): number {
  const { calendar, durationWorkingDays, startedOn, finishedOn, expectedFinish } = activity;
  if (startedOn === undefined || finishedOn !== undefined) return durationWorkingDays;
  if (expectedFinish === undefined) return durationWorkingDays + stoodDays(activity, startedOn, stops);
  return Math.max(0, workingDaysBetween(calendar, startedOn, nextWorkingDay(calendar, expectedFinish)));
}

/** Working days of an activity's calendar, since a date, on which the clock stood; overlapping stops count once. */
function stoodDays(
  { calendar }: Pick<ForecastActivity, 'calendar'>,
  since: string,
  stops: readonly ClosedStop[],
): number {
  let reached = since;
  let days = 0;
  for (const { from, until } of stops.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const begin = laterOf(from, reached);
    if (until <= begin) continue;
    days += workingDaysBetween(calendar, begin, until);
    reached = until;
  }
  return days;
}

/** Work that has not begun: not before its appointment or the end of a stop; a stated finish bounds it from below. */
function ahead(
  activity: ForecastActivity,
  { today }: ForecastInput,
  stops: readonly ClosedStop[],
): { readonly durationWorkingDays: number; readonly notBefore?: string } {
  const { calendar, durationWorkingDays, expectedFinish } = activity;
  const stopped = stops.filter(({ until }) => until > today).map(({ until }) => until);
  const floors = [activity.notBefore, activity.bookedFor, ...stopped].filter((date) => date !== undefined);
  const floor = floors.length === 0 ? undefined : floors.reduce(laterOf);
  if (expectedFinish === undefined) {
    return floor === undefined ? { durationWorkingDays } : { durationWorkingDays, notBefore: floor };
  }
  const earliest = laterOf(today, floor ?? today);
  const stated = laterOf(nextWorkingDay(calendar, expectedFinish), earliest);
  const notBefore = laterOf(earliest, addWorkingDays(calendar, stated, -durationWorkingDays));
  return { notBefore, durationWorkingDays: workingDaysBetween(calendar, notBefore, stated) };
}

function promises(input: ForecastInput, stops: readonly ClosedStop[], finish: string) {
  const { calendar, committedDate } = input;
  const customerStoppedWorkingDays = stoodDays(
    input,
    input.start,
    stops.filter(({ by }) => by === 'customer'),
  );
  if (committedDate === undefined) {
    const none = { committedDate: null, currentCommittedDate: null };
    return { ...none, slackToCommitted: null, slackToCurrentCommitted: null, customerStoppedWorkingDays };
  }
  const currentCommittedDate = addWorkingDays(calendar, committedDate, customerStoppedWorkingDays);
  return {
    committedDate,
    currentCommittedDate,
    slackToCommitted: workingDaysBetween(calendar, finish, committedDate),
    slackToCurrentCommitted: workingDaysBetween(calendar, finish, currentCommittedDate),
    customerStoppedWorkingDays,
  };
}

/** The level that a slack means; without a promise there is none to miss. */
export function levelOf(slackWorkingDays: number | null, policy: JeopardyPolicy): JeopardyLevel {
  if (slackWorkingDays === null) return 'Normal';
  if (slackWorkingDays < policy.criticalBelowWorkingDays) return 'Critical';
  return slackWorkingDays < policy.hazardBelowWorkingDays ? 'Hazard' : 'Normal';
}

const severity: Readonly<Record<JeopardyLevel, number>> = { Normal: 0, Hazard: 1, Critical: 2 };

/** How two levels compare: positive when the first is worse. */
export const compareLevels = (one: JeopardyLevel, other: JeopardyLevel): number =>
  severity[one] - severity[other];

function worst(levels: readonly JeopardyLevel[]): JeopardyLevel {
  return levels.reduce((one, other) => (compareLevels(one, other) >= 0 ? one : other), 'Normal');
}

function overrunsOf(
  { activities, today }: ForecastInput,
  stops: readonly ClosedStop[],
  policy: JeopardyPolicy,
): readonly Overrun[] {
  return activities.flatMap((activity) => {
    const { key, calendar, startedOn, finishedOn, typicalWorkingDays, maximumWorkingDays } = activity;
    if (startedOn === undefined || finishedOn !== undefined || startedOn > today) return [];
    const elapsedWorkingDays =
      workingDaysBetween(calendar, startedOn, today) - stoodDays(activity, startedOn, stops);
    const level =
      maximumWorkingDays !== undefined && elapsedWorkingDays > maximumWorkingDays
        ? 'Critical'
        : typicalWorkingDays !== undefined &&
            elapsedWorkingDays * 100 > typicalWorkingDays * (100 + policy.riskPercent)
          ? 'Hazard'
          : undefined;
    return level === undefined ? [] : [{ activity: key, elapsedWorkingDays, level } as const];
  });
}

/**
 * Along the chain that decides the completion, who added most delay of its own: its lateness against the plan less what
 * the one before it passed on. Of equals the earliest. Nobody while completion is as planned, since float absorbed
 * whatever is late.
 */
function culpritOf(
  { activities }: ForecastInput,
  baseline: Schedule,
  now: Schedule,
  policy: JeopardyPolicy,
): Culprit | null {
  if (now.finish <= baseline.finish) return null;
  const byKey = new Map(activities.map((activity) => [activity.key, activity]));
  const planned = new Map(baseline.activities.map(({ key, finish }) => [key, finish]));
  const expected = new Map(now.activities.map(({ key, finish }) => [key, finish]));
  let passedOn = 0;
  let culprit: Culprit | null = null;
  for (const key of now.criticalPath) {
    const activity = byKey.get(key) as ForecastActivity;
    const late = workingDaysBetween(
      activity.calendar,
      planned.get(key) as string,
      expected.get(key) as string,
    );
    const own = late - passedOn;
    if (own > (culprit?.lateWorkingDays ?? 0)) {
      const cause = activity.cause ?? policy.causes[activity.causeOf ?? activity.owner.kind] ?? null;
      culprit = { activity: key, lateWorkingDays: own, cause };
    }
    passedOn = late;
  }
  return culprit;
}

/** Planned working days of finished activities, in percent of all, rounded down. */
function percentComplete(activities: readonly ForecastActivity[]): number {
  const days = (some: readonly ForecastActivity[]): number =>
    some.reduce((sum, { durationWorkingDays }) => sum + durationWorkingDays, 0);
  const all = days(activities);
  const finished = activities.filter(({ finishedOn }) => finishedOn !== undefined);
  if (all === 0) return finished.length === activities.length ? 100 : 0;
  return Math.floor((days(finished) * 100) / all);
}

/** Something that can be done to win time, from the operator's data. */
export type RecoveryMeasure = {
  readonly code: string;
  readonly activity: string;
  readonly savesWorkingDays: number;
  readonly priceMinor: number;
};

/** A measure with what it would come to. */
export type RecoveryOption = RecoveryMeasure & {
  readonly expectedCompletionDate: string;
  readonly slackWorkingDays: number | null;
  readonly level: JeopardyLevel;
};

/**
 * What each measure would come to by itself, forecast again with that much less of its activity: best level first, then
 * cheapest, then earliest. A measure on finished or unknown work, or one that wins nothing, is left out.
 */
export function recoveryOptions(
  input: ForecastInput,
  policy: JeopardyPolicy,
  measures: readonly RecoveryMeasure[],
): Result<readonly RecoveryOption[]> {
  const without = forecast(input, policy);
  if (!without.ok) return without;
  const options: RecoveryOption[] = [];
  for (const measure of measures) {
    const activities = input.activities.map((activity) =>
      activity.key === measure.activity ? shortened(activity, measure.savesWorkingDays) : activity,
    );
    const withIt = forecast({ ...input, activities }, policy);
    if (!withIt.ok) return withIt;
    const { expectedCompletionDate, slackWorkingDays, level } = withIt.value;
    if (expectedCompletionDate >= without.value.expectedCompletionDate) continue;
    options.push({ ...measure, expectedCompletionDate, slackWorkingDays, level });
  }
  return ok(options.toSorted(byWorth));
}

function shortened(activity: ForecastActivity, days: number): ForecastActivity {
  const { calendar, expectedFinish, durationWorkingDays } = activity;
  if (activity.finishedOn !== undefined) return activity;
  if (expectedFinish === undefined) {
    return { ...activity, durationWorkingDays: Math.max(0, durationWorkingDays - days) };
  }
  const target = addWorkingDays(calendar, nextWorkingDay(calendar, expectedFinish), -days);
  return { ...activity, expectedFinish: earlierOf(expectedFinish, target) };
}

function byWorth(one: RecoveryOption, other: RecoveryOption): number {
  return (
    compareLevels(one.level, other.level) ||
    one.priceMinor - other.priceMinor ||
    (one.expectedCompletionDate < other.expectedCompletionDate ? -1 : 1)
  );
}
