/**
 * Divides an amount by weights into whole minor units whose sum is the amount: what rounding leaves goes to the largest
 * remainders, of equals to the first. Without any weight all are equal.
 */
export function apportionMinor(amountMinor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) =>
    total > 0 ? (amountMinor * weight) / total : amountMinor / weights.length,
  );
  const shares = exact.map(Math.floor);
  let left = amountMinor - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    shares[index] = (shares[index] as number) + 1;
    left--;
  }
  return shares;
}
