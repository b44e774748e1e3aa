import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportionMinor } from './apportion.ts';

test('18,000.00 among 1 G and 500 M is 12,000.00 and 6,000.00', () => {
  expect(apportionMinor(1_800_000, [1_000_000, 500_000])).toEqual([1_200_000, 600_000]);
});

test('100 among three is 34, 33 and 33', () => {
  expect(apportionMinor(100, [1, 1, 1])).toEqual([34, 33, 33]);
});

test('the shares are the whole, and none is a minor unit away from its part', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000_000 }),
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
      (amount, weights) => {
        const shares = apportionMinor(amount, weights);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
        for (const [index, share] of shares.entries())
          expect(Math.abs(share - (amount * (weights[index] as number)) / total)).toBeLessThan(1);
      },
    ),
  );
});
