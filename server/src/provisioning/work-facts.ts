import type { Fact } from '../platform/events/index.ts';
import type { WorkOrder } from './types.ts';

/** What happened to a work order (TMF697). Unassigned work is told apart, so that someone can be alerted. */
export function workFact(
  type:
    | 'WorkOrderCreateEvent'
    | 'WorkOrderStateChangeEvent'
    | 'WorkOrderAttributeValueChangeEvent'
    | 'WorkOrderUnassignedEvent',
  workOrder: WorkOrder,
): Fact {
  return {
    type,
    domain: 'workOrder',
    aggregate: { kind: 'workOrder', id: workOrder.id },
    resource: 'workOrder',
    body: workOrder,
    ...(workOrder.orderReference === null ? {} : { correlationId: workOrder.orderReference }),
  };
}
