import type { DriftRuling } from '../../activation/index.ts';

/** What is done on the network by itself, without an order; `urgent`: why it waits for no notice and no window. */
export type NetworkWrite = { readonly urgent?: { readonly reason: string } } & (
  | { readonly kind: 'redeploy'; readonly service: string }
  | {
      readonly kind: 'rollback';
      readonly label: string;
      readonly devices: readonly string[];
      /** Services that would break by it: refuse with their names, or let them keep what they have. */
      readonly others: 'refuse' | 'keep';
    }
  | {
      readonly kind: 'reconcile';
      readonly device: string;
      /** `byPolicy`: what the policy `driftReconciliation` says of each leaf. */
      readonly action: ReconcileAction | 'byPolicy';
      readonly by: string;
      readonly reason: string;
    }
);

/** Drift is let stand, becomes what is on record, or is overwritten by what is on record. */
export type ReconcileAction = DriftRuling;

/** A monitor of something asynchronous (TMF640). */
export type Monitor = {
  readonly id: string;
  readonly kind: 'order' | NetworkWrite['kind'];
  readonly sourceHref: string;
  readonly request: { readonly method: string; readonly to: string; readonly body: unknown };
  readonly input: NetworkWrite | { readonly kind: 'order'; readonly orderId: string };
  readonly state: 'InProgress' | 'InError' | 'Completed';
  readonly response: { readonly statusCode: number; readonly body: unknown } | null;
  readonly requestedBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
};
