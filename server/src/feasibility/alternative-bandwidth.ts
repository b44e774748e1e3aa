import type { SiteRequirement } from '@turnup/contract';
import { promisedEdges } from '../network/index.ts';
import { rateText } from './reasons.ts';
import { type Found, outcomeOf, type Shortfall, serves } from './trial.ts';
import type { Assessment } from './types.ts';

/** For each failing site the largest bandwidth below the asked one at which it can be served. */
export function largestBandwidths(shortfall: Shortfall): Found[] {
  const { requirement } = shortfall.input;
  return requirement.sites
    .filter((site) => shortfall.assessment.failedSites.has(site.site))
    .flatMap((site) => largestBandwidth(shortfall, site) ?? []);
}

/**
 * What fits is decided by steps (free rate of a link, rate of a port, of an offer, of an equipment model), so that one
 * of these numbers is the largest that works; less always works where more does, hence bisection.
 */
function largestBandwidth(shortfall: Shortfall, site: SiteRequirement): Found | undefined {
  const { input } = shortfall;
  let best: Assessment | undefined;
  const works = (bandwidthKbps: number): boolean => {
    const sites = input.requirement.sites.map((one) => (one === site ? { ...site, bandwidthKbps } : one));
    const answer = shortfall.trial({ requirement: { ...input.requirement, sites } });
    const served = serves(shortfall, site.site, answer);
    if (served) best = answer;
    return served;
  };
  const steps = stepsBelow(shortfall, site);
  let [low, high] = [-1, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (works(steps[middle] as number)) low = middle;
    else high = middle - 1;
  }
  const bandwidthKbps = steps[low];
  if (bandwidthKbps === undefined || best === undefined) return undefined;
  return {
    changed: { ...site, bandwidthKbps },
    alternative: {
      change: 'bandwidth',
      site: site.site,
      description: `${site.site} with ${rateText(bandwidthKbps)} instead of ${rateText(site.bandwidthKbps)}`,
      parameters: { bandwidthKbps, askedKbps: site.bandwidthKbps },
      ...outcomeOf(best),
    },
  };
}

/** Every rate below the asked one at which something stops being enough, ascending, from the specification's least. */
function stepsBelow({ input }: Shortfall, site: SiteRequirement): number[] {
  const { network, occupancy, specification, policies, cpeModels, partnerOffers } = input;
  const usable = (kbps: number) => Math.floor((kbps * policies.maximumFillPercent) / 100);
  const used = new Set<number>();
  for (const [edge, kbps] of promisedEdges(network, occupancy.linkUseKbps))
    used.add(usable(network.capacity.baseKbps[edge] as number) - kbps);
  const rates = [
    specification.bandwidthKbps.minimum,
    ...[...new Set(network.capacity.baseKbps)].map(usable),
    ...used,
    ...new Set(network.portRateKbps),
    ...partnerOffers.filter((offer) => offer.place === site.site).map((offer) => offer.maximumRateKbps),
    ...cpeModels.map((model) => model.throughputKbps),
  ];
  const { minimum } = specification.bandwidthKbps;
  return [...new Set(rates)]
    .filter((rate) => rate >= minimum && rate < site.bandwidthKbps)
    .sort((a, b) => a - b);
}
