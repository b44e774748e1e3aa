import type { Sql } from '../../platform/database.ts';
import { leavesOf } from '../labels/rollback.ts';
import { presentParts } from '../labels/store.ts';
import type { ServiceChange } from '../types.ts';

/** What puts a device back to the records: of these services, or all on it, just what they own there, written again. */
export async function putBackChange(
  sql: Sql,
  tenant: string,
  device: string,
  services: ReadonlySet<string>,
): Promise<Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'others'> | undefined> {
  const parts = (await presentParts(sql, tenant, [device])).filter(({ serviceId }) =>
    services.has(serviceId),
  );
  const [first, ...others] = parts.map(({ serviceId, leaves }) => ({
    serviceId,
    contributions: [{ device, leaves: leavesOf(device, leaves) }],
  }));
  return first === undefined ? undefined : { tenant, ...first, others };
}
