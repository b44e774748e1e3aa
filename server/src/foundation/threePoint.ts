/** A duration known as a range, in working days: best ≤ likely ≤ worst. */
export type ThreePoint = { readonly best: number; readonly likely: number; readonly worst: number };

/** Quantile of the standard normal distribution at 80 %. */
const z80 = 0.841_621_233_572_914;

/** Mean of a three-point duration (PERT; Malcolm et al., 1959): (best + 4 likely + worst) / 6. */
export function pertMean({ best, likely, worst }: ThreePoint): number {
  return (best + 4 * likely + worst) / 6;
}

/** Variance of a three-point duration: ((worst − best) / 6)². */
function pertVariance({ best, worst }: ThreePoint): number {
  return ((worst - best) / 6) ** 2;
}

/**
 * Expected duration of a chain of activities and the duration it keeps with 80 % confidence, to two decimals. Fixed
 * durations have three equal points. The sum is taken as normal, so that parallel chains that are nearly as long are not
 * seen: the numbers are a floor of the risk, not a bound.
 */
export function chainConfidence(chain: readonly ThreePoint[]): {
  readonly mean: number;
  readonly p80: number;
} {
  const mean = chain.reduce((sum, points) => sum + pertMean(points), 0);
  const deviation = Math.sqrt(chain.reduce((sum, points) => sum + pertVariance(points), 0));
  return { mean: toCents(mean), p80: toCents(mean + z80 * deviation) };
}

function toCents(days: number): number {
  return Math.round(days * 100) / 100;
}
