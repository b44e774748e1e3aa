import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { leavesWithin, plantRoots, recut } from './block-store.ts';
import { carve } from './rules/blocks.ts';
import { ancestor, contains, formatPrefix, type Prefix, parsePrefix, sizeOf } from './rules/prefix.ts';
import { pickNamed, type ScopeRow } from './take-store.ts';
import type { Pool } from './types.ts';

/**
 * The leaves that make up prefixes of a locked scope, whoever has them; a free leaf that is larger is cut. Refused (422)
 * for what the pool does not have, and (409) for a part of a block that is taken or withdrawn as a whole.
 */
export async function leavesOf(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  scope: ScopeRow,
  texts: readonly string[],
): Promise<Result<readonly string[]>> {
  const missing = pool.prefixes.filter((root) => !scope.roots.includes(root));
  if (missing.length > 0) await plantRoots(tx, tenant, pool.code, scope.scope, missing);
  const roots = pool.prefixes.map((root) => parsePrefix(root)).filter((root) => root !== undefined);
  const leaves = new Set<string>();
  for (const text of texts) {
    const wanted = parsePrefix(text);
    if (wanted === undefined || !roots.some((root) => contains(root, wanted)))
      return refuse(422, 'UNKNOWN_VALUE', `${text} is not a prefix within ${pool.prefixes.join(', ')}`);
    const found = await within(tx, tenant, pool.code, scope.scope, wanted);
    if (found.length === 0) found.push(...(await cut(tx, tenant, pool.code, scope.scope, wanted)));
    if (found.length === 0)
      return refuse(409, 'VALUE_TAKEN', `${text} is part of a block that is taken or withdrawn as a whole`);
    for (const leaf of found) leaves.add(leaf);
  }
  return ok([...leaves]);
}

/** The leaves within a prefix; none where it lies within a larger one. */
export async function within(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  prefix: Prefix,
): Promise<string[]> {
  const last = prefix.address + sizeOf(prefix.bits, prefix.length) - 1n;
  return leavesWithin(tx, tenant, pool, scope, prefix.address, last, prefix.length);
}

/** Makes a prefix a leaf of its own where it lies within a free one; answers it. */
async function cut(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  wanted: Prefix,
): Promise<string[]> {
  const covers = Array.from({ length: wanted.length }, (_, length) => formatPrefix(ancestor(wanted, length)));
  const [leaf] = await pickNamed(tx, tenant, pool, scope, covers);
  const around = leaf === undefined ? undefined : parsePrefix(leaf.value);
  if (around === undefined) return [];
  await recut(tx, tenant, pool, scope, carve(around, wanted));
  return [formatPrefix(wanted)];
}
