/** Members of an address as they come: anything that someone typed. */
export type Given = Readonly<Record<string, unknown>>;

/** A text of an address, or undefined where there is none. */
export function textOf(given: Given, name: string): string | undefined {
  const value = given[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

/** One of some words, or undefined. */
export function wordOf<Word extends string>(
  given: Given,
  name: string,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === given[name]);
}

/** A whole number from 0, or undefined. */
export function numberOf(given: Given, name: string): number | undefined {
  const value = Number(given[name]);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
