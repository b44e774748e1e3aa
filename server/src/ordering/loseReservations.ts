import type { AllocationFact } from '../allocation/index.ts';
import { type DesignPorts, type LostReservation, loseReservation } from '../design/index.ts';
import { forgetReservation } from '../feasibility/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { tellQualification } from './qualify.ts';
import { insertNote, ordersById } from './store.ts';

/**
 * Tells whoever of the system's own lost a reservation by its expiry, in the transaction in which it expired: the
 * question of feasibility forgets it, its designs get the open gate `RESERVATION_LOST`, an order gets a note. Owners of
 * the world outside hear the event alone. Everyone is told once, because a reservation expires once.
 */
export async function loseReservations(
  tx: Transaction,
  design: DesignPorts,
  facts: readonly AllocationFact[],
): Promise<void> {
  for (const fact of facts.filter((one) => one.kind === 'reservationExpired')) {
    switch (fact.owner.kind) {
      case 'serviceQualification':
        await loseVerdict(tx, design, fact);
        break;
      case 'serviceOrder':
        await loseOrder(tx, design, fact);
        break;
      default:
        break;
    }
  }
}

async function loseVerdict(tx: Transaction, design: DesignPorts, fact: AllocationFact): Promise<void> {
  const { tenant, owner, reservationId } = fact;
  await loseReservation(tx, tenant, design, lostBy(fact, { kind: 'serviceQualification', id: owner.id }));
  if (await forgetReservation(tx, tenant, owner.id, reservationId))
    await tellQualification(tx, tenant, owner.id, 'CheckServiceQualificationAttributeValueChangeEvent');
}

async function loseOrder(tx: Transaction, design: DesignPorts, fact: AllocationFact): Promise<void> {
  const { tenant, owner } = fact;
  const [order] = await ordersById(tx.sql, tenant, [owner.id]);
  if (order === undefined) return;
  await loseReservation(tx, tenant, design, lostBy(fact, { kind: 'serviceOrder', id: owner.id }));
  const text = `Reservation ${fact.reservationId} expired at ${fact.effectiveAt}: ${heldIn(fact)} is free for others.`;
  await insertNote(tx, tenant, { orderId: order.id, id: newId(), author: 'allocation', text });
}

function lostBy(fact: AllocationFact, openedFor: LostReservation['openedFor']): LostReservation {
  const { reservationId, effectiveAt } = fact;
  return { openedFor, reservationId, expiredAt: effectiveAt, held: heldIn(fact) };
}

/** What was held, in words, at most ten things by name. */
function heldIn({ lines }: AllocationFact): string {
  const named = lines
    .slice(0, 10)
    .map((line) =>
      'values' in line
        ? `${line.pool} ${line.values.join(', ')}${line.scope === '' ? '' : ` on ${line.scope}`}`
        : `${line.amount} of ${line.pool} on ${line.scope}`,
    );
  return lines.length > 10 ? `${named.join('; ')} and ${lines.length - 10} more` : named.join('; ');
}
