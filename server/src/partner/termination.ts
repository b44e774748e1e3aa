import { addMonths } from '../foundation/calendar.ts';
import type { PartnerOrder } from './types.ts';

/** What the end of a contract on a day costs. */
export type EarlyTermination = {
  /** The day from which it could end for nothing. */
  readonly until: string;
  readonly remainingMonths: number;
  /** In minor units of the order's currency. */
  readonly amountMinor: number;
};

/**
 * What ending a delivered order on a day costs: of each month that remains, begun ones whole, its part of the monthly price,
 * rounded half up once, and what is due besides. Undefined where the contract does not bind any more, or never did. Pure.
 */
export function terminationOf(
  order: Pick<PartnerOrder, 'termination' | 'completedDate' | 'monthlyMinor'>,
  date: string,
): EarlyTermination | undefined {
  const { termination: terms, completedDate, monthlyMinor } = order;
  if (terms === null || completedDate === null) return undefined;
  const ends = [
    ...(terms.minimumTermMonths === undefined ? [] : [addMonths(completedDate, terms.minimumTermMonths)]),
    ...(terms.minimumTermUntil === undefined ? [] : [terms.minimumTermUntil]),
  ].sort();
  const until = ends.at(-1);
  if (until === undefined || until <= date) return undefined;
  let remainingMonths = 0;
  while (addMonths(date, remainingMonths) < until) remainingMonths += 1;
  const due = Math.floor((monthlyMinor * remainingMonths * terms.percentOfRemaining + 50) / 100);
  return { until, remainingMonths, amountMinor: due + (terms.fixedMinor ?? 0) };
}
