import type { Sql } from '../platform/database.ts';
import { devicesOfService } from './ownership/store.ts';
import type { ServiceChange } from './types.ts';

/** Every device that a change names, sorted: of a service that is taken away all that it has something on. */
export async function devicesOfChange(
  sql: Sql,
  {
    tenant,
    serviceId,
    contributions,
    others = [],
  }: Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'others'>,
): Promise<readonly string[]> {
  const named = [...(contributions === null ? [] : [{ contributions }]), ...others].map((part) =>
    part.contributions.map(({ device }) => device),
  );
  for (const devices of named)
    if (new Set(devices).size < devices.length) throw new Error('a device is named twice in one change');
  const standing = contributions === null ? await devicesOfService(sql, tenant, serviceId) : [];
  return [...new Set([...standing, ...named.flat()])].sort();
}
