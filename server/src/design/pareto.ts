import type { DesignAlternative } from '@turnup/contract';
import { daysBetween } from '../foundation/calendar.ts';
import { downtimeMinutes } from './availability.ts';
import type { DesignObjective, SiteVariant } from './types.ts';

/** What alternatives are compared by; less is better in each. */
export type Criteria = {
  /** One-off and running cost over the term. */
  readonly costMinor: number;
  /** Calendar days from confirmation to service. */
  readonly days: number;
  /** Expected minutes of downtime a month, over all sites. */
  readonly downtimeMinutes: number;
  /** The longest primary round trip. */
  readonly roundTripUs: number;
  readonly riskDays: number;
  readonly riskMinor: number;
};

/** The names of the criteria, for people. */
const criterionNames: Readonly<Record<keyof Criteria, string>> = {
  costMinor: 'cost',
  days: 'date',
  downtimeMinutes: 'availability',
  roundTripUs: 'latency',
  riskDays: 'risk of delay',
  riskMinor: 'risk of cost',
};
const criteria = Object.keys(criterionNames) as (keyof Criteria)[];

/** The criteria of an alternative. */
export function criteriaOf(
  alternative: Pick<DesignAlternative, 'capexMinor' | 'monthlyCostMinor' | 'plan' | 'routes' | 'risks'>,
  variants: readonly SiteVariant[],
  termMonths: number,
): Criteria {
  const { capexMinor, monthlyCostMinor, plan, routes, risks } = alternative;
  const primary = routes.filter((route) => route.role === 'primary').map((route) => route.roundTripUs);
  return {
    costMinor: capexMinor + monthlyCostMinor * termMonths,
    days: daysBetween(plan.startDate, plan.finishDate),
    downtimeMinutes: variants.reduce((sum, { availability }) => sum + downtimeMinutes(availability), 0),
    roundTripUs: primary.reduce((longest, each) => Math.max(longest, each), 0),
    riskDays: risks.reduce((sum, risk) => sum + risk.exposureWorkingDays, 0),
    riskMinor: risks.reduce((sum, risk) => sum + risk.exposureMinor, 0),
  };
}

/** No worse in any criterion and better in one. */
export function isBetter(one: Criteria, other: Criteria): boolean {
  return (
    criteria.every((name) => one[name] <= other[name]) && criteria.some((name) => one[name] < other[name])
  );
}

/** In what the first is better than the second, in words. */
export function advantages(one: Criteria, other: Criteria): string {
  return criteria
    .filter((name) => one[name] < other[name])
    .map((name) => criterionNames[name])
    .join(', ');
}

/** The worth of an alternative as one amount, by the objective of the policy; less is better. */
export function objectiveMinor(of: Criteria, objective: DesignObjective): number {
  return (
    of.costMinor +
    of.days * objective.perDayMinor +
    of.downtimeMinutes * objective.perDowntimeMinuteMinor +
    (of.roundTripUs / 1000) * objective.perRttMsMinor +
    of.riskDays * objective.perRiskDayMinor +
    of.riskMinor
  );
}

/** Something that can be compared. */
export type Comparable = { readonly criteria: Criteria };

/**
 * Splits into those that nothing else beats, and the beaten with one of the unbeaten that beats each. Equals all stay.
 * Sorting by cost first means that an element can only be beaten by an earlier or equally dear one.
 */
export function paretoSet<Item extends Comparable>(
  items: readonly Item[],
): {
  readonly unbeaten: readonly Item[];
  readonly beaten: readonly { readonly item: Item; readonly by: Item }[];
} {
  const sorted = items.toSorted((one, other) => lexical(one.criteria, other.criteria));
  const unbeaten: Item[] = [];
  const beaten: { item: Item; by: Item }[] = [];
  for (const item of sorted) {
    const by = unbeaten.find((rival) => isBetter(rival.criteria, item.criteria));
    if (by === undefined) unbeaten.push(item);
    else beaten.push({ item, by });
  }
  return { unbeaten, beaten };
}

function lexical(one: Criteria, other: Criteria): number {
  for (const name of criteria) if (one[name] !== other[name]) return one[name] - other[name];
  return 0;
}
