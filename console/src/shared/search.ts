/** Members of an address as they come: anything that someone typed. */
export type Given = Readonly<Record<string, unknown>>;

/** Addresses hold plain words: `?set=held&q=4711`, not JSON. */
export const parseSearch = (text: string): Given => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(given: Given): string {
  const text = new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  ).toString();
  return text === '' ? '' : `?${text}`;
}

/** A text of an address, cut at its most letters, or undefined where there is none. */
export function textOf(given: Given, name: string, most = 200): string | undefined {
  const value = given[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, most) : undefined;
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
