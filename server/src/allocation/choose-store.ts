import type { Transaction } from '../platform/database.ts';
import type { Gap } from './rules/values.ts';
import type { Pick } from './take-store.ts';
import type { Owner } from './types.ts';

/** Which free rows of a scope may be picked, beyond being free. */
export type PickFilter = {
  /** 1 odd, 0 even, null either. */
  readonly parity: 0 | 1 | null;
  readonly class: string | null;
};

/** Locks the lowest free rows of a locked scope that pass a filter, waiting for whoever holds one. */
export function pickFiltered(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  count: number,
  except: readonly string[],
  filter: PickFilter,
): Promise<Pick[]> {
  return tx.sql<Pick>`
    select value, position::text as position from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and length = 0 and state = 'free'
       and value <> all(${except}::text[])
       and (${filter.parity}::int is null or mod(position, 2) = ${filter.parity}::int)
       and (${filter.class}::text is null or class = ${filter.class}::text)
     order by rank limit ${count}::int for update`;
}

/** Locks the next free blocks of a length that share no address with the prefixes to avoid. */
export function pickApart(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  length: number,
  count: number,
  except: readonly string[],
  avoid: readonly string[],
): Promise<Pick[]> {
  return tx.sql<Pick>`
    select value, position::text as position from allocation_value v
     where v.tenant = ${tenant} and v.pool = ${pool} and v.scope = ${scope} and v.length = ${length}
       and v.state = 'free' and v.value <> all(${except}::text[])
       and not exists (select from unnest(${avoid}::text[]) as a (prefix) where v.value::inet && a.prefix::inet)
     order by v.rank limit ${count}::int for update`;
}

/** Locks the smallest free block larger than `length` that does not lie wholly within a prefix to avoid. */
export async function pickLargerApart(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  length: number,
  except: readonly string[],
  avoid: readonly string[],
): Promise<string | undefined> {
  const [row] = await tx.sql<{ value: string }>`
    select value from allocation_value v
     where v.tenant = ${tenant} and v.pool = ${pool} and v.scope = ${scope} and v.length < ${length} and v.length > 0
       and v.state = 'free' and v.value <> all(${except}::text[])
       and not exists (select from unnest(${avoid}::text[]) as a (prefix) where v.value::inet <<= a.prefix::inet)
     order by v.length desc, v.rank limit 1 for update`;
  return row?.value;
}

/**
 * The gaps between integers of a locked scope that are not free, or that are picked already. Integers without a row are
 * free. Reads every taken row of the scope: made for scopes of thousands, not of millions.
 */
export function readGaps(
  tx: Transaction,
  tenant: string,
  pool: {
    readonly code: string;
    readonly first: number;
    readonly last: number;
    readonly guarded: readonly number[];
  },
  scope: string,
  except: readonly string[],
): Promise<Gap[]> {
  return tx.sql<Gap>`
    with blocked as (
      select position::bigint as n from allocation_value
       where tenant = ${tenant} and pool = ${pool.code} and scope = ${scope}
         and (state <> 'free' or value = any(${except}::text[]))
         and position between ${pool.first} and ${pool.last}
      union select g from unnest(${pool.guarded}::bigint[]) g where g between ${pool.first} and ${pool.last}
      union all select ${pool.first}::bigint - 1
      union all select ${pool.last}::bigint + 1
    ), next as (
      select n, lead(n) over (order by n) as next from blocked
    )
    select n + 1 as "from", next - 1 as "to" from next where next - n > 1 order by n`;
}

/** Values of a pool that an owner has in other scopes, the oldest first. */
export async function valuesElsewhere(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  owner: Owner,
): Promise<readonly string[]> {
  const rows = await tx.sql<{ value: string }>`
    select v.value from allocation_reservation r
      join allocation_value v on v.tenant = r.tenant and v.reservation_id = r.id
     where r.tenant = ${tenant} and r.owner_kind = ${owner.kind} and r.owner_id = ${owner.id}
       and v.pool = ${pool} and v.scope <> ${scope}
     group by v.value order by min(v.since), v.value limit 1000`;
  return rows.map((row) => row.value);
}
