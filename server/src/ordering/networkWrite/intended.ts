import { type DeviceContribution, suspended } from '../../activation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import type { Sql } from '../../platform/database.ts';
import { isId } from '../../platform/ids.ts';
import { configurationFor } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { isFinalState } from '../rollup.ts';
import { itemsOfService } from '../store.ts';

/** What is intended for a service, whole: what its devices should hold by its last delivered order. */
export type Intended = { readonly serviceId: string; readonly contributions: readonly DeviceContribution[] };

/**
 * Renders what is intended for a service as it stands. Refused: 404 for one that is not known, 409 for one that has ended,
 * was never delivered, or is just being changed by an order, which says itself what is intended.
 */
export async function intendedOf(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<Result<Intended>> {
  const [service] = isId(serviceId) ? await servicesById(sql, tenant, [serviceId]) : [];
  if (service === undefined) return refuse(404, 'NOT_FOUND', `there is no service ${serviceId}`);
  if (service.state === 'terminated')
    return refuse(409, 'SERVICE_TERMINATED', `service ${service.number} ended on ${service.endDate}`);
  const items = await itemsOfService(sql, tenant, serviceId);
  const open = items.find(({ state }) => !isFinalState(state));
  if (open !== undefined)
    return refuse(
      409,
      'SERVICE_CHANGING',
      `order ${open.number} is changing service ${service.number}: wait until it has ended`,
    );
  const item = items.findLast(
    ({ state, action, requirement, solution }) =>
      state === 'completed' && action !== 'delete' && requirement !== null && solution !== null,
  );
  if (item === undefined || item.requirement === null || item.solution === null)
    return refuse(
      409,
      'SERVICE_NOT_DELIVERED',
      `service ${service.number} was not delivered by an order of this system: nothing is known to be intended`,
    );
  const { requirement, solution } = item;
  const rendered = await configurationFor(delivery, sql, tenant, serviceId, { requirement, solution });
  if (!rendered.ok) return rendered;
  const { provider, customer } = rendered.value;
  const standing = service.state === 'inactive' ? suspended(provider) : provider;
  const wanted = [...standing, ...customer].map(({ device, leaves }) => ({ device, leaves }));
  const named = new Set(wanted.map(({ device }) => device));
  const owned = await delivery.devices.devicesOf(sql, tenant, serviceId);
  const left = owned.filter((device) => !named.has(device)).map((device) => ({ device, leaves: [] }));
  return ok({ serviceId, contributions: [...wanted, ...left] });
}
