import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceRequirement } from '@turnup/contract';
import { pairsOf } from './rules/pairs.ts';
import type { PathTest, Prober, TestSite } from './types.ts';

/** Policy `smokeCheck`: how a change of a service in use is looked at before it is confirmed. */
export type SmokePolicy = {
  /** Real time within which all that answered before must answer again, in seconds. */
  readonly withinS: number;
  /** At most so many pairs of sites are asked. */
  readonly mostPairs: number;
};

/** A pair of sites as it is asked: one packet from the active leg of one to that of the other. */
export type SmokePair = { readonly name: string; readonly device: string; readonly test: PathTest };

const betweenMs = 250;

/** The pairs of a service that are looked at, each in one direction, the first ones of a large service. Pure. */
export function smokePairs(
  requirement: Pick<ServiceRequirement, 'topology' | 'sites'>,
  sites: readonly TestSite[],
  { mostPairs }: SmokePolicy,
): readonly SmokePair[] {
  const order = new Map(sites.map(({ site }, index) => [site, index]));
  return pairsOf(requirement, sites, 0)
    .filter(({ from, to }) => (order.get(from.site) ?? 0) < (order.get(to.site) ?? 0))
    .flatMap(({ from, to }): SmokePair[] => {
      const [here, there] = [from.legs[0], to.legs[0]];
      if (here === undefined || there === undefined) return [];
      const { device, vrf, address: source } = here;
      const test = { vrf, source, destination: there.address, count: 1, sizeBytes: 64 };
      return [{ name: `${from.site} to ${to.site}`, device, test }];
    })
    .slice(0, mostPairs);
}

/** Those pairs that answer now. What cannot be asked, or is not there yet, does not answer. */
export async function answering(prober: Prober, pairs: readonly SmokePair[]): Promise<readonly SmokePair[]> {
  const answers = await Promise.all(pairs.map(async (pair) => (await asked(prober, pair)) === 'answered'));
  return pairs.filter((_, index) => answers[index]);
}

/**
 * Asks pairs until each has answered once, and answers the names of those that have not in time. A device that cannot be
 * asked tells nothing of the service, and is passed over.
 */
export async function silentAfter(
  prober: Prober,
  pairs: readonly SmokePair[],
  { withinS }: SmokePolicy,
): Promise<readonly string[]> {
  const end = performance.now() + withinS * 1_000;
  for (let left = pairs; ; ) {
    const found = await Promise.all(left.map((pair) => asked(prober, pair)));
    left = left.filter((_, index) => found[index] === 'silent');
    if (left.length === 0 || performance.now() > end) return left.map(({ name }) => name);
    await pause(betweenMs);
  }
}

async function asked(
  prober: Prober,
  { device, test }: SmokePair,
): Promise<'answered' | 'silent' | 'notAsked'> {
  const answer = await prober.testPath(device, test);
  if (!answer.ok) return 'notAsked';
  return answer.value.received > 0 ? 'answered' : 'silent';
}
