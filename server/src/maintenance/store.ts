import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { OutageNotice, OutageState, PlannedOutage } from './types.ts';

/** Which outages are asked for; what is left out does not narrow. */
export type OutageQuery = {
  readonly id?: string;
  readonly state?: string;
  readonly orderId?: string;
  readonly itemId?: string;
  readonly taskId?: string;
  readonly object?: string;
  /** Outages whose time holds this instant. */
  readonly at?: string;
  readonly limit?: number;
};

export async function insertOutage(
  tx: Transaction,
  tenant: string,
  outage: Omit<PlannedOutage, 'announcedAt' | 'startedAt' | 'endedAt' | 'state'>,
): Promise<void> {
  await tx.sql`
    insert into planned_outage (tenant, id, number, state, reason, order_id, item_id, task_id, devices, objects,
      services, lead_working_days, announced_at, starts_at, ends_at)
    values (${tenant}, ${outage.id}::uuid, ${outage.number}, 'announced', ${outage.reason}, ${outage.orderId}::uuid,
      ${outage.itemId}, ${outage.taskId}, ${outage.devices as string[]}::text[], ${outage.objects as string[]}::text[],
      ${json(outage.services)}::jsonb, ${outage.leadWorkingDays}, domain_now(), ${outage.startsAt}, ${outage.endsAt})`;
}

/** Outages, those that begin first before others. */
export function readOutages(sql: Sql, tenant: string, query: OutageQuery): Promise<readonly PlannedOutage[]> {
  const { id, state, orderId, itemId, taskId, object, at } = query;
  return sql<PlannedOutage>`
    select id, number, state, reason, order_id as "orderId", item_id as "itemId", task_id as "taskId", devices,
      objects, services, lead_working_days as "leadWorkingDays", announced_at as "announcedAt",
      starts_at as "startsAt", ends_at as "endsAt", started_at as "startedAt", ended_at as "endedAt"
    from planned_outage
    where tenant = ${tenant}
      and (${id ?? null}::text is null or id::text = ${id ?? null} or number = ${id ?? null})
      and (${state ?? null}::text is null or state = any(string_to_array(${state ?? null}, ',')))
      and (${orderId ?? null}::text is null or order_id::text = ${orderId ?? null})
      and (${itemId ?? null}::text is null or item_id = ${itemId ?? null})
      and (${taskId ?? null}::text is null or task_id = ${taskId ?? null})
      and (${object ?? null}::text is null or objects && array[${object ?? null}, split_part(${object ?? null}, '/', 1)])
      and (${at ?? null}::timestamptz is null
        or (starts_at <= ${at ?? null}::timestamptz and coalesce(ended_at, ends_at) > ${at ?? null}::timestamptz))
    order by starts_at, number limit ${query.limit ?? 100}`;
}

/** An outage of an order that is not over; `passed`: its time has gone by. */
type OpenOutage = Pick<PlannedOutage, 'id' | 'state'> & {
  readonly tenant: string;
  readonly orderId: string;
  readonly itemId: string;
  readonly passed: boolean;
};

/** Outages of orders that are not over, of all tenants, those that end first before others. */
export function openOutagesOfOrders(sql: Sql): Promise<readonly OpenOutage[]> {
  return sql<OpenOutage>`
    select tenant, id, state, order_id as "orderId", item_id as "itemId", ends_at <= domain_now() as passed
    from planned_outage where order_id is not null and state in ('announced', 'inProgress')
    order by ends_at, id limit 500`;
}

/** Moves an outage; its instants follow from the state. Answers it as it is then; undefined where it was not in `from`. */
export async function moveOutage(
  tx: Transaction,
  tenant: string,
  id: string,
  from: readonly OutageState[],
  to: OutageState,
): Promise<PlannedOutage | undefined> {
  const rows = await tx.sql`
    update planned_outage set state = ${to},
      started_at = case when ${to} = 'inProgress' then domain_now() else started_at end,
      ended_at = case when ${to} in ('completed', 'withdrawn') then greatest(domain_now(), starts_at) else ended_at end
    where tenant = ${tenant} and id = ${id}::uuid and state = any(${from as string[]}::text[]) returning id`;
  if (rows.length === 0) return undefined;
  return (await readOutages(tx.sql, tenant, { id }))[0];
}

export async function insertNotices(
  tx: Transaction,
  tenant: string,
  notices: readonly Omit<OutageNotice, 'sentAt' | 'state'>[],
): Promise<void> {
  await tx.sql`
    insert into outage_notice (tenant, outage_id, recipient, kind, state, body, sent_at)
    select ${tenant}, outage_id, recipient, kind, 'sent', body, domain_now()
    from jsonb_to_recordset(${json(notices.map(({ outageId, ...rest }) => ({ ...rest, outage_id: outageId })))}::jsonb)
      as r(outage_id uuid, recipient text, kind text, body jsonb)`;
}

export async function moveNotices(
  tx: Transaction,
  tenant: string,
  outageId: string,
  state: OutageNotice['state'],
): Promise<void> {
  await tx.sql`
    update outage_notice set state = ${state} where tenant = ${tenant} and outage_id = ${outageId}::uuid`;
}

/** Notices, the newest first: of an outage, and of a recipient where one is named. */
export function readNotices(
  sql: Sql,
  tenant: string,
  query: { readonly outageId?: string; readonly recipient?: string; readonly limit?: number },
): Promise<readonly OutageNotice[]> {
  return sql<OutageNotice>`
    select outage_id as "outageId", recipient, kind, state, body, sent_at as "sentAt" from outage_notice
    where tenant = ${tenant}
      and (${query.outageId ?? null}::text is null or outage_id::text = ${query.outageId ?? null})
      and (${query.recipient ?? null}::text is null or recipient = ${query.recipient ?? null})
    order by sent_at desc, outage_id, kind, recipient limit ${query.limit ?? 100}`;
}
