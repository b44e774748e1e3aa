import { roundMinor } from './money.ts';

/** An investment that pays back by a constant monthly margin. Amounts in minor units of one currency. */
export type Investment = {
  /** Net outlay at t0, the start of billing: capital expenditure less one-off charges. May be negative. */
  readonly netInvestmentMinor: number;
  /** Charge less cost, per month, in arrears. May be negative. */
  readonly monthlyMarginMinor: number;
  readonly termMonths: number;
  /** Per year; from 0 and below 100. */
  readonly annualRatePercent: number;
};

/** The monthly rate that compounds to the annual one: (1 + a)^(1/12) − 1. */
export function monthlyRate(annualRatePercent: number): number {
  if (!(annualRatePercent >= 0 && annualRatePercent < 100))
    throw new RangeError(`an annual rate must lie between 0 and 100 %, not ${annualRatePercent}`);
  return (1 + annualRatePercent / 100) ** (1 / 12) - 1;
}

/**
 * Net present value at t0 in minor units, rounded once. `delayMonths` moves the margins later while the outlay stays
 * at t0: what a late start of billing costs.
 */
export function npvMinor(investment: Investment, delayMonths = 0): number {
  return roundMinor(presentValue(investment, delayMonths));
}

/** The net present value dated from confirmation, `days` before the start of billing; rounded once. */
export function npvFromConfirmationMinor(investment: Investment, days: number): number {
  return roundMinor(presentValue(investment, 0) / (1 + investment.annualRatePercent / 100) ** (days / 365));
}

/**
 * Months of margin until the net investment is back, to two decimals, undiscounted. 0 when nothing is to be paid
 * back, null when the margin never does.
 */
export function paybackMonths(
  investment: Pick<Investment, 'netInvestmentMinor' | 'monthlyMarginMinor'>,
): number | null {
  if (investment.netInvestmentMinor <= 0) return 0;
  if (investment.monthlyMarginMinor <= 0) return null;
  return Math.round((investment.netInvestmentMinor / investment.monthlyMarginMinor) * 100) / 100;
}

function presentValue(investment: Investment, delayMonths: number): number {
  const { netInvestmentMinor, monthlyMarginMinor, termMonths, annualRatePercent } = investment;
  if (!Number.isInteger(termMonths) || termMonths < 1)
    throw new RangeError(`a term must be at least one month, not ${termMonths}`);
  const rate = monthlyRate(annualRatePercent);
  const annuity = rate === 0 ? termMonths : (1 - (1 + rate) ** -termMonths) / rate;
  return (monthlyMarginMinor * annuity) / (1 + rate) ** delayMonths - netInvestmentMinor;
}
