import type { Comparison, Leaf } from '../../activation/index.ts';
import { ok, type Result } from '../../foundation/result.ts';
import type { Delivery } from '../delivery.ts';
import { intendedOf } from './intended.ts';

/** A device held against intent, with the services whose intent is not known now, and why. */
export type IntentComparison = Comparison & { readonly asRecorded: Readonly<Record<string, string>> };

/**
 * Compares a device with what is intended for every service on it. Services whose intent cannot be rendered now (an order
 * is changing one, nobody delivered it) are taken as the records have them, and named with the reason.
 */
export async function compareWithIntent(
  delivery: Delivery,
  tenant: string,
  device: string,
): Promise<Result<IntentComparison>> {
  const intended = new Map<string, readonly Leaf[]>();
  const asRecorded: Record<string, string> = {};
  for (const serviceId of await delivery.devices.servicesOn(tenant, device)) {
    const found = await intendedOf(delivery, delivery.sql, tenant, serviceId);
    if (!found.ok) asRecorded[serviceId] = found.fault.message;
    else
      intended.set(serviceId, found.value.contributions.find((one) => one.device === device)?.leaves ?? []);
  }
  const compared = await delivery.devices.compare(tenant, device, intended);
  return compared.ok ? ok({ ...compared.value, asRecorded }) : compared;
}
