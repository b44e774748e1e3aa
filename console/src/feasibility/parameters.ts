import { dateText } from '../shared/dates.ts';
import { moneyText } from '../shared/money.ts';
import { milliText, numberText, rateText, titleOf } from '../shared/units.ts';

/** A number or word of an answer as people read it: the unit is the last word of its name. */
export function parameterText(name: string, value: string | number, currency: string): string {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}/.test(value) ? dateText(value) : value;
  if (name.endsWith('Minor')) return moneyText(value, currency || undefined);
  if (name.endsWith('Kbps')) return rateText(value);
  if (name.endsWith('Us')) return milliText(value);
  return numberText(value);
}

/** `maximumRttUs` → `Maximum rtt`: the unit stands with the value. */
export const parameterName = (name: string): string =>
  titleOf(name.replace(/(Minor|Kbps|Us)$/, '').replace(/^$/, name));
