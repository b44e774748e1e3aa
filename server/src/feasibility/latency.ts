import type { CpeModel, FeasibilityAnswer, SiteRequirement } from '@turnup/contract';
import { chooseCpe } from '../catalog/index.ts';
import { hubOf, type RoundTrip } from './combine.ts';
import { cpeFor, cpeNeed } from './cpe.ts';
import type { Ground } from './ground.ts';
import type { SiteChoice, SiteFindings } from './types.ts';

/** Up to this many sites the round trip of every pair is told; beyond it those from the hub, and those with a bound. */
const ALL_PAIRS_UP_TO = 10;

/** Which managed equipment is assumed: the one that would be chosen, or the fastest that fits. */
export type CpeAssumption = 'cheapest' | 'fastest';

/**
 * Round trips from CPE to CPE and back: accesses, core and the transit of every node and CPE, each way. Between two
 * choices the fastest of their legs counts. Infinite when the core does not join them at the lower of their rates; with
 * `hasRoom` as if every link of the core had room for them.
 */
export function roundTrips(
  ground: Ground,
  findings: readonly SiteFindings[],
  assumption: CpeAssumption,
  { hasRoom = false }: { readonly hasRoom?: boolean } = {},
): RoundTrip {
  const sites = new Map(
    findings.map(({ requirement }) => [
      requirement.site,
      { rateKbps: requirement.bandwidthKbps, transitUs: cpeTransitUs(ground, requirement, assumption) },
    ]),
  );
  return (a, b) => {
    const [siteA, siteB] = [sites.get(a.site), sites.get(b.site)];
    if (siteA === undefined || siteB === undefined) throw new Error(`no site ${a.site} or ${b.site}`);
    const rate = hasRoom ? 0 : Math.min(siteA.rateKbps, siteB.rateKbps);
    const legs = a.candidates.flatMap(({ draft: one }) =>
      b.candidates.map(
        ({ draft: other }) =>
          one.latencyUs + other.latencyUs + ground.distances.latencyUs(one.node, other.node, rate),
      ),
    );
    return 2 * (Math.min(...legs) + siteA.transitUs + siteB.transitUs);
  };
}

/** Transit of the managed equipment, 0 where the customer brings his own: it is his then. */
function cpeTransitUs(ground: Ground, site: SiteRequirement, assumption: CpeAssumption): number {
  if (site.cpe !== 'managed') return 0;
  const models = ground.input.cpeModels;
  if (assumption === 'fastest') {
    const need = cpeNeed(ground, site);
    const fits = (model: CpeModel) => chooseCpe([model], need).ok;
    return models
      .filter(fits)
      .reduce((least, model) => Math.min(least, model.transitUs), Number.MAX_SAFE_INTEGER);
  }
  const chosen = cpeFor(ground, site);
  return chosen.ok ? (models.find((model) => model.code === chosen.value.model)?.transitUs ?? 0) : 0;
}

/** The least round trip that any choices of two sites reach; infinite when none do. */
export function reachableUs(a: SiteFindings, b: SiteFindings, roundTripUs: RoundTrip): number {
  let least = Number.POSITIVE_INFINITY;
  for (const one of a.choices) {
    for (const other of b.choices) least = Math.min(least, roundTripUs(one, other));
  }
  return least;
}

/** The round trips to tell: every pair of a small service, from the hub to each site of a large one, and every bound. */
export function latenciesOf(
  ground: Ground,
  findings: readonly SiteFindings[],
  choices: ReadonlyMap<string, SiteChoice>,
  roundTripUs: RoundTrip,
): FeasibilityAnswer['latencies'] {
  const bounds = ground.input.requirement.latencyBounds ?? [];
  const bounded = new Set(bounds.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  const pairs =
    choices.size > ALL_PAIRS_UP_TO ? fromHub(ground, findings, choices) : allPairs([...choices.keys()]);
  const others = pairs.filter(({ from, to }) => !bounded.has(`${from} ${to}`));
  return [...bounds, ...others].flatMap((pair) => {
    const [a, b] = [choices.get(pair.from), choices.get(pair.to)];
    if (a === undefined || b === undefined) return [];
    const least = roundTripUs(a, b);
    if (!Number.isFinite(least)) return [];
    const latency = { from: pair.from, to: pair.to, roundTripUs: least };
    return 'maximumRttUs' in pair ? [{ ...latency, maximumRttUs: pair.maximumRttUs }] : [latency];
  });
}

type Pair = { readonly from: string; readonly to: string };

function allPairs(sites: readonly string[]): Pair[] {
  return sites.flatMap((from, index) => sites.slice(index + 1).map((to) => ({ from, to })));
}

/** From the hub to every other site: few searches from the hub's nodes tell them all. */
function fromHub(
  ground: Ground,
  findings: readonly SiteFindings[],
  choices: ReadonlyMap<string, SiteChoice>,
): Pair[] {
  const hub = hubOf(findings)?.requirement;
  const legs = hub === undefined ? undefined : choices.get(hub.site)?.candidates;
  if (hub === undefined || legs === undefined) return [];
  const rates = new Set(
    findings.map(({ requirement }) => Math.min(requirement.bandwidthKbps, hub.bandwidthKbps)),
  );
  for (const { draft } of legs) for (const rate of rates) ground.distances.sweep(draft.node, rate);
  return [...choices.keys()].flatMap((site) => (site === hub.site ? [] : [{ from: hub.site, to: site }]));
}
