export { type Accepted, acceptOrder } from './accept.ts';
export { backOutOrder } from './backOut.ts';
export { requestCancellation } from './cancel.ts';
export { listCancellations } from './cancel-store.ts';
export { cancellationPath, cancellationView } from './cancelView.ts';
export { classificationFactNames } from './classify.ts';
export { complianceOfOrder } from './compliance.ts';
export type { Delivery, DeviceDoor, Occupancy } from './delivery.ts';
export { designDocument } from './designDocument.ts';
export { decideDesign, recomposeFor, submitDesign, writeDesign } from './designReview.ts';
export { wakeUnpaused } from './devicePause.ts';
export { expectedActivities } from './expect.ts';
export { followPlans } from './follow.ts';
export { giveUpItems } from './giveUp.ts';
export { deliveryHandlers } from './handlers/index.ts';
export { loseReservations } from './loseReservations.ts';
export { registeredPools } from './parameters.ts';
export { listedPauses, type PauseTarget, pauseOrder, pauseWork, resumeOrder, resumeWork } from './pauses.ts';
export { qualificationHandlers, qualificationPath, qualificationView, qualify, viewOf } from './qualify.ts';
export { type FoundMismatch, inventoryMismatches, reconcileInventory } from './reconcile.ts';
export { nextEndedWait, releasePrerequisites } from './releasePrerequisites.ts';
export { extendParameters, mayActFor, type ParameterAnswer, requestParameters } from './requestParameters.ts';
export { reservationFactNames } from './reservationRules.ts';
export type { ItemProgress } from './rollup.ts';
export { type GraphResource, type ServiceGraph, serviceGraph } from './serviceGraph.ts';
export { simulateOrder } from './simulate.ts';
export {
  billingEvents,
  insertNote,
  listOrderIds,
  type OrderFilter,
  orderQuality,
  ordersById,
  updateOrders,
} from './store.ts';
export { tellOfTaken, tellOfWithdrawn } from './tellDesigns.ts';
export { loadAndTell } from './tellOfChanged.ts';
export type { Order, OrderItem } from './types.ts';
export { orderPath, orderView, orderViews } from './view.ts';
