import type { Transaction } from '../platform/database.ts';
import { lockOwners } from './allocate-all-store.ts';
import { type ConfirmRequest, factOf, same } from './held.ts';
import { confirmAllHeld, readReservations } from './store.ts';
import type { AllocationPorts, Reservation } from './types.ts';

/**
 * Confirms several reservations in one transaction, set-wise: those that are reserved, unexpired and their owner's.
 * Answers undefined for every other one; `confirm` alone knows what is to be told then.
 */
export async function confirmTogether(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  requests: readonly ConfirmRequest[],
): Promise<readonly (Reservation | undefined)[]> {
  const held = await lockOwners(tx, tenant, [...new Set(requests.map((one) => one.reservationId))]);
  const wanted = new Map<string, ConfirmRequest>();
  for (const request of requests) {
    const found = held.get(request.reservationId);
    if (found === undefined || wanted.has(found.id)) continue;
    if (found.state === 'reserved' && same(found.owner, request.owner)) wanted.set(found.id, request);
  }
  if (wanted.size === 0) return requests.map(() => undefined);
  const kept = await confirmAllHeld(
    tx,
    tenant,
    [...wanted].map(([id, { owner, keepFor }]) => ({ id, owner: keepFor ?? owner })),
  );
  const found = await readReservations(tx.sql, tenant, { ids: kept, owner: null });
  await ports.record(
    tx,
    found.map((one) => factOf('reservationConfirmed', tenant, one, one.changedAt, one.lines)),
  );
  const confirmed = new Map(found.map((one) => [one.id, one]));
  return requests.map((request) =>
    wanted.get(request.reservationId) === request ? confirmed.get(request.reservationId) : undefined,
  );
}
