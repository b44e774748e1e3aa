/** Partners (eTOM 1.6.8): ask, order, follow, pay, end. See README.md. */

export { answerQuery, beginQuery } from './answer.ts';
export { askPartners, closeQueries } from './ask.ts';
export { ceaseOrder } from './cease.ts';
export {
  type ChargeDecision,
  type ChargeDraft,
  type ChargedOrder,
  decideCharge,
  raiseCharge,
} from './charge.ts';
export {
  type CorrectedOffer,
  correctedOffers,
  type OfferReason,
  type RateCardOffer,
} from './corrected-offers.ts';
export { cancelOrder, completeOrder, refuseOrder } from './finish.ts';
export { beginOrder, recordFoc } from './foc.ts';
export { awaitOrder, orderFromPartners, partnerOrder } from './order.ts';
export { chargesOf, listOrders, type OrderFilter, ordersByCorrelation } from './order-store.ts';
export {
  findQuery,
  listQueries,
  nextAnswerBy as nextDue,
  type QueryFilter,
  queriesByCorrelation,
} from './query-store.ts';
export { changeExpectedDate, reachMilestone } from './slip.ts';
export { terminationOf } from './termination.ts';
export { timeOutDue } from './time-out.ts';
export type {
  Actor,
  ChargeState,
  DateChange,
  OrderDraft,
  OrderState,
  PartnerAnswer,
  PartnerCharge,
  PartnerMilestone,
  PartnerOrder,
  PartnerPorts,
  PartnerQuery,
  PartnerTerms,
  QueryDraft,
  QueryState,
} from './types.ts';
