import { describe, expect, test } from 'vitest';
import { capacityAt, capacityTimeline } from './capacity.ts';
import { coreRoute, coreRoutePair } from './core-route.ts';
import { dateOfDay, dayNumber } from './days.ts';
import { shortestPath } from './graph/shortest-path.ts';
import type { LinkUse } from './link-use.ts';
import { buildSnapshot } from './snapshot.ts';
import { link, node, ringRecords } from './testing/records.ts';
import type { NetworkRecords } from './types.ts';

const asked = { date: '2027-04-01', minimumRateKbps: 1_000_000 };
const snapshotOf = (records: NetworkRecords = ringRecords()) => buildSnapshot('t', 7, records);

describe('ways through the core', () => {
  test('each node on the way counts its transit once, both ends included', () => {
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', asked)).toEqual({
      nodes: ['pe-A', 'pe-B', 'pe-D'],
      links: ['A-B', 'B-D'],
      latencyUs: 1_000 + 1_000 + 3 * 10,
      lengthM: 200_000,
      sharedRisks: ['duct-west', 'power-A', 'power-B', 'power-D'],
    });
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-A', asked)).toMatchObject({
      nodes: ['pe-A'],
      links: [],
      latencyUs: 10,
    });
  });

  test('a slow node is passed by even where its links are short', () => {
    const records = ringRecords();
    const slow = records.nodes.map((one) => (one.name === 'pe-B' ? { ...one, transitUs: 250 } : one));
    const route = coreRoute(snapshotOf({ ...records, nodes: slow }), 'pe-A', 'pe-D', asked);
    expect(route).toMatchObject({ nodes: ['pe-A', 'pe-C', 'pe-D'], latencyUs: 2_230 });
  });

  test('by cost, latency only breaks ties', () => {
    const records = ringRecords();
    const dear = {
      ...records,
      links: records.links.map((one) => ({ ...one, monthlyCostMinor: one.name === 'A-D' ? 1 : 5 })),
    };
    expect(coreRoute(snapshotOf(dear), 'pe-A', 'pe-D', { ...asked, by: 'cost' })?.links).toEqual(['A-D']);
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', { ...asked, by: 'cost' })?.links).toEqual(['A-B', 'B-D']);
  });

  test('bandwidth in use, allowed fill and committed augmentations decide at the date of need', () => {
    const use = { ...asked, linkUseKbps: { apart: new Map([['A-B', 9_500_000]]) } };
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', use)?.links).toEqual(['A-C', 'C-D']);
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', { ...use, date: '2027-04-19' })?.links).toEqual([
      'A-C',
      'C-D',
    ]);
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', { ...use, date: '2027-04-20' })?.links).toEqual([
      'A-B',
      'B-D',
    ]);
    const remembered = (version: number, ...kbps: number[]) => ({
      version,
      links: {
        names: ['A-B', 'nowhere'],
        numbers: new Map(['A-B', 'nowhere'].map((name, at) => [name, at])),
      },
      kbps: new Float64Array(kbps),
    });
    const snapshot = snapshotOf();
    const linksWith = (linkUseKbps: LinkUse) =>
      coreRoute(snapshot, 'pe-A', 'pe-D', { ...asked, linkUseKbps })?.links;
    const [direct, around] = [
      ['A-B', 'B-D'],
      ['A-C', 'C-D'],
    ];
    const apart = new Map<string, number>();
    expect(linksWith({ remembered: remembered(1, 9_500_000, 1), apart })).toEqual(around);
    expect(linksWith({ remembered: remembered(2, 9_000_000, 1), apart })).toEqual(direct);
    expect(linksWith({ remembered: remembered(2, 9_000_000, 1), apart: use.linkUseKbps.apart })).toEqual(
      around,
    );
    expect(linksWith({ remembered: remembered(2, 9_000_000, 1), apart })).toEqual(direct);
    expect(linksWith({ remembered: remembered(3, 9_500_000), apart: new Map([['A-B', 1]]) })).toEqual(direct);
    expect(linksWith({ remembered: remembered(3, 9_500_000), apart })).toEqual(around);
    const full = { ...asked, maximumFillPercent: 80, minimumRateKbps: 8_000_001 };
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', full)).toBeUndefined();
    expect(coreRoute(snapshotOf(), 'pe-A', 'pe-D', { ...full, minimumRateKbps: 8_000_000 })).toBeDefined();
  });

  test('planned, buildable and retired things are not used before or after their time', () => {
    const records = ringRecords();
    const links = records.links.map((one) =>
      one.name === 'B-D' ? { ...one, status: 'planned' as const, inServiceDate: '2027-05-01' } : one,
    );
    const planned = snapshotOf({ ...records, links });
    expect(coreRoute(planned, 'pe-A', 'pe-D', asked)?.links).toEqual(['A-C', 'C-D']);
    expect(coreRoute(planned, 'pe-A', 'pe-D', { ...asked, date: '2027-05-01' })?.links).toEqual([
      'A-B',
      'B-D',
    ]);
    const undated = snapshotOf({
      ...records,
      links: records.links.map((one) => (one.name === 'B-D' ? { ...one, status: 'planned' as const } : one)),
    });
    expect(coreRoute(undated, 'pe-A', 'pe-D', { ...asked, date: '2099-01-01' })?.links).toEqual([
      'A-C',
      'C-D',
    ]);
    const nodes = records.nodes.map((one) => (one.name === 'pe-B' ? { ...one, retires: '2027-04-01' } : one));
    expect(coreRoute(snapshotOf({ ...records, nodes }), 'pe-A', 'pe-D', asked)?.links).toEqual([
      'A-C',
      'C-D',
    ]);
    const shortCut = link('X', 'pe-A', 'pe-D', { status: 'buildable', latencyUs: 1 });
    expect(
      coreRoute(snapshotOf({ ...records, links: [...records.links, shortCut] }), 'pe-A', 'pe-D', asked)
        ?.links,
    ).toEqual(['A-B', 'B-D']);
  });

  test('keeps away from shared risks, nodes and links; risks of its own ends cannot be avoided', () => {
    const route = (avoid: object) => coreRoute(snapshotOf(), 'pe-A', 'pe-D', { ...asked, avoid })?.links;
    expect(route({ sharedRisks: ['duct-west'] })).toEqual(['A-D']);
    expect(route({ sharedRisks: ['power-B', 'power-A'] })).toEqual(['A-C', 'C-D']);
    expect(route({ nodes: ['pe-B'] })).toEqual(['A-C', 'C-D']);
    expect(route({ links: ['A-B', 'A-D', 'A-C'] })).toBeUndefined();
  });

  test('never runs through a customer, and an unknown node is an error', () => {
    const records = ringRecords();
    const through = link('SITE-D', 'pe-D', '', { b: { place: 'SITE', entry: 'entry-1' }, latencyUs: 1 });
    expect(
      coreRoute(snapshotOf({ ...records, links: [...records.links, through] }), 'pe-A', 'pe-D', asked)?.links,
    ).toEqual(['A-B', 'B-D']);
    expect(() => coreRoute(snapshotOf(), 'pe-A', 'pe-X', asked)).toThrow('unknown node pe-X');
  });
});

describe('pairs of ways', () => {
  test('node-disjoint: the two short ways; free of shared risk: the duct forces the long one', () => {
    const node = coreRoutePair(snapshotOf(), 'pe-A', 'pe-D', { ...asked, disjointness: 'node' });
    expect(node.paths?.map((path) => path.links)).toEqual([
      ['A-B', 'B-D'],
      ['A-C', 'C-D'],
    ]);
    const risk = coreRoutePair(snapshotOf(), 'pe-A', 'pe-D', { ...asked, disjointness: 'sharedRisk' });
    expect(risk.paths?.map((path) => path.links)).toEqual([['A-B', 'B-D'], ['A-D']]);
    expect(risk).toMatchObject({ gap: 0 });
  });

  test('proven impossible when the duct takes all', () => {
    const records = ringRecords();
    const links = records.links.map((one) =>
      one.name === 'A-D' ? { ...one, sharedRisks: ['duct-west'] } : one,
    );
    const pair = coreRoutePair(snapshotOf({ ...records, links }), 'pe-A', 'pe-D', {
      ...asked,
      disjointness: 'sharedRisk',
    });
    expect(pair).toEqual({ proven: true });
  });

  test('the order of the records does not matter', () => {
    const records = ringRecords();
    const turned = { ...records, links: records.links.toReversed(), nodes: records.nodes.toReversed() };
    const question = { ...asked, disjointness: 'sharedRisk' } as const;
    expect(coreRoutePair(snapshotOf(turned), 'pe-A', 'pe-D', question)).toEqual(
      coreRoutePair(snapshotOf(), 'pe-A', 'pe-D', question),
    );
  });
});

describe('a large network', () => {
  test('searches directed by landmarks find the same latency as plain ones, under any filter', () => {
    const side = 72;
    const at = (x: number, y: number) => `n${String(x * side + y).padStart(4, '0')}`;
    const base = ringRecords();
    const nodes = Array.from({ length: side * side }, (_, index) =>
      node(at(0, index), 'A', { transitUs: index % 7 }),
    );
    // Latencies and capacities vary without chance: the remainders of large multiples.
    const joined = (a: string, b: string, index: number) =>
      link(`${a}-${b}`, a, b, {
        latencyUs: 1 + ((index * 7_919) % 997),
        capacityKbps: 1_000_000 * (1 + ((index * 104_729) % 5)),
      });
    const links = Array.from({ length: side }, (_, x) =>
      Array.from({ length: side }, (_unused, y) => [
        ...(x + 1 < side ? [joined(at(x, y), at(x + 1, y), 2 * (x * side + y))] : []),
        ...(y + 1 < side ? [joined(at(x, y), at(x, y + 1), 2 * (x * side + y) + 1)] : []),
      ]),
    ).flat(2);
    const grid = snapshotOf({ ...base, nodes, links, ports: [], augmentations: [] });
    expect(grid.graph.vertexCount).toBeGreaterThan(5_000);
    for (let query = 0; query < 25; query++) {
      const [from, to] = [(query * 1_327) % nodes.length, (query * 3_571 + 1_000) % nodes.length];
      const minimumRateKbps = 1_000_000 * (1 + (query % 3));
      const plain = shortestPath(grid.graph, grid.latencyWeight, from, to, {
        allow: (edge) => (grid.capacity.baseKbps[edge] ?? 0) >= minimumRateKbps,
      });
      const directed = coreRoute(grid, at(0, from), at(0, to), { date: '2027-04-01', minimumRateKbps });
      const ends = (grid.transitUs[from] ?? 0) + (grid.transitUs[to] ?? 0);
      expect(directed?.latencyUs).toBe(plain === undefined ? undefined : (plain.distance + ends) / 2);
    }
  });
});

describe('capacity over time', () => {
  test('a step for each committed augmentation; others only when asked for', () => {
    const snapshot = snapshotOf();
    const edge = snapshot.links.indexOf('A-B');
    expect(capacityTimeline(snapshot.capacity, edge)).toEqual([{ date: '2027-04-20', kbps: 20_000_000 }]);
    expect(capacityTimeline(snapshot.capacity, edge, { includeUncommitted: true })).toEqual([
      { date: '2027-04-20', kbps: 20_000_000 },
      { date: '2027-06-01', kbps: 25_000_000 },
    ]);
    expect(capacityAt(snapshot.capacity, edge, dayNumber('2027-04-19'))).toBe(10_000_000);
    expect(dateOfDay(dayNumber('2028-02-29'))).toBe('2028-02-29');
    expect(() => dayNumber('2027-13-01')).toThrow(RangeError);
  });
});
