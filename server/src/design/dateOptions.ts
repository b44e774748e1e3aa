import type { AccessOption, DesignAlternative, SiteOption } from '@turnup/contract';
import { hubsOf } from '../foundation/roots.ts';
import { planFor, type Unranked } from './alternative.ts';
import type { DesignInput } from './types.ts';

type DateOption = NonNullable<DesignAlternative['dateOptions']>[number];
type ExpeditedLeg = AccessOption & { readonly expedite: NonNullable<AccessOption['expedite']> };

/** Up to so many legs that can be hurried, every choice of them is looked at; beyond it each alone, and all. */
const legsTriedTogether = 4;

/**
 * What would bring an alternative to an earlier day, and what that costs: partners who hurry for a price, and sites that
 * come later than the others. Each is dated by the same pass over the same plan; what costs more and comes no sooner is
 * left out. Pure.
 */
export function dateOptionsOf(alternative: Unranked, input: DesignInput): DateOption[] {
  const found = [...expedited(alternative, input), ...phased(alternative, input)]
    .filter(({ finishDate }) => finishDate < alternative.plan.finishDate)
    .toSorted(
      (one, other) =>
        (one.finishDate < other.finishDate ? -1 : one.finishDate > other.finishDate ? 1 : 0) ||
        one.oneOffMinor - other.oneOffMinor,
    );
  return found.filter(
    (option, index) =>
      option.kind === 'phase' ||
      !found
        .slice(0, index)
        .some((sooner) => sooner.kind === 'expedite' && sooner.oneOffMinor <= option.oneOffMinor),
  );
}

function expedited(alternative: Unranked, input: DesignInput): DateOption[] {
  const legs = alternative.sites.flatMap((site) => site.legs.filter(canBeHurried));
  return choicesOf(legs).map((hurried) => {
    const sites = alternative.sites.map(
      (site): SiteOption => ({
        ...site,
        legs: site.legs.map((leg) => (canBeHurried(leg) && hurried.includes(leg) ? hurriedLeg(leg) : leg)),
      }),
    );
    const told = hurried.map(
      (leg) => `${leg.partner} hurries ${leg.partnerOffer} by ${leg.expedite.savesWorkingDays} working days`,
    );
    return {
      kind: 'expedite' as const,
      description: told.join(', '),
      offers: hurried.flatMap((leg) => leg.partnerOffer ?? []),
      oneOffMinor: hurried.reduce((sum, leg) => sum + leg.expedite.oneOffMinor, 0),
      ...dated(alternative, input, sites),
    };
  });
}

function canBeHurried(leg: AccessOption): leg is ExpeditedLeg {
  return leg.expedite !== undefined && leg.partnerOffer !== undefined;
}

function hurriedLeg(leg: ExpeditedLeg): AccessOption {
  const less = (days: number): number => Math.max(0, days - leg.expedite.savesWorkingDays);
  const { best, likely, worst } = leg.workingDays.partnerBuild;
  const partnerBuild = { best: less(best), likely: less(likely), worst: less(worst) };
  return { ...leg, workingDays: { ...leg.workingDays, partnerBuild } };
}

function choicesOf(legs: readonly ExpeditedLeg[]): ExpeditedLeg[][] {
  if (legs.length > legsTriedTogether) return [...legs.map((leg) => [leg]), [...legs]];
  const sets: ExpeditedLeg[][] = [[]];
  for (const leg of legs) sets.push(...sets.map((set) => [...set, leg]));
  return sets.filter((set) => set.length > 0);
}

/**
 * All sites but one of the critical path, which comes when it would have come: without any other the rest is no sooner.
 * Two sites at least remain, and every hub.
 */
function phased(alternative: Unranked, input: DesignInput): DateOption[] {
  const { requirement } = input;
  if (requirement.sites.length < 3) return [];
  const hubs = new Set(hubsOf(requirement.sites));
  const path = new Set(alternative.plan.criticalPath);
  const onPath = new Set(
    alternative.plan.activities.flatMap(({ key, site }) => (path.has(key) ? [site] : [])),
  );
  return requirement.sites
    .filter((site) => !hubs.has(site.site) && onPath.has(site.site))
    .map(({ site }) => {
      const { bespokeActions, latencyBounds: _, ...asked } = requirement;
      const rest = {
        ...asked,
        sites: requirement.sites.filter((one) => one.site !== site),
        ...(bespokeActions && {
          bespokeActions: bespokeActions.filter((action) => action.site !== site),
        }),
      };
      return {
        kind: 'phase' as const,
        description: `All but ${site}, which follows on ${alternative.plan.finishDate}`,
        site,
        oneOffMinor: 0,
        ...dated(
          { ...alternative, cpe: alternative.cpe.filter((choice) => choice.site !== site) },
          { ...input, requirement: rest },
          alternative.sites.filter((option) => option.site !== site),
        ),
      };
    });
}

function dated(
  alternative: Unranked,
  input: DesignInput,
  sites: DesignAlternative['sites'],
): Pick<DateOption, 'finishDate' | 'savesWorkingDays' | 'meetsRequestedDate'> {
  const used = new Set((alternative.augmentations ?? []).map(({ augmentation }) => augmentation));
  const augmentations = (input.augmentations ?? []).filter(({ augmentation }) => used.has(augmentation));
  const { plan } = planFor(input, sites, alternative.cpe, augmentations);
  const wanted = input.requirement.requestedCompletionDate;
  return {
    finishDate: plan.finishDate,
    savesWorkingDays: alternative.plan.workingDays - plan.workingDays,
    ...(wanted === undefined ? {} : { meetsRequestedDate: plan.finishDate <= wanted }),
  };
}
