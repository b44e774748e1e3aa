import type { Sql } from '../platform/database.ts';
import { standbyWays } from './restoration/protection.ts';
import { openFailures } from './restoration/store.ts';
import { itemsOfService } from './store.ts';

/** A way between two sites of a service, as it was delivered last. */
export type ServiceWay = {
  readonly from: string;
  readonly to: string;
  /** `primary` carries the traffic, `standby` is held and configured over the same accesses, `failover` is over another. */
  readonly role: 'primary' | 'standby' | 'failover';
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly roundTripUs: number;
  /** Links of it that have failed and are not repaired. */
  readonly failed: readonly string[];
};

/** The ways of a service as it stands; none where no order of this system delivered it, or where it has one site. */
export async function waysOfService(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<readonly ServiceWay[]> {
  const items = await itemsOfService(sql, tenant, serviceId);
  const delivered = items.findLast(
    ({ state, action, solution }) => state === 'completed' && action !== 'delete' && solution !== null,
  );
  const routes = delivered?.solution?.routes ?? [];
  if (routes.length === 0) return [];
  const standby = standbyWays(routes);
  const closed = new Set((await openFailures(sql, tenant)).flatMap(({ links }) => links));
  return routes.map((route): ServiceWay => {
    const { from, to, role, core, roundTripUs } = route;
    const { nodes, links } = core;
    const failed = links.filter((link) => closed.has(link));
    return { from, to, role: standby.has(route) ? 'standby' : role, nodes, links, roundTripUs, failed };
  });
}
