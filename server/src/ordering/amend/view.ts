import type { ServiceOrderAmendment, ServiceOrderVersion } from '@turnup/contract';
import type { Fact } from '../../platform/events/index.ts';
import { orderPath } from '../view.ts';
import type { Amendment, OrderVersion } from './store.ts';

/** Base path of amendments. */
export const amendmentPath = '/turnup/v1/serviceOrderAmendment';

/** An amendment as the API tells it. */
export function amendmentView(amendment: Amendment): ServiceOrderAmendment {
  const { id, orderId, orderNumber, number, state, items, requestedBy, requestedAt } = amendment;
  const { message, decidedBy, endedAt } = amendment;
  return {
    id,
    href: `${amendmentPath}/${id}`,
    '@type': 'ServiceOrderAmendment',
    number,
    state,
    serviceOrder: { id: orderId, href: `${orderPath}/${orderId}`, name: orderNumber },
    item: [...items],
    requestedBy,
    requestedAt,
    ...(message === null ? {} : { message }),
    ...(decidedBy === null ? {} : { decidedBy }),
    ...(endedAt === null ? {} : { endedAt }),
  };
}

/** A version of an order as the API tells it. */
export function versionView(version: OrderVersion): ServiceOrderVersion {
  const { amendmentId, difference, ...rest } = version;
  return {
    ...rest,
    difference: [...difference],
    ...(amendmentId === null ? {} : { amendment: amendmentId }),
  };
}

/** What happened to an amendment, told to the order's customer and to all who listen for orders. */
export function amendmentFact(
  type: 'ServiceOrderAmendmentCreateEvent' | 'ServiceOrderAmendmentStateChangeEvent',
  amendment: Amendment,
): Fact {
  return {
    type,
    domain: 'serviceOrdering',
    aggregate: { kind: 'serviceOrderAmendment', id: amendment.id },
    resource: 'serviceOrderAmendment',
    body: amendmentView(amendment),
    audience: amendment.customer === null ? [] : [amendment.customer],
    correlationId: amendment.orderId,
  };
}
