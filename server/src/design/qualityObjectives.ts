import type { DesignAlternative, QualityObjective, ServiceRequirement } from '@turnup/contract';
import { warningThreshold } from '../inventory/index.ts';
import type { QualityPolicy } from './types.ts';

/**
 * The parameters for Service Quality Management, a package a site (eTOM 1.4.5.1; SID ServiceLevelObjective): what was
 * promised in the requirement, with a threshold that warns at `warningShare` of what is allowed. A site that was
 * promised nothing in numbers gets the availability that its design predicts.
 */
export function qualityObjectivesOf(
  requirement: ServiceRequirement,
  { availability }: Pick<DesignAlternative, 'availability'>,
  policy: QualityPolicy,
): QualityObjective[] {
  const { period, tolerance, graceMinutes, warningShare } = policy;
  return requirement.sites.flatMap(({ site, availabilityPercent }) => {
    const predicted = availability.find((line) => line.site === site)?.percent;
    const target =
      availabilityPercent ?? (predicted === undefined ? undefined : Math.floor(predicted * 100) / 100);
    const bounds = (requirement.latencyBounds ?? []).filter(
      (bound) => bound.from === site || bound.to === site,
    );
    return [
      ...(target === undefined
        ? []
        : [
            {
              site,
              parameter: 'availability',
              objective: `Availability of ${site} over a period`,
              comparator: 'atLeast' as const,
              target,
              threshold: warningThreshold('atLeast', target, warningShare),
              unit: '%' as const,
              period,
              tolerance: tolerance.availabilityPercent,
              graceMinutes,
              measuringPoint: `${site} CPE`,
            },
          ]),
      ...bounds.map((bound) => ({
        site,
        parameter: `roundTrip:${bound.from}:${bound.to}`,
        objective: `Round trip between ${bound.from} and ${bound.to}`,
        comparator: 'atMost' as const,
        target: bound.maximumRttUs,
        threshold: warningThreshold('atMost', bound.maximumRttUs, warningShare),
        unit: 'us' as const,
        period,
        tolerance: tolerance.roundTripUs,
        graceMinutes,
        measuringPoint: `${bound.from} CPE to ${bound.to} CPE`,
      })),
    ];
  });
}
