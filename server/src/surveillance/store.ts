import { json, type Sql, type Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Advance, Begun } from './advance.ts';
import type { Condition } from './types.ts';

/**
 * Takes the turn to look, so that of several nodes one looks at a time; the number of the look, or undefined where it is
 * not time yet. Real time: the network does not know of a simulated clock.
 */
export async function takeTurn(sql: Sql, tenant: string, everyMs: number): Promise<number | undefined> {
  const [row] = await sql<{ look: number }>`
    insert into surveillance_turn (tenant, look, looked_at) values (${tenant}, 1, clock_timestamp())
    on conflict (tenant) do update set look = surveillance_turn.look + 1, looked_at = clock_timestamp()
      where surveillance_turn.looked_at <= clock_timestamp() - ${everyMs} * interval '1 millisecond'
    returning look`;
  return row?.look;
}

/** Locks the turn; false where another look has begun since, whose findings are newer. */
export async function holdsTurn(tx: Transaction, tenant: string, look: number): Promise<boolean> {
  const rows = await tx.sql`
    select look from surveillance_turn where tenant = ${tenant} and look = ${look} for update`;
  return rows.length > 0;
}

/** Conditions that are not over, and those with these ids whatever became of them. */
export function openConditions(
  sql: Sql,
  tenant: string,
  others: readonly string[] = [],
): Promise<Condition[]> {
  return sql<Condition>`
    select id, name, kind, state, reason, bad_looks as "badLooks", good_looks as "goodLooks", since,
      failed_at as "failedAt", cleared_at as "clearedAt", orders, services, obstacle
    from network_condition
    where tenant = ${tenant} and (state in ('suspected', 'failed') or id = any(${others}::uuid[]))
    order by since desc, id desc`;
}

/** A part of all conditions, the newest first, with how many there are; of one state where it is named. */
export function listConditions(
  sql: Sql,
  tenant: string,
  state: string | null,
  page: { readonly offset: number; readonly limit: number },
): Promise<(Condition & { readonly total: number })[]> {
  return sql<Condition & { readonly total: number }>`
    select id, name, kind, state, reason, bad_looks as "badLooks", good_looks as "goodLooks", since,
      failed_at as "failedAt", cleared_at as "clearedAt", orders, services, obstacle, count(*) over ()::int as total
    from network_condition
    where tenant = ${tenant} and (${state}::text is null or state = ${state})
    order by since desc, id desc offset ${page.offset} limit ${page.limit}`;
}

export async function insertConditions(
  tx: Transaction,
  tenant: string,
  begun: readonly Begun[],
): Promise<void> {
  if (begun.length === 0) return;
  const rows = begun.map((one) => ({ ...one, id: newId() }));
  await tx.sql`
    insert into network_condition (tenant, id, name, kind, state, reason, bad_looks, since, failed_at)
    select ${tenant}, id, name, kind, state, reason, "badLooks", domain_now(),
      case when state = 'failed' then domain_now() end
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r(id uuid, name text, kind text, state text, reason text, "badLooks" integer)`;
}

export async function updateConditions(
  tx: Transaction,
  tenant: string,
  changed: Advance['changed'],
): Promise<void> {
  if (changed.length === 0) return;
  await tx.sql`
    update network_condition c set state = r.state, reason = r.reason, bad_looks = r."badLooks",
      good_looks = r."goodLooks",
      failed_at = case when r.state = 'failed' then coalesce(c.failed_at, domain_now()) else c.failed_at end,
      cleared_at = case when r.state = 'cleared' then domain_now() end
    from jsonb_to_recordset(${json(changed)}::jsonb)
      as r(id uuid, state text, reason text, "badLooks" integer, "goodLooks" integer)
    where c.tenant = ${tenant} and c.id = r.id`;
}

export async function deleteConditions(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.sql`delete from network_condition where tenant = ${tenant} and id = any(${ids as string[]}::uuid[])`;
}

/** Locks conditions that have failed, so that one node alone answers them. */
export function lockFailed(tx: Transaction, tenant: string): Promise<Condition[]> {
  return tx.sql<Condition>`
    select id, name, kind, state, reason, bad_looks as "badLooks", good_looks as "goodLooks", since,
      failed_at as "failedAt", cleared_at as "clearedAt", orders, services, obstacle
    from network_condition where tenant = ${tenant} and state = 'failed'
    order by failed_at, name for update`;
}

/** Notes what was ordered because of conditions: the order, and the services that it names. */
export async function noteOrdered(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  ordered: { readonly order: string; readonly services: readonly string[] },
): Promise<void> {
  await tx.sql`
    update network_condition set orders = array_append(orders, ${ordered.order}::uuid),
      services = services || ${ordered.services as string[]}::uuid[], obstacle = null
    where tenant = ${tenant} and id = any(${ids as string[]}::uuid[])`;
}

/** Notes why nothing could be ordered because of conditions; null that nothing stands in the way. */
export async function noteObstacle(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  obstacle: string | null,
): Promise<void> {
  await tx.sql`
    update network_condition set obstacle = ${obstacle}
    where tenant = ${tenant} and id = any(${ids as string[]}::uuid[]) and obstacle is distinct from ${obstacle}`;
}
