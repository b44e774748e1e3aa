import type { Transaction } from '../platform/database.ts';
import type { Recut } from './rules/blocks.ts';
import { formatPrefix, type Prefix, parsePrefix } from './rules/prefix.ts';

function prefixOf(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new Error(`${text} is stored as a prefix and is none`);
  return prefix;
}

/** Locks the smallest free block that is larger than `length`, the lowest of them. The scope is locked. */
export async function pickLarger(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  length: number,
  except: readonly string[],
): Promise<Prefix | undefined> {
  const [row] = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and length < ${length} and length > 0
       and state = 'free' and value <> all(${except}::text[])
     order by length desc, rank limit 1 for update`;
  return row === undefined ? undefined : prefixOf(row.value);
}

/** Locks all free blocks of a scope whose addresses lie within the interval. The scope is locked. */
export async function pickWithin(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  first: bigint,
  last: bigint,
  except: readonly string[],
): Promise<readonly Prefix[]> {
  const rows = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and state = 'free'
       and position between ${String(first)}::numeric and ${String(last)}::numeric
       and value <> all(${except}::text[])
     order by length, rank for update`;
  return rows.map((row) => prefixOf(row.value));
}

/** The leaves of a locked scope within an interval of addresses, none larger than `length`, in whatever state they are. */
export async function leavesWithin(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  first: bigint,
  last: bigint,
  length: number,
): Promise<string[]> {
  const rows = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and length >= ${length}
       and position between ${String(first)}::numeric and ${String(last)}::numeric
     order by position`;
  return rows.map((row) => row.value);
}

/** Replaces free leaves by others over the same addresses. The removed ones are locked. */
export async function recut(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  change: Recut,
): Promise<void> {
  await tx.sql`
    with gone as (
      delete from allocation_value
       where tenant = ${tenant} and pool = ${pool} and scope = ${scope}
         and value = any(${change.remove.map(formatPrefix)}::text[]) and state = 'free'
    )
    insert into allocation_value (tenant, pool, scope, value, length, position, rank, state, since)
    select ${tenant}, ${pool}, ${scope}, b.value, b.length, b.position, b.position, 'free', domain_now()
      from unnest(${change.add.map(formatPrefix)}::text[], ${change.add.map((leaf) => leaf.length)}::int[],
                  ${change.add.map((leaf) => String(leaf.address))}::numeric[]) as b (value, length, position)`;
}

/** Gives rows to the roots that a scope does not have yet. */
export async function plantRoots(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  roots: readonly string[],
): Promise<void> {
  await recut(tx, tenant, pool, scope, { remove: [], add: roots.map(prefixOf) });
  await tx.sql`
    update allocation_scope set roots = roots || ${roots}::text[]
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope}`;
}

/** The largest free block of a scope, for a refusal. */
export async function largestFree(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  except: readonly string[],
): Promise<string | null> {
  const [row] = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and state = 'free'
       and value <> all(${except}::text[])
     order by length, rank limit 1`;
  return row?.value ?? null;
}
