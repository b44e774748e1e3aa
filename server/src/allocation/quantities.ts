import type { Transaction } from '../platform/database.ts';
import { earliestFit, type LimitStep, tightest, type UsageStep } from './rules/quantities.ts';
import { type QuantityNeed, touchOf } from './rules/request.ts';
import { type LockedScopes, readUsage } from './take-store.ts';
import type { LineRefusal, Period } from './types.ts';

/** Limits and uses of one scope. */
export type Usage = { readonly limits: LimitStep[]; readonly uses: UsageStep[] };

/** Reads limits and uses of scopes from an instant on, by touch. */
export async function usageOf(
  tx: Transaction,
  tenant: string,
  scopes: readonly { readonly pool: string; readonly scope: string }[],
  from: string,
): Promise<Map<string, Usage>> {
  const rows = await readUsage(
    tx,
    tenant,
    scopes.map(({ pool }) => pool),
    scopes.map(({ scope }) => scope),
    from,
  );
  const result = new Map<string, Usage>(
    scopes.map(({ pool, scope }) => [touchOf(pool, scope), { limits: [], uses: [] }]),
  );
  for (const row of rows) {
    const usage = result.get(touchOf(row.pool, row.scope));
    const atMs = Date.parse(row.at);
    if (row.kind === 'limit') usage?.limits.push({ atMs, limit: row.amount });
    else usage?.uses.push({ atMs, delta: row.amount });
  }
  return result;
}

/**
 * Judges all amounts of a request against their locked scopes, at every instant of the use period from now on. Lines
 * on the same scope add up. What an unsettled reservation holds counts, expired or not: whoever is short settles the
 * expired ones and comes again.
 */
export async function checkQuantities(
  tx: Transaction,
  tenant: string,
  now: string,
  use: Period,
  needs: readonly QuantityNeed[],
  locked: LockedScopes,
): Promise<LineRefusal[]> {
  const refused: LineRefusal[] = [];
  const known = needs.filter((need) => {
    const found = locked.has(touchOf(need.pool.code, need.scope));
    if (!found) refused.push({ key: need.key, why: 'notAMember', pool: need.pool.code, scope: need.scope });
    return found;
  });
  if (known.length === 0) return refused;
  const fromMs = Math.max(Date.parse(use.from), Date.parse(now));
  const toMs = use.to === null ? Number.POSITIVE_INFINITY : Date.parse(use.to);
  const scopes = new Map(
    known.map((need) => [touchOf(need.pool.code, need.scope), { pool: need.pool.code, scope: need.scope }]),
  );
  const usage = await usageOf(tx, tenant, [...scopes.values()], new Date(fromMs).toISOString());
  for (const need of known) {
    const { limits, uses } = usage.get(touchOf(need.pool.code, need.scope)) ?? { limits: [], uses: [] };
    const worst = tightest(limits, uses, fromMs, toMs);
    if (worst.used + need.amount > worst.limit)
      refused.push(capacityRefusal(need, worst, { limits, uses }, fromMs, toMs));
    else uses.push({ atMs: fromMs, delta: need.amount }, { atMs: toMs, delta: -need.amount });
  }
  return refused;
}

function capacityRefusal(
  need: QuantityNeed,
  worst: { readonly atMs: number; readonly limit: number; readonly used: number },
  { limits, uses }: Usage,
  fromMs: number,
  toMs: number,
): LineRefusal {
  const earliest = earliestFit(limits, uses, need.amount, fromMs, toMs);
  return {
    key: need.key,
    why: 'capacity',
    pool: need.pool.code,
    scope: need.scope,
    wanted: need.amount,
    at: new Date(worst.atMs).toISOString(),
    limit: worst.limit,
    used: worst.used,
    free: Math.max(0, worst.limit - worst.used),
    earliest: earliest === null ? null : new Date(earliest).toISOString(),
  };
}
