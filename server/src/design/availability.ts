import type { AccessOption, CpeModel, SiteOption } from '@turnup/contract';
import type { Component, NetworkView } from './types.ts';

/** How the percentage was found, for the reader of a design. */
export const availabilityMethod =
  'Equipment, access, entries, ducts, cards and provider edge of each leg; shared parts conditioned on exactly; core excluded';

/**
 * Availability of a site up to the core: at least one leg has its unit of equipment, its access, all its shared risks
 * and its provider edge up; of a route that is not disclosed the risks at the operator's own end. What both legs share is conditioned on, not counted twice.
 */
export function siteAvailability(
  option: SiteOption,
  model: CpeModel | undefined,
  network: NetworkView,
): number {
  return network.availabilityOfLegs(
    option.legs.map((leg, index) => [
      ...(model === undefined
        ? []
        : [{ id: `cpe:${option.site}:${index}`, availability: model.availability }]),
      ...partsOf(leg, network),
    ]),
  );
}

function partsOf(leg: AccessOption, network: NetworkView): Component[] {
  return [
    { id: `access:${leg.link ?? leg.partnerOffer ?? leg.id}`, availability: leg.availability },
    { id: `node:${leg.node}`, availability: network.nodeAvailability(leg.node) },
    ...(leg.sharedRisks ?? leg.knownRisks ?? []).flatMap((code) => {
      const availability = network.riskAvailability(code);
      return availability === undefined ? [] : [{ id: `risk:${code}`, availability }];
    }),
  ];
}

/** A probability as a percentage with four decimals, never rounded up: no promise is better than what was computed. */
export function percentOf(availability: number): number {
  return Math.floor(availability * 1_000_000 + 1e-6) / 10_000;
}

/** Expected minutes of downtime in a month of 30 days. */
export function downtimeMinutes(availability: number): number {
  return (1 - availability) * 30 * 24 * 60;
}
