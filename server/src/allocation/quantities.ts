import type { Transaction } from '../platform/database.ts';
import { earliestFit, type LimitStep, tightest, type UsageStep } from './rules/quantities.ts';
import { type Need, type QuantityNeed, touchOf } from './rules/request.ts';
import type { LockedScopes } from './take-store.ts';
import type { LineRefusal, Period } from './types.ts';
import { readUsage, sumUp } from './usage-store.ts';

/** Limits and uses of one scope. */
export type Usage = { readonly limits: LimitStep[]; readonly uses: UsageStep[] };

/** Changes of use that a scope may have before they are summed up: reading fewer costs less than writing them anew. */
const mostChanges = 64;

/** Reads limits and uses of locked scopes from an instant on, by touch; sums up what has become many. */
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
  const counted = new Map<string, number>();
  for (const row of rows) {
    const touch = touchOf(row.pool, row.scope);
    counted.set(touch, (counted.get(touch) ?? 0) + row.rows);
  }
  const many = scopes.filter(({ pool, scope }) => {
    const touch = touchOf(pool, scope);
    return (counted.get(touch) ?? 0) > mostChanges + 2 * (result.get(touch)?.uses.length ?? 0);
  });
  if (many.length > 0)
    await sumUp(
      tx,
      tenant,
      many.map(({ pool }) => pool),
      many.map(({ scope }) => scope),
    );
  return result;
}

/**
 * Judges all amounts of a request against their locked scopes, at every instant of the use period from now on. What an
 * unsettled reservation holds counts, expired or not: whoever is short settles the expired ones and comes again.
 */
export async function checkQuantities(
  tx: Transaction,
  tenant: string,
  now: string,
  use: Period,
  needs: readonly QuantityNeed[],
  locked: LockedScopes,
): Promise<LineRefusal[]> {
  const known = needs.filter((need) => locked.has(touchOf(need.pool.code, need.scope)));
  const from = new Date(firstInstant(now, use)).toISOString();
  const usage = known.length === 0 ? new Map() : await usageOf(tx, tenant, scopesOf(known), from);
  return judgeQuantities(usage, now, use, needs);
}

/** Pool and scope of needs, each once. */
export function scopesOf(needs: readonly Need[]): { readonly pool: string; readonly scope: string }[] {
  const scopes = needs.map((need) => ({ pool: need.pool.code, scope: need.scope }));
  return [...new Map(scopes.map((one) => [touchOf(one.pool, one.scope), one])).values()];
}

/** The first instant at which a use counts: nothing before now can be promised. */
export function firstInstant(now: string, use: Period): number {
  return Math.max(Date.parse(use.from), Date.parse(now));
}

/**
 * Judges amounts against the usage of their scopes; one without usage is no member. What fits is added to the usage, so
 * that lines on the same scope, and requests that come after, add up. Where anything is refused nothing is added.
 */
export function judgeQuantities(
  usage: ReadonlyMap<string, Usage>,
  now: string,
  use: Period,
  needs: readonly QuantityNeed[],
): LineRefusal[] {
  const refused: LineRefusal[] = [];
  const added: UsageStep[][] = [];
  const fromMs = firstInstant(now, use);
  const toMs = use.to === null ? Number.POSITIVE_INFINITY : Date.parse(use.to);
  for (const need of needs) {
    const found = usage.get(touchOf(need.pool.code, need.scope));
    if (found === undefined) {
      refused.push({ key: need.key, why: 'notAMember', pool: need.pool.code, scope: need.scope });
      continue;
    }
    const worst = tightest(found.limits, found.uses, fromMs, toMs);
    if (worst.used + need.amount > worst.limit)
      refused.push(capacityRefusal(need, worst, found, fromMs, toMs));
    else {
      found.uses.push({ atMs: fromMs, delta: need.amount }, { atMs: toMs, delta: -need.amount });
      added.push(found.uses);
    }
  }
  if (refused.length > 0) for (const uses of added.reverse()) uses.splice(-2);
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
