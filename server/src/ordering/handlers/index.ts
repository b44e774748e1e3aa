import type { Handler } from '../../plan/index.ts';
import type { Delivery } from '../delivery.ts';
import { activateHandler } from './activate.ts';
import { allocateHandler } from './allocate.ts';
import { closeHandler } from './close.ts';
import { cpeConfigureHandler, networkConfigureHandler } from './configure.ts';
import { issueHandler } from './issue.ts';
import { partnerDeliveryHandler, partnerOrderHandler } from './partnerOrder.ts';
import { testHandler } from './test.ts';
import { windowHandler } from './window.ts';
import { workOrderHandler } from './workOrder.ts';

/** How each kind of task of an order's plan is done. */
export function deliveryHandlers(delivery: Delivery): Handler[] {
  return [
    windowHandler(delivery),
    workOrderHandler(delivery),
    issueHandler(delivery),
    allocateHandler(delivery),
    partnerOrderHandler(delivery),
    partnerDeliveryHandler(),
    networkConfigureHandler(delivery),
    cpeConfigureHandler(delivery),
    testHandler(delivery),
    activateHandler(delivery),
    closeHandler(delivery),
  ];
}
