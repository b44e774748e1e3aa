const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 3 });

export const numberText = (value: number): string => number.format(value);
/** `1000000` → `1 Gbit/s`. */
export function rateText(kbps: number): string {
  if (kbps >= 1_000_000) return `${number.format(kbps / 1_000_000)} Gbit/s`;
  return kbps >= 1_000 ? `${number.format(kbps / 1_000)} Mbit/s` : `${number.format(kbps)} kbit/s`;
}
/** `17342` → `17.342 ms`. */
export const milliText = (microseconds: number): string => `${number.format(microseconds / 1_000)} ms`;
/** `12500` → `12.5 km`. */
export const lengthText = (metres: number): string =>
  metres >= 1_000 ? `${number.format(Math.round(metres / 100) / 10)} km` : `${metres} m`;
const precise = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });
/** `99.9571` → `99.957 %`, `99.9997` → `99.9997 %`: what falls short of the whole is never rounded to it. */
export const percentText = (percent: number): string => {
  const text = number.format(percent);
  return `${text === '100' && percent < 100 ? precise.format(percent) : text} %`;
};
/** `workOrder` → `work order`. */
export const wordsOf = (code: string): string =>
  code
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_]/g, ' ')
    .toLowerCase();
/** `workOrder` → `Work order`. */
export const titleOf = (code: string): string => {
  const words = wordsOf(code);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
/** `1, 'device'` → `1 device`, `2, 'device'` → `2 devices`. */
export const countText = (count: number, one: string): string =>
  `${number.format(count)} ${count === 1 ? one : `${one}s`}`;
