import { createHash } from 'node:crypto';

/** A time for people: `15.2 ms`. */
export function ms(us: number): string {
  return `${(us / 1000).toLocaleString('en-GB', { maximumFractionDigits: 3 })} ms`;
}

/** Codes of the contract end at 100 characters; what would be longer ends in its hash. */
export function idOf(...parts: readonly string[]): string {
  const text = parts.join(':');
  return text.length <= 100
    ? text
    : `${text.slice(0, 83)}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
