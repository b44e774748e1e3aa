import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthlyRate, npvFromConfirmationMinor, npvMinor, paybackMonths } from './finance.ts';
import { formatMinor, percentOfMinor, roundMinor, sumMinor, timesMinor } from './money.ts';

const investment = {
  netInvestmentMinor: 34_500_00,
  monthlyMarginMinor: 2_300_00,
  termMonths: 36,
  annualRatePercent: 10,
};

describe('business assessment', () => {
  test('net present value at the start of billing', () => {
    expect(npvMinor(investment)).toBe(37_228_85);
    expect(npvMinor({ ...investment, netInvestmentMinor: 48_000_00 })).toBe(23_728_85);
    expect(npvMinor({ ...investment, annualRatePercent: 12 })).toBe(35_361_93);
    expect(npvMinor(investment, 2)).toBe(36_098_44);
    expect(npvMinor({ ...investment, annualRatePercent: 0 })).toBe(48_300_00);
    expect(npvMinor({ ...investment, monthlyMarginMinor: -100_00 })).toBeLessThan(-34_500_00);
  });

  test('the same from confirmation is worth less', () => {
    expect(npvFromConfirmationMinor(investment, 0)).toBe(37_228_85);
    expect(npvFromConfirmationMinor(investment, 365)).toBe(roundMinor(37_228_85 / 1.1));
    expect(npvFromConfirmationMinor(investment, 65)).toBe(36_602_30);
  });

  test('payback', () => {
    expect(paybackMonths(investment)).toBe(15);
    expect(paybackMonths({ ...investment, netInvestmentMinor: 48_000_00 })).toBe(20.87);
    expect(paybackMonths({ ...investment, monthlyMarginMinor: 0 })).toBeNull();
    expect(paybackMonths({ ...investment, netInvestmentMinor: -1 })).toBe(0);
  });

  test('rates and terms that make no sense are refused', () => {
    expect(monthlyRate(10)).toBeCloseTo(0.007974, 6);
    expect(() => monthlyRate(100)).toThrow(RangeError);
    expect(() => monthlyRate(-1)).toThrow(RangeError);
    expect(() => npvMinor({ ...investment, termMonths: 0 })).toThrow(RangeError);
  });

  test('agrees with discounting month by month', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 10_000_000 }),
        fc.integer({ min: -100_000, max: 1_000_000 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 40 }),
        (netInvestmentMinor, monthlyMarginMinor, termMonths, annualRatePercent) => {
          let value = -netInvestmentMinor;
          for (let month = 1; month <= termMonths; month++)
            value += monthlyMarginMinor / (1 + annualRatePercent / 100) ** (month / 12);
          const npv = npvMinor({ netInvestmentMinor, monthlyMarginMinor, termMonths, annualRatePercent });
          expect(Math.abs(npv - value)).toBeLessThanOrEqual(0.51);
        },
      ),
    );
  });
});

describe('money', () => {
  test('sums, shares and texts', () => {
    expect(sumMinor([1, 2, 3])).toBe(6);
    expect(timesMinor(6_500_00, 2)).toBe(13_000_00);
    expect(percentOfMinor(45_000_00, 2)).toBe(900_00);
    expect([0.5, 1.5, -0.5, 1.005 * 100, -1.005 * 100].map(roundMinor)).toEqual([1, 2, -1, 101, -101]);
    expect(formatMinor(46_500_00, 'GBP')).toBe('46,500.00');
    expect(formatMinor(46_500, 'JPY')).toBe('46,500');
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
  });
});
