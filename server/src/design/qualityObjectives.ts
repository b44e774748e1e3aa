import type { DesignAlternative, QualityObjective, ServiceLevel, ServiceRequirement } from '@turnup/contract';
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
      ...levelsOf(requirement).flatMap(({ level, class: ofClass }) =>
        measures.flatMap(({ parameter, words, unit, targetOf, toleranceOf }) => {
          const most = targetOf(level);
          return most === undefined
            ? []
            : [
                {
                  site,
                  parameter: ofClass === undefined ? parameter : `${parameter}@${ofClass}`,
                  objective: `${words} ${site}${ofClass === undefined ? '' : ` in class ${ofClass}`}`,
                  comparator: 'atMost' as const,
                  target: most,
                  threshold: warningThreshold('atMost', most, warningShare),
                  unit,
                  period,
                  tolerance: toleranceOf(tolerance),
                  graceMinutes,
                  measuringPoint: `${site} CPE`,
                },
              ];
        }),
      ),
    ];
  });
}

/** What a service level may promise, and in what it is watched. */
const measures: readonly {
  readonly parameter: string;
  readonly words: string;
  readonly unit: QualityObjective['unit'];
  readonly targetOf: (level: ServiceLevel) => number | undefined;
  readonly toleranceOf: (tolerance: QualityPolicy['tolerance']) => number;
}[] = [
  {
    parameter: 'roundTrip',
    words: 'Round trip from',
    unit: 'us',
    targetOf: ({ maximumRttUs }) => maximumRttUs,
    toleranceOf: ({ roundTripUs }) => roundTripUs,
  },
  {
    parameter: 'loss',
    words: 'Loss of packets at',
    unit: '%',
    targetOf: ({ maximumLossPercent }) => maximumLossPercent,
    toleranceOf: ({ lossPercent = 0 }) => lossPercent,
  },
  {
    parameter: 'jitter',
    words: 'Jitter at',
    unit: 'us',
    targetOf: ({ maximumJitterUs }) => maximumJitterUs,
    toleranceOf: ({ jitterUs = 0 }) => jitterUs,
  },
  {
    parameter: 'interruption',
    words: 'Interruption at',
    unit: 'us',
    targetOf: ({ maximumInterruptionMs: ms }) => (ms === undefined ? undefined : ms * 1_000),
    toleranceOf: ({ interruptionUs = 0 }) => interruptionUs,
  },
];

/** The unit in which a parameter is watched and the way it is compared; undefined for what nothing measures. */
export function measureOf(parameter: string): Pick<QualityObjective, 'unit' | 'comparator'> | undefined {
  if (parameter === 'availability') return { unit: '%', comparator: 'atLeast' };
  if (parameter.startsWith('roundTrip:')) return { unit: 'us', comparator: 'atMost' };
  const [name] = parameter.split('@', 1);
  const measure = measures.find((each) => each.parameter === name);
  return measure && { unit: measure.unit, comparator: 'atMost' };
}

/** What is promised by class where there are classes, with the service's own level where a class says nothing. */
function levelsOf({
  serviceLevel,
  classesOfService = [],
}: ServiceRequirement): readonly { readonly level: ServiceLevel; readonly class?: string }[] {
  if (classesOfService.length === 0) return serviceLevel === undefined ? [] : [{ level: serviceLevel }];
  return classesOfService.map(({ name, serviceLevel: own }) => ({
    level: { ...serviceLevel, ...own },
    class: name,
  }));
}
