import type { TerminationCharge, WorkOrder } from '@turnup/contract';

/** A service in use that stands on something of the one that is recovered. */
type Impacted = {
  readonly serviceId: string;
  readonly service: string;
  readonly shares: readonly { readonly kind: string; readonly key: string }[];
};

/** The kind of work by which an order waits for authority. */
export const authorizationKind = 'authorize';

/** What is to be authorized: whom it touches, and what partners charge. */
export const authorizedBy = ({ subject }: WorkOrder) => ({
  impact: (subject['impact'] ?? []) as readonly Impacted[],
  termination: (subject['termination'] ?? []) as readonly TerminationCharge[],
});
