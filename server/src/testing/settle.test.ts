import { expect, test } from 'vitest';
import { ok } from '../foundation/result.ts';
import { settle } from './settle.ts';
import type { PathTest, Prober, TestCase } from './types.ts';

const expectation = {
  comparator: 'atLeast',
  threshold: 1,
  thresholdSource: 'inherent',
  unit: 'sessions',
} as const;
const path: PathTest = { vrf: 'V', source: '10.0.0.1', destination: '10.0.0.2', count: 100, sizeBytes: 64 };
const cases: readonly TestCase[] = [
  {
    id: 's',
    metric: 'bgpEstablished',
    from: 'A',
    expectation,
    procedure: { kind: 'session', device: 'CE', vrf: 'V', neighbor: '10.0.0.9' },
  },
  {
    id: 'p',
    metric: 'reachability',
    from: 'A',
    expectation,
    procedure: { kind: 'path', device: 'CE', test: path, figure: 'answeredPercent' },
  },
];

/** A network on which the session stands at the third look and packets pass at the fourth. */
function slow(): { readonly prober: Prober; readonly asked: { sessions: number; counts: number[] } } {
  const asked = { sessions: 0, counts: [] as number[] };
  return {
    asked,
    prober: {
      async sessions() {
        asked.sessions++;
        const sessionState = asked.sessions < 3 ? 'active' : 'established';
        return ok([{ vrf: 'V', address: '10.0.0.9', sessionState }]);
      },
      async testPath(_, { count }) {
        asked.counts.push(count);
        return ok({ sent: count, received: asked.counts.length < 4 ? 0 : count, hops: [] });
      },
    },
  };
}

test('a service is looked at with single packets until its session stands and its path answers', async () => {
  const { prober, asked } = slow();
  await settle(prober, cases, 20);
  expect(asked).toEqual({ sessions: 3, counts: [1, 1, 1, 1] });
});

test('what does not come to rest is left to be measured; without a time nothing is asked', async () => {
  const { prober, asked } = slow();
  await settle({ ...prober, testPath: async () => ok({ sent: 1, received: 0, hops: [] }) }, cases, 0.01);
  expect(asked.sessions).toBeGreaterThan(0);
  const untouched = slow();
  await settle(untouched.prober, cases, 0);
  expect(untouched.asked).toEqual({ sessions: 0, counts: [] });
});
