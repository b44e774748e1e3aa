import type { Fact } from '../platform/events/index.ts';
import type { Order } from './types.ts';

/** The subject kind of the plans that deliver orders. */
export const orderSubject = 'serviceOrder';

/** Kinds of events of an order (TMF641). */
export type OrderEventType =
  | 'ServiceOrderCreateEvent'
  | 'ServiceOrderStateChangeEvent'
  | 'ServiceOrderAttributeValueChangeEvent'
  | 'ServiceOrderMilestoneEvent'
  | 'ServiceOrderJeopardyEvent';

/** What happened to an order, told to its customer and to all who listen for orders. */
export function orderFact(
  type: OrderEventType,
  order: Order,
  detail: Readonly<Record<string, unknown>> = {},
): Fact {
  const {
    id,
    number,
    kind,
    externalId,
    state,
    category,
    committedDate,
    expectedDate,
    slackWorkingDays,
    jeopardy,
  } = order;
  return {
    type,
    domain: 'serviceOrdering',
    aggregate: { kind: 'serviceOrder', id },
    resource: 'serviceOrder',
    body: {
      id,
      number,
      kind,
      externalId,
      state,
      category,
      committedDate,
      expectedDate,
      slackWorkingDays,
      jeopardy,
      ...detail,
    },
    audience: order.customer === null ? [] : [order.customer],
    correlationId: id,
  };
}
