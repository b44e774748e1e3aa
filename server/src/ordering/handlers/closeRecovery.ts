import { devicesBeingCleared } from '../../activation/index.ts';
import { valuesOf } from '../../allocation/index.ts';
import { objectPolicy } from '../../catalog/index.ts';
import { objectivesOf, servicesById, unitsOfService } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import type { Delivery } from '../delivery.ts';
import { billingEvents } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { type CloseGates, everyGate } from './close.ts';

/**
 * Closes a recovery by rule: the service has ended, billing was told to stop, nothing of it is left on any device nor in
 * any pool, its units are back, and Service Quality Management watches it no longer.
 */
export function closeRecoveryHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'recovery.close@1',
    mode: 'external',
    limitPerNode: 4,
    retry: { maxFailures: 3, firstMs: 1_000, factor: 3, capMs: 30_000 },
    run: (attempt) => close(delivery, attempt),
  };
}

async function close(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const { sql } = delivery;
  const item = await itemOf(sql, tenant, inputOf(attempt));
  if (item?.serviceId === undefined || item.serviceId === null) return open(['this item names no service']);
  const { serviceId } = item;
  const gates = objectPolicy<CloseGates>(await delivery.catalog(sql, tenant), 'closeGates', everyGate);
  const left: string[] = [];
  const [service] = await servicesById(sql, tenant, [serviceId]);
  if (service?.state !== 'terminated')
    left.push(`service ${service?.number} is ${service?.state}, not terminated`);
  // What leaves a device as soon as that answers is queued for good: the policy said not to wait for it.
  const clearing = await devicesBeingCleared(sql, tenant, serviceId);
  const owned = await delivery.devices.devicesOf(sql, tenant, serviceId);
  const devices = owned.filter((device) => !clearing.has(device));
  if (gates.networkEqualsInventory && devices.length > 0)
    left.push(`configuration is left on ${devices.join(', ')}`);
  const values = await valuesOf(sql, tenant, { kind: 'service', id: serviceId });
  if (values.length > 0) left.push(`it still holds ${values.map((line) => line.key).join(', ')}`);
  const units = await unitsOfService(sql, tenant, serviceId);
  if (units.length > 0)
    left.push(`units ${units.map((unit) => unit.serial).join(', ')} are not back in stock`);
  // Whether it is billed is what billing was told last of that: charges for its end may come after.
  const billed = (await billingEvents(sql, tenant, serviceId)).filter(
    ({ kind }) => kind === 'start' || kind === 'stop',
  );
  if (gates.billingStarted && billed.at(-1)?.kind === 'start') left.push('billing was not told to stop');
  const watched = (await objectivesOf(sql, tenant, serviceId)).filter((line) => line.state !== 'retired');
  if (watched.length > 0) left.push('Service Quality Management still watches it');
  return left.length === 0
    ? { kind: 'completed', output: { serviceId, gates: Object.keys(gates) } }
    : open(left);
}

function open(left: readonly string[]): Outcome {
  return {
    kind: 'fallout',
    error: { code: 'NOT_READY_TO_CLOSE', message: left.join('; '), cause: 'inventory' },
  };
}
