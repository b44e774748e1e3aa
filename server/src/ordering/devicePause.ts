import { isDevicePaused } from '../activation/index.ts';
import { unwrap } from '../foundation/result.ts';
import type { ChangeHook } from '../plan/index.ts';
import type { Delivery } from './delivery.ts';

const devicePauses = 'devicePause/';

/** By what a task waits for the end of a device's pause; with an empty attempt: what all of them begin with. */
export function devicePauseReference(device: string, attemptId: string): string {
  return `${devicePauses}${encodeURIComponent(device)}/${attemptId}`;
}

/** Lets a task that begins to wait for a device go on at once when the pause was ended since the device refused it. */
export function wakeUnpaused(delivery: Delivery): ChangeHook {
  return async (tx, changes) => {
    for (const change of changes) {
      if (change.change !== 'waiting' || !change.wait.reference?.startsWith(devicePauses)) continue;
      const { tenant, taskId } = change.task;
      const device = decodeURIComponent(change.wait.reference.slice(devicePauses.length).split('/')[0] ?? '');
      if (await isDevicePaused(tx, tenant, device)) continue;
      const by = { by: 'system', reason: `the pause of ${device} ended` };
      unwrap(await delivery.plans.retryTask(tx, tenant, { taskId }, by));
    }
  };
}
