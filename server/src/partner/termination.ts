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
    ...(terms.minimumTermMonths === undefined ? [] : [laterByMonths(completedDate, terms.minimumTermMonths)]),
    ...(terms.minimumTermUntil === undefined ? [] : [terms.minimumTermUntil]),
  ].sort();
  const until = ends.at(-1);
  if (until === undefined || until <= date) return undefined;
  let remainingMonths = 0;
  while (laterByMonths(date, remainingMonths) < until) remainingMonths += 1;
  const due = Math.floor((monthlyMinor * remainingMonths * terms.percentOfRemaining + 50) / 100);
  return { until, remainingMonths, amountMinor: due + (terms.fixedMinor ?? 0) };
}

/** The same day so many months later; the last of the month where that has none. */
function laterByMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}
