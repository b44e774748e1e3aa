import type { DesignAlternative, ServiceDesign } from '@turnup/contract';

/** The currency of a design's money: that in which it was assessed, else that of its terms. */
export const currencyOf = (design: ServiceDesign): string | undefined =>
  design.alternatives.find(({ budget }) => budget !== undefined)?.budget?.currency ??
  design.requirement.commercial?.currency;

/** The longest round trip of the primary routes, with the pair of sites. */
export function longestRoundTrip(alternative: DesignAlternative) {
  return alternative.routes
    .filter(({ role }) => role === 'primary')
    .reduce<DesignAlternative['routes'][number] | undefined>(
      (longest, route) =>
        longest === undefined || route.roundTripUs > longest.roundTripUs ? route : longest,
      undefined,
    );
}

/** The site with the lowest availability. */
export function leastAvailable(alternative: DesignAlternative) {
  return alternative.availability.toSorted((one, other) => one.percent - other.percent)[0];
}

/** The money that the risks are expected to cost. */
export const exposureMinor = (alternative: DesignAlternative): number =>
  alternative.risks.reduce((sum, risk) => sum + risk.exposureMinor, 0);

/** The alternative that is looked at: the one in the address, else the chosen one, else the best. */
export function lookedAt(design: ServiceDesign, id: string | undefined): DesignAlternative | undefined {
  const named = (wanted: string | undefined) => design.alternatives.find((each) => each.id === wanted);
  return named(id) ?? named(design.chosenAlternative) ?? design.alternatives[0];
}
