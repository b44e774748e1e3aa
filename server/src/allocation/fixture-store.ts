import type { Database, Sql } from '../platform/database.ts';
import type { Instant } from './types.ts';

/** For tests: stops the domain clock at an instant, before or after where it stands. */
export async function stopClockAt(database: Database, at: string): Promise<void> {
  await database.sql`update domain_clock set mode = 'simulated', at = ${at}::timestamptz`;
}

/** Values and amounts that belong to no reservation that could have them: what a leak would leave. */
export function strays(database: Database, tenant: string): Promise<{ what: string }[]> {
  return database.sql<{ what: string }>`
    select v.pool || ' ' || v.scope || ' ' || v.value || ' ' || v.state as what
      from allocation_value v
      left join allocation_reservation r on r.tenant = v.tenant and r.id = v.reservation_id
     where v.tenant = ${tenant} and v.state in ('reserved', 'allocated')
       and coalesce(r.state not in ('reserved', 'confirmed', 'allocated'), true)
    union all
    select h.pool || ' ' || h.scope || ' ' || h.amount
      from allocation_hold h
      left join allocation_reservation r on r.tenant = h.tenant and r.id = h.reservation_id
     where h.tenant = ${tenant} and coalesce(r.state not in ('reserved', 'confirmed', 'allocated'), true)`;
}

/** Where the changes of use that are kept differ from what is held, from now on. */
export function useDrift(
  database: Database,
  tenant: string,
): Promise<{ pool: string; scope: string; at: string }[]> {
  return database.sql<{ pool: string; scope: string; at: string }>`
    with clock as materialized (select domain_now() as now),
    change as (
      select pool, scope, at, delta from allocation_use where tenant = ${tenant}
      union all select pool, scope, use_from, -amount from allocation_hold where tenant = ${tenant}
      union all select pool, scope, use_to, amount from allocation_hold where tenant = ${tenant} and use_to is not null
    )
    select pool, scope, greatest(at, clock.now) as at from change, clock group by 1, 2, 3 having sum(delta) <> 0`;
}

/** For tests: what {@link UseMemory} remembers, counted from the holds. */
export async function quantityUse(
  sql: Sql,
  tenant: string,
  pool: string,
  at: Instant,
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ scope: string; amount: number }>`
    select h.scope, sum(h.amount)::bigint as amount
      from allocation_hold h join allocation_reservation r on r.tenant = h.tenant and r.id = h.reservation_id
     where h.tenant = ${tenant} and h.pool = ${pool} and h.use_from <= ${at}::timestamptz
       and (h.use_to is null or h.use_to > ${at}::timestamptz)
       and not (r.state = 'reserved' and r.hold_until is not null and r.hold_until <= (select domain_now()))
     group by h.scope`;
  return new Map(rows.map((row) => [row.scope, row.amount]));
}
