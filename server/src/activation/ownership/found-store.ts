import type { Transaction } from '../../platform/database.ts';

/**
 * Makes what was found on the devices a service's own alone: where the service is the only owner and wants what stood there,
 * nothing is remembered of before, so that it goes with the service. Ports are the device's, and stay as they are; so do
 * tables that are shared.
 */
export async function adoptFound(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  sharedTables: readonly string[],
): Promise<void> {
  const shared = sharedTables.map((name) => `/vrf[name='${name}']%`);
  await tx.sql`
    update configuration_leaf leaf set base = null
      from configuration_owner owner
     where leaf.tenant = ${tenant} and owner.tenant = leaf.tenant and owner.device = leaf.device and owner.path = leaf.path
       and owner.service_id = ${serviceId} and leaf.base = owner.value
       and (leaf.path not like '/port[%' or leaf.path like '/port[%/unit[%')
       and not leaf.path like any(${shared}::text[])
       and not exists (
         select from configuration_owner other
          where other.tenant = leaf.tenant and other.device = leaf.device and other.path = leaf.path
            and other.service_id <> ${serviceId})`;
}

/** Forgets what a service owns on any device, without touching one: what stands there stays. */
export async function disownFound(tx: Transaction, tenant: string, serviceId: string): Promise<void> {
  await tx.sql`
    with gone as (
      delete from configuration_owner where tenant = ${tenant} and service_id = ${serviceId} returning device, path)
    delete from configuration_leaf leaf using gone
     where leaf.tenant = ${tenant} and leaf.device = gone.device and leaf.path = gone.path
       and not exists (
         select from configuration_owner other
          where other.tenant = leaf.tenant and other.device = leaf.device and other.path = leaf.path
            and other.service_id <> ${serviceId})`;
}
