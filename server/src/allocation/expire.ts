import type { Transaction } from '../platform/database.ts';
import { type DueReservation, endQuarantines, lockDue, takeWarnings } from './expiry-store.ts';
import { touchOf } from './rules/request.ts';
import { expireAll, promote } from './settle.ts';
import { readNow } from './store.ts';
import type { AllocationFact, AllocationPorts } from './types.ts';

/** What one sweep did. `more` says that the limit was reached and another sweep has work. */
export type Sweep = {
  readonly facts: readonly AllocationFact[];
  /** Values that left quarantine. */
  readonly aged: number;
  readonly more: boolean;
};

/**
 * Does what is due by the domain clock, for all tenants: expires reservations whose time is over, warns owners whose
 * time is running out (once), ends quarantines, and serves those who wait. Several nodes may sweep at once: each takes
 * what the others do not have in hand.
 */
export async function expireDue(tx: Transaction, ports: AllocationPorts, limit: number): Promise<Sweep> {
  const due = await lockDue(tx, limit);
  const expired = await expireAll(tx, due);
  const aged = await endQuarantines(tx, limit);
  const served: AllocationFact[] = [];
  const byTenant = [...touchesByTenant(due, aged)].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [tenant, touches] of byTenant) {
    const warnBefore = (await ports.warnBeforeMinutes?.(tx, tenant)) ?? null;
    served.push(...(await promote(tx, tenant, [...touches], warnBefore)));
  }
  const warned = await takeWarnings(tx, limit);
  const now = warned.length === 0 ? '' : await readNow(tx);
  const facts = [...expired, ...served, ...warned.map((one) => warning(one, now))];
  if (facts.length > 0) await ports.record(tx, facts);
  const more = [due.length, aged.length, warned.length].some((count) => count === limit);
  return { facts, aged: aged.length, more };
}

function touchesByTenant(
  due: readonly DueReservation[],
  aged: readonly { readonly tenant: string; readonly pool: string; readonly scope: string }[],
): Map<string, Set<string>> {
  const result = new Map<string, Set<string>>();
  const add = (tenant: string, touch: string): void => {
    const touches = result.get(tenant);
    if (touches === undefined) result.set(tenant, new Set([touch]));
    else touches.add(touch);
  };
  for (const one of due) for (const touch of one.touches) add(one.tenant, touch);
  for (const one of aged) add(one.tenant, touchOf(one.pool, one.scope));
  return result;
}

function warning(one: DueReservation, now: string): AllocationFact {
  return {
    kind: 'reservationExpiryWarning',
    tenant: one.tenant,
    reservationId: one.id,
    owner: one.owner,
    reason: one.reason,
    effectiveAt: now,
    holdUntil: one.holdUntil,
    lines: [],
  };
}
