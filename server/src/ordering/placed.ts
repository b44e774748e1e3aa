import type { DesignAlternative, ServiceOrderItemCreate } from '@turnup/contract';
import type { OrderItem } from './types.ts';

/** An item with the road it takes and what will be delivered. */
export type Placed = {
  readonly item: OrderItem;
  readonly plan?: DesignAlternative['plan'];
  readonly solution?: DesignAlternative;
  readonly note?: string;
  /** The day before which nothing of it begins, where that is still to come. */
  readonly notBefore?: string;
  /** Whose the service is, where no requirement says so. */
  readonly customer?: string;
  /** Activities of other items of the order, by their engine's names, that end before this item begins. */
  readonly relies?: readonly string[];
};

/** An item of which nothing is decided yet. */
export function blankItem(orderId: string, item: ServiceOrderItemCreate): OrderItem {
  return {
    orderId,
    itemId: item.id,
    parentItemId: null,
    action: item.action,
    state: 'acknowledged',
    serviceId: null,
    service: item.service,
    relationships: item.serviceOrderItemRelationship ?? [],
    classification: null,
    specialHandling: false,
    requirement: null,
    requirementHash: null,
    designId: null,
    designVersion: null,
    reservationId: null,
    moreReservations: [],
    solution: null,
    errorMessage: [],
    givenUp: null,
  };
}

/** All that is reserved for an item beside its parameters: the scarce things of its solution. */
export function reservationsOfItem(
  item: Pick<OrderItem, 'reservationId' | 'moreReservations'>,
): readonly string[] {
  return [...(item.reservationId === null ? [] : [item.reservationId]), ...item.moreReservations];
}
