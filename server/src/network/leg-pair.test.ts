import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoreDisjointness } from './core-route.ts';
import { coreView } from './core-view.ts';
import { type LegEnds, legPairIn, sharedOnWays } from './leg-pair.ts';
import { buildSnapshot } from './snapshot.ts';
import { allSimplePaths, type PlainPath } from './testing/brute-force.ts';
import { link, node, ringRecords, risk } from './testing/records.ts';
import type { NetworkRecords } from './types.ts';

const networkOf = (records: Partial<NetworkRecords>) =>
  buildSnapshot('t', 1, { ...ringRecords(), places: [], ports: [], augmentations: [], ...records });
const nodesNamed = (...names: string[]) => names.map((name) => node(name, 'A'));
const us = (name: string, latencyUs: number, sharedRisks: string[] = []) => {
  const [a = '', b = ''] = name.split('-');
  return link(name, a, b, { latencyUs, sharedRisks });
};
const pairIn = (
  snapshot: ReturnType<typeof networkOf>,
  ends: LegEnds,
  disjointness: CoreDisjointness,
  avoidLinks: string[] = [],
) =>
  legPairIn(coreView(snapshot, { date: '2027-04-01' }), ends, {
    minimumRateKbps: 1_000_000,
    disjointness,
    avoidLinks,
  });

/** The quickest way s-a-b-t takes an edge of both disjoint ways, s-a-t and s-b-t; legs s1 and s2 hang on a and b. */
const trap = [us('s-a', 100), us('a-b', 10), us('b-t', 100), us('s-b', 400), us('a-t', 500)];
const legs = [us('s1-a', 100), us('s2-b', 400), us('a-b', 10), us('b-t', 100), us('a-t', 500)];

describe('ways of two legs', () => {
  test('the pair is found where the quickest way is in the way of every second one', () => {
    const snapshot = networkOf({ nodes: nodesNamed('s', 'a', 'b', 't'), links: trap });
    const pair = pairIn(snapshot, { from: ['s', 's'], to: ['t', 't'] }, 'node');
    expect(pair.paths?.map(({ links }) => links)).toEqual([
      ['s-b', 'b-t'],
      ['s-a', 'a-t'],
    ]);
  });

  test('where the legs end on two nodes each way begins at its own, with its latency', () => {
    const snapshot = networkOf({ nodes: nodesNamed('s1', 's2', 'a', 'b', 't'), links: legs });
    const pair = pairIn(snapshot, { from: ['s1', 's2'], to: ['t', 't'] }, 'sharedRisk');
    expect(pair).toMatchObject({
      gap: 0,
      paths: [
        { nodes: ['s1', 'a', 't'], latencyUs: 600 + 30 },
        { nodes: ['s2', 'b', 't'], latencyUs: 500 + 30 },
      ],
    });
    expect(pairIn(snapshot, { from: ['s2', 's1'], to: ['t', 't'] }, 'link').paths?.[0].nodes[0]).toBe('s2');
    expect(pairIn(snapshot, { from: ['s1', 's2'], to: ['t', 't'] }, 'link', ['a-t'])).toEqual({
      proven: true,
    });
  });

  test('a duct that no way avoids is proven to be in the way of a pair without it, and of nothing less', () => {
    const links = legs.map((one) => (one.name.endsWith('t') ? { ...one, sharedRisks: ['duct-1'] } : one));
    const snapshot = networkOf({
      nodes: nodesNamed('s1', 's2', 'a', 'b', 't'),
      links,
      sharedRisks: [...ringRecords().sharedRisks, risk('duct-1', 'duct')],
    });
    const ends = { from: ['s1', 's2'], to: ['t', 't'] } as const;
    expect(pairIn(snapshot, ends, 'sharedRisk')).toEqual({ proven: true });
    const [one, other] = pairIn(snapshot, ends, 'node').paths ?? expect.fail('no pair');
    expect(sharedOnWays(snapshot, one, other)).toEqual({ links: [], nodes: [], sharedRisks: ['duct-1'] });
  });

  test('nothing beats it, and none is proven only where there is none, whichever legs are joined', () => {
    const names = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
    const ends = { from: ['n0', 'n1'], to: ['n2', 'n3'] } as const;
    const edges = fc.array(fc.record({ a: fc.nat(5), b: fc.nat(5), us: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(edges, fc.constantFrom('link' as const, 'node' as const), (drawn, disjointness) => {
        const links = drawn
          .filter(({ a, b }) => a !== b)
          .map(({ a, b, us: latencyUs }, at) => link(`l${at}`, `n${a}`, `n${b}`, { latencyUs }));
        const snapshot = networkOf({ nodes: nodesNamed(...names), links });
        const { graph, latencyWeight } = snapshot;
        const ways = (from: number, to: number) => allSimplePaths(graph, latencyWeight, from, to);
        const apart = (one: PlainPath, other: PlainPath) =>
          disjointness === 'link'
            ? !one.edges.some((edge) => other.edges.includes(edge))
            : !one.vertices.some((vertex) => other.vertices.includes(vertex));
        const totals = (first: PlainPath[], second: PlainPath[]) =>
          first.flatMap((one) =>
            second.filter((other) => apart(one, other)).map((other) => one.weight + other.weight),
          );
        const straight = Math.min(...totals(ways(0, 2), ways(1, 3)));
        const crossed = Math.min(...totals(ways(0, 3), ways(1, 2)));
        const found = pairIn(snapshot, ends, disjointness);
        if (found.paths === undefined) {
          expect(found.proven).toBe(!Number.isFinite(Math.min(straight, crossed)));
          if (!found.proven) expect(crossed).toBeLessThanOrEqual(straight);
        } else {
          const transit = 4 * 10;
          const total = found.paths.reduce((sum, { latencyUs }) => sum + 2 * latencyUs, 0);
          expect(total).toBe(straight + transit);
          expect(sharedOnWays(snapshot, ...found.paths).links).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
