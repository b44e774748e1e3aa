import { expect, test } from 'vitest';
import { sensitivityOf } from './sensitivity.ts';
import { defaultPolicies } from './types.ts';

const terms = {
  currency: 'GBP',
  termMonths: 36,
  oneOffChargeMinor: 12_000_00,
  monthlyChargeMinor: 3_450_00,
  budgetMinor: 45_000_00,
  budgetTolerancePercent: 2,
};
const solution = { capexMinor: 46_500_00, monthlyCostMinor: 1_150_00, timeToRevenueDays: 65 };

test('the flagship with its investment moved by a fifth and its billing late', () => {
  const cases = sensitivityOf(terms, solution, defaultPolicies);
  expect(
    cases.map(({ change, npvMinor, paybackMonths, timeToRevenueDays, passed }) => [
      change,
      npvMinor,
      paybackMonths,
      timeToRevenueDays,
      passed,
    ]),
  ).toEqual([
    ['Investment −20 %', 4_652_885, 10.96, 65, true],
    // 55,800 − 12,000 = 43,800 over 2,300 a month: beyond the 18 months of the policy.
    ['Investment +20 %', 2_792_885, 19.04, 65, false],
    ['Billing 1 month late', expect.any(Number), 15, 95, false],
    // NPV of the requirement's own example (R48): revenue two months late is worth 36,098.44.
    ['Billing 2 months late', 3_609_844, 15, 126, false],
  ]);
});
