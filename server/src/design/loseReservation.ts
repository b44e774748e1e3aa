import type { Reason, ServiceDesign } from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import { moved } from './change.ts';
import type { Gate } from './gates.ts';
import { designsOpenedFor, domainNow, lockDesign } from './store.ts';
import type { DesignPorts } from './types.ts';

/** What a design has lost: a reservation that was made for it, or for the question from which it was opened. */
export type LostReservation = {
  readonly openedFor: Pick<ServiceDesign['openedFor'], 'kind' | 'id'>;
  readonly reservationId: string;
  readonly expiredAt: string;
  /** What was held, in words. */
  readonly held: string;
};

/**
 * Flags the designs opened for something whose reservation is over: the gate `RESERVATION_LOST` is open until the design
 * is composed anew from what is free now, or someone takes it on. Rejected and superseded ones are left. Answers which
 * were flagged; a design that knows already is not told twice.
 */
export async function loseReservation(
  tx: Transaction,
  tenant: string,
  ports: DesignPorts,
  lost: LostReservation,
): Promise<readonly ServiceDesign[]> {
  const flagged: ServiceDesign[] = [];
  for (const id of await designsOpenedFor(tx.sql, tenant, lost.openedFor)) {
    const stored = await lockDesign(tx, tenant, id);
    if (stored === undefined || !concerned(stored.design, lost.reservationId)) continue;
    const design: ServiceDesign = {
      ...stored.design,
      openGates: [...stored.design.openGates, gateOf(lost)],
      updatedAt: await domainNow(tx),
    };
    flagged.push(await moved(tx, tenant, ports, stored, { ...stored, design }));
  }
  return flagged;
}

function concerned({ state, openGates }: ServiceDesign, reservationId: string): boolean {
  if (state === 'rejected' || state === 'superseded') return false;
  return !openGates.some(({ parameters }) => parameters?.['reservation'] === reservationId);
}

function gateOf({ reservationId, expiredAt, held }: LostReservation): Reason {
  return {
    code: 'RESERVATION_LOST' satisfies Gate,
    message: `What was kept for the design is free for others since ${expiredAt}: ${held}. Check it again: recompose.`,
    parameters: { reservation: reservationId, expiredAt },
  };
}
