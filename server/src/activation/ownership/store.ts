import { json, type Sql, type Transaction } from '../../platform/database.ts';
import { markGone } from '../journal/store.ts';
import { obtain } from '../maps.ts';
import type { Combiner, ConfigValue, OwnedLeaf } from '../types.ts';

/** Owned places by device and path. */
export type OwnedByDevice = ReadonlyMap<string, ReadonlyMap<string, OwnedLeaf>>;

type OwnedRow = {
  readonly device: string;
  readonly path: string;
  readonly combiner: Combiner;
  readonly base: ConfigValue | null;
  readonly service_id: string | null;
  readonly value: ConfigValue | null;
};

/** Devices on which a service owns something or is to own something once they answer, sorted. */
export async function devicesOfService(sql: Sql, tenant: string, serviceId: string): Promise<string[]> {
  const rows = await sql<{ device: string }>`
    select device from configuration_owner where tenant = ${tenant} and service_id = ${serviceId}
    union
    select device from device_queue where tenant = ${tenant} and service_id = ${serviceId} and leaves <> '[]'
    order by device`;
  return rows.map((row) => row.device);
}

/**
 * Owned places with all their owners: those asked for, and all that the services own on these devices. The caller
 * holds the devices' leases when the answer is to stay true.
 */
export async function readOwned(
  sql: Sql,
  tenant: string,
  services: readonly string[],
  devices: readonly string[],
  places: readonly { readonly device: string; readonly path: string }[],
): Promise<OwnedByDevice> {
  const rows = await sql<OwnedRow>`
    with place as (
      select asked.device, asked.path
        from unnest(${places.map((place) => place.device)}::text[], ${places.map((place) => place.path)}::text[])
          as asked(device, path)
      union
      select device, path from configuration_owner
       where tenant = ${tenant} and service_id = any(${services}::text[]) and device = any(${devices}::text[])
    )
    select leaf.device, leaf.path, leaf.combiner, leaf.base, owner.service_id, owner.value
      from place
      join configuration_leaf leaf
        on leaf.tenant = ${tenant} and leaf.device = place.device and leaf.path = place.path
      left join configuration_owner owner
        on owner.tenant = leaf.tenant and owner.device = leaf.device and owner.path = leaf.path`;
  return grouped(rows);
}

/** Everything that services own on one device. */
export async function readOwnedOfDevice(
  sql: Sql,
  tenant: string,
  device: string,
): Promise<ReadonlyMap<string, OwnedLeaf>> {
  const rows = await sql<OwnedRow>`
    select leaf.device, leaf.path, leaf.combiner, leaf.base, owner.service_id, owner.value
      from configuration_leaf leaf
      left join configuration_owner owner using (tenant, device, path)
     where leaf.tenant = ${tenant} and leaf.device = ${device}`;
  return grouped(rows).get(device) ?? new Map();
}

function grouped(rows: readonly OwnedRow[]): OwnedByDevice {
  type Open = Omit<OwnedLeaf, 'owners'> & { readonly owners: Map<string, ConfigValue> };
  const devices = new Map<string, Map<string, Open>>();
  for (const row of rows) {
    const places = obtain(devices, row.device, () => new Map<string, Open>());
    const { path, combiner, base } = row;
    const leaf = obtain(places, path, () => ({ path, combiner, base, owners: new Map() }));
    if (row.service_id !== null && row.value !== null) leaf.owners.set(row.service_id, row.value);
  }
  return devices;
}

/** Replaces a service's ownership on the touched places, and forgets places that nobody owns any more. */
export async function writeOwnership(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  transactionId: string,
  ownership: readonly { readonly device: string; readonly leaf: OwnedLeaf }[],
): Promise<void> {
  const devices = ownership.map(({ device }) => device);
  const paths = ownership.map(({ leaf }) => leaf.path);
  const combiners = ownership.map(({ leaf }) => leaf.combiner);
  const bases = ownership.map(({ leaf }) => (leaf.base === null ? null : json(leaf.base)));
  const values = ownership.map(({ leaf }) => {
    const value = leaf.owners.get(serviceId);
    return value === undefined ? null : json(value);
  });
  await tx.sql`
    insert into configuration_leaf (tenant, device, path, combiner, base)
    select ${tenant}, device, path, combiner, base::jsonb
      from unnest(${devices}::text[], ${paths}::text[], ${combiners}::text[], ${bases}::text[], ${values}::text[])
        as touched(device, path, combiner, base, value)
     where value is not null
    on conflict (tenant, device, path) do nothing`;
  await tx.sql`
    delete from configuration_owner owner
     using unnest(${devices}::text[], ${paths}::text[]) as touched(device, path)
     where owner.tenant = ${tenant} and owner.service_id = ${serviceId}
       and owner.device = touched.device and owner.path = touched.path`;
  await tx.sql`
    insert into configuration_owner (tenant, device, path, service_id, value, transaction_id)
    select ${tenant}, device, path, ${serviceId}, value::jsonb, ${transactionId}
      from unnest(${devices}::text[], ${paths}::text[], ${values}::text[]) as touched(device, path, value)
     where value is not null`;
  await tx.sql`
    delete from configuration_leaf leaf
     using unnest(${devices}::text[], ${paths}::text[]) as touched(device, path)
     where leaf.tenant = ${tenant} and leaf.device = touched.device and leaf.path = touched.path
       and not exists (
         select from configuration_owner owner
          where owner.tenant = leaf.tenant and owner.device = leaf.device and owner.path = leaf.path)`;
}

/**
 * Forgets a device that is gone for good: what services own on it, what is queued for it, and how it is reached.
 * Transactions that are open end without it. The device is not touched. The journal of what was done on it stays.
 */
export async function forgetDevice(tx: Transaction, tenant: string, device: string): Promise<void> {
  await markGone(tx, tenant, device);
  await tx.sql`delete from configuration_owner where tenant = ${tenant} and device = ${device}`;
  await tx.sql`delete from configuration_leaf where tenant = ${tenant} and device = ${device}`;
  await tx.sql`delete from device_queue where tenant = ${tenant} and device = ${device}`;
  await tx.sql`delete from device_access where tenant = ${tenant} and device = ${device}`;
}
