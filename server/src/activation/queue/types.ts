import type { QueuedPart } from '../types.ts';

/** A part that waits for its device. */
export type QueuedChange = QueuedPart & {
  readonly tenant: string;
  readonly id: string;
  readonly device: string;
  /** The transaction of which it is a part; null where the device was known to have failed. */
  readonly transactionId: string | null;
  /** A domain instant. */
  readonly queuedAt: string;
  /** Counts the transactions that were to deliver it; each has its name from it. */
  readonly attempt: number;
  /** Why it is not delivered yet, in words. */
  readonly lastFailure: string | null;
  /** The device answered and the change did not come about: a person retries or withdraws it. */
  readonly blocked: boolean;
};

/** The transaction that delivers a queued part at its present attempt. */
export function deliveryId({ id, attempt }: Pick<QueuedChange, 'id' | 'attempt'>): string {
  return `${id}/${attempt}`;
}
