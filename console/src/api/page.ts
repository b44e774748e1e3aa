import { call } from './client.ts';

/** One page of a list, with how long the list is. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly total: number; readonly more: boolean };

/** Query members of a list; those that are undefined or empty are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export function withQuery(path: string, query: Query): string {
  const text = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  ).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Reads one page. `more` tells that the total is a lower bound, which the server says as `10000+`. */
export async function getPage<Row>(path: string, query: Query): Promise<Page<Row>> {
  const { body, headers } = await call<Row[]>('GET', withQuery(path, query));
  const total = headers.get('x-total-count') ?? String(body.length);
  return { rows: body, total: Number.parseInt(total, 10), more: total.endsWith('+') };
}
