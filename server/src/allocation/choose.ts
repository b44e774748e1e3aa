import type { Transaction } from '../platform/database.ts';
import { pickFiltered, readGaps, valuesElsewhere } from './choose-store.ts';
import { notePicked, type ScopePicks } from './picks.ts';
import type { ValueNeed } from './rules/request.ts';
import { formatValue, parityOf, parseValue, spreadIn } from './rules/values.ts';
import { existingValues, insertNamed, pickNamed } from './take-store.ts';
import type { Owner } from './types.ts';

/** Whether the values of a need are chosen among all that are free, and not just the next of them. */
export function isChosen(need: ValueNeed): boolean {
  return need.class !== null || (need.strategy !== 'lowest' && need.strategy !== 'next');
}

/**
 * Picks values of a locked scope by the need's strategy and notes them. Answers how many were found; the others are to
 * be looked for once more rows of the pool are made, or are not there.
 */
export async function choose(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  owner: Owner,
  earlier: readonly string[],
  picks: ScopePicks,
): Promise<number> {
  switch (need.strategy) {
    case 'spread':
      return spread(tx, tenant, need, picks);
    case 'affinity':
      return affine(tx, tenant, need, owner, earlier, picks);
    case 'odd':
    case 'even':
    case 'lowest':
    case 'next':
      return filtered(tx, tenant, need, need.count, picks);
  }
}

/** The lowest free rows of the need's parity and class. */
export async function filtered(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  count: number,
  picks: ScopePicks,
): Promise<number> {
  const filter = { parity: parityOf(need.strategy), class: need.class };
  const rows = await pickFiltered(tx, tenant, need.pool.code, need.scope, count, picks.except, filter);
  notePicked(
    picks,
    need,
    rows.map((row) => row.value),
  );
  return rows.length;
}

async function spread(tx: Transaction, tenant: string, need: ValueNeed, picks: ScopePicks): Promise<number> {
  const { pool } = need;
  if (pool.first === null || pool.last === null) return 0;
  const range = { first: pool.first, last: pool.last };
  for (let found = 0; found < need.count; found++) {
    const gaps = await readGaps(tx, tenant, { ...pool, ...range }, need.scope, picks.except);
    const n = spreadIn(range, gaps);
    if (n === undefined || !(await take(tx, tenant, need, formatValue(pool.format, n), picks))) return found;
  }
  return need.count;
}

/** The values that the owner has elsewhere, or is about to have, as far as they are free here; the lowest for the rest. */
async function affine(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  owner: Owner,
  earlier: readonly string[],
  picks: ScopePicks,
): Promise<number> {
  const candidates = new Set([
    ...earlier,
    ...(await valuesElsewhere(tx, tenant, need.pool.code, need.scope, owner)),
  ]);
  let found = 0;
  for (const value of candidates) {
    if (found === need.count) return found;
    if (!picks.except.includes(value) && (await take(tx, tenant, need, value, picks))) found++;
  }
  return found + (await filtered(tx, tenant, need, need.count - found, picks));
}

/** Takes one value of a locked scope if it is free, giving it a row where a computed pool has none for it yet. */
async function take(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  value: string,
  picks: ScopePicks,
): Promise<boolean> {
  const { pool, scope } = need;
  const [row] = await pickNamed(tx, tenant, pool.code, scope, [value]);
  if (row === undefined) {
    if (pool.source === 'registered') return false;
    if ((await existingValues(tx, tenant, pool.code, scope, [value])).has(value)) return false;
    const n = parseValue(pool.format, value);
    if (n === undefined || n < (pool.first ?? 0) || n > (pool.last ?? -1) || pool.guarded.includes(n))
      return false;
    await insertNamed(tx, tenant, pool.code, scope, value, BigInt(n));
  }
  notePicked(picks, need, [value]);
  return true;
}
