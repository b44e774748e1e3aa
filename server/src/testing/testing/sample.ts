import { ok, type Result } from '../../foundation/result.ts';
import type { TestPlanInput } from '../plan-tests.ts';
import { defaultTestPolicy } from '../policy.ts';
import type { PathMeasurement, PathTest, Prober } from '../types.ts';

/** Three sites, one of them with two legs, three classes, and a specification with every metric. */
export function sampleInput(more: Partial<TestPlanInput> = {}): TestPlanInput {
  const point = (device: string, address: string, neighbor: string) => ({
    device,
    vrf: 'V',
    address,
    neighbors: [neighbor],
  });
  return {
    serviceId: 'service-1',
    specification: {
      code: 'l3vpn-turn-up',
      name: 'Turn-up of an L3VPN',
      measures: [
        { metric: 'bgpEstablished', comparator: 'atLeast' },
        { metric: 'reachability', comparator: 'atLeast' },
        { metric: 'isolation', comparator: 'atMost' },
        { metric: 'roundTripUs', comparator: 'atMost' },
        { metric: 'lossPercent', comparator: 'atMost', threshold: 0.1 },
        { metric: 'jitterUs', comparator: 'atMost', threshold: 3_000 },
        { metric: 'throughputPercent', comparator: 'atLeast', threshold: 95 },
        { metric: 'mtu', comparator: 'atLeast' },
        { metric: 'failover', comparator: 'atLeast' },
      ],
    },
    requirement: { topology: 'anyToAny', latencyBounds: [{ from: 'HQ', to: 'ABZ', maximumRttUs: 18_000 }] },
    routes: [
      { from: 'HQ', to: 'ABZ', role: 'primary', roundTripUs: 14_000 },
      { from: 'HQ', to: 'LDS', role: 'primary', roundTripUs: 6_000 },
      { from: 'LDS', to: 'ABZ', role: 'primary', roundTripUs: 10_000 },
      { from: 'HQ', to: 'LDS', role: 'failover', roundTripUs: 7_000 },
    ],
    sites: [
      {
        site: 'HQ',
        rateKbps: 1_000_000,
        legs: [point('CE-HQ-1', '10.1.0.1', '100.64.0.0'), point('CE-HQ-2', '10.1.0.2', '100.64.0.2')],
      },
      { site: 'LDS', rateKbps: 500_000, legs: [point('CE-LDS', '10.2.0.1', '100.64.0.4')] },
      { site: 'ABZ', rateKbps: 100_000, legs: [point('CE-ABZ', '10.3.0.1', '100.64.0.6')] },
    ],
    classes: [
      { name: 'voice', dscp: [46], sharePercent: 20 },
      { name: 'default', dscp: [0], sharePercent: 80 },
    ],
    mtu: 1500,
    foreignAddresses: ['192.0.2.1'],
    policy: defaultTestPolicy,
    ...more,
  };
}

const rates: Readonly<Record<string, number>> = { '10.1': 1_000_000, '10.2': 500_000, '10.3': 100_000 };
const roundTrips: Readonly<Record<string, number>> = {
  '10.1 10.2': 6_000,
  '10.1 10.3': 14_000,
  '10.2 10.3': 10_000,
};
const siteOf = (address: string) => address.split('.').slice(0, 2).join('.');

/** What a network answers that does all that was promised. */
export function goodAnswer({
  source,
  destination,
  count,
  sizeBytes,
  rateKbps,
  durationS,
  dscp,
}: PathTest): PathMeasurement {
  const sent = rateKbps ? Math.floor((rateKbps * 1000 * (durationS ?? 1)) / (sizeBytes * 8)) : count;
  const [from, to] = [siteOf(source), siteOf(destination)];
  const limit = Math.min(rates[from] ?? 0, rates[to] ?? 0) * (dscp === 46 ? 0.2 : dscp === 0 ? 0.8 : 1);
  if (limit === 0 || sizeBytes > 1500) return { sent, received: 0, deliveredKbps: 0 };
  const deliveredKbps = Math.min(rateKbps ?? 0, limit);
  const received = rateKbps ? Math.floor((sent * deliveredKbps) / rateKbps) : sent;
  const rttAvgUs = roundTrips[[from, to].sort().join(' ')] ?? 0;
  return { sent, received, rttAvgUs, jitterUs: 12, deliveredKbps };
}

/** A prober over answers; counts what it was asked. */
export function fakeProber(
  answer: (device: string, test: PathTest) => Result<PathMeasurement> = (_, test) => ok(goodAnswer(test)),
  sessionState: (device: string) => string = () => 'established',
): Prober & { readonly asked: { readonly device: string; readonly test: PathTest }[] } {
  const asked: { device: string; test: PathTest }[] = [];
  const addresses = ['100.64.0.0', '100.64.0.2', '100.64.0.4', '100.64.0.6'];
  return {
    asked,
    testPath: async (device, test) => {
      asked.push({ device, test });
      return answer(device, test);
    },
    sessions: async (device) =>
      ok(addresses.map((address) => ({ vrf: 'V', address, sessionState: sessionState(device) }))),
  };
}
