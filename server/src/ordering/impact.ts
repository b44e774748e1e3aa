import { sharersOf } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import { registeredPools } from './parameters.ts';

/** A service in use that stands on something of the one that is to be recovered. */
export type Impacted = {
  readonly serviceId: string;
  readonly service: string;
  readonly shares: readonly { readonly kind: string; readonly key: string }[];
};

/** Kinds of resources whose sharing matters: what carries the traffic of both. Values of pools are nobody else's. */
const carriers: ReadonlySet<string> = new Set([registeredPools.port, registeredPools.cpe, 'nte']);

/** Which other services in use stand on a port, an NTE or a unit of this one, at these of its sites or at all. */
export async function impactOf(
  sql: Sql,
  tenant: string,
  serviceId: string,
  sites: readonly string[] | 'all' = 'all',
): Promise<Impacted[]> {
  const sharers = (await sharersOf(sql, tenant, serviceId)).filter(
    (sharer) =>
      carriers.has(sharer.kind) &&
      (sharer.state === 'active' || sharer.state === 'inactive') &&
      // Roles name their site: `access:LDS:0`, `cpe:LDS`.
      (sites === 'all' || sites.includes(sharer.role.split(':')[1] ?? '')),
  );
  return [...Map.groupBy(sharers, (sharer) => sharer.serviceId)].map(([id, own]) => ({
    serviceId: id,
    service: own[0]?.number ?? id,
    shares: own.map(({ kind, key }) => ({ kind, key })),
  }));
}
