import type { NetworkPath, ServiceRequirement, ServiceRoute } from '@turnup/contract';
import { rootsOf } from '../foundation/roots.ts';
import type { CoreLoad } from './coreLoad.ts';
import { type CoreDiversity, coreWays, type WayFinder } from './coreWays.ts';
import type { SiteVariant } from './types.ts';

/** Two sites that talk to each other, with the round trip that they may take. */
export type SitePair = { readonly from: string; readonly to: string; readonly maximumRttUs?: number };

/**
 * The pairs of sites whose routes are designed: those with a latency bound, then those of the topology up to
 * `maximumPairs`: of a hub-and-spoke service each root with every other site. `left` counts those beyond.
 */
export function sitePairs(
  requirement: ServiceRequirement,
  maximumPairs: number,
): { readonly pairs: readonly SitePair[]; readonly left: number } {
  const bounded: SitePair[] = (requirement.latencyBounds ?? []).map(({ from, to, maximumRttUs }) => ({
    from,
    to,
    maximumRttUs,
  }));
  const known = new Set(bounded.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  const roots = requirement.topology === 'internet' ? [] : rootsOf(requirement);
  const ranks = new Map(roots.map((root, rank) => [root, rank]));
  const open: SitePair[] = [];
  let left = 0;
  for (const [rank, from] of roots.entries())
    for (const { site: to } of requirement.sites) {
      // Two roots make one pair, from the first of them.
      if ((ranks.get(to) ?? roots.length) <= rank || known.has(`${from} ${to}`)) continue;
      if (open.length < maximumPairs) open.push({ from, to });
      else left++;
    }
  return { pairs: [...bounded, ...open], left };
}

/**
 * The routes between two sites and, where one of them has two legs, how diverse they are: see {@link coreWays}. None
 * without a way. What they load on the core is added to what the pairs before them do.
 */
export function routesBetween(
  from: SiteVariant,
  to: SiteVariant,
  finder: WayFinder,
  load: CoreLoad,
  maximumRttUs?: number,
): { readonly routes: readonly ServiceRoute[]; readonly diversity?: CoreDiversity } {
  const rateKbps = Math.min(from.requirement.bandwidthKbps, to.requirement.bandwidthKbps);
  const [fromLeg, toLeg] = [lastLeg(from), lastLeg(to)];
  const found = coreWays(finder, load, {
    ends: {
      from: [nodeOf(from, 0), nodeOf(from, fromLeg)],
      to: [nodeOf(to, 0), nodeOf(to, toLeg)],
    },
    rateKbps,
    isDual: fromLeg + toLeg > 0,
    keepsBound: (core) =>
      maximumRttUs === undefined || route('primary', from, to, 0, 0, core).roundTripUs <= maximumRttUs,
  });
  if (found === undefined) return { routes: [] };
  const { primary, failover, diversity } = found;
  load.add(failover === undefined ? [primary] : [primary, failover], rateKbps);
  return {
    routes: [
      route('primary', from, to, 0, 0, primary),
      ...(failover === undefined ? [] : [route('failover', from, to, fromLeg, toLeg, failover)]),
    ],
    ...(diversity && {
      diversity: { from: from.requirement.site, to: to.requirement.site, ...diversity },
    }),
  };
}

function route(
  role: ServiceRoute['role'],
  from: SiteVariant,
  to: SiteVariant,
  fromLeg: 0 | 1,
  toLeg: 0 | 1,
  core: NetworkPath,
): ServiceRoute {
  const oneWayUs =
    (from.model?.transitUs ?? 0) +
    (from.option.legs[fromLeg]?.latencyUs ?? 0) +
    core.latencyUs +
    (to.option.legs[toLeg]?.latencyUs ?? 0) +
    (to.model?.transitUs ?? 0);
  return {
    from: from.requirement.site,
    to: to.requirement.site,
    role,
    fromLeg,
    toLeg,
    core,
    roundTripUs: 2 * oneWayUs,
  };
}

function lastLeg(variant: SiteVariant): 0 | 1 {
  return variant.option.legs.length > 1 ? 1 : 0;
}

function nodeOf(variant: SiteVariant, leg: 0 | 1): string {
  return (variant.option.legs[leg] ?? variant.option.legs[0])?.node ?? '';
}
