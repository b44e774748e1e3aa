import { json, type Sql, type Transaction } from '../../platform/database.ts';
import type { ConfigValue, Drift } from '../types.ts';

/**
 * Lets the records say what the device has, for all owners of these places: what is gone is nobody's any more. Places whose
 * owners' values are combined cannot say whose the difference is, and are left out. Only who still holds the device may.
 * Answers the places that were adopted.
 */
export async function adoptDrift(
  tx: Transaction,
  tenant: string,
  device: string,
  drifts: readonly Pick<Drift, 'path' | 'have'>[],
  hold: string,
): Promise<readonly string[]> {
  const paths = drifts.map(({ path }) => path);
  const values = drifts.map(({ have }) => (have === null ? null : json(have)));
  const rows = await tx.sql<{ path: string }>`
    with found as (
      select path, have::jsonb as have from unnest(${paths}::text[], ${values}::text[]) as found(path, have)
        join configuration_leaf leaf using (path)
       where leaf.tenant = ${tenant} and leaf.device = ${device} and leaf.combiner in ('equal', 'ordered')
         and exists (select from device_lease
                      where tenant = ${tenant} and device = ${device} and hold = ${hold} and until > clock_timestamp())
    ), changed as (
      update configuration_owner owner set value = found.have from found
       where owner.tenant = ${tenant} and owner.device = ${device} and owner.path = found.path and found.have is not null
      returning owner.path
    ), gone as (
      delete from configuration_owner owner using found
       where owner.tenant = ${tenant} and owner.device = ${device} and owner.path = found.path and found.have is null
      returning owner.path
    )
    select path from changed union select path from gone order by path`;
  await tx.sql`
    delete from configuration_leaf leaf
     where leaf.tenant = ${tenant} and leaf.device = ${device} and leaf.path = any(${paths}::text[])
       and not exists (select from configuration_owner owner
                        where owner.tenant = leaf.tenant and owner.device = leaf.device and owner.path = leaf.path)`;
  return rows.map(({ path }) => path);
}

/** Drift as it was last found on a device. */
export type KnownDrift = { readonly path: string; readonly have: ConfigValue | null; readonly kept: boolean };

export async function knownDrift(sql: Sql, tenant: string, device: string): Promise<KnownDrift[]> {
  return await sql<KnownDrift>`
    select path, have, kept_by is not null as kept from device_drift
     where tenant = ${tenant} and device = ${device} order by path`;
}

/** Replaces what is known of a device's drift by what was found now; what was kept stays kept while it is the same. */
export async function rememberDrift(
  tx: Transaction,
  tenant: string,
  device: string,
  drifts: readonly Pick<Drift, 'path' | 'have'>[],
): Promise<void> {
  const paths = drifts.map(({ path }) => path);
  const values = drifts.map(({ have }) => (have === null ? null : json(have)));
  await tx.sql`
    delete from device_drift where tenant = ${tenant} and device = ${device} and not path = any(${paths}::text[])`;
  await tx.sql`
    insert into device_drift as known (tenant, device, path, have, found_at)
    select ${tenant}, ${device}, path, have::jsonb, domain_now()
      from unnest(${paths}::text[], ${values}::text[]) as found(path, have)
    on conflict (tenant, device, path) do update
      set have = excluded.have, found_at = excluded.found_at, kept_by = null, kept_reason = null
      where known.have is distinct from excluded.have`;
}

/** Lets drift stand, by whom and why: it is not told while just that stands there. */
export async function keepDrift(
  tx: Transaction,
  tenant: string,
  device: string,
  paths: readonly string[],
  by: { readonly account: string; readonly reason: string },
): Promise<readonly string[]> {
  const rows = await tx.sql<{ path: string }>`
    update device_drift set kept_by = ${by.account}, kept_reason = ${by.reason}
     where tenant = ${tenant} and device = ${device} and path = any(${paths}::text[]) returning path`;
  return rows.map(({ path }) => path);
}
