import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Reply } from '../platform/http/index.ts';

/** Which part of a list is asked for. */
export type Page = { readonly offset: number; readonly limit: number };

const largestOffset = 10_000;
const largestLimit = 1_000;

/** The words that a filter takes: one of them, or several parted by commas. */
export type FilterWord = { readonly several: boolean; readonly words: readonly string[] };

/** The words of each filter of a list that takes only some. */
export type FilterWords = Readonly<Record<string, FilterWord>>;

/** A filter that takes one of these words. */
export const oneWordOf = (words: readonly string[]): FilterWord => ({ several: false, words });

/** A filter that takes some of these words, parted by commas. */
export const wordsOf = (words: readonly string[]): FilterWord => ({ several: true, words });

/**
 * Reads `offset` and `limit` (TMF630 part 1, 4.5) and refuses query members that the list does not know, and words that
 * nothing in it can have.
 */
export function pageOf(
  query: URLSearchParams,
  filters: readonly string[],
  words: FilterWords = {},
): Result<Page> {
  const known = new Set([...filters, 'offset', 'limit', 'fields']);
  const unknown = [...query.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    return refuse(
      400,
      'UNKNOWN_FILTER',
      `this list does not filter by ${unknown.join(', ')}; it knows ${[...known].join(', ')}`,
      unknown.map((name) => ({ path: `?${name}`, message: 'is not known here' })),
    );
  }
  for (const [name, { several, words: known }] of Object.entries(words)) {
    const given = query.get(name);
    const strange = (given === null ? [] : several ? given.split(',') : [given]).find(
      (word) => !known.includes(word),
    );
    if (strange !== undefined)
      return refuse(
        400,
        'INVALID_FILTER',
        `${name} is ${several ? 'some' : 'one'} of ${known.join(', ')}, not ${strange}`,
        [{ path: `?${name}`, message: `must be ${several ? 'some' : 'one'} of ${known.join(', ')}` }],
      );
  }
  const offset = wholeNumber(query.get('offset'), 0, largestOffset);
  const limit = wholeNumber(query.get('limit'), 100, largestLimit);
  if (offset === undefined)
    return refuse(400, 'INVALID_PAGE', `offset is a whole number from 0 to ${largestOffset}`, [
      { path: '?offset', message: 'is out of range' },
    ]);
  if (limit === undefined)
    return refuse(400, 'INVALID_PAGE', `limit is a whole number from 0 to ${largestLimit}`, [
      { path: '?limit', message: 'is out of range' },
    ]);
  return ok({ offset, limit });
}

function wholeNumber(text: string | null, otherwise: number, largest: number): number | undefined {
  if (text === null) return otherwise;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value <= largest ? value : undefined;
}

/** A page of a list: 206 while there is more, with the counts that TMF630 asks for. Counts beyond 10,000 are estimates. */
export function pageReply(rows: readonly unknown[], total: number, page: Page, fields: string | null): Reply {
  const partial = page.offset > 0 || page.offset + rows.length < total;
  return {
    status: partial ? 206 : 200,
    body: rows.map((row) => selected(row, fields)),
    headers: {
      'x-total-count': total > 10_000 ? '10000+' : String(total),
      'x-result-count': String(rows.length),
    },
  };
}

/** The members of a resource that `fields` asks for; `id` and `href` always (TMF630 part 1, 4.3). */
export function selected(resource: unknown, fields: string | null): unknown {
  if (fields === null || resource === null || typeof resource !== 'object') return resource;
  const wanted = new Set([...fields.split(','), 'id', 'href', '@type']);
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)));
}
