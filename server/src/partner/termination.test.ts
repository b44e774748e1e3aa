import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { terminationOf } from './termination.ts';

const order = (terms: object, completedDate: string | null = '2027-03-31', monthlyMinor = 45_000) =>
  ({ termination: terms, completedDate, monthlyMinor }) as Parameters<typeof terminationOf>[0];

describe('ending a contract before its minimum term', () => {
  test.each([
    ['2027-06-10', 4, 180_000],
    ['2027-05-31', 4, 180_000],
    ['2027-05-30', 4, 180_000],
    ['2027-05-29', 5, 225_000],
    ['2027-09-29', 1, 45_000],
  ])('on %s, bound to 2027-09-30: %i months', (date, remainingMonths, amountMinor) => {
    const terms = { minimumTermUntil: '2027-09-30', percentOfRemaining: 100 };
    expect(terminationOf(order(terms), date)).toEqual({ until: '2027-09-30', remainingMonths, amountMinor });
  });

  test('months run from the delivery, to the end of a shorter month; a part is rounded half up once', () => {
    const terms = { minimumTermMonths: 11, percentOfRemaining: 35, fixedMinor: 1_000 };
    expect(terminationOf(order(terms, '2027-03-31', 4_501), '2027-12-01')).toEqual({
      until: '2028-02-29',
      remainingMonths: 3,
      // 4,501 × 3 × 35 % = 4,726.05
      amountMinor: 4_726 + 1_000,
    });
  });

  test('nothing on the day it ends, before delivery, or without terms', () => {
    const terms = { minimumTermUntil: '2027-09-30', percentOfRemaining: 100 };
    expect(terminationOf(order(terms), '2027-09-30')).toBeUndefined();
    expect(terminationOf(order(terms, null), '2027-06-10')).toBeUndefined();
    expect(
      terminationOf({ termination: null, completedDate: '2027-01-01', monthlyMinor: 1 }, '2027-06-10'),
    ).toBeUndefined();
  });

  test('never grows as time goes by', () => {
    const day = (at: number): string => new Date(Date.UTC(2027, 0, 1 + at)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(
        fc.nat(800),
        fc.nat(800),
        fc.integer({ min: 1, max: 36 }),
        fc.nat(100),
        (one, other, months, percent) => {
          const terms = { minimumTermMonths: months, percentOfRemaining: percent };
          const [first, later] = [one, other]
            .sort((a, b) => a - b)
            .map((at) => terminationOf(order(terms, day(0)), day(at)));
          expect(later?.amountMinor ?? 0).toBeLessThanOrEqual(first?.amountMinor ?? 0);
        },
      ),
    );
  });
});
