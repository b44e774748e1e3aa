import type { Sql, Transaction } from '../../platform/database.ts';
import type { ConfigurationLabel, LabelledPart } from './types.ts';

/**
 * Gives the present state of devices a name, as one look at the records: what every service owns there. False where the
 * name is taken.
 */
export async function insertLabel(
  tx: Transaction,
  tenant: string,
  label: Omit<ConfigurationLabel, 'madeAt'>,
): Promise<boolean> {
  const { name, text, devices, madeBy } = label;
  const made = await tx.sql`
    insert into configuration_label (tenant, name, text, devices, made_by, made_at)
    values (${tenant}, ${name}, ${text}, ${devices}, ${madeBy}, domain_now())
    on conflict (tenant, name) do nothing returning name`;
  if (made.length === 0) return false;
  await tx.sql`
    insert into configuration_label_part (tenant, label, device, service_id, leaves)
    select ${tenant}, ${name}, device, service_id,
           jsonb_agg(jsonb_build_object('path', path, 'combiner', combiner, 'value', value, 'base', base) order by path)
      from configuration_owner join configuration_leaf using (tenant, device, path)
     where tenant = ${tenant} and device = any(${devices}::text[])
     group by device, service_id`;
  return true;
}

/** Labels, the newest first. */
export async function readLabels(sql: Sql, tenant: string): Promise<ConfigurationLabel[]> {
  return await sql<ConfigurationLabel>`
    select name, text, devices, made_by as "madeBy", made_at as "madeAt" from configuration_label
     where tenant = ${tenant} order by recorded_at desc, name`;
}

/** What services owned under a label on these of its devices. */
export async function readParts(
  sql: Sql,
  tenant: string,
  label: string,
  devices: readonly string[],
): Promise<LabelledPart[]> {
  return await sql<LabelledPart>`
    select device, service_id as "serviceId", leaves from configuration_label_part
     where tenant = ${tenant} and label = ${label} and device = any(${devices}::text[])
     order by service_id, device`;
}

/** What services own on these devices now, in the shape of a label's parts. */
export async function presentParts(
  sql: Sql,
  tenant: string,
  devices: readonly string[],
): Promise<LabelledPart[]> {
  return await sql<LabelledPart>`
    select device, service_id as "serviceId",
           jsonb_agg(jsonb_build_object('path', path, 'combiner', combiner, 'value', value, 'base', base) order by path)
             as leaves
      from configuration_owner join configuration_leaf using (tenant, device, path)
     where tenant = ${tenant} and device = any(${devices}::text[])
     group by device, service_id order by service_id, device`;
}

/** Of these services those that own nothing on any device. */
export async function goneServices(sql: Sql, tenant: string, services: readonly string[]): Promise<string[]> {
  const rows = await sql<{ service: string }>`
    select service from unnest(${services}::text[]) as asked(service)
     where not exists (select from configuration_owner where tenant = ${tenant} and service_id = asked.service)`;
  return rows.map(({ service }) => service);
}

/** Of these services those that were changed since a label on devices other than these. */
export async function changedElsewhere(
  sql: Sql,
  tenant: string,
  label: string,
  services: readonly string[],
  devices: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ service: string }>`
    select distinct owner.service_id as service
      from configuration_owner owner
      join network_transaction transaction on transaction.tenant = owner.tenant and transaction.id = owner.transaction_id
      join configuration_label label on label.tenant = owner.tenant and label.name = ${label}
     where owner.tenant = ${tenant} and owner.service_id = any(${services}::text[])
       and not owner.device = any(${devices}::text[]) and transaction.ended_at > label.recorded_at`;
  return rows.map(({ service }) => service);
}

/** Forgets a label; false where there is none. */
export async function deleteLabel(tx: Transaction, tenant: string, name: string): Promise<boolean> {
  const rows = await tx.sql`
    delete from configuration_label where tenant = ${tenant} and name = ${name} returning name`;
  return rows.length > 0;
}
