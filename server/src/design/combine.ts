import { expandPlanTemplate, planOf } from '../catalog/index.ts';
import { daysBetween, earlierOf, laterOf } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import { downtimeMinutes } from './availability.ts';
import { editedDrafts } from './planEdits.ts';
import type { DesignInput, SiteVariant } from './types.ts';

/** One variant for each site, in the order of the sites. */
export type Combination = readonly SiteVariant[];

/** The combinations to compose, and whether that is all of them. */
export type Combinations = {
  readonly combinations: readonly Combination[];
  /** How many there are in all. */
  readonly total: number;
  /**
   * When not all are composed: no combination at all has an objective below this. Without latency and risk, which are
   * never negative.
   */
  readonly lowerBoundMinor?: number;
};

/**
 * All combinations of the sites' variants when there are at most `maximumCombinations`. Otherwise, for every date on
 * which a site can be ready, the combination in which each site takes its cheapest variant that is ready by then: cost
 * against date, the trade that sites have in common; with a lower bound, so that the gap can be told.
 */
export function combine(
  perSite: readonly (readonly SiteVariant[])[],
  input: DesignInput,
): Result<Combinations> {
  const total = perSite.reduce((product, variants) => product * variants.length, 1);
  if (total <= input.policies.maximumCombinations) return ok({ total, combinations: [...products(perSite)] });
  return byReadiness(perSite, input, total);
}

function* products(perSite: readonly (readonly SiteVariant[])[], at = 0): Generator<SiteVariant[]> {
  const variants = perSite[at];
  if (variants === undefined) {
    yield [];
    return;
  }
  for (const variant of variants) for (const rest of products(perSite, at + 1)) yield [variant, ...rest];
}

type Ready = { readonly variant: SiteVariant; readonly date: string; readonly worthMinor: number };

function byReadiness(
  perSite: readonly (readonly SiteVariant[])[],
  input: DesignInput,
  total: number,
): Result<Combinations> {
  const ready: Ready[][] = [];
  for (const variants of perSite) {
    const ofSite: Ready[] = [];
    for (const variant of variants) {
      const date = soloFinish(variant, input);
      if (!date.ok) return date;
      ofSite.push({ variant, date: date.value, worthMinor: worthOf(variant, input) });
    }
    ready.push(ofSite.toSorted((one, other) => one.worthMinor - other.worthMinor));
  }
  const soonest = latest(ready.map((ofSite) => earliest(ofSite.map(({ date }) => date))));
  const dates = [...new Set(ready.flat().map(({ date }) => date))]
    .filter((date) => date >= soonest)
    .toSorted();
  const chosen = new Map<string, Combination>();
  for (const date of spread(dates, input.policies.maximumCombinations)) {
    const picks = ready.map((ofSite) => ofSite.findIndex((each) => each.date <= date));
    chosen.set(
      picks.join(),
      picks.flatMap((pick, site) => ready[site]?.[pick]?.variant ?? []),
    );
  }
  const cheapest = ready.reduce((sum, ofSite) => sum + (ofSite[0]?.worthMinor ?? 0), 0);
  const days = daysBetween(input.startDate, soonest);
  return ok({
    total,
    combinations: [...chosen.values()],
    lowerBoundMinor: cheapest + days * input.policies.objective.perDayMinor,
  });
}

/** When the service would be ready if it had this site alone; with other sites it is never earlier. */
function soloFinish(variant: SiteVariant, input: DesignInput): Result<string> {
  const { site } = variant.requirement;
  const { bespokeActions, ...requirement } = input.requirement;
  const drafts = expandPlanTemplate(input.planTemplate, {
    requirement: {
      ...requirement,
      sites: [variant.requirement],
      ...(bespokeActions && { bespokeActions: bespokeActions.filter((action) => action.site === site) }),
    },
    siteOptions: [variant.option],
    cpe: variant.cpe === undefined ? [] : [variant.cpe],
    cpeModels: input.cpeModels,
    calendars: input.planCalendars,
    people: input.people,
  });
  if (!drafts.ok) return drafts;
  const edited = editedDrafts(drafts.value, input.planEdits ?? [], input.planCalendars.operator);
  const plan = planOf(input.planTemplate.code, edited.drafts, input.startDate, input.calendars);
  return plan.ok ? ok(plan.value.finishDate) : plan;
}

/** The part of the objective that a variant brings by itself. */
function worthOf(
  { capexMinor, monthlyMinor, availability }: SiteVariant,
  { requirement, policies }: DesignInput,
): number {
  const months = requirement.commercial?.termMonths ?? policies.termMonths;
  return (
    capexMinor +
    monthlyMinor * months +
    downtimeMinutes(availability) * policies.objective.perDowntimeMinuteMinor
  );
}

/** At most `count` of the dates, the first and the last always among them. */
function spread(dates: readonly string[], count: number): readonly string[] {
  if (dates.length <= count) return dates;
  const step = (dates.length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, index) => dates[Math.round(index * step)] as string);
}

function latest(dates: readonly string[]): string {
  return dates.reduce(laterOf);
}

function earliest(dates: readonly string[]): string {
  return dates.reduce(earlierOf);
}
