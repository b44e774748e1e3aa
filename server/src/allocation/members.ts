import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { leavesOf, within } from './block-leaves.ts';
import { setCapacities } from './capacities.ts';
import { insertMembers } from './member-store.ts';
import { ensureRegisteredPools, readPools, reinstateValues, withdrawValues } from './pool-store.ts';
import { parsePrefix } from './rules/prefix.ts';
import { touchOf } from './rules/request.ts';
import { parseValue } from './rules/values.ts';
import { byPoolAndScope, lockAll } from './scopes.ts';
import { promote } from './settle.ts';
import { existingValues, insertNamed, type LockedScopes } from './take-store.ts';
import type { AllocationPorts, MemberRegistration, Pool, QuantityRegistration } from './types.ts';

/**
 * Registers members of a pool that the inventory knows one by one (ports of a node, units of a CPE model). The pool and
 * scope come into being with their first member. Idempotent; what is there stays as it is.
 */
export async function registerMembers(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  registrations: readonly MemberRegistration[],
): Promise<Result<{ readonly added: number }>> {
  const scopes = registrations.filter((one) => one.values.length > 0);
  let added = 0;
  for (const part of inParts(scopes)) {
    const done = await registerPart(tx, tenant, ports, part);
    if (!done.ok) return done;
    added += done.value;
  }
  return ok({ added });
}

async function registerPart(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  scopes: readonly MemberRegistration[],
): Promise<Result<number>> {
  const ready = await makeReady(tx, tenant, 'values', scopes);
  if (!ready.ok) return ready;
  const each = scopes.flatMap(({ pool, scope, values, class: kind = null }) =>
    values.map((value) => ({ pool, scope, value, class: kind })),
  );
  const added = await insertMembers(tx, tenant, each);
  if (added > 0) await serve(tx, tenant, ports, scopes);
  return ok(added);
}

/**
 * Registers capacities as step functions of time, each replacing what its scope had. Refused (409) where what is
 * promised already would exceed the new limit at some instant from now on; then nothing is changed.
 */
export async function registerQuantity(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  registrations: readonly QuantityRegistration[],
): Promise<Result<{ readonly changed: number }>> {
  let count = 0;
  for (const part of inParts(registrations)) {
    const ready = await makeReady(tx, tenant, 'quantities', part);
    if (!ready.ok) return ready;
    const changed = await setCapacities(tx, tenant, part);
    if (!changed.ok) return changed;
    if (changed.value.length > 0) await serve(tx, tenant, ports, changed.value);
    count += changed.value.length;
  }
  return ok({ changed: count });
}

/** How many registrations go into one statement: its work grows with their square while the tables are not analysed. */
const atOnce = 500;

/** Registrations in the global order of their scopes, in parts. */
function inParts<Registration extends { readonly pool: string; readonly scope: string }>(
  registrations: readonly Registration[],
): Registration[][] {
  const inOrder = registrations.toSorted(byPoolAndScope);
  return Array.from({ length: Math.ceil(inOrder.length / atOnce) }, (_, part) =>
    inOrder.slice(part * atOnce, (part + 1) * atOnce),
  );
}

/** Makes pools and scopes of registrations, and locks the scopes. */
async function makeReady(
  tx: Transaction,
  tenant: string,
  shape: 'values' | 'quantities',
  scopes: readonly { readonly pool: string; readonly scope: string }[],
): Promise<Result<null>> {
  const codes = [...new Set(scopes.map((one) => one.pool))];
  await ensureRegisteredPools(tx, tenant, shape, codes);
  const pools = await readPools(tx.sql, tenant, codes);
  const wrong = [...pools.values()].find((pool) => !registrable(pool, shape));
  if (wrong !== undefined)
    return refuse(409, 'POOL_CONFLICT', `pool ${wrong.code} is not one of registered ${shape}`);
  await lockAll(
    tx,
    tenant,
    scopes.map(({ pool, scope }) => ({ pool, scope, make: true })),
    new Map(),
  );
  return ok(null);
}

function registrable(pool: Pool, shape: 'values' | 'quantities'): boolean {
  return pool.source === 'registered' && pool.shape === shape;
}

/** Serves who waits for any of these. */
export async function serve(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  scopes: readonly { readonly pool: string; readonly scope: string }[],
): Promise<void> {
  const touches = [...new Set(scopes.map(({ pool, scope }) => touchOf(pool, scope)))];
  const facts = await promote(tx, tenant, touches, (await ports.warnBeforeMinutes?.(tx, tenant)) ?? null);
  if (facts.length > 0) await ports.record(tx, facts);
}

/**
 * Withdraws values for good: failed, sold, gone. Free ones at once; taken ones stay with their owner and become
 * withdrawn when he gives them back. Of blocks any prefix can be named: its leaves are withdrawn, and a larger free one
 * is cut. Answers both. Unknown values are told, and nothing is withdrawn then.
 */
export async function withdraw(
  tx: Transaction,
  tenant: string,
  { pool: code, scope, values }: MemberRegistration,
): Promise<Result<{ readonly withdrawn: readonly string[]; readonly whenGivenBack: readonly string[] }>> {
  const pool = (await readPools(tx.sql, tenant, [code])).get(code);
  const locked: LockedScopes = new Map();
  await lockAll(tx, tenant, [{ pool: code, scope, make: pool?.scope === 'tenant' }], locked);
  const row = locked.get(touchOf(code, scope));
  let named: readonly string[] = values;
  if (pool !== undefined && row !== undefined && pool.shape === 'blocks') {
    const leaves = await leavesOf(tx, tenant, pool, row, values);
    if (!leaves.ok) return leaves;
    named = leaves.value;
  } else if (pool !== undefined && row !== undefined) await giveRows(tx, tenant, pool, scope, values);
  const rows = await withdrawValues(tx, tenant, code, scope, named);
  const known = new Set(rows.map((one) => one.value));
  const unknown = named.filter((value) => !known.has(value));
  if (unknown.length > 0)
    return refuse(422, 'UNKNOWN_VALUE', `${code} on ${scope} has no ${unknown.join(', ')}`);
  const now = rows.filter((one) => one.state === 'withdrawn');
  const later = rows.filter((one) => one.state !== 'withdrawn');
  return ok({ withdrawn: now.map((one) => one.value), whenGivenBack: later.map((one) => one.value) });
}

/** Gives rows to values of a computed pool that nobody has had yet, so that their state can be kept. */
async function giveRows(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  scope: string,
  values: readonly string[],
): Promise<void> {
  const { code } = pool;
  if (pool.source === 'registered' || pool.shape !== 'values') return;
  const existing = await existingValues(tx, tenant, code, scope, values);
  for (const value of new Set(values)) {
    const n = existing.has(value) ? undefined : parseValue(pool.format, value);
    const within = n !== undefined && n >= (pool.first ?? 0) && n <= (pool.last ?? -1);
    if (within && !pool.guarded.includes(n)) await insertNamed(tx, tenant, code, scope, value, BigInt(n));
  }
}

/** Brings withdrawn values, or the withdrawn leaves of prefixes, back into their pool; answers how many. */
export async function reinstate(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  { pool, scope, values }: MemberRegistration,
): Promise<number> {
  const shape = (await readPools(tx.sql, tenant, [pool])).get(pool)?.shape;
  const named = shape === 'blocks' ? await allWithin(tx, tenant, pool, scope, values) : values;
  const count = await reinstateValues(tx, tenant, pool, scope, named);
  if (count > 0) await serve(tx, tenant, ports, [{ pool, scope }]);
  return count;
}

async function allWithin(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const leaves: string[] = [];
  for (const text of texts) {
    const prefix = parsePrefix(text);
    if (prefix !== undefined) leaves.push(...(await within(tx, tenant, pool, scope, prefix)));
  }
  return leaves;
}
