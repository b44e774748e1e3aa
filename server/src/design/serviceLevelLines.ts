import type { ComplianceLine, ServiceLevel, ServiceRequirement, ServiceRoute } from '@turnup/contract';
import { idOf, ms } from './lineTexts.ts';
import { type SitePair, sitePairs } from './routes.ts';

/** What a service or one of its classes promises, with the name of the class. */
type Promised = { readonly level: ServiceLevel; readonly class?: string };

/**
 * What the service and its classes promise: the round trip of each pair of sites without a bound of its own from the
 * routes, the way used and the one after a failover; loss, jitter and interruption as what the tests at turn-up measure,
 * because no design can compute them.
 */
export function serviceLevelLines(
  requirement: ServiceRequirement,
  routes: readonly ServiceRoute[],
): ComplianceLine[] {
  const { serviceLevel, classesOfService = [] } = requirement;
  const promised: Promised[] = [
    ...(serviceLevel === undefined ? [] : [{ level: serviceLevel }]),
    ...classesOfService.flatMap(({ name, serviceLevel: level }) =>
      level === undefined ? [] : [{ level, class: name }],
    ),
  ];
  return promised.flatMap((each) => [
    ...roundTripLines(each, routesWithoutBound(requirement, routes)),
    ...measuredLines(each),
  ]);
}

/** The round trip that each pair of sites may take at most: its own bound, else the least that is promised for all. */
export function boundedPairs(requirement: ServiceRequirement, maximumPairs: number): readonly BoundedPair[] {
  const { serviceLevel, classesOfService = [] } = requirement;
  const levels = [serviceLevel, ...classesOfService.map((each) => each.serviceLevel)];
  const limits = levels.flatMap((level) => level?.maximumRttUs ?? []);
  const promised = limits.length === 0 ? undefined : Math.min(...limits);
  return sitePairs(requirement, maximumPairs).pairs.flatMap(({ from, to, maximumRttUs = promised }) =>
    maximumRttUs === undefined ? [] : [{ from, to, maximumRttUs }],
  );
}

/** Two sites with the round trip that they may take. */
export type BoundedPair = Required<SitePair>;

function routesWithoutBound(
  { latencyBounds = [] }: ServiceRequirement,
  routes: readonly ServiceRoute[],
): readonly ServiceRoute[] {
  const bounded = new Set(latencyBounds.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  return routes.filter(({ from, to }) => !bounded.has(`${from} ${to}`));
}

function roundTripLines(
  { level: { maximumRttUs }, class: ofClass }: Promised,
  routes: readonly ServiceRoute[],
): ComplianceLine[] {
  if (maximumRttUs === undefined) return [];
  return (['primary', 'failover'] as const).flatMap((role): ComplianceLine[] => {
    const own = routes.filter((route) => route.role === role);
    const [longest] = own.toSorted((one, other) => other.roundTripUs - one.roundTripUs);
    if (longest === undefined) return [];
    const over = own.filter(({ roundTripUs }) => roundTripUs > maximumRttUs).length;
    const { from, to, roundTripUs } = longest;
    return [
      {
        id: idOf(role === 'primary' ? 'ROUND_TRIP' : 'ROUND_TRIP_FAILOVER', ...named(ofClass)),
        requirement: `Round trip between all sites${role === 'failover' ? ' after a failover' : ''}${of(ofClass)}`,
        target: `at most ${ms(maximumRttUs)}`,
        value: ms(roundTripUs),
        met: over === 0,
        evidence: `Longest from ${from} to ${to}; ${over} of ${own.length} routes take longer than allowed`,
        priority: role === 'primary' ? 'must' : 'should',
      },
    ];
  });
}

function measuredLines({ level, class: ofClass }: Promised): ComplianceLine[] {
  const { maximumLossPercent: loss, maximumJitterUs: jitter, maximumInterruptionMs: interruption } = level;
  const line = (code: string, requirement: string, target: string): ComplianceLine => ({
    id: idOf(code, ...named(ofClass)),
    requirement: `${requirement}${of(ofClass)}`,
    target: `at most ${target}`,
    value: 'measured at turn-up',
    met: true,
    evidence: 'The tests at turn-up measure it; no design can compute it',
    priority: 'must',
  });
  return [
    ...(loss === undefined ? [] : [line('LOSS', 'Loss of packets', `${loss} %`)]),
    ...(jitter === undefined ? [] : [line('JITTER', 'Jitter', ms(jitter))]),
    ...(interruption === undefined
      ? []
      : [line('INTERRUPTION', 'Interruption when a leg fails', ms(interruption * 1_000))]),
  ];
}

function named(ofClass: string | undefined): readonly string[] {
  return ofClass === undefined ? [] : [ofClass];
}

function of(ofClass: string | undefined): string {
  return ofClass === undefined ? '' : ` in class ${ofClass}`;
}
