const formatters = new Map<string, Intl.NumberFormat>();
const plain = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 });

/** How many digits the minor units of a currency have; two where nobody knows it. */
export function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return (
    new Intl.NumberFormat('en-GB', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}

/** Minor units as text: `4650000, 'GBP'` → `£46,500.00`. The number of digits is the currency's own. */
export function moneyText(minor: number, currency: string | undefined): string {
  if (currency === undefined) return plain.format(minor / 100);
  let formatter = formatters.get(currency);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
    formatters.set(currency, formatter);
  }
  return formatter.format(minor / 10 ** (formatter.resolvedOptions().maximumFractionDigits ?? 2));
}
