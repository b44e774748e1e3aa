/**
 * Something that happened, as it is told to subscribers. It is written in the transaction of what it tells, so it
 * exists exactly when the fact does.
 */
export type Fact = {
  /** TM Forum event type, for example `ServiceOrderStateChangeEvent`. */
  readonly type: string;
  /** The area it belongs to, for example `serviceOrdering`. */
  readonly domain: string;
  readonly aggregate: { readonly kind: string; readonly id: string };
  /** Name of the member of `event` that holds the body, for example `serviceOrder`. */
  readonly resource: string;
  readonly body: unknown;
  /** Parties concerned. Accounts of a party hear only of facts that name it. */
  readonly audience?: readonly string[];
  readonly correlationId?: string;
};

/** A fact as it was stored. `sequence` rises by one within its aggregate. */
export type StoredEvent = {
  readonly tenant: string;
  readonly position: number;
  readonly id: string;
  readonly aggregateKind: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly type: string;
  readonly domain: string;
  readonly resource: string;
  readonly body: unknown;
  readonly audience: readonly string[];
  readonly correlationId: string | null;
  readonly effectiveAt: string;
  readonly recordedAt: string;
};

/** A listener for events. */
export type Subscription = {
  readonly tenant: string;
  readonly id: string;
  readonly account: string;
  readonly party: string | null;
  readonly callback: string;
  readonly query: string | null;
};

/** One event on its way to one listener. */
export type Delivery = {
  readonly tenant: string;
  readonly subscriptionId: string;
  readonly callback: string;
  readonly attempts: number;
  readonly event: StoredEvent;
};

/** An entry of the audit log. */
export type AuditEntry = {
  readonly account: string;
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly detail?: unknown;
  readonly trace?: string;
};
