import type { ServiceRequirement, SiteRequirement } from '@turnup/contract';
import { hubsOf } from '../../foundation/roots.ts';
import type { Expectation, ExpectedRoute, TestPolicy, TestSite } from '../types.ts';
import { expectationFor } from './thresholds.ts';

/** Two sites in one direction. */
export type Pair = { readonly from: TestSite; readonly to: TestSite };

/**
 * The ordered pairs to test. Hub and spoke: each root with every other site, both ways. Else every pair, or in a large
 * service each site with the first and with the next, both ways. One site alone has none.
 */
export function pairsOf(
  {
    topology,
    sites: asked,
  }: Pick<ServiceRequirement, 'topology'> & {
    readonly sites: readonly Pick<SiteRequirement, 'site' | 'role'>[];
  },
  sites: readonly TestSite[],
  fullMeshSites: number,
): readonly Pair[] {
  const isRooted = topology === 'hubAndSpoke';
  const mesh = !isRooted && sites.length <= fullMeshSites;
  const centres = new Set(isRooted ? hubsOf(asked) : sites.slice(0, 1).map(({ site }) => site));
  return sites.flatMap((from, fromIndex) =>
    sites.flatMap((to, toIndex) => {
      if (fromIndex === toIndex || areLeaves(from, to)) return [];
      const withCentre = centres.has(from.site) || centres.has(to.site);
      const neighbours = !isRooted && Math.abs(fromIndex - toIndex) === 1;
      return mesh || withCentre || neighbours ? [{ from, to }] : [];
    }),
  );
}

/** The ordered pairs that must not reach each other: leaves of a rooted-multipoint service (MEF 6.3, E-Tree). */
export function apartOf(sites: readonly TestSite[]): readonly Pair[] {
  return sites.flatMap((from) =>
    sites.flatMap((to) => (from !== to && areLeaves(from, to) ? [{ from, to }] : [])),
  );
}

function areLeaves(one: TestSite, other: TestSite): boolean {
  return one.role === 'leaf' && other.role === 'leaf';
}

/** What the design predicts for the round trip between two sites, whichever way it was worked out. */
export function predictedUs(
  routes: readonly ExpectedRoute[],
  one: string,
  other: string,
  role: ExpectedRoute['role'],
): number | undefined {
  const times = routes
    .filter((route) => route.role === role)
    .filter(({ from, to }) => (from === one && to === other) || (from === other && to === one))
    .map((route) => route.roundTripUs);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The requirement's bound, else the specification's, else what policy allows over the prediction. */
export function roundTripExpectation(
  measure: { readonly comparator: 'atMost' | 'atLeast'; readonly threshold?: number },
  input: {
    readonly requirement: Pick<ServiceRequirement, 'latencyBounds' | 'serviceLevel'>;
    readonly routes: readonly ExpectedRoute[];
    readonly policy: TestPolicy;
  },
  { from, to }: Pair,
): Expectation {
  const predicted = predictedUs(input.routes, from.site, to.site, 'primary');
  const known = predicted === undefined ? {} : { predicted };
  const bounds = (input.requirement.latencyBounds ?? [])
    .filter((bound) => [bound.from, bound.to].includes(from.site) && [bound.from, bound.to].includes(to.site))
    .map((bound) => bound.maximumRttUs);
  const promised = input.requirement.serviceLevel?.maximumRttUs;
  if (bounds.length === 0 && promised !== undefined) bounds.push(promised);
  if (bounds.length > 0) {
    const threshold = Math.min(...bounds);
    return {
      comparator: 'atMost',
      threshold,
      thresholdSource: 'requirement',
      unit: 'microseconds',
      ...known,
    };
  }
  const over = input.policy.roundTripOverPredictionPercent;
  const allowed =
    predicted === undefined || over === undefined ? undefined : Math.ceil((predicted * (100 + over)) / 100);
  return { ...expectationFor(measure, 'microseconds', allowed), comparator: 'atMost', ...known };
}
