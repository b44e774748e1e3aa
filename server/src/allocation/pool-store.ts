import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Pool, PoolRecord } from './types.ts';

/** A pool row as jsonb brings it. */
export type PoolRow = {
  readonly code: string;
  readonly kind: string;
  readonly shape: Pool['shape'];
  readonly source: Pool['source'];
  readonly scope: Pool['scope'];
  readonly range_first: number | null;
  readonly range_last: number | null;
  readonly format: string | null;
  readonly prefixes: string[] | null;
  readonly address_bits: 32 | 128 | null;
  readonly carve_length: number | null;
  readonly strategy: Pool['strategy'];
  readonly guarded: number[];
  readonly quarantine_days: number;
  readonly unit: string | null;
  readonly bookable_percent: number;
};

export function poolOf(row: PoolRow): Pool {
  return {
    code: row.code,
    kind: row.kind,
    shape: row.shape,
    source: row.source,
    scope: row.scope,
    first: row.range_first,
    last: row.range_last,
    format: row.format,
    prefixes: row.prefixes ?? [],
    addressBits: row.address_bits,
    carveLength: row.carve_length,
    strategy: row.strategy,
    guarded: row.guarded,
    quarantineDays: row.quarantine_days,
    unit: row.unit,
    bookablePercent: row.bookable_percent,
  };
}

/** The pools with these codes, by code. */
export async function readPools(
  sql: Sql,
  tenant: string,
  codes: readonly string[],
): Promise<Map<string, Pool>> {
  const rows = await sql<{ pool: PoolRow }>`
    select to_jsonb(p) as pool from allocation_pool p where tenant = ${tenant} and code = any(${codes}::text[])`;
  return new Map(rows.map(({ pool }) => [pool.code, poolOf(pool)]));
}

/** Every pool of a tenant, by code. */
export async function listPools(sql: Sql, tenant: string): Promise<Map<string, Pool>> {
  const rows = await sql<{ pool: PoolRow }>`
    select to_jsonb(p) as pool from allocation_pool p where tenant = ${tenant} order by code`;
  return new Map(rows.map(({ pool }) => [pool.code, poolOf(pool)]));
}

/** The records of pools that were loaded (all, or with these codes), by code; not those that registrations made. */
export async function readLoadedPools(
  sql: Sql,
  tenant: string,
  codes: readonly string[] | null,
): Promise<readonly PoolRecord[]> {
  const rows = await sql<{ record: PoolRecord }>`
    select record from allocation_pool p
     where tenant = ${tenant} and record is not null and (${codes}::text[] is null or code = any(${codes}::text[]))
     order by code`;
  return rows.map(({ record }) => record);
}

/** The pools by code, locked in the order of their codes, for a change of the pools themselves. */
export async function lockPools(
  tx: Transaction,
  tenant: string,
  codes: readonly string[],
): Promise<Map<string, Pool>> {
  await tx.sql`
    select 1 from allocation_pool where tenant = ${tenant} and code = any(${codes}::text[]) order by code for update`;
  return readPools(tx.sql, tenant, codes);
}

export async function insertPool(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  record: PoolRecord,
): Promise<void> {
  await tx.sql`
    insert into allocation_pool (tenant, code, kind, shape, source, scope, range_first, range_last, format, prefixes,
                                 address_bits, carve_length, strategy, guarded, quarantine_days, unit, bookable_percent, record)
    values (${tenant}, ${pool.code}, ${pool.kind}, ${pool.shape}, ${pool.source}, ${pool.scope}, ${pool.first},
            ${pool.last}, ${pool.format}, ${pool.prefixes}, ${pool.addressBits}, ${pool.carveLength},
            ${pool.strategy}, ${pool.guarded}, ${pool.quarantineDays}, ${pool.unit}, ${pool.bookablePercent},
            ${json(record)}::jsonb)
    on conflict do nothing`;
}

export async function updatePool(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  record: PoolRecord,
): Promise<void> {
  await tx.sql`
    update allocation_pool
       set kind = ${pool.kind}, range_first = ${pool.first}, range_last = ${pool.last}, format = ${pool.format},
           prefixes = ${pool.prefixes}, carve_length = ${pool.carveLength}, strategy = ${pool.strategy},
           guarded = ${pool.guarded}, quarantine_days = ${pool.quarantineDays}, unit = ${pool.unit},
           bookable_percent = ${pool.bookablePercent}, record = ${json(record)}::jsonb, changed_at = clock_timestamp()
     where tenant = ${tenant} and code = ${pool.code}`;
}

/** The scopes that pools have. */
export function scopesOf(
  sql: Sql,
  tenant: string,
  codes: readonly string[],
): Promise<{ pool: string; scope: string }[]> {
  return sql<{ pool: string; scope: string }>`
    select pool, scope from allocation_scope where tenant = ${tenant} and pool = any(${codes}::text[])
     order by pool, scope`;
}

/** Locks all scopes of a pool, so that nothing gets rows while the pool changes. */
export async function lockAllScopes(tx: Transaction, tenant: string, pool: string): Promise<void> {
  await tx.sql`
    select 1 from allocation_scope where tenant = ${tenant} and pool = ${pool} order by scope for update`;
}

/** The first values outside `[first, last]`, or among the guarded, that are not free and not guarded already. */
export async function takenOutside(
  tx: Transaction,
  tenant: string,
  pool: Pool,
): Promise<readonly { scope: string; value: string; state: string }[]> {
  return tx.sql<{ scope: string; value: string; state: string }>`
    select scope, value, state from allocation_value
     where tenant = ${tenant} and pool = ${pool.code}
       and state <> 'free' and not guarded
       and (position < ${pool.first} or position > ${pool.last} or position = any(${pool.guarded}::numeric[]))
     order by scope, position limit 10`;
}

/** Makes the rows follow a changed range and guard list. Only free and guarded rows change. */
export async function refitValues(tx: Transaction, tenant: string, pool: Pool): Promise<void> {
  await tx.sql`
    delete from allocation_value
     where tenant = ${tenant} and pool = ${pool.code} and (position < ${pool.first} or position > ${pool.last})`;
  await tx.sql`
    update allocation_scope
       set low = case when high < ${pool.first}::bigint or low > ${pool.last}::bigint then null
                      else greatest(low, ${pool.first}::bigint) end,
           high = case when high < ${pool.first}::bigint or low > ${pool.last}::bigint then null
                       else least(high, ${pool.last}::bigint) end
     where tenant = ${tenant} and pool = ${pool.code} and low is not null`;
  await tx.sql`
    update allocation_value
       set guarded = position = any(${pool.guarded}::numeric[]), since = domain_now(),
           state = case when position = any(${pool.guarded}::numeric[]) then 'withdrawn' else 'free' end
     where tenant = ${tenant} and pool = ${pool.code} and (state = 'free' or guarded)
       and guarded <> (position = any(${pool.guarded}::numeric[]))`;
}

/** The first blocks that are taken within `[first, last]`, an interval of addresses. */
export async function takenBlocks(
  tx: Transaction,
  tenant: string,
  pool: string,
  first: bigint,
  last: bigint,
): Promise<readonly { scope: string; value: string; state: string }[]> {
  return tx.sql<{ scope: string; value: string; state: string }>`
    select scope, value, state from allocation_value
     where tenant = ${tenant} and pool = ${pool} and state <> 'free'
       and position between ${String(first)}::numeric and ${String(last)}::numeric
     order by scope, position limit 10`;
}

/** Takes a root out of every scope; its leaves are all free. */
export async function deleteRoot(
  tx: Transaction,
  tenant: string,
  pool: string,
  root: string,
  first: bigint,
  last: bigint,
): Promise<void> {
  await tx.sql`
    delete from allocation_value
     where tenant = ${tenant} and pool = ${pool}
       and position between ${String(first)}::numeric and ${String(last)}::numeric`;
  await tx.sql`
    update allocation_scope set roots = array_remove(roots, ${root}) where tenant = ${tenant} and pool = ${pool}`;
}

/** Makes the missing pools of registrations; what exists stays as it is. */
export async function ensureRegisteredPools(
  tx: Transaction,
  tenant: string,
  shape: 'values' | 'quantities',
  codes: readonly string[],
): Promise<void> {
  await tx.sql`
    insert into allocation_pool (tenant, code, kind, shape, source, scope, strategy)
    select ${tenant}, code, code, ${shape}, 'registered', 'any', 'lowest' from unnest(${codes}::text[]) as code
     order by code
    on conflict do nothing`;
}

/** Withdraws values: free and ageing ones at once, taken ones as soon as they are given back. */
export async function withdrawValues(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  values: readonly string[],
): Promise<readonly { value: string; state: string }[]> {
  return tx.sql<{ value: string; state: string }>`
    with locked as (
      select value from allocation_value
       where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and value = any(${values}::text[])
       order by value for update
    )
    update allocation_value v
       set state = case when v.state in ('free', 'quarantined') then 'withdrawn' else v.state end,
           retiring = v.state in ('reserved', 'allocated'),
           free_at = null, since = domain_now()
      from locked where v.tenant = ${tenant} and v.pool = ${pool} and v.scope = ${scope} and v.value = locked.value
    returning v.value, v.state`;
}

/** Brings withdrawn values back, and takes back a withdrawal that has not yet come about. */
export async function reinstateValues(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  values: readonly string[],
): Promise<number> {
  const rows = await tx.sql`
    update allocation_value
       set state = case when state = 'withdrawn' then 'free' else state end, retiring = false, since = domain_now()
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and value = any(${values}::text[])
       and not guarded and (state = 'withdrawn' or retiring)
    returning 1`;
  return rows.length;
}

/** Replaces the capacities of the given scopes; answers those that changed. */
export async function replaceCapacity(
  tx: Transaction,
  tenant: string,
  steps: {
    readonly pools: readonly string[];
    readonly scopes: readonly string[];
    readonly instants: readonly string[];
    readonly limits: readonly number[];
  },
): Promise<readonly { pool: string; scope: string }[]> {
  return tx.sql<{ pool: string; scope: string }>`
    with wanted as (
      select * from unnest(${steps.pools}::text[], ${steps.scopes}::text[], ${steps.instants}::timestamptz[],
                           ${steps.limits}::bigint[]) as w (pool, scope, starts_at, upper_limit)
    ), gone as (
      delete from allocation_capacity c
       where c.tenant = ${tenant}
         and exists (select from wanted w where w.pool = c.pool and w.scope = c.scope)
         and not exists (select from wanted w where w.pool = c.pool and w.scope = c.scope and w.starts_at = c.starts_at)
      returning c.pool, c.scope
    ), put as (
      insert into allocation_capacity as c (tenant, pool, scope, starts_at, upper_limit)
      select ${tenant}, pool, scope, starts_at, upper_limit from wanted
      on conflict (tenant, pool, scope, starts_at) do update set upper_limit = excluded.upper_limit
       where c.upper_limit <> excluded.upper_limit
      returning c.pool, c.scope
    )
    select pool, scope from gone union select pool, scope from put`;
}
