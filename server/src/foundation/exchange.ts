import type { ExchangeRate } from '@turnup/contract';
import { minorDigits, roundMinor } from './money.ts';

/** A rate as it is used: units of `to` for one of `from`. Read the other way round it says so. */
export type UsedRate = ExchangeRate & { readonly isInverse?: true };

/**
 * The rate between two currencies on a day: the latest on or before it, of either direction. A rate that was quoted the
 * other way round is turned round. Undefined where none is known. Pure.
 */
export function rateBetween(
  rates: Iterable<ExchangeRate>,
  from: string,
  to: string,
  date: string,
): UsedRate | undefined {
  let best: UsedRate | undefined;
  for (const quoted of rates) {
    const isDirect = quoted.from === from && quoted.to === to;
    if (!isDirect && !(quoted.from === to && quoted.to === from)) continue;
    if (quoted.date > date || (best !== undefined && quoted.date < best.date)) continue;
    // Of two of one day the one that was quoted this way round.
    if (best !== undefined && quoted.date === best.date && !isDirect) continue;
    best = isDirect ? quoted : { ...quoted, from, to, rate: 1 / quoted.rate, isInverse: true };
  }
  return best;
}

/** An amount in minor units in the other currency, rounded once, half away from zero. */
export function exchangeMinor(amountMinor: number, { from, to, rate }: UsedRate): number {
  return roundMinor(amountMinor * rate * 10 ** (minorDigits(to) - minorDigits(from)));
}
