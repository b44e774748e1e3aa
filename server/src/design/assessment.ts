import type { BudgetAssessment, BusinessAssessment, CommercialTerms } from '@turnup/contract';
import { npvFromConfirmationMinor, npvMinor, paybackMonths } from '../foundation/finance.ts';
import { percentOfMinor } from '../foundation/money.ts';
import type { DesignPolicies } from './types.ts';

/** Capital cost held against the budget with its tolerance. */
export function assessBudget(terms: CommercialTerms, capexMinor: number): BudgetAssessment {
  const limitMinor = terms.budgetMinor + percentOfMinor(terms.budgetMinor, terms.budgetTolerancePercent);
  const breachMinor = Math.max(0, capexMinor - limitMinor);
  return {
    currency: terms.currency,
    budgetMinor: terms.budgetMinor,
    tolerancePercent: terms.budgetTolerancePercent,
    limitMinor,
    actualMinor: capexMinor,
    breachMinor,
    withinTolerance: breachMinor === 0,
  };
}

/** What the solution costs and how long it takes until it can be billed. */
export type CostAndTime = {
  readonly capexMinor: number;
  readonly monthlyCostMinor: number;
  /** Calendar days from confirmation to the first billable day. */
  readonly timeToRevenueDays: number;
};

/** Whether the investment pays, and soon enough (eTOM 1.4.5.1: an appropriate time to revenue). */
export function assessBusiness(
  terms: CommercialTerms,
  { capexMinor, monthlyCostMinor, timeToRevenueDays }: CostAndTime,
  policies: DesignPolicies,
): BusinessAssessment {
  const investment = {
    netInvestmentMinor: capexMinor - terms.oneOffChargeMinor,
    monthlyMarginMinor: terms.monthlyChargeMinor - monthlyCostMinor,
    termMonths: terms.termMonths,
    annualRatePercent: policies.annualRatePercent,
  };
  const payback = paybackMonths(investment);
  const npv = npvMinor(investment);
  const { maximumPaybackMonths, maximumTimeToRevenueDays, minimumNpvMinor } = policies;
  const gates = [
    {
      policy: 'PAYBACK_MONTHS',
      limit: maximumPaybackMonths,
      value: payback,
      passed: payback !== null && payback <= maximumPaybackMonths,
    },
    {
      policy: 'TIME_TO_REVENUE_DAYS',
      limit: maximumTimeToRevenueDays,
      value: timeToRevenueDays,
      passed: timeToRevenueDays <= maximumTimeToRevenueDays,
    },
    ...(minimumNpvMinor === undefined
      ? []
      : [
          { policy: 'NET_PRESENT_VALUE', limit: minimumNpvMinor, value: npv, passed: npv >= minimumNpvMinor },
        ]),
  ];
  return {
    currency: terms.currency,
    capexMinor,
    oneOffChargeMinor: terms.oneOffChargeMinor,
    ...investment,
    monthlyChargeMinor: terms.monthlyChargeMinor,
    monthlyCostMinor,
    npvMinor: npv,
    npvFromConfirmationMinor: npvFromConfirmationMinor(investment, timeToRevenueDays),
    paybackMonths: payback,
    timeToRevenueDays,
    gates,
    passed: gates.every((gate) => gate.passed),
  };
}
