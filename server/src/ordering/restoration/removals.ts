import type { Sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Delivery } from '../delivery.ts';
import { dueRemovals, endRemoval, openFailures } from './store.ts';

/** Devices that are known to have failed as a whole. */
export async function deadDevices(sql: Sql, tenant: string): Promise<ReadonlySet<string>> {
  const failures = await openFailures(sql, tenant);
  return new Set(
    failures
      .filter(({ ports, name }) => ports.some((port) => port.startsWith(`${name}/`)))
      .map(({ name }) => name),
  );
}

/**
 * Takes services off devices that could not be reached when they were led another way, one transaction each, as soon as
 * the devices answer. What does not answer yet stays queued with its reason. Answers how many are off.
 */
export async function runQueuedRemovals(delivery: Delivery): Promise<number> {
  let done = 0;
  for (const removal of await dueRemovals(delivery.sql)) {
    const { tenant, device, serviceId } = removal;
    const outcome = await delivery.devices.apply({
      tenant,
      transactionId: newId(),
      serviceId,
      contributions: [{ device, leaves: [] }],
    });
    const failure =
      outcome.state === 'completed'
        ? null
        : 'failures' in outcome
          ? outcome.failures.map(({ message }) => message).join('; ') || outcome.state
          : outcome.state;
    await endRemoval(delivery.sql, removal, failure);
    if (failure === null) done += 1;
  }
  return done;
}
