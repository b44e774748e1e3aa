import type { OrderPlan, PlanActivity } from '@turnup/contract';

const dayMs = 86_400_000;
/** Columns of bars; a plan that is longer has several days in one. */
const columns = 64;

/**
 * A plan as text: an activity a line, its days as a bar (`█` done, `▓` critical, `▒` not critical, `·` slack), its dates,
 * and how many working days it may slip. Activities stand in the order of their beginning.
 */
export function gantt(plan: OrderPlan): string {
  const rows = plan.activities.toSorted(
    (one, other) => compare(startOf(one), startOf(other)) || compare(finishOf(one), finishOf(other)),
  );
  const [first = '', last = ''] = [rows.map(startOf).toSorted()[0], rows.map(finishOf).toSorted().at(-1)];
  const scale = Math.max(1, Math.ceil((dayOf(last) - dayOf(first) + 1) / columns));
  const at = (date: string): number => Math.floor((dayOf(date) - dayOf(first)) / scale);
  const width = Math.max(8, ...rows.map((activity) => activity.key.length));
  const bars = Math.max(1, at(last) + 1);
  return [
    header(plan, scale),
    `${''.padEnd(width)}  ${first.padEnd(Math.max(11, bars - 10))}${bars > 21 ? last : ''}`.trimEnd(),
    ...rows.map((activity) => line(activity, { at, width, bars })),
    '',
    `Critical path: ${plan.criticalPath.join(' → ')}`,
  ].join('\n');
}

function header(plan: OrderPlan, scale: number): string {
  const parts = [
    `plan ${plan.state}`,
    ...(plan.committedDate === undefined ? [] : [`promised ${plan.committedDate}`]),
    ...(plan.expectedDate === undefined ? [] : [`expected ${plan.expectedDate}`]),
    ...(plan.slackWorkingDays === undefined ? [] : [`slack ${plan.slackWorkingDays} working days`]),
    ...(scale === 1 ? [] : [`a column is ${scale} days`]),
  ];
  return parts.join(', ');
}

function line(
  activity: PlanActivity,
  { at, width, bars }: { at: (date: string) => number; width: number; bars: number },
): string {
  const [from, to] = [at(startOf(activity)), at(finishOf(activity))];
  const fill = activity.state === 'done' ? '█' : activity.critical ? '▓' : '▒';
  // The first day of a bar is the day after which it begins, so a bar of one working day is one column long.
  const bar = fill.repeat(Math.max(1, to - from));
  const drawn = `${' '.repeat(from)}${bar}`.padEnd(bars);
  const slack = activity.critical ? 'critical' : `+${activity.slackWorkingDays}`;
  return `${activity.key.padEnd(width)}  ${drawn}  ${startOf(activity)} ${finishOf(activity)}  ${activity.state.padEnd(7)}  ${slack}`;
}

function startOf(activity: PlanActivity): string {
  return activity.actualStart ?? activity.forecastStart;
}

function finishOf(activity: PlanActivity): string {
  return activity.actualFinish ?? activity.forecastFinish;
}

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
