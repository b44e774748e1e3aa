import { type FieldFault, type Refusal, RefusalError } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import {
  deleteRoot,
  insertPool,
  lockAllScopes,
  lockPools,
  refitValues,
  takenBlocks,
  takenOutside,
  updatePool,
} from './pool-store.ts';
import { incompatible, poolFaults, poolFrom } from './rules/pool.ts';
import { parsePrefix, sizeOf } from './rules/prefix.ts';
import type { LoadCount, Pool, PoolRecord } from './types.ts';

/**
 * Loads pools by code: new ones are made, changed ones change at once. A pool may grow in any direction; it may shrink
 * only by what is free. Throws a {@link RefusalError}: 422 for a malformed record, 409 for a shrinking below what is
 * taken or a change that would give the values another meaning.
 */
export async function loadPools(
  tx: Transaction,
  tenant: string,
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
  let changed = 0;
  for (const [index, record] of records.entries()) {
    const pool = poolFrom(record);
    const before = existing.get(pool.code);
    if (before === undefined) {
      await insertPool(tx, tenant, pool);
      created++;
    } else if (JSON.stringify(before) !== JSON.stringify(pool)) {
      await change(tx, tenant, before, pool, `/records/${index}`);
      changed++;
    }
    existing.set(pool.code, pool);
  }
  return { created, changed, unchanged: records.length - created - changed };
}

async function change(
  tx: Transaction,
  tenant: string,
  before: Pool,
  after: Pool,
  path: string,
): Promise<void> {
  const conflict = incompatible(before, after);
  if (conflict !== undefined) fail(409, 'POOL_CONFLICT', [{ path, message: conflict }]);
  await lockAllScopes(tx, tenant, before.code);
  if (after.shape === 'values') await changeValues(tx, tenant, after, path);
  else await changeBlocks(tx, tenant, before, after, path);
  await updatePool(tx, tenant, after);
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
