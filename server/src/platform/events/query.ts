import { ok, type Refusal, type Result, refuse } from '../../foundation/result.ts';
import type { StoredEvent } from './types.ts';

/** A parsed hub query: event types (any of) and conditions on members of the event (all of). */
export type EventQuery = {
  readonly types: ReadonlySet<string> | null;
  readonly conditions: readonly { readonly path: readonly string[]; readonly values: ReadonlySet<string> }[];
};

const nameOfPath = /^event(\.[A-Za-z@_][A-Za-z0-9@_]*)+$/;

/**
 * Reads a hub query (TMF630 part 1, 10): `eventType=A,B&event.serviceOrder.state=completed`. Values joined by commas
 * are alternatives; conditions joined by `&` must all hold. Anything else is refused rather than ignored.
 */
export function parseEventQuery(text: string | null): Result<EventQuery, Refusal> {
  if (text === null || text === '') return ok({ types: null, conditions: [] });
  let types: Set<string> | null = null;
  const conditions: { path: string[]; values: Set<string> }[] = [];
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at);
    const values = new Set(
      part
        .slice(at + 1)
        .split(',')
        .map(decodeURIComponent)
        .filter((value) => value !== ''),
    );
    if (at < 1 || values.size === 0) return badQuery(part);
    if (name === 'eventType') types = values;
    else if (nameOfPath.test(name)) conditions.push({ path: name.split('.').slice(1), values });
    else return badQuery(part);
  }
  return ok({ types, conditions });
}

function badQuery(part: string): Result<EventQuery, Refusal> {
  return refuse(
    400,
    'INVALID_QUERY',
    `the part "${part}" of the query is not understood: write eventType=A,B or event.resource.member=value`,
    [{ path: '/query', message: 'expected eventType=… or event.<resource>.<member>=…' }],
  );
}

/** Whether an event passes a query. */
export function matches(query: EventQuery, event: Pick<StoredEvent, 'type' | 'resource' | 'body'>): boolean {
  if (query.types !== null && !query.types.has(event.type)) return false;
  return query.conditions.every(({ path, values }) => {
    let value: unknown = { [event.resource]: event.body };
    for (const step of path)
      value =
        value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[step] : undefined;
    return value !== undefined && value !== null && values.has(String(value));
  });
}
