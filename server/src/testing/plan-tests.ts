import type { ClassOfService, ReferenceRecord, ServiceRequirement, SiteRequirement } from '@turnup/contract';
import { unreachable } from '../foundation/result.ts';
import { apartOf, type Pair, pairsOf, predictedUs, roundTripExpectation } from './rules/pairs.ts';
import { promisedOr } from './rules/thresholds.ts';
import { pairRateKbps, stream, throughputCases } from './rules/throughput.ts';
import type {
  Expectation,
  ExpectedRoute,
  Metric,
  PathTest,
  Procedure,
  TestCase,
  TestPlan,
  TestPolicy,
  TestSite,
} from './types.ts';

type Specification = ReferenceRecord<'testSpecification'>;
/** One line of a test specification. */
export type Measure = Specification['measures'][number];

/** Everything from which a test plan is made. */
export type TestPlanInput = {
  readonly serviceId: string;
  readonly specification: Specification;
  readonly requirement: Pick<ServiceRequirement, 'latencyBounds' | 'topology' | 'serviceLevel'> & {
    /** Who is a root; left out, the sites under test say so. */
    readonly sites?: readonly Pick<SiteRequirement, 'site' | 'role'>[];
  };
  readonly routes: readonly ExpectedRoute[];
  readonly sites: readonly TestSite[];
  readonly classes: readonly Pick<ClassOfService, 'name' | 'dscp' | 'sharePercent' | 'serviceLevel'>[];
  /** IP MTU that the service promises. */
  readonly mtu: number;
  /**
   * An address of the operator's that answers, for services with a single site: the far end of their tests. Absent:
   * such a service has no path to measure. `beyondLegs`: it stands behind all of the site's legs, not at one of them.
   */
  readonly reflector?: {
    readonly name: string;
    readonly address: string;
    readonly beyondLegs?: boolean;
  };
  /** Sites for which two accesses were ordered: what is to fail over must be tried, or told why it cannot. */
  readonly dualSites?: readonly string[];
  /** Addresses that must not answer: of other customers, or of nobody. */
  readonly foreignAddresses: readonly string[];
  readonly policy: TestPolicy;
};

/**
 * Develops the cases of a service from its specification. Pure. Thresholds come from the requirement, else from the
 * specification, else from policy; a case for which nobody set one is planned all the same and cannot pass.
 */
export function planTests(input: TestPlanInput): TestPlan {
  const pairs = [
    ...pairsOf({ sites: input.sites, ...input.requirement }, input.sites, input.policy.fullMeshSites),
    ...reflectorPairs(input),
  ];
  return {
    serviceId: input.serviceId,
    specification: input.specification.code,
    cases: measuresOf(input).flatMap((measure) => casesOf(measure, input, pairs)),
    failoverRequired: input.policy.failoverRequired,
    settleS: input.policy.settleS,
  };
}

/** Where fail-over is required, it is among the measures of every service with two accesses at a site. */
function measuresOf({ specification, policy, dualSites = [] }: TestPlanInput): readonly Measure[] {
  const { measures } = specification;
  const named = measures.some(({ metric }) => metric === 'failover' || metric === 'interruptionMs');
  if (!policy.failoverRequired || named || dualSites.length === 0) return measures;
  return [...measures, { metric: 'failover', comparator: 'atLeast' }];
}

function reflectorPairs({ reflector, sites }: TestPlanInput): readonly Pair[] {
  if (reflector === undefined) return [];
  const { name, address } = reflector;
  return sites.map((from) => {
    const legs = from.legs.slice(0, 1).map((leg) => ({ ...leg, address, neighbors: [] }));
    return { from, to: { site: name, rateKbps: from.rateKbps, legs } };
  });
}

function casesOf(measure: Measure, input: TestPlanInput, pairs: readonly Pair[]): readonly TestCase[] {
  switch (measure.metric) {
    case 'bgpEstablished':
      return sessionCases(input.sites);
    case 'reachability':
      return [
        ...pairs.map((pair) =>
          pathCase(measure.metric, pair, inherent('atLeast', 100), ping(input), 'answeredPercent'),
        ),
        ...standbyCases(input),
      ];
    case 'isolation':
      return isolationCases(input);
    case 'roundTripUs':
      return pairs.map((pair) => {
        const expectation = roundTripExpectation(measure, input, pair);
        return pathCase(measure.metric, pair, expectation, ping(input), 'rttAvgUs');
      });
    case 'jitterUs':
      return perClass(measure, input, pairs, 'jitterUs', 'microseconds', () => ping(input));
    case 'lossPercent':
      // At the rate that was ordered, since a service that is idle loses nothing.
      return perClass(measure, input, pairs, 'lossPercent', 'percent', (pair, share) =>
        stream(input.policy, Math.floor((pairRateKbps(pair) * share) / 100)),
      );
    case 'throughputPercent':
      return throughputCases(measure, input, pairs);
    case 'mtu':
      return mtuCases(measure, input, pairs);
    case 'failover':
      return failoverCases(input, () => inherent('atLeast', 100), 'answeredPercent');
    case 'interruptionMs':
      return failoverCases(
        input,
        () => promisedOr(measure, 'milliseconds', input.requirement.serviceLevel?.maximumInterruptionMs),
        'interruptionMs',
      );
    default:
      return unreachable(measure.metric, 'metric');
  }
}

function sessionCases(sites: readonly TestSite[]): readonly TestCase[] {
  return sites.flatMap(({ site, legs }) =>
    legs.flatMap(({ device, vrf, neighbors }) =>
      neighbors.map((neighbor) => ({
        id: `bgpEstablished:${site}:${device}:${neighbor}`,
        metric: 'bgpEstablished' as const,
        from: site,
        expectation: { ...inherent('atLeast', 1), unit: 'sessions' as const },
        procedure: { kind: 'session' as const, device, vrf, neighbor },
      })),
    ),
  );
}

/** From every site to every foreign address, and between leaves: what must not be reached must not answer. */
function isolationCases(input: TestPlanInput): readonly TestCase[] {
  const apart = apartOf(input.sites).map((pair) =>
    pathCase('isolation', pair, inherent('atMost', 0), ping(input), 'answeredPercent'),
  );
  return [...apart, ...foreignCases(input)];
}

function foreignCases(input: TestPlanInput): readonly TestCase[] {
  if (input.foreignAddresses.length === 0) {
    const procedure: Procedure = {
      kind: 'impossible',
      reason: 'no foreign address was named to test against',
    };
    return [
      { id: 'isolation', metric: 'isolation', from: '*', expectation: inherent('atMost', 0), procedure },
    ];
  }
  return input.sites.flatMap((site) =>
    input.foreignAddresses.map((address) => {
      const id = `isolation:${site.site}:${address}`;
      const procedure = pathProcedure(site, address, ping(input), 'answeredPercent');
      return {
        id,
        metric: 'isolation' as const,
        from: site.site,
        expectation: inherent('atMost', 0),
        procedure,
      };
    }),
  );
}

function perClass(
  measure: Measure,
  input: TestPlanInput,
  pairs: readonly Pair[],
  figure: 'jitterUs' | 'lossPercent',
  unit: Expectation['unit'],
  testOf: (pair: Pair, sharePercent: number) => Omit<PathTest, 'vrf' | 'source' | 'destination'>,
): readonly TestCase[] {
  const promised = figure === 'jitterUs' ? 'maximumJitterUs' : 'maximumLossPercent';
  return pairs.flatMap((pair) => {
    const classes = input.classes.length > 0 ? input.classes : [undefined];
    return classes.map((serviceClass) => {
      const bound = serviceClass?.serviceLevel?.[promised] ?? input.requirement.serviceLevel?.[promised];
      const expectation = promisedOr(measure, unit, bound);
      const dscp = serviceClass?.dscp[0];
      const unmarked = testOf(pair, serviceClass?.sharePercent ?? 100);
      const test = { ...unmarked, ...(dscp === undefined ? {} : { dscp }) };
      return pathCase(measure.metric, pair, expectation, test, figure, serviceClass?.name);
    });
  });
}

/** A packet as large as the service promises must pass whole. */
function mtuCases(measure: Measure, input: TestPlanInput, pairs: readonly Pair[]): readonly TestCase[] {
  const threshold = Math.max(measure.threshold ?? 0, input.mtu);
  const source = threshold > input.mtu ? 'specification' : 'inherent';
  const expectation: Expectation = {
    comparator: 'atLeast',
    threshold,
    thresholdSource: source,
    unit: 'bytes',
  };
  return pairs.map((pair) =>
    pathCase(measure.metric, pair, expectation, { count: 5, sizeBytes: threshold }, 'largestBytes'),
  );
}

/** The accesses that stand by answer too, each from its own end to the provider's. */
function standbyCases(input: TestPlanInput): readonly TestCase[] {
  return input.sites.flatMap(({ site, legs }) =>
    legs.slice(1).flatMap(({ device, vrf, access }): TestCase[] => {
      if (access === undefined) return [];
      const test = { vrf, source: access.address, destination: access.far.address, ...ping(input) };
      return [
        {
          id: `reachability:${site}:${access.far.name}`,
          metric: 'reachability',
          from: site,
          to: access.far.name,
          expectation: inherent('atLeast', 100),
          procedure: { kind: 'path', device, test, figure: 'answeredPercent' },
        },
      ];
    }),
  );
}

type FailoverFigure = Extract<Procedure, { kind: 'failover' }>['figure'];

function failoverCases(
  input: TestPlanInput,
  expected: () => Expectation,
  figure: FailoverFigure,
): readonly TestCase[] {
  const metric: Metric = figure === 'answeredPercent' ? 'failover' : 'interruptionMs';
  const dual = new Set(input.dualSites);
  return input.sites.flatMap((site): TestCase[] => {
    const [active, standby] = site.legs;
    const far = farEndOf(input, site, figure);
    const known = { metric, from: site.site, expectation: expected() };
    if (active === undefined || standby === undefined) {
      if (!dual.has(site.site)) return [];
      const reason = `two accesses were ordered, and ${site.legs.length} of them can be tested from ${site.site}`;
      return [{ ...known, id: `${metric}:${site.site}`, procedure: { kind: 'impossible', reason } }];
    }
    if ('reason' in far) {
      const { reason } = far;
      return [{ ...known, id: `${metric}:${site.site}`, procedure: { kind: 'impossible', reason } }];
    }
    const roundTripUs = predictedUs(input.routes, site.site, far.name, 'failover');
    const predicted =
      figure === 'answeredPercent' && roundTripUs !== undefined ? { predicted: roundTripUs } : {};
    const { vrf, address: source } = standby;
    const test = { ...ping(input), vrf, source, destination: far.address };
    return [
      {
        ...known,
        id: `${metric}:${site.site}:${far.name}`,
        to: far.name,
        expectation: { ...known.expectation, ...predicted },
        procedure: { kind: 'failover', site: site.site, active, standby, figure, test },
      },
    ];
  });
}

type FarEnd = { readonly name: string; readonly address: string } | { readonly reason: string };

/**
 * Towards what a site is tried without its active leg: another site of the service, an address behind all legs, else the
 * provider's end of the leg that stands by, which tells that this passes packets and not how fast the rest finds it.
 */
function farEndOf({ sites, reflector }: TestPlanInput, site: TestSite, figure: FailoverFigure): FarEnd {
  const other = sites.find((each) => each.site !== site.site);
  if (other !== undefined) {
    const address = other.legs[0]?.address;
    return address === undefined
      ? { reason: `${other.site} has no test point` }
      : { name: other.site, address };
  }
  if (reflector?.beyondLegs === true) return reflector;
  const access = site.legs[1]?.access;
  if (access === undefined)
    return { reason: `nothing is known behind the legs of ${site.site} that answers` };
  return figure === 'answeredPercent'
    ? access.far
    : { reason: `nothing is known behind both legs of ${site.site} that answers: policy test, reflector` };
}

function pathCase(
  metric: Metric,
  { from, to }: Pair,
  expectation: Expectation,
  test: Omit<PathTest, 'vrf' | 'source' | 'destination'>,
  figure: Extract<Procedure, { kind: 'path' }>['figure'],
  classOfService?: string,
): TestCase {
  const destination = to.legs[0]?.address;
  const procedure: Procedure =
    destination === undefined
      ? { kind: 'impossible', reason: `${to.site} has no test point` }
      : pathProcedure(from, destination, test, figure);
  const id = [metric, from.site, to.site, classOfService].filter((part) => part !== undefined).join(':');
  const names = { from: from.site, to: to.site, ...(classOfService === undefined ? {} : { classOfService }) };
  return { id, metric, ...names, expectation, procedure };
}

function pathProcedure(
  from: TestSite,
  destination: string,
  test: Omit<PathTest, 'vrf' | 'source' | 'destination'>,
  figure: Extract<Procedure, { kind: 'path' }>['figure'],
): Procedure {
  const point = from.legs[0];
  if (point === undefined) return { kind: 'impossible', reason: `${from.site} has no test point` };
  const { device, vrf, address } = point;
  return { kind: 'path', device, test: { vrf, source: address, destination, ...test }, figure };
}

function ping({ policy }: TestPlanInput): { readonly count: number; readonly sizeBytes: number } {
  return { count: policy.count, sizeBytes: policy.sizeBytes };
}

/** What follows from the metric itself, and no specification can weaken: reachable means that everything answers. */
function inherent(comparator: Expectation['comparator'], threshold: number): Expectation {
  return { comparator, threshold, thresholdSource: 'inherent', unit: 'percent' };
}
