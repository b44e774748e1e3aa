import type { AllocationFact } from './allocation/index.ts';
import type { Transaction } from './platform/database.ts';
import { type Fact, recordFacts } from './platform/events/index.ts';

const types: Readonly<Record<AllocationFact['kind'], string>> = {
  reservationCreated: 'ReservationCreateEvent',
  reservationQueued: 'ReservationQueuedEvent',
  reservationGranted: 'ReservationGrantedEvent',
  reservationConfirmed: 'ReservationConfirmedEvent',
  reservationExtended: 'ReservationExtendedEvent',
  reservationExpiryWarning: 'ReservationExpiryWarningEvent',
  reservationExpired: 'ReservationExpiredEvent',
  reservationReleased: 'ReservationReleasedEvent',
  parametersAllocated: 'ParametersAllocatedEvent',
  parametersDeallocated: 'ParametersDeallocatedEvent',
  parametersExchanged: 'ParametersExchangedEvent',
};

/** Writes what happened to parameters as events, in the transaction in which it happened. */
export async function allocationFacts(tx: Transaction, facts: readonly AllocationFact[]): Promise<void> {
  for (const [tenant, own] of Map.groupBy(facts, (fact) => fact.tenant)) {
    await recordFacts(tx, tenant, own.map(factOf));
  }
}

function factOf({ kind, tenant: _, ...body }: AllocationFact): Fact {
  return {
    type: types[kind],
    domain: 'allocation',
    aggregate: { kind: 'reservation', id: body.reservationId },
    resource: 'reservation',
    body: { id: body.reservationId, ...body },
    correlationId: body.owner.id,
  };
}
