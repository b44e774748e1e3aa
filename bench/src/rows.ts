import type { Row } from './types.ts';

/** A figure with nothing beside it. */
export function figure(metric: string, value: number, unit: string): Row {
  return { metric, value: rounded(value), unit, reference: null, referenceValue: null, ratio: null };
}

/** A figure beside that of something else, in the same unit. */
export function compared(
  metric: string,
  value: number,
  unit: string,
  reference: string,
  referenceValue: number,
): Row {
  return {
    metric,
    value: rounded(value),
    unit,
    reference,
    referenceValue: rounded(referenceValue),
    ratio: rounded(value / referenceValue),
  };
}

/** How many times as much as a reference, which is 1. */
export function times(metric: string, value: number, referenceValue: number, reference: string): Row {
  return compared(metric, value / referenceValue, `× ${reference}`, reference, 1);
}

/** Four significant digits, and whole what is larger: no measurement here is better, but a cost must stand as it is. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
}

/** The middle one; of an even number the mean of the two. Throws where there is none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the fraction lies, interpolated. Throws where there is none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('nothing was measured');
  return below + (above - below) * (place - Math.floor(place));
}

/** Rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.metric,
    `${shown(row.value)} ${row.unit}`,
    row.reference ?? '',
    row.referenceValue === null ? '' : shown(row.referenceValue),
    row.ratio === null ? '' : shown(row.ratio),
  ]);
  const all = [['metric', 'value', 'reference', 'its value', 'ratio'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const right = [false, false, false, true, true];
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return right[column] ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}
