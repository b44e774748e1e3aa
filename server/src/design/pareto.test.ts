import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advantages, type Criteria, isBetter, objectiveMinor, paretoSet } from './pareto.ts';
import { defaultPolicies } from './types.ts';

const small = fc.integer({ min: 0, max: 4 });
const criteria: fc.Arbitrary<Criteria> = fc.record({
  costMinor: small,
  days: small,
  downtimeMinutes: small,
  roundTripUs: small,
  riskDays: small,
  riskMinor: small,
});
const items = fc
  .array(criteria, { minLength: 1, maxLength: 40 })
  .map((all) => all.map((each) => ({ criteria: each })));

describe('the Pareto set', () => {
  test('is all and only what nothing beats, and each of the rest has one of it that beats it', () => {
    fc.assert(
      fc.property(items, (all) => {
        const { unbeaten, beaten } = paretoSet(all);
        expect(unbeaten.length + beaten.length).toBe(all.length);
        expect(unbeaten.length).toBeGreaterThan(0);
        for (const item of all) {
          const beatable = all.some((other) => isBetter(other.criteria, item.criteria));
          expect(unbeaten.includes(item)).toBe(!beatable);
        }
        for (const { item, by } of beaten) {
          expect(isBetter(by.criteria, item.criteria)).toBe(true);
          expect(unbeaten).toContain(by);
          expect(advantages(by.criteria, item.criteria)).not.toBe('');
        }
      }),
    );
  });

  test('does not depend on the order', () => {
    fc.assert(
      fc.property(items, (all) => {
        const key = (each: { criteria: Criteria }) => JSON.stringify(each.criteria);
        const keys = paretoSet(all).unbeaten.map(key).toSorted();
        expect(paretoSet(all.toReversed()).unbeaten.map(key).toSorted()).toEqual(keys);
      }),
    );
  });

  test('holds the best of any objective with weights above nothing', () => {
    const weight = fc.integer({ min: 1, max: 1_000 });
    const objective = fc.record({
      perDayMinor: weight,
      perDowntimeMinuteMinor: weight,
      perRttMsMinor: weight,
      perRiskDayMinor: weight,
    });
    fc.assert(
      fc.property(items, objective, (all, weights) => {
        const worth = (each: { criteria: Criteria }) => objectiveMinor(each.criteria, weights);
        const best = Math.min(...all.map(worth));
        expect(paretoSet(all).unbeaten.some((each) => worth(each) === best)).toBe(true);
      }),
    );
  });
});

test('the objective is a sum of money', () => {
  const one = {
    costMinor: 100_00,
    days: 10,
    downtimeMinutes: 3,
    roundTripUs: 2_000,
    riskDays: 2,
    riskMinor: 5_00,
  };
  expect(objectiveMinor(one, defaultPolicies.objective)).toBe(
    100_00 + 1_000_00 + 3_00 + 2_00 + 200_00 + 5_00,
  );
});
