import { type FieldFault, type Refusal, RefusalError } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { setCapacities } from './capacities.ts';
import { serve } from './members.ts';
import {
  deleteRoot,
  insertPool,
  lockAllScopes,
  lockPools,
  refitValues,
  scopesOf,
  takenBlocks,
  takenOutside,
  updatePool,
} from './pool-store.ts';
import { bookableOf, incompatible, poolFaults, poolFrom } from './rules/pool.ts';
import { parsePrefix, sizeOf } from './rules/prefix.ts';
import { lockAll } from './scopes.ts';
import type { AllocationPorts, LoadCount, Pool, PoolRecord } from './types.ts';

/**
 * Loads pools by code: new ones are made, changed ones change at once. A pool may grow in any direction; it may shrink
 * only by what is free. Who waits for what a pool has gained gets it. Throws a {@link RefusalError}: 422 for a malformed
 * record, 409 for a shrinking below what is taken or a change that would give the values another meaning.
 */
export async function loadPools(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  records: readonly PoolRecord[],
): Promise<LoadCount> {
  const faults = records.flatMap((record, index) => poolFaults(record, `/records/${index}`));
  if (faults.length > 0) fail(422, 'INVALID_POOL', faults);
  const existing = await lockPools(
    tx,
    tenant,
    records.map((record) => record.code),
  );
  let created = 0;
  const changed: Pool[] = [];
  for (const [index, record] of records.entries()) {
    const path = `/records/${index}`;
    const pool = poolFrom(record);
    const before = existing.get(pool.code);
    const differs = JSON.stringify(before) !== JSON.stringify(pool);
    if (before === undefined) {
      await insertPool(tx, tenant, pool, record);
      created++;
    } else if (differs) await change(tx, tenant, before, pool, record, path);
    const resized = pool.shape === 'quantities' && (await resize(tx, tenant, pool, record, path));
    if (before !== undefined && (differs || resized)) changed.push(pool);
    existing.set(pool.code, pool);
  }
  await serveAll(tx, tenant, ports, changed);
  return { created, changed: changed.length, unchanged: records.length - created - changed.length };
}

/** Gives who waits what changed pools may have gained. */
async function serveAll(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  pools: readonly Pool[],
): Promise<void> {
  const scopes = await scopesOf(
    tx.sql,
    tenant,
    pools.map((pool) => pool.code),
  );
  if (scopes.length > 0) await serve(tx, tenant, ports, scopes);
}

/** Sets the capacities of a loaded quantity. A scope that the record no longer names has nothing from now on. */
async function resize(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  record: PoolRecord,
  path: string,
): Promise<boolean> {
  const wanted = bookableOf(record);
  const named = new Set(wanted.map((one) => one.scope));
  const dropped = (await scopesOf(tx.sql, tenant, [pool.code]))
    .filter(({ scope }) => !named.has(scope))
    .map(({ scope }) => ({
      pool: pool.code,
      scope,
      steps: [{ from: '1970-01-01T00:00:00.000Z', limit: 0 }],
    }));
  const all = [...wanted, ...dropped];
  await lockAll(
    tx,
    tenant,
    all.map(({ scope }) => ({ pool: pool.code, scope, make: true })),
    new Map(),
  );
  const changed = await setCapacities(tx, tenant, all);
  if (!changed.ok) fail(409, 'POOL_IN_USE', [{ path: `${path}/capacities`, message: changed.fault.message }]);
  return changed.value.length > 0;
}

async function change(
  tx: Transaction,
  tenant: string,
  before: Pool,
  after: Pool,
  record: PoolRecord,
  path: string,
): Promise<void> {
  const conflict = incompatible(before, after);
  if (conflict !== undefined) fail(409, 'POOL_CONFLICT', [{ path, message: conflict }]);
  await lockAllScopes(tx, tenant, before.code);
  if (after.shape === 'values') await changeValues(tx, tenant, after, path);
  if (after.shape === 'blocks') await changeBlocks(tx, tenant, before, after, path);
  await updatePool(tx, tenant, after, record);
}

async function changeValues(tx: Transaction, tenant: string, after: Pool, path: string): Promise<void> {
  refuseTaken(await takenOutside(tx, tenant, after), after.code, path);
  await refitValues(tx, tenant, after);
}

async function changeBlocks(
  tx: Transaction,
  tenant: string,
  before: Pool,
  after: Pool,
  path: string,
): Promise<void> {
  for (const text of before.prefixes.filter((prefix) => !after.prefixes.includes(prefix))) {
    const prefix = parsePrefix(text);
    if (prefix === undefined) throw new Error(`${text} is stored as a prefix and is none`);
    const last = prefix.address + sizeOf(prefix.bits, prefix.length) - 1n;
    refuseTaken(await takenBlocks(tx, tenant, before.code, prefix.address, last), before.code, path);
    await deleteRoot(tx, tenant, before.code, text, prefix.address, last);
  }
}

function refuseTaken(
  taken: readonly { readonly scope: string; readonly value: string; readonly state: string }[],
  code: string,
  path: string,
): void {
  if (taken.length === 0) return;
  const names = taken.map(
    ({ scope, value, state }) => `${value}${scope === '' ? '' : ` on ${scope}`} is ${state}`,
  );
  fail(409, 'POOL_IN_USE', [
    { path, message: `pool ${code} cannot lose what is taken: ${names.join(', ')}` },
  ]);
}

function fail(status: Refusal['status'], code: string, faults: readonly FieldFault[]): never {
  throw new RefusalError({ status, code, message: faults.map((fault) => fault.message).join('; '), faults });
}
