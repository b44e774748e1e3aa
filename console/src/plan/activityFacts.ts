import type { OrderPlan, PlanActivity } from '@turnup/contract';
import { shortDateText, workingDaysText } from '../shared/dates.ts';
import { activityWords } from './words.ts';

/** The activities of a plan. Critical is what the critical path names, finished ones as well. */
export function activitiesOf({ activities, criticalPath }: OrderPlan): PlanActivity[] {
  const path = new Set(criticalPath);
  return activities.map((activity) => ({ ...activity, critical: path.has(activity.key) }));
}

/** What there is to say of an activity's slack; of a finished one there is none left to speak of. */
export function slackText({ critical, state, slackWorkingDays }: PlanActivity): string {
  if (critical) return 'critical';
  return state === 'done' ? '' : `slack ${slackWorkingDays} wd`;
}

/** When an activity begins and ends as far as is known: what happened, else what is expected. */
export const startOf = (activity: PlanActivity): string => activity.actualStart ?? activity.forecastStart;
export const finishOf = (activity: PlanActivity): string => activity.actualFinish ?? activity.forecastFinish;

/** What the bars of an activity say, in words, for those who do not see the drawing. */
export function restOf(activity: PlanActivity): string {
  const { state, critical, slackWorkingDays } = activity;
  return [
    activityWords[state].word,
    `${shortDateText(startOf(activity))} to ${shortDateText(finishOf(activity))}`,
    ...(critical ? ['on the critical path'] : []),
    ...(critical || state === 'done' ? [] : [`slack ${workingDaysText(slackWorkingDays)}`]),
  ].join(', ');
}

/** Rows in the order of time, critical ones first where it is the same. */
export const inOrder = (activities: readonly PlanActivity[]): PlanActivity[] =>
  activities.toSorted(
    (one, other) =>
      startOf(one).localeCompare(startOf(other)) ||
      finishOf(one).localeCompare(finishOf(other)) ||
      Number(other.critical) - Number(one.critical) ||
      one.key.localeCompare(other.key),
  );
