import type { NetworkPath, ServiceRequirement, ServiceRoute } from '@turnup/contract';
import { rootsOf } from '../foundation/roots.ts';
import type { CoreLoad } from './coreLoad.ts';
import type { CoreRequest, NetworkView, SiteVariant } from './types.ts';

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

/** Finds ways through the core and remembers them: combinations of site options ask the same again and again. */
export type RouteFinder = (from: string, to: string, request: CoreRequest) => NetworkPath | undefined;

/** A {@link RouteFinder} on a network. */
export function routeFinder(network: NetworkView): RouteFinder {
  const known = new Map<string, NetworkPath | undefined>();
  return (from, to, request) => {
    const key = JSON.stringify([from, to, request]);
    if (!known.has(key)) known.set(key, network.coreRoute(from, to, request));
    return known.get(key);
  };
}

/**
 * The routes between two sites: the primary one and, where it exists, one for its failure. None without a primary. What
 * they load on the core is added to what the pairs before them do.
 */
export function routesBetween(
  from: SiteVariant,
  to: SiteVariant,
  find: RouteFinder,
  load: CoreLoad,
): readonly ServiceRoute[] {
  const minimumRateKbps = Math.min(from.requirement.bandwidthKbps, to.requirement.bandwidthKbps);
  const [fromNode, toNode] = [nodeOf(from, 0), nodeOf(to, 0)];
  const core = find(fromNode, toNode, load.request(minimumRateKbps));
  if (core === undefined) return [];
  load.add(core, minimumRateKbps);
  const primary = route('primary', from, to, 0, 0, core);
  const [fromLeg, toLeg] = [lastLeg(from), lastLeg(to)];
  const avoid = { sharedRisks: core.sharedRisks, nodes: core.nodes, links: core.links };
  const [otherFrom, otherTo] = [nodeOf(from, fromLeg), nodeOf(to, toLeg)];
  const diverse = find(otherFrom, otherTo, load.request(minimumRateKbps, avoid));
  const dual = fromLeg + toLeg > 0;
  // With a second leg the core may be shared: the access fails over. Without one, only another way is a failover.
  const other = diverse ?? (dual ? find(otherFrom, otherTo, load.request(minimumRateKbps)) : undefined);
  if (other === undefined || (!dual && other.links.join() === core.links.join())) return [primary];
  load.add(other, minimumRateKbps);
  return [primary, route('failover', from, to, fromLeg, toLeg, other)];
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
