import type { ServiceRequirement } from '@turnup/contract';
import { addDays } from '../foundation/calendar.ts';
import { unwrap } from '../foundation/result.ts';
import { hubsOf } from '../foundation/roots.ts';
import {
  type Schedule,
  type ScheduleActivity,
  type ScheduledActivity,
  schedule,
} from '../foundation/schedule.ts';
import type { ActivityDraft } from './planTypes.ts';

/** Tasks that put a site into use: what a hub has before its spokes. */
const installing: ReadonlySet<string> = new Set(['work:install', 'work:connect']);

/** Tasks of the service as a whole that its sites feel. */
const felt: ReadonlySet<string> = new Set(['network:configure', 'service:test', 'service:activate']);

/** Puts the installation of every other site behind that of the hub, where the customer wants it so. Pure. */
export function hubFirst(
  drafts: readonly ActivityDraft[],
  { hubFirst: isWanted, sites }: ServiceRequirement,
): ActivityDraft[] {
  if (isWanted !== true) return [...drafts];
  const hubs = new Set(hubsOf(sites));
  const installs = ({ tasks }: ActivityDraft): boolean => tasks.some((task) => installing.has(task));
  const atHub = drafts.filter((draft) => draft.site !== undefined && hubs.has(draft.site) && installs(draft));
  return drafts.map((draft) =>
    draft.site !== undefined && !hubs.has(draft.site) && installs(draft)
      ? { ...draft, after: [...new Set([...draft.after, ...atHub.map(({ key }) => key)])] }
      : draft,
  );
}

/** Says of each activity when the customer wants nobody at it: people on site, and what the sites feel. Pure. */
export function withBlackouts(
  drafts: readonly ActivityDraft[],
  { blackouts = [] }: ServiceRequirement,
): ActivityDraft[] {
  if (blackouts.length === 0) return [...drafts];
  return drafts.map((draft) => {
    const own = blackouts.filter((blackout) => concerns(draft, blackout.site));
    return own.length === 0 ? draft : { ...draft, blackouts: own.map(({ from, to }) => ({ from, to })) };
  });
}

function concerns({ site, owner, tasks }: ActivityDraft, blackout: string | undefined): boolean {
  if (site === undefined) return tasks.some((task) => felt.has(task));
  return owner.kind === 'team' && (blackout === undefined || blackout === site);
}

/**
 * Dates activities, again and again, until none reaches into a blackout of its own: each pass moves some to a later day.
 * Answers the schedule with the activities as they are then. Pure; refusals of the schedule are thrown.
 */
export function outsideBlackouts<Activity extends ScheduleActivity & Pick<ActivityDraft, 'blackouts'>>(
  given: readonly Activity[],
  start: string,
): { readonly passed: Schedule; readonly activities: readonly Activity[] } {
  const watched = given.filter(({ blackouts = [] }) => blackouts.length > 0);
  let activities = given;
  for (;;) {
    const passed = unwrap(schedule(activities, { start }));
    if (watched.length === 0) return { passed, activities };
    const dates = new Map(passed.activities.map((one) => [one.key, one]));
    const floors = new Map(
      watched.flatMap((activity) => {
        const floor = afterBlackout(activity, dates.get(activity.key) as ScheduledActivity);
        return floor === undefined ? [] : [[activity.key, floor] as const];
      }),
    );
    if (floors.size === 0) return { passed, activities };
    activities = activities.map((activity) => {
      const notBefore = floors.get(activity.key);
      return notBefore === undefined ? activity : { ...activity, notBefore };
    });
  }
}

/**
 * The day before which an activity may not begin because it would reach into a blackout as it is dated; undefined where
 * it does not. Nothing begins before the blackout is over. Pure.
 */
function afterBlackout(
  { blackouts = [], durationWorkingDays }: Pick<ActivityDraft, 'blackouts' | 'durationWorkingDays'>,
  { start, finish }: Pick<ScheduledActivity, 'start' | 'finish'>,
): string | undefined {
  // Work begins on the day after its start, and what takes no time on the day itself.
  const first = durationWorkingDays === 0 ? start : addDays(start, 1);
  const hit = blackouts.find(({ from, to }) => first <= to && finish >= from);
  return hit === undefined ? undefined : addDays(hit.to, 1);
}
