export { type EventFilter, type ListedEvent, listEvents } from './browse-store.ts';
export { type CallbackPolicy, parseCallback } from './callbackPolicy.ts';
export { type Dispatcher, hears, notificationOf, startDispatcher } from './dispatcher.ts';
export { parseEventQuery } from './query.ts';
export {
  auditOf,
  deleteSubscription,
  eventsAfter,
  insertSubscription,
  lastPosition,
  nextNumber,
  recordAudit,
  recordFacts,
} from './store.ts';
export type { AuditEntry, Fact, StoredEvent, Subscription } from './types.ts';
