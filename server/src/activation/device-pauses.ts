import type { Sql, Transaction } from '../platform/database.ts';
import * as store from './access/pause-store.ts';

export type { DevicePause } from './access/pause-store.ts';

/** Keeps a device from being changed; a transaction under way is let finish. The same again changes nothing. */
export async function pauseDevice(
  tx: Transaction,
  tenant: string,
  device: string,
  intervention: { readonly by: string; readonly reason: string },
): Promise<void> {
  await store.insertPause(tx, tenant, device, intervention);
}

/** Ends {@link pauseDevice}; false when the device was not paused. */
export async function resumeDevice(tx: Transaction, tenant: string, device: string): Promise<boolean> {
  return await store.deletePause(tx, tenant, device);
}

/** Paused devices of a tenant, all of them or those of a list, by name. */
export async function pausedDevices(
  sql: Sql,
  tenant: string,
  devices?: readonly string[],
): Promise<readonly store.DevicePause[]> {
  return await store.readPauses(sql, tenant, devices ?? null);
}

/** Whether a device is paused. Holds the pause until the transaction ends, so that nobody ends it in between. */
export async function isDevicePaused(tx: Transaction, tenant: string, device: string): Promise<boolean> {
  return await store.lockPause(tx, tenant, device);
}
