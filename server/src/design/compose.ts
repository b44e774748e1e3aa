import type { DesignAlternative, LatencyBound } from '@turnup/contract';
import { ok, RefusalError, type Result, refused } from '../foundation/result.ts';
import { composeAlternative, type Unranked } from './alternative.ts';
import { type Combination, type Combinations, combinationKey, combine } from './combine.ts';
import { clip } from './compliance.ts';
import { type WayFinder, wayFinder } from './coreWays.ts';
import { elaborated } from './elaborate.ts';
import { withinLatency } from './latencyRepair.ts';
import { advantages, type Criteria, criteriaOf, objectiveMinor, paretoSet } from './pareto.ts';
import { type SitePair, sitePairs } from './routes.ts';
import { boundedPairs } from './serviceLevelLines.ts';
import { dominates, siteVariant } from './siteVariants.ts';
import type { Composition, DesignInput, SiteVariant } from './types.ts';

type Rejected = Composition['rejected'][number];
type Candidate = {
  readonly alternative: Unranked;
  readonly combination: Combination;
  readonly criteria: Criteria;
  readonly objective: number;
};

/**
 * Composes a design: weighs the combinations of the sites' options, keeps those that no other beats in cost, date,
 * availability, latency and risk, and ranks them: compliant ones first, then by the objective of the policy. At least
 * two are offered when two can be had. Whatever was left is told with why, in lines or, beyond a limit, in numbers.
 * Pure and deterministic; may take seconds for large services, so it does not belong on a thread that serves requests.
 *
 * A site without options or equipment gives no alternatives and says so in `rejected`. Faults of the data are refused.
 */
export function composeDesign(input: DesignInput): Result<Composition> {
  try {
    return ok(compose(input));
  } catch (error) {
    if (error instanceof RefusalError) return refused(error.refusal);
    throw error;
  }
}

function compose(input: DesignInput): Composition {
  const { perSite, rejected } = variantsOf(input);
  if (perSite.some((variants) => variants.length === 0)) return { alternatives: [], rejected };
  const combined = combine(perSite, input);
  if (!combined.ok) throw new RefusalError(combined.fault);
  const { pairs, left } = sitePairs(input.requirement, input.policies.maximumPairs);
  const finder = wayFinder(input.network);
  const candidates: Candidate[] = [];
  const refusedOnes: Rejected[] = [];
  const composeOne = (combination: Combination): void => {
    const { legged, composed } = withinBounds(combination, pairs, finder, input);
    if (composed.ok) candidates.push(candidateOf(composed.value, legged, input));
    else refusedOnes.push(rejection(namesOf(combination), composed.fault.code, composed.fault.message));
  };
  combined.value.combinations.forEach(composeOne);
  repaired(combined.value, candidates, finder, input).forEach(composeOne);
  const { offered, others } = select(candidates, input);
  const bound = searchBound(combined.value, candidates.length + refusedOnes.length, offered);
  const rest = limited([...others, ...refusedOnes], input.policies.maximumRejected);
  return {
    alternatives: offered.map(
      ({ alternative, combination }, index): DesignAlternative => ({
        ...elaborated(alternative, combination, input),
        rank: index + 1,
      }),
    ),
    rejected: [...rejected, ...bound, ...unlistedPairs(left), ...rest],
  };
}

/** What becomes of the composed combinations that do not comply when sites are exchanged until every round trip is kept. */
function repaired(
  { combinations, left }: Combinations,
  candidates: readonly Candidate[],
  finder: WayFinder,
  input: DesignInput,
): readonly Combination[] {
  const bounds = left?.mayComply === true ? boundedPairs(input.requirement, input.policies.maximumPairs) : [];
  if (left === undefined || bounds.length === 0) return [];
  const ground = { bounds, finder, network: input.network };
  const complying = new Set(
    candidates.flatMap(({ alternative, combination }) => (alternative.compliant ? [combination] : [])),
  );
  const known = new Set(combinations.map(combinationKey));
  const found = combinations
    .filter((combination) => !complying.has(combination))
    .flatMap((combination) => {
      const exchanged = withinLatency(combination, left.weighed, ground);
      return exchanged === undefined ? [] : [[combinationKey(exchanged), exchanged] as const];
    });
  return [...new Map(found.filter(([key]) => !known.has(key))).values()];
}

/** The variants of each site, without those that a like one beats in everything. */
function variantsOf(input: DesignInput): {
  readonly perSite: readonly (readonly SiteVariant[])[];
  readonly rejected: Rejected[];
} {
  const rejected: Rejected[] = [];
  const options = new Map(input.siteOptions.map(({ site, options: ofSite }) => [site, ofSite]));
  const perSite = input.requirement.sites.map((requirement) => {
    const kept: SiteVariant[] = [];
    const ofSite = options.get(requirement.site) ?? [];
    if (ofSite.length === 0)
      rejected.push(
        rejection(requirement.site, 'SITE_NOT_SERVED', `No access option reaches ${requirement.site}.`),
      );
    for (const option of ofSite) {
      const variant = siteVariant(requirement, option, input);
      if (variant.ok) kept.push(variant.value);
      else rejected.push(rejection(nameOf(option), variant.fault.code, variant.fault.message));
    }
    return withoutDominated(kept, rejected);
  });
  return { perSite, rejected };
}

function withoutDominated(variants: readonly SiteVariant[], rejected: Rejected[]): SiteVariant[] {
  return variants.filter((variant, index) => {
    const better = variants.find(
      (other, otherIndex) =>
        other !== variant && dominates(other, variant) && (!dominates(variant, other) || otherIndex < index),
    );
    if (better !== undefined)
      rejected.push(
        rejection(
          nameOf(variant.option),
          'OPTION_DOMINATED',
          `${nameOf(better.option)} is of the same kind and no worse in cost, lead time, latency or availability.`,
        ),
      );
    return better === undefined;
  });
}

type Composed = {
  readonly legged: Combination;
  readonly composed: ReturnType<typeof composeAlternative>;
};

/** Of so many sites with two legs every order of legs is tried; no more of them have bounds at once in practice. */
const mostTurned = 4;

/**
 * A combination in full. The faster access works and the other stands by, unless a bound of the round trip is kept only
 * where the legs of a site change places: what counts is the way from end to end, not its first piece.
 */
function withinBounds(
  combination: Combination,
  pairs: readonly SitePair[],
  finder: WayFinder,
  input: DesignInput,
): Composed {
  const first = { legged: combination, composed: composeAlternative(combination, pairs, finder, input) };
  const bounds = input.requirement.latencyBounds ?? [];
  if (keepsBounds(first.composed, bounds)) return first;
  const bounded = new Set(bounds.flatMap(({ from, to }) => [from, to]));
  const dual = combination
    .filter(({ requirement, option }) => option.legs.length > 1 && bounded.has(requirement.site))
    .slice(0, mostTurned);
  for (let turned = 1; turned < 2 ** dual.length; turned++) {
    const changes = new Set(dual.filter((_, at) => (turned & (1 << at)) !== 0));
    const legged = combination.map((variant) => (changes.has(variant) ? withLegsTurned(variant) : variant));
    const composed = composeAlternative(legged, pairs, finder, input);
    if (keepsBounds(composed, bounds)) return { legged, composed };
  }
  return first;
}

function keepsBounds(composed: Composed['composed'], bounds: readonly LatencyBound[]): boolean {
  return (
    composed.ok &&
    bounds.every(({ from, to, maximumRttUs }) =>
      composed.value.routes.some(
        (route) =>
          route.role === 'primary' &&
          route.from === from &&
          route.to === to &&
          route.roundTripUs <= maximumRttUs,
      ),
    )
  );
}

function withLegsTurned(variant: SiteVariant): SiteVariant {
  const { option } = variant;
  const { primary = 0, secondary = 0 } = option.diversity?.compared ?? {};
  const compared = { primary: secondary, secondary: primary };
  return {
    ...variant,
    option: {
      ...option,
      legs: option.legs.toReversed(),
      ...(option.diversity && { diversity: { ...option.diversity, compared } }),
    },
  };
}

function candidateOf(alternative: Unranked, combination: Combination, input: DesignInput): Candidate {
  const months = input.requirement.commercial?.termMonths ?? input.policies.termMonths;
  const criteria = criteriaOf(alternative, combination, months);
  return {
    alternative,
    combination,
    criteria,
    objective: objectiveMinor(criteria, input.policies.objective),
  };
}

/**
 * The alternatives to offer, in their order, and why the others are not. A compliant one is never beaten by one that
 * is not, so the two kinds are weighed apart.
 */
function select(
  candidates: readonly Candidate[],
  input: DesignInput,
): { readonly offered: readonly Candidate[]; readonly others: readonly Rejected[] } {
  const groups = [true, false].map((compliant) =>
    paretoSet(candidates.filter(({ alternative }) => alternative.compliant === compliant)),
  );
  const unbeaten = groups.flatMap((group) => group.unbeaten.toSorted(byObjective));
  const beaten = groups.flatMap((group) =>
    group.beaten.toSorted((one, other) => byObjective(one.item, other.item)),
  );
  const wanted = Math.max(1, input.policies.alternatives);
  const spare = Math.max(0, Math.min(2, wanted) - unbeaten.length);
  const offered = [...unbeaten.slice(0, wanted), ...beaten.slice(0, spare).map(({ item }) => item)].toSorted(
    inOrder,
  );
  const others = [
    ...unbeaten
      .slice(wanted)
      .map(({ alternative }) =>
        rejection(
          alternative.title,
          'RANKED_LOWER',
          `Nothing beats it in everything, but ${wanted} others rank before it by the objective.`,
        ),
      ),
    ...beaten
      .slice(spare)
      .map(({ item, by }) =>
        rejection(
          item.alternative.title,
          'DOMINATED',
          clip(
            `No better in anything than ${by.alternative.title}, which is better in ${advantages(by.criteria, item.criteria)}.`,
          ),
        ),
      ),
  ];
  return { offered, others };
}

function byObjective(one: Candidate, other: Candidate): number {
  return one.objective - other.objective || (one.alternative.id < other.alternative.id ? -1 : 1);
}

function inOrder(one: Candidate, other: Candidate): number {
  return Number(other.alternative.compliant) - Number(one.alternative.compliant) || byObjective(one, other);
}

/**
 * Says when not every combination was composed, and how far the best can be from the optimum at most: a bound of compliant
 * combinations says nothing of a first alternative that is not.
 */
function searchBound(
  { total, left }: Combinations,
  composed: number,
  offered: readonly Candidate[],
): Rejected[] {
  if (left === undefined) return [];
  const how =
    'Composed were the combination that feasibility proved and, for each date on which a site can be ready, the cheapest options that meet what their site must have and are ready by then.';
  const told = (message: string, parameters: Rejected['reason']['parameters'] = {}): Rejected[] => [
    {
      description: `${total - composed} of ${total} combinations of site options`,
      reason: {
        code: 'SEARCH_BOUNDED',
        message: `${how} ${message}`,
        parameters: { total, composed, ...parameters },
      },
    },
  ];
  const [best] = offered;
  if (best === undefined) return told('None of them has routes for all pairs; one that was left may have.');
  if (left.mayComply && !best.alternative.compliant)
    return told('None of them is compliant; one that was left may be.');
  const gapMinor = Math.max(0, Math.round(best.objective - left.lowerBoundMinor));
  const gapPercent = Math.round((gapMinor / best.objective) * 10_000) / 100;
  const among = left.mayComply ? 'the best that is compliant' : 'the optimum of the objective';
  return told(`The first alternative is at most ${gapPercent} % above ${among}.`, { gapMinor, gapPercent });
}

function unlistedPairs(left: number): Rejected[] {
  return left === 0
    ? []
    : [
        rejection(
          `Routes of ${left} pairs of sites`,
          'ROUTES_NOT_LISTED',
          'They have no latency bound and lie beyond the number of pairs that a design lists.',
        ),
      ];
}

function limited(rejected: readonly Rejected[], maximum: number): Rejected[] {
  if (rejected.length <= maximum) return [...rejected];
  const counts = new Map<string, number>();
  for (const { reason } of rejected.slice(maximum))
    counts.set(reason.code, (counts.get(reason.code) ?? 0) + 1);
  const told = [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
  return [
    ...rejected.slice(0, maximum),
    rejection(
      `${rejected.length - maximum} more combinations`,
      'NOT_LISTED',
      `Left for the same reasons: ${told}.`,
    ),
  ];
}

function rejection(description: string, code: string, message: string): Rejected {
  return { description: clip(description), reason: { code, message } };
}

function namesOf(combination: Combination): string {
  return combination.map(({ option }) => nameOf(option)).join(', ');
}

function nameOf(option: SiteVariant['option']): string {
  return option.legs.map((leg) => leg.id).join(' and ');
}
