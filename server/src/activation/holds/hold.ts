import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { newId } from '../../platform/ids.ts';
import type { Activation } from '../activation.ts';
import { holdersOf } from '../journal/store.ts';
import { holderWords } from '../journal/words.ts';
import { type HoldReason, releaseHold, takeHold } from './store.ts';

/** A device that no transaction can take, until it is released or the time of the hold is over. */
export type Hold = { readonly id: string; release(): Promise<void> };

const retryMs = 100;

/**
 * Keeps a device from every transaction for a while, for something that is none: waits for whoever has it, as a
 * transaction would. Refused: 409 `DEVICE_IN_TRANSACTION` with who has it. A process that dies leaves the hold to its end.
 */
export async function holdDevice(
  { database, policy }: Activation,
  tenant: string,
  device: string,
  reason: HoldReason,
): Promise<Result<Hold>> {
  const id = newId();
  for (let attempts = Math.ceil((policy.deviceWaitS * 1000) / retryMs); attempts >= 0; attempts--) {
    if (await takeHold(database.sql, tenant, device, { ...reason, id }))
      return ok({ id, release: () => releaseHold(database.sql, tenant, device, id) });
    if (attempts > 0) await pause(retryMs);
  }
  const [holder] = await holdersOf(database.sql, tenant, [device]);
  return inTransaction(device, holder === undefined ? `${device} is in use` : holderWords(holder));
}

/** The refusal of whoever wants a device at rest that is not. */
export function inTransaction(device: string, words: string): Result<never> {
  return refuse(409, 'DEVICE_IN_TRANSACTION', `${words}: try again when ${device} is free`);
}
