/** The text of the n-th value: `{n}` in the format stands for it. */
export function formatValue(format: string | null, n: number): string {
  return (format ?? '{n}').replaceAll('{n}', String(n));
}

/** The integer of a value's text, or undefined where the text does not follow the format. */
export function parseValue(format: string | null, text: string): number | undefined {
  const [before = '', after = ''] = (format ?? '{n}').split('{n}');
  if (!text.startsWith(before) || !text.endsWith(after)) return undefined;
  const digits = text.slice(before.length, text.length - after.length);
  if (!/^(0|[1-9]\d{0,15})$/.test(digits)) return undefined;
  const n = Number(digits);
  return Number.isSafeInteger(n) && formatValue(format, n) === text ? n : undefined;
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
