/** Sum of integer minor units. Throws when the sum leaves the range in which integers are exact. */
export function sumMinor(amounts: readonly number[]): number {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return exact(total);
}

/** A quantity of equal amounts. */
export function timesMinor(unitMinor: number, quantity: number): number {
  return exact(unitMinor * quantity);
}

/** A percentage of an amount, rounded half away from zero to whole minor units. */
export function percentOfMinor(amountMinor: number, percent: number): number {
  return roundMinor((amountMinor * percent) / 100);
}

/** Rounds to whole minor units, half away from zero; what binary fractions add in the last place is not counted. */
export function roundMinor(amount: number): number {
  const magnitude = Math.abs(amount);
  return exact(Math.sign(amount) * Math.floor(magnitude + 0.5 + Math.max(1, magnitude) * Number.EPSILON)) + 0;
}

/** An amount for people: `46,500.00`, with as many decimals as the currency has; with two where none is known. */
export function formatMinor(amountMinor: number, currency: string | undefined): string {
  const decimals = currency === undefined ? 2 : minorDigits(currency);
  return (amountMinor / 10 ** decimals).toLocaleString('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** Decimals between the unit of a currency and its minor unit (ISO 4217): 2 for GBP, 0 for JPY. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

function exact(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`amount ${amountMinor} is not exact`);
  return amountMinor;
}
