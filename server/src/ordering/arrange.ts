import type { PlannedActivity } from '@turnup/contract';
import { planOf } from '../catalog/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import { topologicalOrder } from '../foundation/topological.ts';
import type { World } from './assess.ts';
import { activityName } from './compile.ts';
import type { Placed } from './placed.ts';
import type { Prerequisites } from './prerequisites.ts';

/** The key of the activity in which an item waits for what it relies on. */
export const awaitActivity = 'PREREQUISITES';

/**
 * Puts a wait before the work of each item that relies on others, and dates the item from the day on which they are
 * expected to be completed. The wait is a task of the plan: nothing of the item runs before it ends. Pure.
 */
export function arrange(
  world: World,
  orderId: string,
  placed: readonly Placed[],
  { all, orders }: Prerequisites,
): Result<readonly Placed[]> {
  if (all.length === 0) return ok(placed);
  const byId = new Map(placed.map((one) => [one.item.itemId, one]));
  const within = (itemId: string): readonly string[] =>
    all.filter((each) => each.itemId === itemId && each.onOrder === orderId).map((each) => each.onItem);
  const sorted = topologicalOrder(
    placed.map(({ item }) => ({ key: item.itemId, after: within(item.itemId) })),
  );
  // A circle was refused before: `prerequisitesOf`.
  for (const itemId of sorted.kind === 'ordered' ? sorted.keys : []) {
    const one = byId.get(itemId);
    if (one?.plan === undefined || !all.some((each) => each.itemId === itemId)) continue;
    const before = within(itemId).flatMap((id) => byId.get(id) ?? []);
    const others = all.flatMap((each) =>
      each.itemId === itemId && each.onOrder !== orderId
        ? (orders.get(each.onOrder)?.expectedDate ?? [])
        : [],
    );
    const ends = [...before.flatMap(({ plan }) => plan?.finishDate ?? []), ...others];
    const start = ends.reduce(laterOf, one.plan.startDate);
    const dated = planOf(one.plan.template, behind(world, one.plan.activities), start, world.calendars);
    if (!dated.ok) return dated;
    byId.set(itemId, { ...one, plan: dated.value, relies: before.flatMap(lastOf) });
  }
  return ok(placed.map((one) => byId.get(one.item.itemId) ?? one));
}

/**
 * Activities of an item dated anew from the day on which its wait for others is planned to end, where that is later than
 * they begin; as they are where it waits for nothing. Pure.
 */
export function datedBehind(
  world: Pick<World, 'calendars'>,
  activities: readonly PlannedActivity[],
  waitEnds: string | undefined,
): Result<readonly PlannedActivity[]> {
  const begins = activities.map(({ startDate }) => startDate).sort()[0];
  if (waitEnds === undefined || begins === undefined || waitEnds <= begins) return ok(activities);
  const dated = planOf(awaitActivity, activities, waitEnds, world.calendars);
  return dated.ok ? ok(dated.value.activities) : dated;
}

/** The engine's names of the activities with which an item ends. */
function lastOf({ item, plan }: Placed): string[] {
  const activities = plan?.activities ?? [];
  const followed = new Set(activities.flatMap((activity) => activity.after));
  return activities
    .filter((activity) => !followed.has(activity.key))
    .map((activity) => activityName(item.itemId, activity.key));
}

/** The activities with a wait before everything that had nothing before it. */
function behind(world: World, activities: readonly PlannedActivity[]) {
  const wait = {
    key: awaitActivity,
    template: awaitActivity,
    name: 'Wait for what it relies on',
    owner: { kind: 'system' as const },
    calendar: world.operatorCalendar.code,
    durationWorkingDays: 0,
    after: [],
    tasks: ['order:await'],
    process: '1.4.5.6',
  };
  return [
    wait,
    ...activities.map((activity) =>
      activity.after.length > 0 ? activity : { ...activity, after: [awaitActivity] },
    ),
  ];
}
