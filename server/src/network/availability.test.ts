import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availabilityOfLegs, type Component, seriesAvailability } from './availability.ts';

/** Adds up the probability of every state of all components in which some leg is whole. */
function byEnumeration(legs: readonly (readonly Component[])[]): number {
  const all = [...new Map(legs.flat().map((one) => [one.id, one.availability]))];
  let sum = 0;
  for (let state = 0; state < 1 << all.length; state++) {
    const up = new Set(all.filter((_, index) => (state >> index) & 1).map(([id]) => id));
    if (!legs.some((leg) => leg.every((one) => up.has(one.id)))) continue;
    sum += all.reduce((p, [id, availability]) => p * (up.has(id) ? availability : 1 - availability), 1);
  }
  return sum;
}

describe('availability', () => {
  test('a shared duct counts once: two legs of 0.99 behind a duct of 0.999', () => {
    const duct = { id: 'duct', availability: 0.999 };
    const legs = [
      [duct, { id: 'a', availability: 0.99 }],
      [duct, { id: 'b', availability: 0.99 }],
    ];
    expect(availabilityOfLegs(legs)).toBeCloseTo(0.999 * (1 - 0.01 * 0.01), 12);
    // The blind formula would promise more than the duct alone can give.
    expect(availabilityOfLegs(legs)).toBeLessThan(0.999);
  });

  test('one leg is its series, no leg is never up, an empty leg always', () => {
    const leg = [
      { id: 'a', availability: 0.9 },
      { id: 'b', availability: 0.8 },
      { id: 'a', availability: 0.9 },
    ];
    expect(seriesAvailability(leg)).toBeCloseTo(0.72, 12);
    expect(availabilityOfLegs([leg])).toBeCloseTo(0.72, 12);
    expect(availabilityOfLegs([])).toBe(0);
    expect(availabilityOfLegs([[], leg])).toBe(1);
  });

  test('equals enumeration of all component states, for one to four legs', () => {
    const component = fc
      .nat({ max: 8 })
      .chain((id) => fc.constant({ id: `c${id}`, availability: 0.5 + id / 20 }));
    fc.assert(
      fc.property(fc.array(fc.array(component, { maxLength: 6 }), { maxLength: 4 }), (legs) => {
        expect(availabilityOfLegs(legs)).toBeCloseTo(byEnumeration(legs), 10);
      }),
      { numRuns: 400 },
    );
  });

  test('refuses what is not a probability and a component with two availabilities', () => {
    expect(() => availabilityOfLegs([[{ id: 'a', availability: 1.2 }]])).toThrow(RangeError);
    expect(() => seriesAvailability([{ id: 'a', availability: Number.NaN }])).toThrow(RangeError);
    expect(() =>
      availabilityOfLegs([[{ id: 'a', availability: 0.9 }], [{ id: 'a', availability: 0.8 }]]),
    ).toThrow(/two availabilities/);
  });
});
