import type { Transaction } from '../platform/database.ts';
import { takeCareful } from './careful.ts';
import { checkQuantities } from './quantities.ts';
import { Rerun } from './rerun.ts';
import { type Need, type QuantityNeed, touchesOf, touchOf, type ValueNeed } from './rules/request.ts';
import { lockAll } from './scopes.ts';
import { endQuarantine, type LockedScopes, type TakenRow, type Taking, take } from './take-store.ts';
import type { LineRefusal, ReserveRequest, TakenLine } from './types.ts';

/** What is to be taken, judged and made definite. */
export type Attempt = {
  readonly request: ReserveRequest;
  readonly fingerprint: string;
  readonly needs: readonly Need[];
  readonly warnAt: string | null;
  readonly warnBeforeMinutes: number | null;
  /** Whether the request stands in line; otherwise it is new. */
  readonly waited: boolean;
  /** Pools and scopes in which free rows abound: taken without a lock on the scope. */
  readonly open: ReadonlySet<string>;
  /** Pools and scopes in which free rows run low: more are made ahead. */
  readonly scarce: ReadonlySet<string>;
};

/**
 * Tries to take everything of one request. Either all lines are written, or none and each line at fault is told.
 * `locked` are scopes that the caller has locked already.
 */
export async function attemptAll(
  tx: Transaction,
  tenant: string,
  now: string,
  attempt: Attempt,
  locked: LockedScopes = new Map(),
): Promise<{ readonly taken: readonly TakenLine[] } | { readonly refused: readonly LineRefusal[] }> {
  const { needs } = attempt;
  const careful = needs.filter((need) => !attempt.open.has(touchOf(need.pool.code, need.scope)));
  await lockMissing(tx, tenant, careful, locked);
  const values = careful.filter((need): need is ValueNeed => need.shape !== 'quantities');
  const quantities = needs.filter((need): need is QuantityNeed => need.shape === 'quantities');
  const refused: LineRefusal[] = await checkQuantities(
    tx,
    tenant,
    now,
    attempt.request.use,
    quantities,
    locked,
  );
  const { picked, refused: short } = await takeCareful(
    tx,
    tenant,
    values,
    locked,
    attempt.scarce,
    attempt.request.owner,
  );
  refused.push(...short);
  if (refused.length > 0) return { refused };
  const open = needs.filter(
    (need): need is ValueNeed => need.shape !== 'quantities' && !values.includes(need),
  );
  const rows = await take(tx, tenant, takingOf(attempt, picked, open, quantities));
  const wanted = values.concat(open).reduce((sum, need) => sum + need.count, 0);
  if (rows === null || rows.length < wanted) throw new Rerun('values were taken in between');
  return { taken: linesOf(needs, rows) };
}

/** Locks the scopes of these needs in the global order; computed pools get scopes that they do not have yet. */
export async function lockMissing(
  tx: Transaction,
  tenant: string,
  needs: readonly Need[],
  locked: LockedScopes,
): Promise<void> {
  const fresh = needs.filter((need) => !locked.has(touchOf(need.pool.code, need.scope)));
  const scopes = fresh.map((need) => ({
    pool: need.pool.code,
    scope: need.scope,
    make: need.pool.source === 'computed' && need.shape !== 'quantities',
  }));
  await lockAll(tx, tenant, scopes, locked);
  const ageing = fresh.filter((need) => need.shape !== 'quantities' && need.pool.quarantineDays > 0);
  if (ageing.length > 0) await endQuarantine(tx, tenant, ...names(ageing));
}

function names(needs: readonly Need[]): [string[], string[]] {
  return [needs.map((need) => need.pool.code), needs.map((need) => need.scope)];
}

function takingOf(
  { request, fingerprint, warnAt, warnBeforeMinutes, waited }: Attempt,
  picked: Taking['picked'],
  open: readonly ValueNeed[],
  quantities: readonly QuantityNeed[],
): Taking {
  const nth = new Map<string, number>();
  const next = (group: string): number => {
    const n = (nth.get(group) ?? 0) + 1;
    nth.set(group, n);
    return n;
  };
  return {
    id: request.reservationId,
    owner: request.owner,
    reason: request.reason,
    fingerprint,
    lines: JSON.stringify(request.lines),
    use: request.use,
    holdUntil: request.holdUntil,
    warnAt,
    warnBeforeMinutes,
    waited,
    touches: touchesOf(request.lines),
    picked,
    open: open.flatMap((need) =>
      Array.from({ length: need.count }, () => ({
        pool: need.pool.code,
        scope: need.scope,
        length: need.length,
        nth: next(`${touchOf(need.pool.code, need.scope)} ${need.length}`),
        key: need.key,
      })),
    ),
    holds: quantities.map((need) => ({
      pool: need.pool.code,
      scope: need.scope,
      key: need.key,
      amount: need.amount,
    })),
  };
}

function linesOf(needs: readonly Need[], rows: readonly TakenRow[]): TakenLine[] {
  const byKey = Map.groupBy(rows, (row) => row.key);
  return needs
    .map((need): TakenLine => {
      const common = { key: need.key, pool: need.pool.code, scope: need.scope, state: 'reserved' as const };
      if (need.shape === 'quantities') return { ...common, shape: need.shape, amount: need.amount };
      const values = [...(byKey.get(need.key) ?? [])].sort((a, b) =>
        BigInt(a.position) < BigInt(b.position) ? -1 : 1,
      );
      return { ...common, shape: need.shape, values: values.map((row) => row.value) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
