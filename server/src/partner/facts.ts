import type { Fact } from '../platform/events/index.ts';
import type { DateChange, PartnerCharge, PartnerOrder, PartnerQuery } from './types.ts';

/** What happened to a query, told to the partner's party. */
export function queryFact(
  type: 'PartnerQueryCreateEvent' | 'PartnerQueryStateChangeEvent' | 'PartnerQueryLateAnswerEvent',
  query: PartnerQuery,
): Fact {
  return {
    type,
    domain: 'partner',
    aggregate: { kind: 'partnerQuery', id: query.id },
    resource: 'partnerQuery',
    body: query,
    audience: [query.party],
    correlationId: query.correlation,
  };
}

/** What happened to an order, told to the partner's party; a change of date or a charge goes with it. */
export function orderFact(
  type:
    | 'PartnerOrderCreateEvent'
    | 'PartnerOrderStateChangeEvent'
    | 'PartnerOrderFocEvent'
    | 'PartnerOrderDateChangeEvent'
    | 'PartnerOrderMilestoneEvent'
    | 'PartnerOrderChargeEvent'
    | 'PartnerOrderCeasedEvent',
  order: PartnerOrder,
  detail: { readonly dateChange?: DateChange; readonly charge?: PartnerCharge } = {},
): Fact {
  return {
    type,
    domain: 'partner',
    aggregate: { kind: 'partnerOrder', id: order.id },
    resource: 'partnerOrder',
    body: { ...order, ...detail },
    audience: [order.party],
    correlationId: order.correlation,
  };
}
