import type { Sql } from '../platform/database.ts';
import type { Instant } from './types.ts';

/** What a statement saw: the snapshot of the database in PostgreSQL's text, and the transaction that asked, if it wrote. */
export type Seen = { readonly snapshot: string; readonly ownTransaction: string | null };

/** What is used of a scope. */
export type ScopeUse = {
  readonly scope: string;
  readonly amount: number;
  /** Whether it may change without a change of use being noted, or is not for everyone yet: it must be read again. */
  readonly isDoubtful: boolean;
};

/** Where a look goes on from. */
export type Since = {
  readonly snapshot: string;
  /** Scopes that must be read again. */
  readonly doubtful: readonly string[];
  /** The instant for which the last look was: scopes in which something begins or ends between the two are read too. */
  readonly at: Instant;
};

/** What a statement sees now. */
export async function seenNow(sql: Sql): Promise<Seen> {
  const [row] = await sql<{ snapshot: string; own: string | null }>`
    select pg_current_snapshot()::text as snapshot, pg_current_xact_id_if_assigned()::text as own`;
  if (row === undefined) throw new Error('a snapshot always answers');
  return { snapshot: row.snapshot, ownTransaction: row.own };
}

/** What is used of the next scopes of a pool at an instant, in the order of their names. */
export function readScopeUse(
  sql: Sql,
  { tenant, pool, at }: { readonly tenant: string; readonly pool: string; readonly at: Instant },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<ScopeUse[]> {
  return sql<ScopeUse>`
    with clock as materialized (select domain_now() as now),
    held as (
      select h.scope, h.amount, coalesce(r.state = 'reserved' and r.hold_until <= clock.now, false) as is_over
        from clock, allocation_hold h
        join allocation_reservation r on r.tenant = h.tenant and r.id = h.reservation_id
       where h.tenant = ${tenant} and h.pool = ${pool} and h.scope > ${after}
         and h.use_from <= ${at}::timestamptz and (h.use_to is null or h.use_to > ${at}::timestamptz)
    )
    select scope, coalesce(sum(amount) filter (where not is_over), 0)::bigint as amount, bool_or(is_over) as "isDoubtful"
      from held group by scope order by scope limit ${limit}::int`;
}

/**
 * What is used at an instant of the scopes of a pool of which that may have changed since a look: those with changes of
 * use by transactions that the look did not see, those with holds that are over but not settled (who confirmed in time
 * may still be committing), and those that were doubtful then.
 */
export async function readChangedUse(
  sql: Sql,
  { tenant, pool, at }: { readonly tenant: string; readonly pool: string; readonly at: Instant },
  since: Since,
): Promise<Seen & { readonly uses: readonly ScopeUse[] }> {
  // Numbers of transactions beyond the snapshot's end are from before the database was restored from a dump.
  const rows = await sql<{
    snapshot: string;
    own: string | null;
    scope: string | null;
    amount: number;
    isDoubtful: boolean;
  }>`
    with clock as materialized (select domain_now() as now),
    seen as materialized (
      select pg_current_snapshot() as snapshot, pg_current_xact_id_if_assigned() as own
    ), span as materialized (
      select least(${since.at}::timestamptz, ${at}::timestamptz) as low,
             greatest(${since.at}::timestamptz, ${at}::timestamptz) as high
    ), touched as (
      select u.scope, coalesce(u.change = seen.own, false) as is_own
        from seen, allocation_use u
       where u.change >= pg_snapshot_xmin(${since.snapshot}::pg_snapshot)
         and not pg_visible_in_snapshot(u.change, ${since.snapshot}::pg_snapshot)
         and (u.change < pg_snapshot_xmax(seen.snapshot) or u.change = seen.own)
         and u.tenant = ${tenant} and u.pool = ${pool}
      union all
      select h.scope, false
        from clock, allocation_reservation r join allocation_hold h on h.tenant = r.tenant and h.reservation_id = r.id
       where r.tenant = ${tenant} and r.state in ('reserved', 'waiting') and r.hold_until is not null
         and r.hold_until <= clock.now and h.pool = ${pool}
      union all
      select unnest(${since.doubtful}::text[]), false
      union all
      select h.scope, false from span, allocation_hold h
       where ${since.at}::timestamptz <> ${at}::timestamptz and h.tenant = ${tenant} and h.pool = ${pool}
         and (h.use_from > span.low and h.use_from <= span.high or h.use_to > span.low and h.use_to <= span.high)
    ), looked as (
      select scope, bool_or(is_own) as is_own from touched group by scope
    )
    select seen.snapshot::text as snapshot, seen.own::text as own, looked.scope, used.amount,
           looked.is_own or used.any_over as "isDoubtful"
      from seen
      left join looked on true
      left join lateral (
        select coalesce(sum(held.amount) filter (where not held.is_over), 0)::bigint as amount,
               coalesce(bool_or(held.is_over), false) as any_over
          from (select h.amount, coalesce(r.state = 'reserved' and r.hold_until <= clock.now, false) as is_over
                  from clock, allocation_hold h
                  join allocation_reservation r on r.tenant = h.tenant and r.id = h.reservation_id
                 where h.tenant = ${tenant} and h.pool = ${pool} and h.scope = looked.scope
                   and h.use_from <= ${at}::timestamptz and (h.use_to is null or h.use_to > ${at}::timestamptz)) held
      ) used on true`;
  const [first] = rows;
  if (first === undefined) throw new Error('a snapshot always answers');
  return {
    snapshot: first.snapshot,
    ownTransaction: first.own,
    uses: rows.flatMap(({ scope, amount, isDoubtful }) =>
      scope === null ? [] : [{ scope, amount, isDoubtful }],
    ),
  };
}
