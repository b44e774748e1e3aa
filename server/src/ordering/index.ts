export { type Accepted, acceptOrder } from './accept.ts';

export { previewAmendment } from './amend/preview.ts';
export { changeOrder, decideAmendment, replanItems } from './amend/request.ts';
export { listAmendments, versionsOf } from './amend/store.ts';
export { amendmentPath, amendmentView, versionView } from './amend/view.ts';
export { composed, type Judged, judge, type WorldPorts, worldOf } from './assess.ts';
export { assessCancellation } from './assessCancellation.ts';
export { backOutOrder } from './backOut.ts';
export { requestCancellation } from './cancel.ts';
export { listCancellations } from './cancel-store.ts';
export { cancellationPath, cancellationView } from './cancelView.ts';
export { cancelResourceOrder } from './capacity/cancel.ts';
export { offerCancellations } from './capacity/offer.ts';
export { orderAugmentation } from './capacity/order.ts';
export { progressResourceOrder } from './capacity/progress.ts';
export { proposeAugmentation } from './capacity/propose.ts';
export { classificationFactNames } from './classify.ts';
export { complianceOfOrder } from './compliance.ts';
export type { Composing, Delivery, DeviceDoor, Judging, Occupancy } from './delivery.ts';
export { designDocument } from './designDocument.ts';
export { decideDesign, recomposeFor, submitDesign, writeDesign } from './designReview.ts';
export { limitsOf } from './deviceLimits.ts';
export { wakeUnpaused } from './devicePause.ts';
export { followQueues, unreachablePolicy } from './deviceQueue.ts';
export { type DeviceTask, tasksOfDevice } from './deviceTasks.ts';
export { editPlan, undoPlanEdit } from './editPlan.ts';
export { expectedActivities } from './expect.ts';
export { followPlans } from './follow.ts';
export { giveUpItems } from './giveUp.ts';
export { enrolmentSignal, readingFact } from './handlers/equipment.ts';
export { deliveryHandlers } from './handlers/index.ts';
export { proposeHandler } from './handlers/proposeCapacity.ts';
export { inquire, inquiryHandlers, inquiryPath, inquiryView, inquiryViewOf } from './inquire.ts';
export { lookAgainHandler } from './lookAgain.ts';
export { loseReservations } from './loseReservations.ts';
export { beginWrite, monitorPath, openMonitor } from './networkWrite/begin.ts';
export { compareWithIntent, type IntentComparison } from './networkWrite/compare.ts';
export { intendedOf } from './networkWrite/intended.ts';
export { followOrderMonitors } from './networkWrite/orders.ts';
export { readMonitors } from './networkWrite/store.ts';
export type { Monitor, NetworkWrite, ReconcileAction } from './networkWrite/types.ts';
export { driftWatchS, watchDrift } from './networkWrite/watchDrift.ts';
export { announceByHand, maintenanceWindowOf } from './outages/byHand.ts';
export { registeredPools } from './parameters.ts';
export { listedPauses, type PauseTarget, pauseOrder, pauseWork, resumeOrder, resumeWork } from './pauses.ts';
export { qualificationHandlers, qualificationPath, qualificationView, qualify, viewOf } from './qualify.ts';
export { type FoundMismatch, inventoryMismatches, reconcileInventory } from './reconcile.ts';
export { releasePrerequisites } from './releasePrerequisites.ts';
export { replaceFromStock } from './replaceUnit.ts';
export { extendParameters, mayActFor, type ParameterAnswer, requestParameters } from './requestParameters.ts';
export { reservationFactNames } from './reservationRules.ts';
export { answerFailures, surveillanceContext } from './restoration/answerFailures.ts';
export { closedByFailure, failedObjects, repairObject } from './restoration/failures.ts';
export { replanRestorations } from './restoration/replan.ts';
export { requestRestoration } from './restoration/request.ts';
export { noteSpare } from './restoration/store.ts';
export { restorationOf } from './restoration/view.ts';
export { type ItemProgress, isFinalState } from './rollup.ts';
export { type GraphResource, type ServiceGraph, serviceGraph } from './serviceGraph.ts';
export { simulateOrder } from './simulate.ts';
export {
  billingEvents,
  listOrderIds,
  type OrderFilter,
  orderQuality,
  ordersById,
} from './store.ts';
export { swapOrder } from './swapOrder.ts';
export { tellOfTaken, tellOfWithdrawn } from './tellDesigns.ts';
export { loadAndTell } from './tellOfChanged.ts';
export { birthCertificate, certificateDocument } from './turnUp/certificate.ts';
export { testFact } from './turnUp/facts.ts';
export { cancelTest, requestTest, serviceSeen } from './turnUp/onDemand.ts';
export { testPolicyOf } from './turnUp/plan.ts';
export { type Reversal, reversalsOf } from './turnUp/reversal-store.ts';
export type { Order, OrderItem } from './types.ts';
export { orderPath, orderView, orderViews } from './view.ts';
export { type FallenOut, fallenOut, fallenOutInBrief, stalledOrders } from './worklist.ts';
