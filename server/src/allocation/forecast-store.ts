import type { Sql } from '../platform/database.ts';

/** What the forecast of one scope needs beside the ledger. Amounts above 2^53 are rounded: a forecast is no promise. */
export type ForecastRow = {
  readonly scope: string;
  readonly kind: 'known' | 'taken';
  readonly at: string;
  readonly amount: number;
};

/**
 * Dated changes of what is free, and what was taken since `since` and is still taken, for every scope of a pool. A
 * hold counts as lasting for as long as its use period, as everywhere where capacity is judged; who waits counts
 * from the day of need on.
 */
export function readForecastRows(
  sql: Sql,
  tenant: string,
  pool: string,
  since: string,
): Promise<ForecastRow[]> {
  return sql<ForecastRow>`
    with clock as materialized (select domain_now() as now),
    this_pool as materialized (select * from allocation_pool where tenant = ${tenant} and code = ${pool}),
    live as materialized (
      select r.* from allocation_reservation r, clock
       where r.tenant = ${tenant} and r.state in ('waiting', 'reserved', 'confirmed', 'allocated')
         and not (r.state in ('reserved', 'waiting') and r.hold_until is not null and r.hold_until <= clock.now)
         and exists (select from unnest(r.touches) touch where split_part(touch, ' ', 1) = ${pool})
    ), wanted as (
      select coalesce(line->>'scope', '') as scope, greatest(live.use_from, clock.now) as use_from, live.use_to,
             case p.shape when 'quantities' then (line->>'amount')::numeric
                  when 'values' then coalesce((line->>'count')::numeric, 1)
                  else coalesce((line->>'count')::numeric, 1) * power(2::numeric, p.address_bits
                       - coalesce((line->>'length')::int, masklen((line->>'value')::cidr), p.carve_length)) end as amount
        from clock, this_pool p, live cross join lateral jsonb_array_elements(live.lines) line
       where live.state = 'waiting' and line->>'pool' = ${pool}
    ), held as (
      select h.* from allocation_hold h join live r on r.id = h.reservation_id
       where h.tenant = ${tenant} and h.pool = ${pool}
    ), owned as (
      select v.scope, r.created_at,
             case when p.shape = 'blocks' then power(2::numeric, p.address_bits - v.length) else 1 end as amount
        from this_pool p, allocation_value v join live r on r.id = v.reservation_id
       where v.tenant = ${tenant} and v.pool = ${pool}
    )
    select scope, 'known' as kind, use_from as at, -sum(amount)::float8 as amount from wanted group by 1, 3
    union all
    select w.scope, 'known', w.use_to, sum(w.amount)::float8 from wanted w, this_pool p
     where w.use_to is not null and p.shape = 'quantities' group by 1, 3
    union all
    select h.scope, 'known', h.use_from, -sum(h.amount)::float8 from held h, clock where h.use_from > clock.now group by 1, 3
    union all
    select h.scope, 'known', h.use_to, sum(h.amount)::float8 from held h, clock where h.use_to > clock.now group by 1, 3
    union all
    select s.scope, 'known', s.starts_at, s.change::float8
      from clock, (select c.scope, c.starts_at, c.upper_limit
                          - coalesce(lag(c.upper_limit) over (partition by c.scope order by c.starts_at), 0) as change
                     from allocation_capacity c where c.tenant = ${tenant} and c.pool = ${pool}) s
     where s.starts_at > clock.now
    union all
    select v.scope, 'known', v.free_at,
           sum(case when p.shape = 'blocks' then power(2::numeric, p.address_bits - v.length) else 1 end)::float8
      from clock, this_pool p, allocation_value v
     where v.tenant = ${tenant} and v.pool = ${pool} and v.state = 'quarantined' and v.free_at > clock.now
       and not v.retiring group by 1, 3
    union all
    select scope, 'taken', min(created_at), sum(amount)::float8 from owned where created_at >= ${since}::timestamptz group by 1
    union all
    select h.scope, 'taken', min(r.created_at), sum(h.amount)::float8
      from held h join live r on r.id = h.reservation_id where r.created_at >= ${since}::timestamptz group by 1`;
}
