import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { holdersOf, type NamedValue } from './exchange-store.ts';
import { moveHolder } from './hand-over-store.ts';
import { lockReservation, readLines, readNow, restate } from './store.ts';
import type { AllocationPorts, Owner } from './types.ts';

/** Which allocated value passes to whom, by a new reservation of this id; the line keeps its key. */
export type HandOver = {
  readonly value: NamedValue;
  readonly reservationId: string;
  readonly owner: Owner;
  readonly reason: string;
};

/**
 * Lets an allocated value pass to another owner: it is free at no instant, so nobody who waits for one can take it.
 * Refused (409) where it is not allocated.
 */
export async function handOver(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  { value, reservationId, owner, reason }: HandOver,
): Promise<Result<void>> {
  const [seen] = await holdersOf(tx.sql, tenant, [value]);
  const from = seen === undefined ? null : await lockReservation(tx, tenant, seen.reservationId);
  const [holder] = await holdersOf(tx.sql, tenant, [value]);
  if (from === null || holder?.reservationId !== from.id)
    return refuse(
      409,
      'NOT_ALLOCATED',
      `${value.value} of ${value.pool} is not allocated: there is nothing to hand over`,
    );
  await moveHolder(tx, tenant, holder, { reservationId, owner, reason });
  await restate(tx, tenant, [from.id]);
  const effectiveAt = await readNow(tx);
  const lines = await readLines(tx.sql, tenant, [reservationId]);
  const common = { tenant, effectiveAt, holdUntil: null, lines };
  await ports.record(tx, [
    { ...common, kind: 'parametersDeallocated', reservationId: from.id, owner: from.owner, reason },
    { ...common, kind: 'parametersAllocated', reservationId, owner, reason },
  ]);
  return ok(undefined);
}
