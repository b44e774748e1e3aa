import type { Transaction } from '../platform/database.ts';

/** A limit or a change of use from an instant on; `rows` is how many rows a change is the sum of. */
export type UsageRow = {
  readonly kind: 'limit' | 'use';
  readonly pool: string;
  readonly scope: string;
  readonly at: string;
  readonly amount: number;
  readonly rows: number;
};

/** Limits and uses of locked scopes from an instant on; what began before counts from that instant. */
export function readUsage(
  tx: Transaction,
  tenant: string,
  pools: readonly string[],
  scopes: readonly string[],
  from: string,
): Promise<UsageRow[]> {
  return tx.sql<UsageRow>`
    with wanted as materialized (select * from unnest((select ${pools}::text[]), (select ${scopes}::text[])) as w (pool, scope))
    select 'limit' as kind, c.pool, c.scope, c.starts_at as at, c.upper_limit as amount, 0 as rows
      from wanted w join allocation_capacity c on c.tenant = ${tenant} and c.pool = w.pool and c.scope = w.scope
    union all
    select 'use', u.pool, u.scope, greatest(u.at, ${from}::timestamptz), sum(u.delta)::bigint, count(*)::int
      from wanted w join allocation_use u on u.tenant = ${tenant} and u.pool = w.pool and u.scope = w.scope
     group by 2, 3, 4`;
}

/**
 * Replaces the changes of use of locked scopes by their sums, those that are past by one. Others may add changes
 * meanwhile: they are not seen and stay. A row stays also where the sums are nothing: it tells that something changed.
 */
export async function sumUp(
  tx: Transaction,
  tenant: string,
  pools: readonly string[],
  scopes: readonly string[],
): Promise<void> {
  await tx.sql`
    with clock as materialized (select domain_now() as now),
    gone as (
      delete from allocation_use u
       using unnest((select ${pools}::text[]), (select ${scopes}::text[])) as w (pool, scope)
       where u.tenant = ${tenant} and u.pool = w.pool and u.scope = w.scope
      returning u.pool, u.scope, u.at, u.delta
    ), dated as (
      select pool, scope, delta,
             case when at <= clock.now then max(at) filter (where at <= clock.now) over (partition by pool, scope)
                  else at end as at
        from gone, clock
    ), summed as (
      select pool, scope, at, sum(delta) as delta, row_number() over (partition by pool, scope order by at) as nth
        from dated group by 1, 2, 3
    )
    insert into allocation_use (tenant, pool, scope, at, delta)
    select ${tenant}, pool, scope, at, delta from summed where delta <> 0 or nth = 1`;
}
