import type { Strategy } from '../types.ts';

/**
 * The scheme of a value's text: what stands before and after the number, and how many digits it has at least.
 * `{n}` stands for the integer, `{n:6}` for the integer with leading zeros to six digits: `+441632{n:6}`, `TU-{n}`.
 */
export type Scheme = { readonly before: string; readonly after: string; readonly width: number };

/** The scheme of a format, or undefined where it does not name the number exactly once. */
export function schemeOf(format: string | null): Scheme | undefined {
  const [before, width, after, ...more] = (format ?? '{n}').split(/\{n(?::(\d{1,2}))?\}/);
  if (before === undefined || after === undefined || more.length > 0) return undefined;
  return { before, after, width: width === undefined ? 1 : Number(width) };
}

/** The text of the n-th value. */
export function formatValue(format: string | null, n: number): string {
  const { before, after, width } = known(format);
  return before + String(n).padStart(width, '0') + after;
}

/** The integer of a value's text, or undefined where the text does not follow the format. */
export function parseValue(format: string | null, text: string): number | undefined {
  const { before, after } = known(format);
  if (!text.startsWith(before) || !text.endsWith(after)) return undefined;
  const digits = text.slice(before.length, text.length - after.length);
  if (!/^\d{1,20}$/.test(digits)) return undefined;
  const n = Number(digits);
  return Number.isSafeInteger(n) && formatValue(format, n) === text ? n : undefined;
}

function known(format: string | null): Scheme {
  const scheme = schemeOf(format);
  if (scheme === undefined) throw new Error(`${format} was judged to be a format`);
  return scheme;
}

/** Which parity a strategy wants: 1 odd, 0 even, null either. */
export function parityOf(strategy: Strategy): 0 | 1 | null {
  if (strategy === 'odd') return 1;
  return strategy === 'even' ? 0 : null;
}

/** A gap of free integers, both ends included. */
export type Gap = { readonly from: number; readonly to: number };

/**
 * The integer that keeps furthest away from everything taken: the end of the range that is further off, or the middle of
 * the widest gap. Gaps lie between taken or guarded integers. The lowest of several; undefined where nothing is free.
 */
export function spreadIn(
  range: { readonly first: number; readonly last: number },
  gaps: readonly Gap[],
): number | undefined {
  let best: { readonly n: number; readonly distance: number } | undefined;
  for (const { from, to } of gaps) {
    const candidate = furthestIn(range, from, to);
    if (best === undefined || candidate.distance > best.distance) best = candidate;
  }
  return best?.n;
}

function furthestIn(
  range: { readonly first: number; readonly last: number },
  from: number,
  to: number,
): { readonly n: number; readonly distance: number } {
  const openBelow = from === range.first;
  const openAbove = to === range.last;
  const width = to - from + 1;
  if (openBelow) return { n: from, distance: openAbove ? Number.POSITIVE_INFINITY : width };
  if (openAbove) return { n: to, distance: width };
  const n = from + Math.floor((width - 1) / 2);
  return { n, distance: n - from + 1 };
}

/** Which integers have rows: all from `low` to `high`. */
export type Edge = { readonly low: number; readonly high: number };

/**
 * Which integers get rows next. Grows upward from the start of the range by as many as there are already (so that
 * the work per value stays constant), at least `least` and at most 1,024; a range that was extended downward is
 * filled there first.
 */
export function nextRows(
  range: { readonly first: number; readonly last: number },
  edge: Edge | null,
  least: number,
): { readonly from: number; readonly to: number } | undefined {
  const chunk = Math.max(least, Math.min(1_024, edge === null ? 0 : edge.high - edge.low + 1));
  if (edge === null) return { from: range.first, to: Math.min(range.last, range.first + chunk - 1) };
  if (edge.low > range.first) return { from: Math.max(range.first, edge.low - chunk), to: edge.low - 1 };
  if (edge.high < range.last) return { from: edge.high + 1, to: Math.min(range.last, edge.high + chunk) };
  return undefined;
}
