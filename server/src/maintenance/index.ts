export { announceOutage, moveOutageTo } from './outages.ts';
export { type OutageQuery, openOutagesOfOrders, readNotices, readOutages } from './store.ts';
export type {
  InterruptedService,
  OutageNotice,
  OutageState,
  PlannedOutage,
  Stretch,
  WindowPolicy,
} from './types.ts';
export { nextCommonWindow, noWindows, type WindowSubject } from './windows.ts';
