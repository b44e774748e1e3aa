import type { Transaction } from '../platform/database.ts';
import { touchOf } from './rules/request.ts';
import { ensureScope, ensureScopes, type LockedScopes, lockScopes } from './take-store.ts';

/** More scopes than that are a load, not a request. */
const many = 100;

/** A scope to lock. `make` says whether it comes into being when it is not there. */
export type ScopeName = { readonly pool: string; readonly scope: string; readonly make: boolean };

/**
 * Locks scopes in the one global order, by pool and scope, and adds them to `locked`. Where all exist, one statement
 * locks them. Where one does not, they are made and locked one by one, because a new row is locked by its making and
 * must not be made out of order. A load of many (more than a request has) makes them at once instead: should that meet a
 * request that works its way up the same scopes, the database ends one of the two and it is run again. Scopes that are
 * neither there nor made are left out.
 */
export async function lockAll(
  tx: Transaction,
  tenant: string,
  scopes: readonly ScopeName[],
  locked: LockedScopes,
): Promise<void> {
  const missing = new Map<string, ScopeName>();
  for (const one of scopes) {
    const touch = touchOf(one.pool, one.scope);
    if (!locked.has(touch)) missing.set(touch, one);
  }
  if (missing.size === 0) return;
  const inOrder = [...missing.values()].sort(byPoolAndScope);
  if (await lockInto(tx, tenant, inOrder, locked)) return;
  if (inOrder.length > many && inOrder.every((one) => one.make)) {
    await ensureScopes(tx, tenant, inOrder);
    await lockInto(tx, tenant, inOrder, locked);
    return;
  }
  for (const one of inOrder) {
    if (one.make) await ensureScope(tx, tenant, one.pool, one.scope);
    await lockInto(tx, tenant, [one], locked);
  }
}

/** Locks these scopes if all of them exist. */
async function lockInto(
  tx: Transaction,
  tenant: string,
  scopes: readonly ScopeName[],
  locked: LockedScopes,
): Promise<boolean> {
  const rows = await lockScopes(
    tx,
    tenant,
    scopes.map((one) => one.pool),
    scopes.map((one) => one.scope),
  );
  for (const row of rows) locked.set(touchOf(row.pool, row.scope), row);
  return rows.length === scopes.length;
}

/** The order of the database's collation "C". */
export function byPoolAndScope(
  one: { readonly pool: string; readonly scope: string },
  other: { readonly pool: string; readonly scope: string },
): number {
  return (
    Buffer.compare(Buffer.from(one.pool), Buffer.from(other.pool)) ||
    Buffer.compare(Buffer.from(one.scope), Buffer.from(other.scope))
  );
}
