import { RefusalError } from '../../foundation/result.ts';
import { changeServices, serviceFamily, unitsOfService } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { configurationRetry, outcomeOf, repeatsOf } from './configure.ts';

/** Takes a service off the provider's devices in one network-wide transaction: off all of them or off none. */
export function networkRemoveHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.remove@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => remove(delivery, attempt, (_, place) => place === undefined),
    settle: (tx, attempt, outcome) =>
      outOfService(tx, attempt, outcome, 'configuration removed from the network'),
  };
}

/** Takes a service off the units of a site, before they are collected. */
export function cpeRemoveHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'cpe.remove@1',
    mode: 'external',
    limitPerNode: 4,
    retry: configurationRetry,
    run: (attempt) => {
      const { site } = inputOf(attempt);
      return remove(
        delivery,
        attempt,
        (_, place) => place !== undefined && (site === undefined || place === site),
      );
    },
  };
}

/**
 * Which devices there are is read from the records of ownership, not from the plan: an attempt that was cut off, or
 * configuration that an earlier version of the plan left, is found too.
 */
async function remove(
  delivery: Delivery,
  attempt: Attempt,
  chosen: (device: string, place: string | undefined) => boolean,
): Promise<Outcome> {
  const { tenant } = attempt;
  const item = await itemOf(delivery.sql, tenant, inputOf(attempt));
  if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
  const { serviceId } = item;
  const units = new Map(
    (await unitsOfService(delivery.sql, tenant, serviceId)).map(({ serial, place }) => [serial, place ?? '']),
  );
  const devices = (await delivery.devices.devicesOf(delivery.sql, tenant, serviceId)).filter((device) =>
    chosen(device, units.get(device)),
  );
  if (devices.length === 0) return { kind: 'completed', output: { devices: [] } };
  const outcome = await delivery.devices.apply({
    tenant,
    transactionId: attempt.attemptId,
    serviceId,
    contributions: devices.map((device) => ({ device, leaves: [] })),
    urgent: attempt.undoes !== null,
  });
  return outcomeOf(outcome, await repeatsOf(delivery, attempt), serviceId);
}

/** Records that a service carries nothing any more, once its devices were changed so. */
export async function outOfService(
  tx: Transaction,
  attempt: Attempt,
  outcome: Outcome,
  reason: string,
): Promise<void> {
  if (outcome.kind !== 'completed') return;
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return;
  const family = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
    (service) => service.state !== 'terminated' && service.inService,
  );
  if (family.length === 0) return;
  const changed = await changeServices(
    tx,
    tenant,
    family.map((service) => ({ id: service.id, inService: false })),
    { by: 'activation', orderId: input.orderId, reason },
  );
  if (!changed.ok) throw new RefusalError(changed.fault);
}
