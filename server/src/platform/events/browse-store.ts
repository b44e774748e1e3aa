import type { Sql } from '../database.ts';
import type { StoredEvent } from './types.ts';

/** What narrows a list of events; null does not. */
export type EventFilter = {
  readonly types: readonly string[] | null;
  readonly aggregateKind: string | null;
  readonly aggregateId: string | null;
  readonly correlationId: string | null;
  /** On the domain clock: not before, and before. */
  readonly from: string | null;
  readonly until: string | null;
};

/** Whom an event was told, and whether it arrived. */
export type Told = {
  readonly callback: string;
  readonly account: string;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly lastError: string | null;
};

/** An event with those who listened for it; `total` is how many there are in all, counted up to a little above 10,000. */
export type ListedEvent = StoredEvent & { readonly told: readonly Told[]; readonly total: number };

/** Events of a tenant, newest first. */
export function listEvents(
  sql: Sql,
  tenant: string,
  filter: EventFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<ListedEvent[]> {
  return sql<ListedEvent>`
    with found as materialized (
      select position from event
       where tenant = ${tenant}
         and (${filter.types}::text[] is null or type = any(${filter.types}::text[]))
         and (${filter.aggregateKind}::text is null or aggregate_kind = ${filter.aggregateKind}::text)
         and (${filter.aggregateId}::text is null or aggregate_id = ${filter.aggregateId}::text)
         and (${filter.correlationId}::text is null or correlation_id = ${filter.correlationId}::text)
         and (${filter.from}::timestamptz is null or effective_at >= ${filter.from}::timestamptz)
         and (${filter.until}::timestamptz is null or effective_at < ${filter.until}::timestamptz)
       order by position desc limit 11001
    ), part as (select position from found order by position desc offset ${page.offset} limit ${page.limit})
    select e.tenant, e.position, e.id, e.aggregate_kind as "aggregateKind", e.aggregate_id as "aggregateId", e.sequence,
      e.type, e.domain, e.resource, e.body, e.audience, e.correlation_id as "correlationId",
      e.effective_at as "effectiveAt", e.recorded_at as "recordedAt", (select count(*)::int from found) as total,
      (select coalesce(jsonb_agg(jsonb_build_object('callback', s.callback, 'account', s.account, 'state', d.state,
                'attempts', d.attempts, 'lastError', d.last_error) order by s.callback), '[]')
         from subscription s join delivery d on d.tenant = s.tenant and d.subscription_id = s.id
        where s.tenant = ${tenant} and d.position = e.position) as told
      from part join event e on e.tenant = ${tenant} and e.position = part.position
     order by e.position desc`;
}
