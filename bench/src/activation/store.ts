import { planDevice, wishesOf } from '../../../server/src/activation/rules/ownership.ts';
import { type Database, json } from '../../../server/src/platform/database.ts';
import { lineOf } from './lines.ts';

const batch = 1_000;

/** Puts services on record as if each had been configured. Shared places are everybody's at the same value. */
export async function loadOwnership(
  { sql }: Database,
  tenant: string,
  services: number,
  devices: number,
): Promise<void> {
  for (let from = 0; from < services; from += batch) {
    const rows = [];
    for (let index = from; index < Math.min(services, from + batch); index++) {
      for (const { device, leaves } of lineOf(index, devices, 10_000)) {
        const plan = planDevice(`line-${index}`, wishesOf(leaves), { device, owned: new Map() });
        for (const { path, combiner, owners } of plan.ownership)
          rows.push({ device, path, combiner, service: `line-${index}`, value: owners.get(`line-${index}`) });
      }
    }
    await sql`
      with given as (
        select * from jsonb_to_recordset(${json(rows)}::jsonb)
          as given(device text, path text, combiner text, service text, value jsonb)
      ), leaf as (
        insert into configuration_leaf (tenant, device, path, combiner)
        select distinct on (device, path) ${tenant}, device, path, combiner from given
        on conflict do nothing
        returning device
      )
      select count(*) from leaf`;
    await sql`
      insert into configuration_owner (tenant, device, path, service_id, value, transaction_id)
      select ${tenant}, device, path, service, value, 'bench'
        from jsonb_to_recordset(${json(rows)}::jsonb)
          as given(device text, path text, combiner text, service text, value jsonb)`;
  }
  await sql`analyze configuration_leaf`;
  await sql`analyze configuration_owner`;
}
