import { type ServiceUnit, unitsOfService } from '../inventory/index.ts';
import type { Sql } from '../platform/database.ts';
import { parameterKey } from './parameters.ts';

/**
 * The units that serve the legs of each site, by the key of the site's units in the reservation, in the order of the legs.
 * Those that come to replace another do not count until it is gone. Pure.
 */
export function unitsByLeg(units: readonly ServiceUnit[]): ReadonlyMap<string, readonly string[]> {
  return byLeg(units.filter((unit) => !unit.incoming));
}

/** The units with which people work at each site: in the place of one that goes, the one that comes. */
export async function unitsToHandle(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const units = await unitsOfService(sql, tenant, serviceId);
  const going = new Set(units.filter((unit) => unit.incoming).map(({ replaces }) => replaces));
  return byLeg(units.filter(({ serial }) => !going.has(serial)));
}

function byLeg(units: readonly ServiceUnit[]): Map<string, string[]> {
  const sites = new Map<string, string[]>();
  for (const { serial, place, leg } of units.toSorted((one, other) => (one.leg ?? 0) - (other.leg ?? 0))) {
    if (place === null) continue;
    const key = parameterKey.site('cpe', place);
    const before = sites.get(key);
    if (before === undefined) sites.set(key, [serial]);
    else before.push(serial);
    // An access that took the place of another has its unit by its own number.
    sites.set(parameterKey.leg('cpe', place, leg ?? 0), [serial]);
  }
  return sites;
}
