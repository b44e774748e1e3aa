import type { Transaction } from '../platform/database.ts';
import { pickBlockNamed, pickBlocks } from './blocks.ts';
import { choose, filtered, isChosen } from './choose.ts';
import { notePicked, type Picked, type ScopePicks } from './picks.ts';
import { touchOf, type ValueNeed } from './rules/request.ts';
import { nextRows } from './rules/values.ts';
import {
  existingValues,
  firstFree,
  insertNamed,
  type LockedScopes,
  materialise,
  pickFree,
  pickNamed,
  type ScopeRow,
} from './take-store.ts';
import type { LineRefusal, Owner } from './types.ts';

/** Free rows that a tenant-wide pool keeps ahead, so that parallel requests need no lock on the scope. */
const ahead = 64;
/** Free rows that a port's or a node's pool keeps ahead: few ask at once. */
const aheadInScope = 8;

/**
 * Finds values in locked scopes, waiting for rows that parallel requests hold, so that a refusal is true: named values
 * first, then blocks from the largest to the smallest, each scope in the global order.
 */
export async function takeCareful(
  tx: Transaction,
  tenant: string,
  needs: readonly ValueNeed[],
  locked: LockedScopes,
  scarce: ReadonlySet<string>,
  owner: Owner,
): Promise<{ readonly picked: readonly Picked[]; readonly refused: readonly LineRefusal[] }> {
  const picked: Picked[] = [];
  const refused: LineRefusal[] = [];
  const byScope = Map.groupBy(needs, (need) => touchOf(need.pool.code, need.scope));
  // `locked` has the scopes in the order in which they were locked.
  for (const touch of new Set([...locked.keys(), ...byScope.keys()])) {
    const group = byScope.get(touch);
    if (group === undefined) continue;
    const scope = locked.get(touch);
    const found =
      scope === undefined
        ? unknownScope(group)
        : await pickInScope(tx, tenant, group, scope, { locked, scarce: scarce.has(touch), owner, picked });
    picked.push(...found.picked);
    refused.push(...found.refused);
  }
  return { picked, refused };
}

function unknownScope(needs: readonly ValueNeed[]): ScopePicks {
  const refused = needs.map(
    (need): LineRefusal => ({ key: need.key, why: 'notAMember', pool: need.pool.code, scope: need.scope }),
  );
  return { picked: [], except: [], refused };
}

/** What a scope's picking needs to know of the rest of the request. */
type Around = {
  readonly locked: LockedScopes;
  /** Free rows run low here: more are made ahead. */
  readonly scarce: boolean;
  readonly owner: Owner;
  /** What the scopes before have found. */
  readonly picked: readonly Picked[];
};

async function pickInScope(
  tx: Transaction,
  tenant: string,
  needs: readonly ValueNeed[],
  scope: ScopeRow,
  around: Around,
): Promise<ScopePicks> {
  const picks: ScopePicks = { picked: [], except: [], refused: [] };
  const inOrder = [...needs].sort(
    (a, b) => Number(a.value === null) - Number(b.value === null) || a.length - b.length,
  );
  for (const need of inOrder) {
    if (need.shape === 'blocks') {
      if (need.value === null) await pickBlocks(tx, tenant, need, scope, picks);
      else await pickBlockNamed(tx, tenant, need, scope, picks);
    } else if (need.value !== null) await pickValueNamed(tx, tenant, need, need.value, scope, picks);
    else if (isChosen(need)) await pickChosen(tx, tenant, need, around, picks);
    else await pickValues(tx, tenant, need, around, picks);
  }
  return picks;
}

/** Picks values by a strategy that looks at all that is free; rows that a computed pool has not made yet are made. */
async function pickChosen(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  { locked, owner, picked }: Around,
  picks: ScopePicks,
): Promise<void> {
  const earlier = picked.filter((one) => one.pool === need.pool.code).map((one) => one.value);
  let found = await choose(tx, tenant, need, owner, earlier, picks);
  // Every second integer has the parity that is wanted.
  while (
    found < need.count &&
    (await extend(tx, tenant, need, locked, 2 * (need.count - found) + aheadInScope))
  )
    found += await filtered(tx, tenant, need, need.count - found, picks);
  if (found === need.count) return;
  const mine = picks.picked.filter((one) => one.key === need.key).map((one) => one.value);
  picks.refused.push(exhausted(need, mine));
}

async function pickValues(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  { locked, scarce }: Around,
  picks: ScopePicks,
): Promise<void> {
  const { code, scope: kind, strategy } = need.pool;
  const spare = kind === 'tenant' ? ahead : aheadInScope;
  const pick = (freshOnly: boolean) =>
    pickFree(tx, tenant, code, need.scope, 0, need.count, picks.except, freshOnly);
  let rows = await pick(strategy === 'next');
  let more = true;
  while (rows.length < need.count && more) {
    more = await extend(tx, tenant, need, locked, need.count - rows.length + spare);
    rows = await pick(strategy === 'next' && more);
  }
  if (rows.length < need.count) {
    picks.refused.push(
      exhausted(
        need,
        rows.map((row) => row.value),
      ),
    );
    return;
  }
  // Rows are made ahead for the next requests, which then need not come this way.
  if (scarce && more && kind === 'tenant') await extend(tx, tenant, need, locked, spare);
  notePicked(
    picks,
    need,
    rows.map((row) => row.value),
  );
}

function exhausted(need: ValueNeed, free: readonly string[]): LineRefusal {
  return {
    key: need.key,
    why: 'exhausted',
    pool: need.pool.code,
    scope: need.scope,
    wanted: need.count,
    free: free.length,
    freeValues: free.slice(0, 10),
  };
}

/** Makes the next rows of a computed pool; false when the whole range has them. */
async function extend(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  locked: LockedScopes,
  least: number,
): Promise<boolean> {
  const { pool } = need;
  const touch = touchOf(pool.code, need.scope);
  const scope = locked.get(touch);
  if (pool.source === 'registered' || scope === undefined || pool.first === null || pool.last === null)
    return false;
  const edge = scope.low === null || scope.high === null ? null : { low: scope.low, high: scope.high };
  const rows = nextRows({ first: pool.first, last: pool.last }, edge, least);
  if (rows === undefined) return false;
  await materialise(tx, tenant, pool, need.scope, rows.from, rows.to);
  locked.set(touch, {
    ...scope,
    low: Math.min(edge?.low ?? rows.from, rows.from),
    high: Math.max(edge?.high ?? rows.to, rows.to),
  });
  return true;
}

async function pickValueNamed(
  tx: Transaction,
  tenant: string,
  need: ValueNeed,
  value: string,
  scope: ScopeRow,
  picks: ScopePicks,
): Promise<void> {
  const { code } = need.pool;
  const [row] = await pickNamed(tx, tenant, code, need.scope, [value]);
  if (row !== undefined) return notePicked(picks, need, [value]);
  const exists = (await existingValues(tx, tenant, code, need.scope, [value])).has(value);
  if (!exists && need.position !== null) {
    await insertNamed(tx, tenant, code, need.scope, value, need.position);
    return notePicked(picks, need, [value]);
  }
  if (!exists) {
    picks.refused.push({ key: need.key, why: 'notAMember', pool: code, scope: scope.scope, value });
    return;
  }
  const freeValues = await firstFree(tx, tenant, code, need.scope, 0, picks.except);
  picks.refused.push({ key: need.key, why: 'taken', pool: code, scope: need.scope, value, freeValues });
}
