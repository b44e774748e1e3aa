import { tasksWaitingFor } from '../plan/index.ts';
import type { Sql } from '../platform/database.ts';
import { devicePauseReference } from './devicePause.ts';
import { deviceLimitReference, deviceQueueReference } from './deviceQueue.ts';

/** A task that waits for a device, of what, and why. */
export type DeviceTask = {
  readonly task: string;
  readonly label: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly why: 'paused' | 'unreachable' | 'exhausted';
};

/** The tasks that wait for a device, in the order of their plans. */
export async function tasksOfDevice(sql: Sql, tenant: string, device: string): Promise<DeviceTask[]> {
  const prefixes = [
    ['paused', devicePauseReference(device, '')],
    ['unreachable', deviceQueueReference(device, '', '').replace(/\/+$/, '/')],
    ['exhausted', deviceLimitReference(device, '')],
  ] as const;
  const found: DeviceTask[] = [];
  for (const [why, prefix] of prefixes)
    for (const task of await tasksWaitingFor(sql, prefix))
      if (task.tenant === tenant)
        found.push({ task: task.taskId, label: task.label, subject: task.subject, why });
  return found;
}
