import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { type ServiceLevelObjective, warningThreshold } from '../inventory/index.ts';
import { newId } from '../platform/ids.ts';

/**
 * The parameters for Service Quality Management, a package a site (eTOM 1.4.5.1; SID ServiceLevelObjective): what was
 * promised in the requirement, with a threshold that warns at `warningShare` of what is allowed. A site that was
 * promised nothing in numbers gets the availability that its design predicts.
 */
export function objectivesOf(
  serviceId: string,
  requirement: ServiceRequirement,
  solution: Pick<DesignAlternative, 'availability'>,
  warningShare: number,
): ServiceLevelObjective[] {
  return requirement.sites.flatMap(({ site, availabilityPercent }) => {
    const predicted = solution.availability.find((line) => line.site === site)?.percent;
    const availability =
      availabilityPercent ?? (predicted === undefined ? undefined : Math.floor(predicted * 100) / 100);
    const bounds = (requirement.latencyBounds ?? []).filter(
      (bound) => bound.from === site || bound.to === site,
    );
    const common = { serviceId, site, period: 'P1M' };
    return [
      ...(availability === undefined
        ? []
        : [
            {
              ...common,
              id: newId(),
              parameter: 'availability',
              comparator: 'atLeast' as const,
              target: availability,
              threshold: warningThreshold('atLeast', availability, warningShare),
              unit: '%',
              measuringPoint: `${site} CPE`,
            },
          ]),
      ...bounds.map((bound) => ({
        ...common,
        id: newId(),
        parameter: `roundTrip:${bound.from}:${bound.to}`,
        comparator: 'atMost' as const,
        target: bound.maximumRttUs,
        threshold: warningThreshold('atMost', bound.maximumRttUs, warningShare),
        unit: 'us',
        measuringPoint: `${bound.from} CPE to ${bound.to} CPE`,
      })),
    ];
  });
}
