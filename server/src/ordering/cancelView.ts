import type { CancelServiceOrder } from '@turnup/contract';
import type { Fact } from '../platform/events/index.ts';
import type { Cancellation } from './cancel-store.ts';
import { orderPath } from './view.ts';

/** Base path of cancellations (TMF641). */
export const cancellationPath = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';

/** A cancellation as TMF641 tells it. */
export function cancellationView(cancellation: Cancellation): CancelServiceOrder {
  const { id, orderId, orderNumber, state, items, charges, chargesAccepted } = cancellation;
  const optional = {
    cancellationReason: cancellation.reason,
    requestedCancellationDate: cancellation.requestedDate,
    effectiveCancellationDate: cancellation.effectiveDate,
    completionMessage: cancellation.completionMessage,
  };
  return {
    id,
    href: `${cancellationPath}/${id}`,
    '@type': 'CancelServiceOrder',
    state,
    serviceOrder: { id: orderId, href: `${orderPath}/${orderId}`, name: orderNumber },
    serviceOrderItem: [...items],
    charge: [...charges],
    chargesAccepted,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)),
  };
}

/** What happened to a cancellation, told to the order's customer and to all who listen for orders. */
export function cancellationFact(
  type: 'CancelServiceOrderCreateEvent' | 'CancelServiceOrderStateChangeEvent',
  cancellation: Cancellation,
): Fact {
  return {
    type,
    domain: 'serviceOrdering',
    aggregate: { kind: 'cancelServiceOrder', id: cancellation.id },
    resource: 'cancelServiceOrder',
    body: cancellationView(cancellation),
    audience: cancellation.customer === null ? [] : [cancellation.customer],
    correlationId: cancellation.orderId,
  };
}
