import type { TestMeasure } from '../types.ts';

/** A figure beside what was predicted and what it was at the last run that took it. */
export type Comparison = {
  readonly caseId: string;
  readonly measured: number;
  readonly predicted?: number;
  /** Measured over predicted, in percent of the prediction; below zero is less. */
  readonly overPredictionPercent?: number;
  readonly earlier?: number;
  readonly earlierTestId?: string;
  /** Change since then, in percent of what it was; absent where it was zero. */
  readonly changePercent?: number;
  /** Worse than at the last run by more than policy takes for chance. */
  readonly degraded: boolean;
};

/**
 * Puts the figures of a run beside the design's predictions and the last run's. Worse is more where less is wanted, and
 * less where more is; by how much is policy. A fail-over's prediction is a round trip and no figure of its own. Pure.
 */
export function compare(
  measures: readonly TestMeasure[],
  earlier: ReadonlyMap<string, { readonly testId: string; readonly measured: number }>,
  degradedPercent: number,
): readonly Comparison[] {
  return measures.flatMap((one): readonly Comparison[] => {
    const { caseId, measured, metric, expectation } = one;
    if (measured === undefined) return [];
    const before = earlier.get(caseId);
    const { predicted } = expectation;
    return [
      {
        caseId,
        measured,
        ...(predicted === undefined || metric === 'failover'
          ? {}
          : { predicted, ...percentOver('overPredictionPercent', measured, predicted) }),
        ...(before === undefined
          ? {}
          : {
              earlier: before.measured,
              earlierTestId: before.testId,
              ...percentOver('changePercent', measured, before.measured),
            }),
        degraded: before !== undefined && isWorse(one, before.measured, degradedPercent),
      },
    ];
  });
}

function percentOver<Name extends string>(
  name: Name,
  value: number,
  base: number,
): { [Key in Name]?: number } {
  if (base === 0) return {};
  return { [name]: Math.round((1_000 * (value - base)) / base) / 10 } as { [Key in Name]?: number };
}

function isWorse({ measured = 0, expectation }: TestMeasure, before: number, percent: number): boolean {
  const room = (Math.abs(before) * percent) / 100;
  return expectation.comparator === 'atMost' ? measured > before + room : measured < before - room;
}
