import type { BusinessAssessment, CommercialTerms } from '@turnup/contract';
import { apportionMinor } from '../foundation/apportion.ts';
import { daysBetween, laterOf } from '../foundation/calendar.ts';
import { npvMinor, paybackMonths } from '../foundation/finance.ts';
import type { Unranked } from './alternative.ts';
import type { DesignInput } from './types.ts';

type SiteCase = NonNullable<BusinessAssessment['sites']>[number];

/**
 * The business case site by site: what is bought for the site alone, and of what is common (shared build, bespoke work, the
 * customer's charges) its part by bandwidth. The sites together are the whole, to the minor unit. A site is ready when the
 * last of its own work is done: from then on it could be billed by itself.
 */
export function siteBusiness(
  terms: CommercialTerms,
  { billOfMaterials, plan }: Pick<Unranked, 'billOfMaterials' | 'plan'>,
  { requirement, policies }: Pick<DesignInput, 'requirement' | 'policies'>,
): SiteCase[] {
  const { sites } = requirement;
  const weights = sites.map(({ bandwidthKbps }) => bandwidthKbps);
  const known = new Set(sites.map(({ site }) => site));
  const costs = (charge: 'capex' | 'monthly'): number[] => {
    const lines = billOfMaterials.filter((line) => line.charge === charge);
    const sum = (own: typeof lines): number => own.reduce((total, line) => total + line.totalMinor, 0);
    const common = apportionMinor(
      sum(lines.filter(({ site }) => site === undefined || !known.has(site))),
      weights,
    );
    return sites.map(
      ({ site }, index) => sum(lines.filter((line) => line.site === site)) + (common[index] ?? 0),
    );
  };
  const [capex, monthly] = [costs('capex'), costs('monthly')];
  const [oneOff, charge] = [
    apportionMinor(terms.oneOffChargeMinor, weights),
    apportionMinor(terms.monthlyChargeMinor, weights),
  ];
  return sites.map(({ site }, index) => {
    const [capexMinor = 0, monthlyCostMinor = 0] = [capex[index], monthly[index]];
    const investment = {
      netInvestmentMinor: capexMinor - (oneOff[index] ?? 0),
      monthlyMarginMinor: (charge[index] ?? 0) - monthlyCostMinor,
      termMonths: terms.termMonths,
      annualRatePercent: policies.annualRatePercent,
    };
    const finishes = plan.activities.filter((one) => one.site === site).map(({ finishDate }) => finishDate);
    const readyDate = finishes.length === 0 ? plan.finishDate : finishes.reduce(laterOf);
    return {
      site,
      capexMinor,
      monthlyCostMinor,
      oneOffChargeMinor: oneOff[index] ?? 0,
      monthlyChargeMinor: charge[index] ?? 0,
      monthlyMarginMinor: investment.monthlyMarginMinor,
      npvMinor: npvMinor(investment),
      paybackMonths: paybackMonths(investment),
      readyDate,
      timeToRevenueDays: daysBetween(plan.startDate, readyDate),
    };
  });
}
