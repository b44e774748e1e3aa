import { expandPlanTemplate, planOf } from '../catalog/index.ts';
import { daysBetween, earlierOf, laterOf } from '../foundation/calendar.ts';
import { ok, type Result } from '../foundation/result.ts';
import { downtimeMinutes } from './availability.ts';
import { meetsSite } from './compliance.ts';
import { editedDrafts } from './planEdits.ts';
import { isAlike } from './siteVariants.ts';
import type { DesignInput, SiteVariant } from './types.ts';

/** One variant for each site, in the order of the sites. */
export type Combination = readonly SiteVariant[];

/** The combinations to compose, and whether that is all of them. */
export type Combinations = {
  readonly combinations: readonly Combination[];
  /** How many there are in all. */
  readonly total: number;
  /** What is known of those that are left, when not all are composed. */
  readonly left?: {
    /** The variants of each site that were weighed: those that meet what the site must have, where there are any. */
    readonly weighed: readonly (readonly SiteVariant[])[];
    /** Whether every site has a variant that meets what it must have; otherwise no combination at all is compliant. */
    readonly mayComply: boolean;
    /**
     * No combination has an objective below this, compliant ones where there may be any. Without latency and risk, which
     * are never negative.
     */
    readonly lowerBoundMinor: number;
  };
};

/**
 * All combinations of the sites' variants when there are at most `maximumCombinations`. Otherwise the one that
 * feasibility proved, and for every date on which a site can be ready the combination in which each site takes its
 * cheapest variant that is ready by then: cost against date, the trade that sites have in common; with a lower bound, so
 * that the gap can be told. Variants that miss what their site must have are left where another one meets it.
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
  const meeting = perSite.map((variants) => variants.filter((variant) => meetsSite(variant, input)));
  const mayComply = meeting.every((variants) => variants.length > 0);
  const weighed = meeting.map((variants, site) => (variants.length > 0 ? variants : (perSite[site] ?? [])));
  const ready = readinessOf(weighed, input);
  if (!ready.ok) return ready;
  const soonest = soonestOf(ready.value);
  const dates = [...new Set(ready.value.flat().map(({ date }) => date))]
    .filter((date) => date >= soonest)
    .toSorted();
  const byDate = spread(dates, input.policies.maximumCombinations).map((date) =>
    ready.value.flatMap((ofSite) => ofSite.find((each) => each.date <= date)?.variant ?? []),
  );
  const combinations = distinct([proven(perSite, input), ...byDate]);
  // Where nothing can comply, what bounds all combinations is asked for, not what bounds those that were weighed.
  const bounding = mayComply ? ready : readinessOf(perSite, input);
  return bounding.ok
    ? ok({
        total,
        combinations,
        left: { weighed, mayComply, lowerBoundMinor: lowerBound(bounding.value, input) },
      })
    : bounding;
}

/** The variants of each site with the date on which each is ready, the cheapest first. */
function readinessOf(perSite: readonly (readonly SiteVariant[])[], input: DesignInput): Result<Ready[][]> {
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
  return ok(ready);
}

/** The first day on which every site can be ready. */
function soonestOf(ready: readonly (readonly Ready[])[]): string {
  return latest(ready.map((ofSite) => earliest(ofSite.map(({ date }) => date))));
}

function lowerBound(ready: readonly (readonly Ready[])[], { startDate, policies }: DesignInput): number {
  const cheapest = ready.reduce((sum, ofSite) => sum + (ofSite[0]?.worthMinor ?? 0), 0);
  return cheapest + daysBetween(startDate, soonestOf(ready)) * policies.objective.perDayMinor;
}

/** The combination that feasibility proved: the first option of each site, or what made it pointless. */
function proven(
  perSite: readonly (readonly SiteVariant[])[],
  { siteOptions }: Pick<DesignInput, 'siteOptions'>,
): Combination {
  const first = new Map(siteOptions.map(({ site, options }) => [site, options[0]]));
  return perSite.flatMap((variants) => {
    const option = first.get(variants[0]?.requirement.site ?? '');
    return (
      variants.find((variant) => variant.option === option) ??
      variants.find((variant) => option !== undefined && isAlike(variant.option, option)) ??
      variants.slice(0, 1)
    );
  });
}

function distinct(combinations: readonly Combination[]): Combination[] {
  return [...new Map(combinations.map((each) => [combinationKey(each), each])).values()];
}

/** Tells combinations apart. */
export function combinationKey(combination: Combination): string {
  return JSON.stringify(combination.map(({ option }) => option.legs.map(({ id }) => id)));
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
