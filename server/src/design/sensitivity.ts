import type { BusinessAssessment, CommercialTerms } from '@turnup/contract';
import { npvMinor } from '../foundation/finance.ts';
import { assessBusiness, type CostAndTime } from './assessment.ts';
import type { DesignPolicies } from './types.ts';

type Case = NonNullable<BusinessAssessment['sensitivity']>[number];

/**
 * What becomes of the business case when one number moves: the investment dearer or cheaper, the start of billing later
 * by months while the outlay stays where it is.
 */
export function sensitivityOf(
  terms: CommercialTerms,
  solution: CostAndTime,
  policies: DesignPolicies,
): Case[] {
  const costs = policies.sensitivity.costPercent.map((percent): Case => {
    const capexMinor = Math.round((solution.capexMinor * (100 + percent)) / 100);
    const change = `Investment ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
    return caseOf(change, percent, 0, assessBusiness(terms, { ...solution, capexMinor }, policies));
  });
  const delays = policies.sensitivity.delayMonths.map((months): Case => {
    const delayDays = Math.round((months * 365) / 12);
    const timeToRevenueDays = solution.timeToRevenueDays + delayDays;
    const late = assessBusiness(terms, { ...solution, timeToRevenueDays }, policies);
    const change = `Billing ${months} month${months === 1 ? '' : 's'} late`;
    return { ...caseOf(change, 0, delayDays, late), npvMinor: npvMinor(late, months) };
  });
  return [...costs, ...delays];
}

function caseOf(change: string, costPercent: number, delayDays: number, business: BusinessAssessment): Case {
  return {
    change,
    costPercent,
    delayDays,
    npvMinor: business.npvMinor,
    paybackMonths: business.paybackMonths,
    timeToRevenueDays: business.timeToRevenueDays,
    passed: business.passed,
  };
}
