import type { Handler } from '../../plan/index.ts';
import type { Delivery } from '../delivery.ts';
import { networkWriteHandler } from '../networkWrite/handler.ts';
import { accessTestHandler } from './accessTest.ts';
import { activateHandler, enterHandler, reactivateHandler } from './activate.ts';
import { adjustHandler, readjustHandler } from './adjust.ts';
import { allocateHandler } from './allocate.ts';
import { authorizeHandler } from './authorize.ts';
import { awaitCapacityHandler } from './awaitCapacity.ts';
import { awaitHandler } from './awaitPrerequisites.ts';
import { changeServiceHandler } from './changeService.ts';
import { closeHandlers } from './close.ts';
import { closeRecoveryHandler } from './closeRecovery.ts';
import {
  cpeConfigureHandler,
  cpeRestoreHandler,
  networkConfigureHandler,
  reconfigureHandler,
  restoreHandler,
} from './configure.ts';
import { deactivateHandler } from './deactivate.ts';
import { deallocateHandler } from './deallocate.ts';
import { dispatchHandler, enrolHandler, readHandler, recallHandler } from './equipment.ts';
import { issueHandler } from './issue.ts';
import { beginTestHandler, onDemandTestHandler } from './onDemandTest.ts';
import { announceOutageHandler, closeOutageHandler, withdrawOutageHandler } from './outage.ts';
import { partnerDeliveryHandler, partnerOrderHandler } from './partnerOrder.ts';
import { cpeRemoveHandler, networkRemoveHandler } from './removeConfiguration.ts';
import { extendHandler, retractHandler, trimHandler } from './reshape.ts';
import { placeRestorationHandler, reportRestorationHandler, reportSwitchHandler } from './restoration.ts';
import { makeAgainHandler, reverseHandler } from './reverse.ts';
import { siteCheckHandler } from './siteCheck.ts';
import { joinUnitsHandler, leaveUnitsHandler, stageHandlers } from './stages.ts';
import { resumeHandler, suspendHandler } from './suspend.ts';
import { assignHandler, reinstateHandler, replaceHandler, retireHandler, unassignHandler } from './swap.ts';
import { disownHandler, forgetHandler, foundHandler, ownHandler } from './takeOver.ts';
import { terminateHandler } from './terminate.ts';
import { testHandler, untestHandler } from './test.ts';
import { transferBackHandler, transferHandler } from './transfer.ts';
import { windowHandler } from './window.ts';
import { withdrawIssueHandler } from './withdrawIssue.ts';
import { withdrawPartnerHandler } from './withdrawPartner.ts';
import { withdrawWorkHandler } from './withdrawWork.ts';
import { workOrderHandler } from './workOrder.ts';

/** How each kind of task of an order's plan is done, and how it is taken back. */
export function deliveryHandlers(delivery: Delivery): Handler[] {
  return [
    windowHandler(delivery),
    awaitHandler(),
    awaitCapacityHandler(),
    workOrderHandler(delivery),
    issueHandler(delivery),
    allocateHandler(delivery),
    partnerOrderHandler(delivery),
    partnerDeliveryHandler(),
    networkConfigureHandler(delivery),
    networkWriteHandler(delivery),
    cpeConfigureHandler(delivery),
    siteCheckHandler(delivery),
    dispatchHandler(),
    recallHandler(),
    enrolHandler(delivery),
    readHandler(delivery),
    assignHandler(delivery),
    unassignHandler(delivery),
    replaceHandler(delivery),
    reinstateHandler(delivery),
    retireHandler(delivery),
    testHandler(delivery),
    reverseHandler(delivery),
    makeAgainHandler(delivery),
    beginTestHandler(),
    onDemandTestHandler(delivery),
    activateHandler(delivery),
    ...closeHandlers(delivery),
    withdrawWorkHandler(delivery),
    withdrawIssueHandler(delivery),
    withdrawPartnerHandler(delivery),
    deallocateHandler(delivery),
    networkRemoveHandler(delivery),
    cpeRemoveHandler(delivery),
    untestHandler(),
    deactivateHandler(delivery),
    adjustHandler(delivery),
    readjustHandler(delivery),
    reconfigureHandler(delivery),
    restoreHandler(delivery),
    changeServiceHandler(delivery),
    extendHandler(delivery),
    retractHandler(delivery),
    trimHandler(delivery),
    cpeRestoreHandler(delivery),
    reactivateHandler(delivery),
    authorizeHandler(delivery),
    terminateHandler(delivery),
    closeRecoveryHandler(delivery),
    ...stageHandlers(delivery),
    joinUnitsHandler(delivery),
    leaveUnitsHandler(delivery),
    accessTestHandler(delivery),
    foundHandler(delivery),
    forgetHandler(delivery),
    ownHandler(delivery),
    disownHandler(delivery),
    enterHandler(delivery),
    suspendHandler(delivery),
    resumeHandler(delivery),
    transferHandler(delivery),
    transferBackHandler(delivery),
    placeRestorationHandler(delivery),
    reportRestorationHandler(),
    reportSwitchHandler(),
    announceOutageHandler(delivery),
    closeOutageHandler(),
    withdrawOutageHandler(),
  ];
}
