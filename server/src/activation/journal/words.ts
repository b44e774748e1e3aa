import type { DeviceHolder } from './store.ts';

/** Who has a device, for people. */
export function holderWords({ device, transactionId, why, until }: DeviceHolder): string {
  return transactionId === null
    ? `${device} is held until ${until}: ${why}`
    : `${device} takes part in transaction ${transactionId}, which has not ended`;
}
