import type { NetworkPath } from '@turnup/contract';
import type { LegEnds, LegPair, LegPairRequest, NoCorePair, SharedOnWays } from '../network/index.ts';
import type { CoreLoad } from './coreLoad.ts';
import type { CoreRequest, NetworkView } from './types.ts';

/** Finds ways through the core and remembers them: combinations of site options ask the same again and again. */
export type WayFinder = {
  readonly route: (from: string, to: string, request: CoreRequest) => NetworkPath | undefined;
  readonly pair: (ends: LegEnds, request: LegPairRequest) => LegPair | NoCorePair;
  readonly shared: (one: NetworkPath, other: NetworkPath) => SharedOnWays;
};

/** A {@link WayFinder} on a network. */
export function wayFinder(network: NetworkView): WayFinder {
  return {
    route: remembered((from, to, request) => network.coreRoute(from, to, request)),
    pair: remembered((ends, request) => network.legPair(ends, request)),
    shared: (one, other) => network.sharedOnWays(one, other),
  };
}

function remembered<Question extends readonly unknown[], Answer>(
  ask: (...question: Question) => Answer,
): (...question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (...question) => {
    const key = JSON.stringify(question);
    if (!known.has(key)) known.set(key, ask(...question));
    return known.get(key) as Answer;
  };
}

/** What two ways keep apart, the most first: no link, node or recorded risk in common; no link or node; no link. */
const levels = ['sharedRisk', 'node', 'link'] as const;

/** How far apart the primary and the failover way of two sites are. */
export type CoreDiversity = {
  readonly from: string;
  readonly to: string;
  readonly level: (typeof levels)[number] | 'none';
  /** What both run through, by name. */
  readonly shared: readonly string[];
  /** What is proven of it: why no level above can be had, or how good the pair is. */
  readonly proof: readonly string[];
};

/** The ways of one pair of sites through the core. */
export type CoreWays = {
  readonly primary: NetworkPath;
  readonly failover?: NetworkPath;
  /** Where a site has two legs. */
  readonly diversity?: Pick<CoreDiversity, 'level' | 'shared' | 'proof'>;
};

/** What is asked for one pair of sites. */
export type WaysAsked = {
  readonly ends: LegEnds;
  readonly rateKbps: number;
  /** One of the sites has a second leg: then the core may be shared where it must, because the access fails over. */
  readonly isDual: boolean;
  /** Whether a way, as the primary one, keeps the bound of the round trip. */
  readonly keepsBound: (primary: NetworkPath) => boolean;
};

/**
 * The primary and the failover way of two sites; undefined where there is no way at all. The primary is the quickest
 * where another one is wholly apart from it. Where a site has two legs and there is none, the quickest may be what is
 * in the way: then the pair is sought as one, at falling levels, with a proof or a gap for each. A primary that would
 * break a bound that the quickest keeps is not taken. Without a second leg only a way that is wholly apart is a failover.
 */
export function coreWays(finder: WayFinder, load: CoreLoad, asked: WaysAsked): CoreWays | undefined {
  const { from, to } = asked.ends;
  const primary = finder.route(from[0], to[0], load.request(asked.rateKbps));
  if (primary === undefined) return undefined;
  const { sharedRisks, nodes, links } = primary;
  const avoid = { sharedRisks, nodes, links };
  const failover = finder.route(from[1], to[1], load.request(asked.rateKbps, avoid));
  if (!asked.isDual)
    return failover === undefined || failover.links.join() === links.join()
      ? { primary }
      : { primary, failover };
  if (failover !== undefined && levelOf(finder.shared(primary, failover)) === 'sharedRisk')
    return told(finder, primary, failover, ['the primary way is the quickest of all']);
  return atFallingLevels(finder, load, asked, primary);
}

function atFallingLevels(
  finder: WayFinder,
  load: CoreLoad,
  asked: WaysAsked,
  quickest: NetworkPath,
): CoreWays {
  const proof: string[] = [];
  for (const disjointness of levels) {
    const beside =
      disjointness === 'sharedRisk' ? undefined : besideOf(finder, load, asked, quickest, disjointness);
    if (beside !== undefined) return told(finder, quickest, beside, proof);
    const pair = finder.pair(asked.ends, {
      minimumRateKbps: asked.rateKbps,
      disjointness,
      avoidLinks: load.full(asked.rateKbps),
    });
    if (pair.paths === undefined) {
      proof.push(
        `no two ways without a common ${nameOf[disjointness]}: ${pair.proven ? 'proven' : 'none found, not proven'}`,
      );
      continue;
    }
    const [primary, failover] = pair.paths;
    if (asked.keepsBound(primary) || !asked.keepsBound(quickest))
      return told(finder, primary, failover, [...proof, gapText(pair.gap)]);
    proof.push(`two ways without a common ${nameOf[disjointness]} would break the bound of the round trip`);
  }
  const { from, to } = asked.ends;
  const failover = finder.route(from[1], to[1], load.request(asked.rateKbps));
  if (failover !== undefined) return told(finder, quickest, failover, proof);
  const ways = { level: 'none' as const, shared: [], proof: [...proof, 'no second way has the rate free'] };
  return { primary: quickest, diversity: ways };
}

/** A way beside the quickest that keeps to a level, and off every risk of it that can be kept off. */
function besideOf(
  finder: WayFinder,
  load: CoreLoad,
  { ends: { from, to }, rateKbps }: WaysAsked,
  quickest: NetworkPath,
  level: 'node' | 'link',
): NetworkPath | undefined {
  const base = { sharedRisks: [], nodes: level === 'node' ? quickest.nodes : [], links: quickest.links };
  const ask = (sharedRisks: readonly string[]): NetworkPath | undefined =>
    finder.route(from[1], to[1], load.request(rateKbps, { ...base, sharedRisks }));
  if (ask([]) === undefined) return undefined;
  const avoidable = quickest.sharedRisks.filter((risk) => ask([risk]) !== undefined);
  const way = ask(avoidable) ?? ask([]);
  return way !== undefined && reaches(levelOf(finder.shared(quickest, way)), level) ? way : undefined;
}

function reaches(level: CoreDiversity['level'], wanted: 'node' | 'link'): boolean {
  return level !== 'none' && levels.indexOf(level) <= levels.indexOf(wanted);
}

function told(
  finder: WayFinder,
  primary: NetworkPath,
  failover: NetworkPath,
  proof: readonly string[],
): CoreWays {
  const shared = finder.shared(primary, failover);
  const names = [...shared.links, ...shared.nodes, ...shared.sharedRisks];
  return { primary, failover, diversity: { level: levelOf(shared), shared: names, proof } };
}

function levelOf({ links, nodes, sharedRisks }: SharedOnWays): CoreDiversity['level'] {
  if (links.length > 0) return 'none';
  if (nodes.length > 0) return 'link';
  return sharedRisks.length > 0 ? 'node' : 'sharedRisk';
}

const nameOf = { sharedRisk: 'link, node or shared risk', node: 'link or node', link: 'link' } as const;

function gapText(gap: number): string {
  if (gap === 0) return 'the pair of least latency of all, proven';
  return `at most ${Math.ceil(gap * 1000) / 10} % more latency in both together than the best pair`;
}
