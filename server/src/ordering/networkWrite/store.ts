import { json, type Sql, type Transaction } from '../../platform/database.ts';
import type { Monitor } from './types.ts';

export async function insertMonitor(
  tx: Transaction,
  tenant: string,
  monitor: Pick<Monitor, 'id' | 'sourceHref' | 'request' | 'input' | 'requestedBy'>,
): Promise<void> {
  const { id, sourceHref, request, input, requestedBy } = monitor;
  await tx.sql`
    insert into configuration_monitor (tenant, id, kind, source_href, request, input, requested_by, created_at)
    values (${tenant}, ${id}, ${input.kind}, ${sourceHref}, ${json(request)}::jsonb, ${json(input)}::jsonb,
            ${requestedBy}, domain_now())`;
}

/** Monitors, the newest first: one, or those in a state. */
export async function readMonitors(
  sql: Sql,
  tenant: string,
  query: { readonly id?: string; readonly state?: string; readonly offset?: number; readonly limit?: number },
): Promise<(Monitor & { readonly total: number })[]> {
  return await sql<Monitor & { readonly total: number }>`
    select id, kind, source_href as "sourceHref", request, input, state, response, requested_by as "requestedBy",
           created_at as "createdAt", ended_at as "endedAt", count(*) over ()::int as total
      from configuration_monitor
     where tenant = ${tenant} and (${query.id ?? null}::text is null or id = ${query.id ?? null})
       and (${query.state ?? null}::text is null or state = ${query.state ?? null})
     order by created_at desc, id desc offset ${query.offset ?? 0} limit ${query.limit ?? 1}`;
}

/** Ends a monitor; false where it had ended. */
export async function endMonitor(
  tx: Transaction,
  tenant: string,
  id: string,
  state: 'InError' | 'Completed',
  response: NonNullable<Monitor['response']>,
): Promise<boolean> {
  const rows = await tx.sql`
    update configuration_monitor set state = ${state}, response = ${json(response)}::jsonb, ended_at = domain_now()
     where tenant = ${tenant} and id = ${id} and state = 'InProgress' returning id`;
  return rows.length > 0;
}

/** A monitor is at work again, where its task was retried after an error. */
export async function reopenMonitor(tx: Transaction, tenant: string, id: string): Promise<void> {
  await tx.sql`
    update configuration_monitor set state = 'InProgress', response = null, ended_at = null
     where tenant = ${tenant} and id = ${id} and state = 'InError'`;
}

/** Monitors of orders that have not ended, of all tenants. */
export async function openOrderMonitors(
  sql: Sql,
): Promise<{ readonly tenant: string; readonly id: string; readonly orderId: string }[]> {
  return await sql<{ tenant: string; id: string; orderId: string }>`
    select tenant, id, input ->> 'orderId' as "orderId" from configuration_monitor
     where state = 'InProgress' and kind = 'order' order by tenant, id limit 500`;
}
