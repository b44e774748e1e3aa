import type { Transaction } from '../platform/database.ts';
import { type Attempt, attemptAll, lockMissing } from './attempt.ts';
import { type DueReservation, expireLocked, lockDueAmong, lockWaiters, type Waiter } from './expiry-store.ts';
import { readPools } from './pool-store.ts';
import { type Need, resolveRequest } from './rules/request.ts';
import { warnAtOf } from './rules/warning.ts';
import { readNow } from './store.ts';
import type { LockedScopes } from './take-store.ts';
import type { AllocationFact } from './types.ts';

/** How many of a line are looked at when something becomes free. */
const waitersAtOnce = 100;

/** Expires locked reservations that are over; answers their facts, one each. */
export async function expireAll(
  tx: Transaction,
  due: readonly DueReservation[],
): Promise<readonly AllocationFact[]> {
  if (due.length === 0) return [];
  const lost = await expireLocked(tx, due);
  return due.map((one) => ({
    kind: 'reservationExpired',
    tenant: one.tenant,
    reservationId: one.id,
    owner: one.owner,
    reason: one.reason,
    effectiveAt: one.holdUntil,
    holdUntil: one.holdUntil,
    lines: lost.get(`${one.tenant} ${one.id}`) ?? [],
  }));
}

/**
 * Expires those of these reservations that are over. Called before any scope is locked: reservations come first in
 * the order of locks.
 */
export async function settle(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<readonly AllocationFact[]> {
  return expireAll(tx, await lockDueAmong(tx, tenant, ids));
}

/**
 * Gives what has become free on these pools and scopes to those who wait for it: the first in line that can be met
 * whole, then the next. All scopes that any of them needs, and `also` the caller's, are locked at once, in the global
 * order; `locked` are they.
 */
export async function promote(
  tx: Transaction,
  tenant: string,
  touches: readonly string[],
  warnBefore: number | null,
  also: readonly Need[] = [],
  locked: LockedScopes = new Map(),
): Promise<readonly AllocationFact[]> {
  const waiters = await lockWaiters(tx, tenant, touches, waitersAtOnce);
  if (waiters.length === 0) return [];
  const now = await readNow(tx);
  const codes = [...new Set(waiters.flatMap(({ request }) => request.lines.map((line) => line.pool)))];
  const pools = await readPools(tx.sql, tenant, codes);
  const ready: { waiter: Waiter; needs: readonly Need[] }[] = [];
  for (const waiter of waiters) {
    // A pool may have shrunk since: a request that it can no longer meet stays in line until it expires.
    const needs = resolveRequest(waiter.request, pools, Date.parse(now));
    if (needs.ok) ready.push({ waiter, needs: needs.value });
  }
  await lockMissing(tx, tenant, [...also, ...ready.flatMap(({ needs }) => needs)], locked);
  const facts: AllocationFact[] = [];
  for (const { waiter, needs } of ready) {
    const attempt = attemptOf(waiter, needs, now, warnBefore);
    const tried = await attemptAll(tx, tenant, now, attempt, locked);
    if ('taken' in tried) facts.push(granted(tenant, waiter, now, tried.taken));
  }
  return facts;
}

function attemptOf(waiter: Waiter, needs: readonly Need[], now: string, warnBefore: number | null): Attempt {
  const warnBeforeMinutes = waiter.request.warnBeforeMinutes ?? warnBefore;
  return {
    request: waiter.request,
    fingerprint: waiter.fingerprint,
    needs,
    warnBeforeMinutes,
    warnAt: warnAtOf(waiter.request.holdUntil, warnBeforeMinutes, now),
    waited: true,
    open: new Set(),
    scarce: new Set(),
  };
}

function granted(
  tenant: string,
  { request }: Waiter,
  now: string,
  lines: AllocationFact['lines'],
): AllocationFact {
  return {
    kind: 'reservationGranted',
    tenant,
    reservationId: request.reservationId,
    owner: request.owner,
    reason: request.reason,
    effectiveAt: now,
    holdUntil: request.holdUntil,
    lines,
  };
}
