import type { Sql } from '../platform/database.ts';
import { lineOf } from './store.ts';
import type { Instant, LedgerLine, OwnedLine, Owner, TakenLine, TakenValue } from './types.ts';

type Counted = {
  pool: string;
  kind: string;
  shape: LedgerLine['shape'];
  scope: string;
  size: number;
  free: number;
  reserved: number;
  allocated: number;
  quarantined: number;
  withdrawn: number;
  sum: number;
  conserved: boolean;
};

/**
 * Counts every pool and scope from the rows, in one snapshot. A reservation whose time is over holds nothing here,
 * settled or not. The size comes from the pool's definition and the sum from the rows, so that they can differ.
 */
export async function ledger(sql: Sql, tenant: string, pool: string | null = null): Promise<LedgerLine[]> {
  return sql<Counted>`
    with clock as materialized (select domain_now() as now),
    over as materialized (
      select r.id from allocation_reservation r, clock
       where r.tenant = ${tenant} and r.state = 'reserved' and r.hold_until is not null and r.hold_until <= clock.now
    ), place as (
      select p.*, coalesce(s.scope, '') as scope_name, s.low, s.high, s.roots
        from allocation_pool p left join allocation_scope s on s.tenant = p.tenant and s.pool = p.code
       where p.tenant = ${tenant} and (${pool}::text is null or p.code = ${pool}::text)
         and (s.scope is not null or p.scope = 'tenant')
    ), counted as (
      select v.pool, v.scope,
             case when v.state = 'reserved' and v.reservation_id in (select id from over) then 'free'
                  when v.state = 'quarantined' and v.free_at <= clock.now then 'free' else v.state end as state,
             sum(case when p.shape = 'blocks' then power(2::numeric, p.address_bits - v.length) else 1 end) as amount,
             count(*) filter (where p.shape = 'values' and p.source = 'computed'
                                and (s.low is null or v.position < s.low or v.position > s.high)
                                and v.position between p.range_first and p.range_last) as beyond,
             count(*) filter (where p.shape = 'values' and p.source = 'computed' and v.guarded
                                and (s.low is null or v.position < s.low or v.position > s.high)) as guarded_beyond
        from clock, allocation_value v
        join allocation_pool p on p.tenant = v.tenant and p.code = v.pool
        join allocation_scope s on s.tenant = v.tenant and s.pool = v.pool and s.scope = v.scope
       where v.tenant = ${tenant} and (${pool}::text is null or v.pool = ${pool}::text)
       group by 1, 2, 3
    ), rows_of as (
      select pool, scope,
             coalesce(sum(amount) filter (where state = 'free'), 0) as free,
             coalesce(sum(amount) filter (where state = 'reserved'), 0) as reserved,
             coalesce(sum(amount) filter (where state = 'allocated'), 0) as allocated,
             coalesce(sum(amount) filter (where state = 'quarantined'), 0) as quarantined,
             coalesce(sum(amount) filter (where state = 'withdrawn'), 0) as withdrawn,
             sum(beyond) as beyond, sum(guarded_beyond) as guarded_beyond
        from counted group by 1, 2
    ), members as (
      -- What has no row yet: integers beyond the edge, guarded ones apart, and roots that nobody has cut.
      select p.code as pool, p.kind, p.shape, p.scope_name as scope,
             case when p.source = 'registered'
                       then (select count(*) from allocation_value v where v.tenant = p.tenant and v.pool = p.code
                                and v.scope = p.scope_name)
                  when p.shape = 'values' then p.range_last - p.range_first + 1
                  else (select sum(power(2::numeric, p.address_bits - masklen(root::cidr))) from unnest(p.prefixes) root)
              end as size,
             case when p.source = 'registered' then 0
                  when p.shape = 'values' then p.range_last - p.range_first + 1 - coalesce(p.high - p.low + 1, 0)
                       - coalesce(r.beyond, 0) - hidden.guarded
                  else coalesce((select sum(power(2::numeric, p.address_bits - masklen(root::cidr)))
                                   from unnest(p.prefixes) root where root <> all(coalesce(p.roots, '{}'))), 0)
              end as rowless, hidden.guarded,
             coalesce(r.free, 0) as free, coalesce(r.reserved, 0) as reserved, coalesce(r.allocated, 0) as allocated,
             coalesce(r.quarantined, 0) as quarantined, coalesce(r.withdrawn, 0) as withdrawn
        from place p
        left join rows_of r on r.pool = p.code and r.scope = p.scope_name
       cross join lateral (
         select case when p.shape = 'values' and p.source = 'computed' then
                  (select count(*) from unnest(p.guarded) g
                    where g between p.range_first and p.range_last and (p.low is null or g < p.low or g > p.high))
                  - coalesce(r.guarded_beyond, 0) else 0 end as guarded) hidden
       where p.shape <> 'quantities'
    ), limits as (
      select p.code as pool, p.kind, p.scope_name as scope,
             coalesce((select c.upper_limit from allocation_capacity c, clock
                        where c.tenant = p.tenant and c.pool = p.code and c.scope = p.scope_name
                          and c.starts_at <= clock.now order by c.starts_at desc limit 1), 0) as size
        from place p where p.shape = 'quantities'
    ), holds as (
      select h.* from clock, allocation_hold h
       where h.tenant = ${tenant} and (${pool}::text is null or h.pool = ${pool}::text)
         and (h.use_to is null or h.use_to > clock.now) and h.reservation_id not in (select id from over)
    ), used as (
      select h.pool, h.scope, coalesce(sum(amount) filter (where h.state = 'reserved'), 0) as reserved,
             coalesce(sum(amount) filter (where h.state = 'allocated'), 0) as allocated
        from holds h, clock where h.use_from <= clock.now group by 1, 2
    ), change as (
      select pool, scope, greatest(use_from, clock.now) as at, amount as delta from holds, clock
      union all select pool, scope, use_to, -amount from holds where use_to is not null
      union all select c.pool, c.scope, greatest(c.starts_at, clock.now), 0 from allocation_capacity c, clock
                 where c.tenant = ${tenant}
    ), level as (
      select pool, scope, at, sum(sum(delta)) over (partition by pool, scope order by at) as used
        from change group by 1, 2, 3
    ), broken as (
      select distinct l.pool, l.scope from level l
       where l.used > coalesce((select c.upper_limit from allocation_capacity c
                                 where c.tenant = ${tenant} and c.pool = l.pool and c.scope = l.scope
                                   and c.starts_at <= l.at order by c.starts_at desc limit 1), 0)
    )
    select pool, kind, shape, scope, size, free + rowless as free, reserved, allocated, quarantined,
           withdrawn + guarded as withdrawn,
           free + rowless + reserved + allocated + quarantined + withdrawn + guarded as sum,
           free + rowless + reserved + allocated + quarantined + withdrawn + guarded = size and rowless >= 0 as conserved
      from members
    union all
    select l.pool, l.kind, 'quantities', l.scope, l.size,
           l.size - coalesce(u.reserved, 0) - coalesce(u.allocated, 0), coalesce(u.reserved, 0),
           coalesce(u.allocated, 0), 0, 0, l.size,
           not exists (select from broken b where b.pool = l.pool and b.scope = l.scope)
      from limits l left join used u using (pool, scope)
     order by pool, scope`;
}

/**
 * The values of a pool that cannot be had at an instant: held by an unexpired reservation, allocated, ageing beyond
 * that instant, or withdrawn. Values have one owner whatever his use period is.
 */
export function takenValues(sql: Sql, tenant: string, pool: string, at: Instant): Promise<TakenValue[]> {
  return sql<TakenValue>`
    select v.scope, v.value, v.state, v.retiring from allocation_value v
     where v.tenant = ${tenant} and v.pool = ${pool}
       and (v.state in ('allocated', 'withdrawn')
            or (v.state = 'quarantined' and v.free_at > ${at}::timestamptz)
            or (v.state = 'reserved' and not exists (
                  select from allocation_reservation r where r.tenant = v.tenant and r.id = v.reservation_id
                     and r.state = 'reserved' and r.hold_until <= (select domain_now()))))
     order by v.scope, v.position`;
}

/** Which of some values have failed or are gone: withdrawn, or withdrawn as soon as their owners give them back. */
export function goneAmong(
  sql: Sql,
  tenant: string,
  pool: string,
  members: readonly { readonly scope: string; readonly value: string }[],
): Promise<{ readonly scope: string; readonly value: string }[]> {
  return sql<{ scope: string; value: string }>`
    select v.scope, v.value from allocation_value v
      join (select distinct * from unnest(${members.map(({ scope }) => scope)}::text[],
        ${members.map(({ value }) => value)}::text[]) as m (scope, value)) asked using (scope, value)
     where v.tenant = ${tenant} and v.pool = ${pool} and (v.state = 'withdrawn' or v.retiring)
      order by v.scope, v.position`;
}

/** A value with the reservation that has it. */
type HeldValue = { readonly scope: string; readonly value: string; readonly reservationId: string };

/** Values of these scopes of a pool that somebody has: allocated, or by a reservation that is not over. */
export function holdersIn(
  sql: Sql,
  tenant: string,
  pool: string,
  scopes: readonly string[],
): Promise<HeldValue[]> {
  return sql<HeldValue>`
    select v.scope, v.value, v.reservation_id as "reservationId"
      from allocation_value v
      join allocation_reservation r on r.tenant = v.tenant and r.id = v.reservation_id
     where v.tenant = ${tenant} and v.pool = ${pool} and v.scope = any(${scopes as string[]}::text[])
       and (r.state <> 'reserved' or r.hold_until is null or r.hold_until > (select domain_now()))
     order by v.scope, v.position`;
}

/** What an owner has: all lines of its unexpired reservations. */
export async function valuesOf(sql: Sql, tenant: string, owner: Owner): Promise<OwnedLine[]> {
  const rows = await sql<{
    reservation_id: string;
    key: string;
    shape: TakenLine['shape'];
    pool: string;
    scope: string;
    state: 'reserved' | 'allocated';
    values: string[] | null;
    amount: number | null;
  }>`
    select l.reservation_id, l.key, l.shape, l.pool, l.scope, l.state, l.values, l.amount
      from allocation_reservation r
      join allocation_line l on l.tenant = r.tenant and l.reservation_id = r.id
     where r.tenant = ${tenant} and r.owner_kind = ${owner.kind} and r.owner_id = ${owner.id}
       and not (r.state = 'reserved' and r.hold_until is not null and r.hold_until <= (select domain_now()))
     order by l.reservation_id, l.key, l.state`;
  return rows.map((row) => ({ reservationId: row.reservation_id, ...lineOf(row) }));
}
