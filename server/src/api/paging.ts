import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Reply } from '../platform/http/index.ts';

/** Which part of a list is asked for. */
export type Page = { readonly offset: number; readonly limit: number };

const largestOffset = 10_000;
const largestLimit = 1_000;

/** Reads `offset` and `limit` (TMF630 part 1, 4.5) and refuses query members that the list does not know. */
export function pageOf(query: URLSearchParams, filters: readonly string[]): Result<Page> {
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
