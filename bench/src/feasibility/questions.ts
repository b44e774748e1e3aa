import type { ServiceRequirement } from '@turnup/contract';
import type { CoreRouteRequest, NetworkSnapshot } from '../../../server/src/network/index.ts';
import { chanceOf } from '../faults/random.ts';
import { siteName } from './records.ts';

/** What every way is asked for. */
export const asked = { date: '2027-05-07', minimumRateKbps: 10_000_000 } satisfies Partial<CoreRouteRequest>;

/** Random pairs of different nodes. */
export function pairsOf(
  snapshot: NetworkSnapshot,
  count: number,
  seed: number,
): (readonly [number, number])[] {
  const chance = chanceOf(seed);
  const node = (): number => chance.between(0, snapshot.nodeCount - 1);
  return Array.from({ length: count }, () => {
    const a = node();
    for (;;) {
      const b = node();
      if (b !== a) return [a, b] as const;
    }
  });
}

/** One service with all sites; every tenth has two legs that must share neither duct nor entry nor node. */
export function requirementOf(sites: number): ServiceRequirement {
  return {
    serviceSpecification: 'l3vpn',
    customer: 'NATIONAL',
    topology: 'anyToAny',
    sites: Array.from({ length: sites }, (_, index) => ({
      site: siteName(index),
      bandwidthKbps: 100_000,
      cpe: 'managed' as const,
      ...(index % 10 === 0
        ? {
            access: 'dual' as const,
            diversity: ['link', 'node', 'duct', 'entry'] as ('link' | 'node' | 'duct' | 'entry')[],
          }
        : { access: 'single' as const }),
    })),
  };
}
