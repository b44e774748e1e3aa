import type { ImplementationPlan, PlanConfidence } from '@turnup/contract';
import { type CalendarBook, calendarNamed } from '../foundation/calendar.ts';
import { type Outcome, outcomesOf, pick, seededChance } from '../foundation/durationDistribution.ts';
import { outsideBlackouts } from './customerDates.ts';

/** How much is scheduled at most to know how sure a plan's finish is. */
export type ConfidenceLimits = {
  /** Up to so many joint outcomes all are scheduled, and the answer is exact. */
  readonly exactOutcomes: number;
  /** Beyond it so many samples are. */
  readonly samples: number;
};

type Finish = { readonly date: string; readonly workingDays: number; readonly probability: number };

/**
 * The finish that a plan keeps with a chance of 50 % and of 80 %, with parallel chains, calendars and blackouts counted: exact
 * where the joint outcomes of its three-point durations are few, otherwise from seeded samples. Undefined where every
 * duration is certain. Pure: the same plan and seed give the same answer.
 */
export function planConfidence(
  plan: ImplementationPlan,
  calendars: CalendarBook,
  limits: ConfidenceLimits,
  seed: string,
): PlanConfidence | undefined {
  const open = plan.activities.flatMap(({ key, threePoint }) =>
    threePoint === undefined ? [] : [{ key, outcomes: outcomesOf(threePoint) }],
  );
  if (open.length === 0) return undefined;
  const joint = open.reduce((product, { outcomes }) => product * outcomes.length, 1);
  const exact = joint <= limits.exactOutcomes;
  const network = plan.activities.map((activity) => ({
    ...activity,
    // A blackout moves what would reach into it in each outcome by itself.
    notBefore: activity.blackouts === undefined ? activity.notBefore : activity.notBeforeOtherwise,
    calendar: calendarNamed(calendars, activity.calendar),
  }));
  const finishWith = (days: ReadonlyMap<string, number>, probability: number): Finish => {
    const activities = network.map((activity) => ({
      ...activity,
      durationWorkingDays: days.get(activity.key) ?? activity.durationWorkingDays,
    }));
    const { finish, workingDays } = outsideBlackouts(activities, plan.startDate).passed;
    return { date: finish, workingDays, probability };
  };
  const finishes = exact
    ? jointOutcomes(open).map(({ days, probability }) => finishWith(days, probability))
    : samples(open, limits.samples, seed).map((days) => finishWith(days, 1 / limits.samples));
  return answerOf(finishes, plan, exact ? undefined : seed);
}

type Open = readonly { readonly key: string; readonly outcomes: readonly Outcome[] }[];

function jointOutcomes(open: Open): { days: Map<string, number>; probability: number }[] {
  return open.reduce<{ days: Map<string, number>; probability: number }[]>(
    (joint, { key, outcomes }) =>
      joint.flatMap(({ days, probability }) =>
        outcomes.map((outcome) => ({
          days: new Map(days).set(key, outcome.days),
          probability: probability * outcome.probability,
        })),
      ),
    [{ days: new Map(), probability: 1 }],
  );
}

function samples(open: Open, count: number, seed: string): Map<string, number>[] {
  const chance = seededChance(seed);
  return Array.from(
    { length: count },
    () => new Map(open.map(({ key, outcomes }) => [key, pick(outcomes, chance()).days])),
  );
}

function answerOf(
  finishes: readonly Finish[],
  plan: ImplementationPlan,
  seed: string | undefined,
): PlanConfidence {
  const ordered = finishes.toSorted((one, other) =>
    one.date < other.date ? -1 : one.date > other.date ? 1 : one.workingDays - other.workingDays,
  );
  const kept = (chance: number): Finish => {
    let sum = 0;
    for (const finish of ordered) {
      sum += finish.probability;
      // Rounding of a sum of probabilities must not push a quantile to the next outcome.
      if (sum >= chance - 1e-9) return finish;
    }
    return ordered.at(-1) as Finish;
  };
  const [p50, p80] = [kept(0.5), kept(0.8)];
  const planned = finishes
    .filter(({ date }) => date <= plan.finishDate)
    .reduce((sum, { probability }) => sum + probability, 0);
  return {
    method: seed === undefined ? 'exact' : 'monteCarlo',
    outcomes: finishes.length,
    ...(seed !== undefined && { seed }),
    p50WorkingDays: p50.workingDays,
    p50Date: p50.date,
    p80WorkingDays: p80.workingDays,
    p80Date: p80.date,
    plannedPercent: Math.min(100, Math.round(planned * 1_000) / 10),
  };
}
