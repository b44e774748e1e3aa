import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Demand } from './demand.ts';

/** Writes what a design stands on now, in place of what it stood on. */
export async function replaceDemands(
  tx: Transaction,
  tenant: string,
  design: string,
  demands: readonly Demand[],
): Promise<void> {
  await tx.sql`
    with wanted as (select kind, key from jsonb_to_recordset(${json(demands)}::jsonb) as r(kind text, key text)),
         gone as (delete from service_design_demand d
                   where tenant = ${tenant} and design = ${design}
                     and not exists (select from wanted w where w.kind = d.kind and w.key = d.key))
    insert into service_design_demand (tenant, design, kind, key)
    select ${tenant}, ${design}, kind, key from wanted
    on conflict do nothing`;
}

/** Forgets what a design stood on: its service stands by itself from here on. */
export async function forgetDemands(tx: Transaction, tenant: string, design: string): Promise<void> {
  await tx.sql`delete from service_design_demand where tenant = ${tenant} and design = ${design}`;
}

/** One design and one of the resources that it stands on. */
export type DemandRow = { readonly design: string; readonly key: string };

/** Designs that stand on any of these, in the order of their locks, without those of `except` (question or order). */
export function designsStandingOn(
  sql: Sql,
  tenant: string,
  kind: Demand['kind'],
  keys: readonly string[],
  except: string | null,
): Promise<DemandRow[]> {
  return sql<DemandRow>`
    select d.id as design, s.key
      from service_design_demand s join service_design d on d.tenant = s.tenant and d.id = s.design
     where s.tenant = ${tenant} and s.kind = ${kind} and s.key = any(${keys as string[]})
       and (${except}::text is null
         or (d.opened_id <> ${except} and d.delivered_by is distinct from ${except}::text))
     order by d.id, s.key`;
}

/** Writes which order delivers a design. */
export async function setDeliveredBy(
  tx: Transaction,
  tenant: string,
  design: string,
  order: string,
): Promise<void> {
  await tx.sql`update service_design set delivered_by = ${order} where tenant = ${tenant} and id = ${design}`;
}
