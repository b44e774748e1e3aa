import type { DesignAlternative, PlannedActivity } from '@turnup/contract';
import { addDays } from '../foundation/calendar.ts';

type Efficiency = NonNullable<DesignAlternative['efficiency']>;

/** Work for which somebody goes to the site. */
const visiting = new Set(['work:survey', 'work:build', 'work:install', 'work:connect', 'work:bespoke']);

/**
 * How well a plan uses people: what of its tasks goes by itself, how often somebody goes to each site, and which visits of
 * one week could be one. Pure.
 */
export function efficiencyOf(activities: readonly PlannedActivity[]): Efficiency {
  const tasks = activities.flatMap((activity) =>
    activity.tasks.map((task) => activity.owner.kind === 'system' && !task.startsWith('work:')),
  );
  const automated = tasks.filter(Boolean).length;
  const visits = activities.filter(
    ({ site, tasks: own }) => site !== undefined && own.some((task) => visiting.has(task)),
  );
  const together = Map.groupBy(visits, ({ site, finishDate }) => `${site} ${mondayOf(finishDate)}`);
  const mergeable = [...together.values()].flatMap((own) => {
    const [first] = own;
    return first?.site === undefined || own.length < 2
      ? []
      : [
          {
            site: first.site,
            weekOf: mondayOf(first.finishDate),
            activities: own.map(({ key }) => key).toSorted(),
          },
        ];
  });
  return {
    tasks: tasks.length,
    automatedTasks: automated,
    automatedPercent: tasks.length === 0 ? 0 : Math.round((1000 * automated) / tasks.length) / 10,
    visits: visits.length,
    mergeable: mergeable.toSorted((one, other) =>
      `${one.weekOf} ${one.site}` < `${other.weekOf} ${other.site}` ? -1 : 1,
    ),
    visitsMerged: together.size,
  };
}

/** The Monday of the week of a date. */
function mondayOf(date: string): string {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  return addDays(date, -((weekday + 6) % 7));
}
