import type { NearestAlternative } from '@turnup/contract';
import { largestBandwidths } from './alternative-bandwidth.ts';
import { earliestDate } from './alternative-date.ts';
import { lesserDiversities } from './alternative-diversity.ts';
import { reachableLatency } from './alternative-latency.ts';
import { otherAccesses } from './alternative-place.ts';
import { surerAccesses } from './alternative-surer.ts';
import { type Found, outcomeOf, type Shortfall, trialOf } from './trial.ts';
import type { Assessment, FeasibilityInput } from './types.ts';

/**
 * The nearest things that would work instead: each was asked as a question of its own and answered yes. Where several
 * sites fail, an alternative for one of them is verified with the others left as they are, and all together at the end.
 * Of what can be had as asked, but is not sure yet, the surer ways are told.
 */
export function nearestAlternatives(input: FeasibilityInput, assessment: Assessment): NearestAlternative[] {
  const shortfall: Shortfall = { input, assessment, trial: trialOf(input) };
  if (assessment.works && assessment.deviations.length === 0) return surerAccesses(shortfall);
  const bySite = [...largestBandwidths(shortfall), ...lesserDiversities(shortfall)];
  return [
    ...otherAccesses(shortfall),
    ...earliestDate(shortfall),
    ...together(shortfall, bySite).map((found) => found.alternative),
    ...reachableLatency(shortfall),
  ];
}

/** Keeps alternatives of sites only if some choice of one per failing site makes the whole service work. */
function together({ input, assessment, trial }: Shortfall, found: readonly Found[]): Found[] {
  if (assessment.failedSites.size < 2) return [...found];
  const changed = new Map(
    found.toReversed().flatMap(({ changed: site }) => (site === undefined ? [] : [[site.site, site]])),
  );
  const sites = input.requirement.sites.map((site) => changed.get(site.site) ?? site);
  const verified = trial({ requirement: { ...input.requirement, sites } });
  if (verified?.works !== true) return [];
  // One of them alone is no service yet: price and date are those of all together.
  return found.map((one) => ({ ...one, alternative: { ...one.alternative, ...outcomeOf(verified) } }));
}
