import type { Transaction } from '../platform/database.ts';
import { largestFree, pickLarger, pickWithin, plantRoots, recut } from './block-store.ts';
import { pickApart, pickLargerApart } from './choose-store.ts';
import { notePicked, type ScopePicks } from './picks.ts';
import { carve, merge, split } from './rules/blocks.ts';
import { ancestor, formatPrefix, type Prefix, parsePrefix, sizeOf } from './rules/prefix.ts';
import type { ValueNeed } from './rules/request.ts';
import { firstFree, pickFree, pickNamed, type ScopeRow } from './take-store.ts';

/** Leaves that are cut at once, so that parallel requests of the common length need no lock on the root. */
const cutAhead = 1_024;

/**
 * Finds blocks of one length in a locked scope: free leaves of that length, else the smallest larger leaf is split,
 * else free siblings are merged. When that does not help there is no such block.
 */
export async function pickBlocks(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  scope: ScopeRow,
  picks: ScopePicks,
): Promise<void> {
  const { code } = need.pool;
  await plantMissing(tx, tenant, need, scope);
  for (let merged = false; ; ) {
    const rows = await nextBlocks(tx, tenant, need, picks);
    if (rows.length === need.count)
      return notePicked(
        picks,
        need,
        rows.map((row) => row.value),
      );
    const larger = await nextLarger(tx, tenant, need, picks);
    if (larger !== undefined) {
      const ahead = need.pool.scope === 'tenant' ? cutAhead : 0;
      await recut(tx, tenant, code, need.scope, split(larger, need.length, need.count - rows.length + ahead));
    } else if (merged || !(await mergeFree(tx, tenant, need, picks))) {
      picks.refused.push(await noBlock(tx, tenant, need, picks));
      return;
    } else merged = true;
  }
}

/** Free leaves of the need's length, apart from what it must avoid. */
function nextBlocks(tx: Transaction, tenant: string, need: ValueNeed, picks: ScopePicks) {
  const { pool, scope, length, count, avoid } = need;
  return avoid.length === 0
    ? pickFree(tx, tenant, pool.code, scope, length, count, picks.except)
    : pickApart(tx, tenant, pool.code, scope, length, count, picks.except, avoid);
}

/** The leaf to be split: the smallest that is larger, and not wholly within what must be avoided. */
async function nextLarger(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  picks: ScopePicks,
): Promise<Prefix | undefined> {
  const { pool, scope, length, avoid } = need;
  if (avoid.length === 0) return pickLarger(tx, tenant, pool.code, scope, length, picks.except);
  const found = await pickLargerApart(tx, tenant, pool.code, scope, length, picks.except, avoid);
  return found === undefined ? undefined : parsePrefix(found);
}

/** Finds one block by name: a free leaf, a part of a larger free leaf, or the sum of smaller ones. */
export async function pickBlockNamed(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  scope: ScopeRow,
  picks: ScopePicks,
): Promise<void> {
  const { code } = need.pool;
  await plantMissing(tx, tenant, need, scope);
  const wanted = parsePrefix(need.value ?? '');
  if (wanted === undefined) throw new Error(`${need.value} was judged to be a prefix`);
  const text = formatPrefix(wanted);
  const covers = Array.from({ length: wanted.length + 1 }, (_, length) =>
    formatPrefix(ancestor(wanted, length)),
  );
  const [leaf] = await pickNamed(
    tx,
    tenant,
    code,
    need.scope,
    covers.filter((cover) => !picks.except.includes(cover)),
  );
  const around = leaf === undefined ? undefined : parsePrefix(leaf.value);
  if (around === undefined) {
    const inside = await pickWithin(tx, tenant, code, need.scope, ...edges(wanted), picks.except);
    const change = merge(inside, [wanted]);
    if (!change.add.some((block) => formatPrefix(block) === text)) {
      const freeValues = await firstFree(tx, tenant, code, need.scope, need.length, picks.except);
      picks.refused.push({
        key: need.key,
        why: 'taken',
        pool: code,
        scope: need.scope,
        value: text,
        freeValues,
      });
      return;
    }
    await recut(tx, tenant, code, need.scope, change);
  } else if (around.length < wanted.length) {
    await recut(tx, tenant, code, need.scope, carve(around, wanted));
  }
  notePicked(picks, need, [text]);
}

/** The first and last address of a prefix. */
function edges(prefix: Prefix): [bigint, bigint] {
  return [prefix.address, prefix.address + sizeOf(prefix.bits, prefix.length) - 1n];
}

async function plantMissing(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  scope: ScopeRow,
): Promise<void> {
  const missing = need.pool.prefixes.filter((root) => !scope.roots.includes(root));
  if (missing.length === 0) return;
  await plantRoots(tx, tenant, need.pool.code, need.scope, missing);
  (scope.roots as string[]).push(...missing);
}

async function mergeFree(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  picks: ScopePicks,
): Promise<boolean> {
  const { code, prefixes, addressBits } = need.pool;
  const all = 1n << BigInt(addressBits ?? 0);
  const free = await pickWithin(tx, tenant, code, need.scope, 0n, all - 1n, picks.except);
  const roots = prefixes.map((text) => parsePrefix(text)).filter((root) => root !== undefined);
  const change = merge(free, roots);
  if (change.add.length === 0) return false;
  await recut(tx, tenant, code, need.scope, change);
  return true;
}

async function noBlock(tx: Transaction, tenant: string, need: ValueNeed, picks: ScopePicks) {
  const largest = await largestFree(tx, tenant, need.pool.code, need.scope, picks.except);
  return {
    key: need.key,
    why: 'noBlock' as const,
    pool: need.pool.code,
    scope: need.scope,
    wantedLength: need.length,
    wanted: need.count,
    largestLength: largest === null ? null : (parsePrefix(largest)?.length ?? null),
    largestBlock: largest,
  };
}
