import type { Combination } from './combine.ts';
import { CoreLoad } from './coreLoad.ts';
import type { WayFinder } from './coreWays.ts';
import { routesBetween } from './routes.ts';
import type { BoundedPair } from './serviceLevelLines.ts';
import type { NetworkView, SiteVariant } from './types.ts';

/** Worse than any round trip: two sites that cannot reach each other. */
const noRouteUs = 1e12;

type Ground = {
  readonly bounds: readonly BoundedPair[];
  readonly finder: WayFinder;
  readonly network: NetworkView;
};
type Sites = ReadonlyMap<string, SiteVariant>;
type Exchange = readonly SiteVariant[];

/**
 * A combination in which every pair keeps its round trip, found by exchanging the variant of one site, or of both sites
 * of a pair, as long as that brings the excess down; of exchanges that bring as much the cheapest is taken. Undefined
 * where nothing exceeds, and where no exchange helps. Each exchange brings the excess down, so it ends.
 */
export function withinLatency(
  combination: Combination,
  perSite: readonly (readonly SiteVariant[])[],
  ground: Ground,
): Combination | undefined {
  const variants = new Map(perSite.map((ofSite) => [ofSite[0]?.requirement.site ?? '', ofSite]));
  const sites = new Map(combination.map((variant) => [variant.requirement.site, variant]));
  const exceeding = (): BoundedPair[] => ground.bounds.filter((bound) => excessUs(bound, sites, ground) > 0);
  let left = exceeding();
  if (left.length === 0) return undefined;
  while (left.length > 0) {
    const best = bestExchange(left, variants, sites, ground);
    if (best === undefined) return undefined;
    for (const variant of best) sites.set(variant.requirement.site, variant);
    left = exceeding();
  }
  return combination.flatMap(({ requirement }) => sites.get(requirement.site) ?? []);
}

/** The exchange that brings the excess down most: of one site where that helps, else of both sites of a pair. */
function bestExchange(
  exceeding: readonly BoundedPair[],
  variants: ReadonlyMap<string, readonly SiteVariant[]>,
  sites: Sites,
  ground: Ground,
): Exchange | undefined {
  const ends = [...new Set(exceeding.flatMap(({ from, to }) => [from, to]))];
  const single = ends.flatMap((site) => (variants.get(site) ?? []).map((variant) => [variant]));
  return (
    bestOf(single, sites, ground) ??
    bestOf(
      exceeding.flatMap(({ from, to }) =>
        (variants.get(from) ?? []).flatMap((one) => (variants.get(to) ?? []).map((other) => [one, other])),
      ),
      sites,
      ground,
    )
  );
}

function bestOf(exchanges: readonly Exchange[], sites: Sites, ground: Ground): Exchange | undefined {
  let best: { readonly exchange: Exchange; readonly gainUs: number; readonly costMinor: number } | undefined;
  for (const exchange of exchanges) {
    const gainUs = gainOf(exchange, sites, ground);
    if (gainUs <= 0) continue;
    const costMinor = exchange.reduce(
      (sum, { capexMinor, monthlyMinor }) => sum + capexMinor + monthlyMinor,
      0,
    );
    if (best === undefined || gainUs > best.gainUs || (gainUs === best.gainUs && costMinor < best.costMinor))
      best = { exchange, gainUs, costMinor };
  }
  return best?.exchange;
}

/** By how much an exchange brings down the excess of the pairs of the sites that it changes. */
function gainOf(exchange: Exchange, sites: Sites, ground: Ground): number {
  const changed = new Set(exchange.map(({ requirement }) => requirement.site));
  const touched = ground.bounds.filter(({ from, to }) => changed.has(from) || changed.has(to));
  const after = new Map(sites);
  for (const variant of exchange) after.set(variant.requirement.site, variant);
  const sum = (of: Sites): number => touched.reduce((total, bound) => total + excessUs(bound, of, ground), 0);
  return sum(sites) - sum(after);
}

/** How much longer than allowed the round trip of a pair is, in microseconds. */
function excessUs(
  { from, to, maximumRttUs }: BoundedPair,
  sites: Sites,
  { finder, network }: Ground,
): number {
  const [one, other] = [sites.get(from), sites.get(to)];
  if (one === undefined || other === undefined) return 0;
  const { routes } = routesBetween(one, other, finder, new CoreLoad(network), maximumRttUs);
  const [primary] = routes;
  return primary === undefined ? noRouteUs : Math.max(0, primary.roundTripUs - maximumRttUs);
}
