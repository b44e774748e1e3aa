import type { DiversityLevel, SharedRisk } from '@turnup/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LegRisks, proveDiversity } from './diversity.ts';

const kinds: Record<string, SharedRisk['kind']> = {
  'duct-1': 'duct',
  'duct-2': 'duct',
  'riser-1': 'riser',
  'entry-1': 'entry',
  'entry-2': 'entry',
  'card-1': 'card',
  'card-2': 'card',
  'power-1': 'power',
  'power-2': 'power',
  'house-1': 'building',
};
const kindOf = (code: string) => kinds[code];
const all: DiversityLevel[] = ['link', 'node', 'pop', 'card', 'duct', 'entry', 'power'];
const leg = (n: 1 | 2, extra: Partial<LegRisks> = {}): LegRisks => ({
  link: `link-${n}`,
  node: `pe-${n}`,
  pointOfPresence: `POP-${n}`,
  card: `card-${n}`,
  entry: `entry-${n}`,
  sharedRisks: [`duct-${n}`, `entry-${n}`, `card-${n}`, `power-${n}`],
  ...extra,
});

describe('proof of diversity', () => {
  test('nothing shared at any level is proven, with what was compared', () => {
    expect(proveDiversity(all, leg(1), leg(2), kindOf)).toEqual({
      levels: all,
      shared: [],
      verdict: 'proven',
      compared: { primary: 8, secondary: 8 },
    });
  });

  test('a common duct violates duct and nothing else; it does not matter where it was not asked', () => {
    const second = leg(2, { sharedRisks: ['duct-1', 'duct-2', 'entry-2', 'card-2', 'power-2'] });
    expect(proveDiversity(all, leg(1), second, kindOf)).toMatchObject({
      verdict: 'violated',
      shared: [{ level: 'duct', code: 'duct-1' }],
    });
    expect(proveDiversity(['link', 'node', 'entry'], leg(1), second, kindOf).verdict).toBe('proven');
  });

  test('a riser counts as a way of cables, a common link as common duct', () => {
    const risen = (n: 1 | 2) => leg(n, { sharedRisks: ['riser-1', `duct-${n}`] });
    expect(proveDiversity(['duct'], risen(1), risen(2), kindOf).shared).toEqual([
      { level: 'duct', code: 'riser-1' },
    ]);
    expect(proveDiversity(['duct'], leg(1), leg(2, { link: 'link-1' }), kindOf).shared).toEqual([
      { level: 'duct', code: 'link-1' },
    ]);
  });

  test('an undisclosed route is unknown, never proven; what is known may still violate', () => {
    const dark = leg(2, { sharedRisks: null, entry: undefined });
    expect(proveDiversity(['duct'], leg(1), dark, kindOf).verdict).toBe('unknown');
    expect(proveDiversity(['link', 'node', 'card'], leg(1), dark, kindOf).verdict).toBe('proven');
    // A route that nobody tells may run through any building, also through the one that the own leg records.
    const housed = leg(1, { sharedRisks: ['house-1'] });
    expect(proveDiversity(['building'], housed, dark, kindOf)).toMatchObject({
      verdict: 'unknown',
      unknown: ['building'],
    });
    expect(proveDiversity(['node', 'pop'], leg(1), dark, kindOf).verdict).toBe('unknown');
    expect(proveDiversity(['building', 'pop'], housed, leg(2), kindOf).verdict).toBe('proven');
    const sameHouse = { ...dark, pointOfPresence: 'POP-1' };
    expect(proveDiversity(['pop', 'duct'], leg(1), sameHouse, kindOf)).toMatchObject({
      verdict: 'violated',
      shared: [{ level: 'pop', code: 'POP-1' }],
    });
  });

  test("the operator's own end of an undisclosed route is known: two legs on one feed share it", () => {
    const dark = (n: 1 | 2, feed: string) => leg(n, { sharedRisks: null, knownRisks: [feed] });
    expect(proveDiversity(['power'], dark(1, 'power-1'), dark(2, 'power-1'), kindOf)).toMatchObject({
      verdict: 'violated',
      shared: [{ level: 'power', code: 'power-1' }],
      compared: { primary: 1, secondary: 1 },
    });
    expect(proveDiversity(['power'], dark(1, 'power-1'), dark(2, 'power-2'), kindOf).verdict).toBe('unknown');
    expect(proveDiversity(['power'], leg(1), dark(2, 'power-1'), kindOf).verdict).toBe('violated');
  });

  test('comparing nothing proves nothing', () => {
    const bare = (n: 1 | 2) => leg(n, { sharedRisks: [], entry: undefined });
    expect(proveDiversity(['duct'], bare(1), bare(2), kindOf).verdict).toBe('unknown');
    expect(proveDiversity(['entry'], bare(1), bare(2), kindOf).verdict).toBe('unknown');
    expect(proveDiversity([], leg(1), leg(2), kindOf).verdict).toBe('unknown');
  });

  test('is symmetric, and asking for more never turns a violation into a proof', () => {
    const codes = fc.subarray(Object.keys(kinds));
    const legs = fc.record({
      link: fc.constantFrom('l1', 'l2'),
      node: fc.constantFrom('n1', 'n2'),
      pointOfPresence: fc.constantFrom('p1', 'p2'),
      card: fc.constantFrom('card-1', 'card-2'),
      sharedRisks: fc.option(codes, { nil: null }),
    });
    fc.assert(
      fc.property(legs, legs, fc.subarray(all), fc.constantFrom(...all), (a, b, levels, more) => {
        const proof = proveDiversity(levels, a, b, kindOf);
        const turned = proveDiversity(levels, b, a, kindOf);
        expect(turned.shared).toEqual(proof.shared);
        expect(turned.verdict).toBe(proof.verdict);
        const wider = proveDiversity([...new Set([...levels, more])], a, b, kindOf);
        if (proof.verdict === 'violated') expect(wider.verdict).toBe('violated');
        if (wider.verdict === 'proven' && levels.length > 0) expect(proof.verdict).toBe('proven');
      }),
      { numRuns: 300 },
    );
  });
});
