import type { PlanActivity } from '@turnup/contract';
import { dateOfDay, dayNumber } from '../shared/dates.ts';
import { finishOf, startOf } from './activityFacts.ts';

/** A time axis in whole days: pixels per day, the first day and the number of days. */
export type Scale = {
  readonly firstDay: number;
  readonly days: number;
  readonly dayPx: number;
  readonly x: (date: string) => number;
};

/** A mark below the axis; months are written large, weeks small. */
export type Tick = { readonly x: number; readonly label: string; readonly kind: 'month' | 'week' };

const before = 3;
const after = 6;
const narrowestPx = 7;
const widestPx = 28;
/** Working days drawn in calendar days. The drawing alone uses it; every date comes from the server. */
const calendarDays = (workingDays: number): number => Math.round((workingDays * 7) / 5);

/** Pixels of an activity's slack. */
export const slackPx = (scale: Scale, { slackWorkingDays }: PlanActivity): number =>
  Math.max(0, calendarDays(slackWorkingDays)) * scale.dayPx;

/** An axis that holds every bar and line, as wide as there is room within what can be read. */
export function scaleOf(
  activities: readonly PlanActivity[],
  lines: readonly (string | undefined)[],
  widthPx: number,
): Scale {
  const days = [
    ...activities.flatMap((activity) => [
      dayNumber(activity.baselineStart),
      dayNumber(activity.baselineFinish),
      dayNumber(startOf(activity)),
      dayNumber(finishOf(activity)) + calendarDays(Math.max(0, activity.slackWorkingDays)),
    ]),
    ...lines.flatMap((line) => (line === undefined ? [] : [dayNumber(line)])),
  ];
  const firstDay = Math.min(...days) - before;
  const count = Math.max(...days) + after - firstDay;
  const dayPx = Math.min(widestPx, Math.max(narrowestPx, widthPx / count));
  return { firstDay, days: count, dayPx, x: (date) => (dayNumber(date) - firstDay) * dayPx };
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** First days of months, and Mondays where they have room. */
export function ticksOf({ firstDay, days, dayPx, x }: Scale): Tick[] {
  const ticks: Tick[] = [];
  for (let day = firstDay; day <= firstDay + days; day++) {
    const date = dateOfDay(day);
    const monday = (((day + 3) % 7) + 7) % 7 === 0;
    if (date.endsWith('-01') || day === firstDay)
      ticks.push({ x: x(date), label: monthName.format(new Date(`${date}T00:00:00Z`)), kind: 'month' });
    if (monday && dayPx * 7 >= 22) ticks.push({ x: x(date), label: date.slice(8), kind: 'week' });
  }
  // The first month may begin a few days before the second is written: leave the first out then.
  const months = ticks.filter(({ kind }) => kind === 'month');
  const [first, second] = months;
  return first !== undefined && second !== undefined && second.x - first.x < 74
    ? ticks.filter((tick) => tick !== first)
    : ticks;
}
