import { formatMinor } from '../foundation/money.ts';
import type { Document, DocumentFacts } from './types.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `5 May 2027` from `2027-05-05` or an instant. */
export function day(date: string): string {
  const [year = '', month = '', dayOfMonth = ''] = date.slice(0, 10).split('-');
  return `${Number(dayOfMonth)} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** `5 May` from `2027-05-05`. */
export function shortDay(date: string): string {
  return day(date).slice(0, -5);
}

/** `1 Gbit/s`, `500 Mbit/s`, `64 kbit/s`. */
export function rate(kbps: number): string {
  const [unit, size] =
    kbps >= 1_000_000 ? ['Gbit/s', 1_000_000] : kbps >= 1_000 ? ['Mbit/s', 1_000] : ['kbit/s', 1];
  return `${number(kbps / Number(size), 3)} ${unit}`;
}

/** Microseconds as milliseconds. */
export function milliseconds(us: number): string {
  return `${number(us / 1_000, 3)} ms`;
}

/** Metres as kilometres from one kilometre on. */
export function distance(metres: number): string {
  return metres >= 1_000 ? `${number(metres / 1_000, 1)} km` : `${metres} m`;
}

/** A number with thousands set apart and at most so many decimals. */
export function number(value: number, decimals = 0): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: decimals });
}

/** Writes amounts in the currency in which the design is reckoned, or without one where sales named none. */
export function moneyOf({
  design,
  solution,
}: Pick<DocumentFacts, 'design' | 'solution'>): (minor: number) => string {
  return moneyIn(solution.budget?.currency ?? design.requirement.commercial?.currency);
}

/** Writes amounts in a currency, or without one. */
export function moneyIn(currency: string | undefined): (minor: number) => string {
  return (minor) => {
    const amount = `${minor < 0 ? '−' : ''}${formatMinor(Math.abs(minor), currency)}`;
    return currency === undefined ? amount : `${amount} ${currency}`;
  };
}

/** `anyToAny` as `any to any`. */
export function words(camel: string): string {
  return camel.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 site`, `3 sites`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** By what a document is quoted: its number, and its version where it has versions. */
export function referenceOf({ number: own, version }: Pick<Document, 'number' | 'version'>): string {
  return version === undefined ? own : `${own} version ${version}`;
}
