import type {
  AmendedItem,
  amendmentStates,
  CancellationCharge,
  OrderDifference,
  ServiceOrderPatch,
} from '@turnup/contract';
import type { Result } from '../../foundation/result.ts';
import { json, type Sql, type Transaction } from '../../platform/database.ts';

/** What is asked of an order under way, beside its description, priority and notes. */
export type AmendmentRequest = Pick<
  ServiceOrderPatch,
  'requestedStartDate' | 'requestedCompletionDate' | 'serviceOrderItem'
> & {
  /** Items that are planned anew although nothing else is asked of them. */
  readonly replan?: readonly string[];
};

/** What a client agreed to pay: the charges told, each for its item, or `any` for whatever it costs. */
export type Accepted = readonly CancellationCharge[] | 'any';

/** An amendment as stored. */
export type Amendment = {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customer: string | null;
  /** Counts the amendments of an order. */
  readonly number: number;
  readonly state: (typeof amendmentStates)[number];
  readonly request: AmendmentRequest;
  readonly accepts: Accepted;
  readonly items: readonly AmendedItem[];
  readonly message: string | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly decidedBy: string | null;
  readonly endedAt: string | null;
};

/** What changes of an amendment. `ends` notes the instant. */
export type AmendmentChange = Pick<Amendment, 'id' | 'state' | 'items' | 'message'> & {
  readonly decidedBy?: string;
  readonly ends: boolean;
};

/** Writes an amendment, numbered after those before it. The order is locked. */
export async function insertAmendment(
  tx: Transaction,
  tenant: string,
  row: Pick<Amendment, 'id' | 'orderId' | 'state' | 'request' | 'accepts' | 'requestedBy'>,
): Promise<number> {
  const [made] = await tx.sql<{ number: number }>`
    insert into service_order_amendment (tenant, id, order_id, number, state, request, accepts, requested_by, requested_at)
    select ${tenant}, ${row.id}, ${row.orderId}::uuid, coalesce(max(number), 0) + 1, ${row.state},
      ${json(row.request)}::jsonb, ${json(row.accepts)}::jsonb, ${row.requestedBy}, domain_now()
    from service_order_amendment where tenant = ${tenant} and order_id = ${row.orderId}::uuid
    returning number`;
  return made?.number ?? 0;
}

/** Moves an amendment on. */
export async function updateAmendment(
  tx: Transaction,
  tenant: string,
  change: AmendmentChange,
): Promise<void> {
  await tx.sql`
    update service_order_amendment set state = ${change.state}, items = ${json(change.items)}::jsonb,
      message = ${change.message}, decided_by = coalesce(${change.decidedBy ?? null}, decided_by),
      ended_at = case when ${change.ends}::boolean then domain_now() end
    where tenant = ${tenant} and id = ${change.id}`;
}

/** Keeps what the client of an amendment agreed to pay, in the place of what it had agreed to before. */
export async function keepAccepted(
  tx: Transaction,
  tenant: string,
  id: string,
  accepts: Accepted,
): Promise<void> {
  await tx.sql`
    update service_order_amendment set accepts = ${json(accepts)}::jsonb where tenant = ${tenant} and id = ${id}`;
}

/** How many amendments an order has had. */
export async function amendmentCount(sql: Sql, tenant: string, orderId: string): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from service_order_amendment where tenant = ${tenant} and order_id = ${orderId}::uuid`;
  return row?.count ?? 0;
}

/** The id of an amendment of an order by its number; undefined for none, and for work that no amendment asked for. */
export async function amendmentNumbered(
  sql: Sql,
  tenant: string,
  { orderId, revision }: { readonly orderId: string; readonly revision?: number | undefined },
): Promise<string | undefined> {
  if (revision === undefined) return undefined;
  const [row] = await sql<{ id: string }>`
    select id from service_order_amendment
    where tenant = ${tenant} and order_id = ${orderId}::uuid and number = ${revision}`;
  return row?.id;
}

/** Amendments of orders that are under way, held or in line, oldest first. */
export async function openAmendments(
  sql: Sql,
  tenant: string,
  orderIds: readonly string[],
): Promise<readonly Amendment[]> {
  return await sql<Amendment>`
    select a.id, a.order_id as "orderId", o.number as "orderNumber", o.customer, a.number, a.state, a.request, a.accepts,
      a.items, a.message, a.requested_by as "requestedBy", a.requested_at as "requestedAt", a.decided_by as "decidedBy",
      a.ended_at as "endedAt"
    from service_order_amendment a join service_order o on o.tenant = a.tenant and o.id = a.order_id
    where a.tenant = ${tenant} and a.order_id = any(${orderIds as string[]}::uuid[])
      and a.state in ('queued', 'inProgress', 'held') order by a.order_id, a.number`;
}

/** Filters of the list of amendments; null means any. */
export type AmendmentFilter = {
  readonly id: string | null;
  readonly orderId: string | null;
  readonly state: string | null;
  readonly party: string | null;
};

/** Amendments, newest first, with how many there are in all. */
export function listAmendments(
  sql: Sql,
  tenant: string,
  filter: AmendmentFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<(Amendment & { readonly total: number })[]> {
  return sql<Amendment & { total: number }>`
    select a.id, a.order_id as "orderId", o.number as "orderNumber", o.customer, a.number, a.state, a.request, a.accepts,
      a.items, a.message, a.requested_by as "requestedBy", a.requested_at as "requestedAt", a.decided_by as "decidedBy",
      a.ended_at as "endedAt", count(*) over () as total
    from service_order_amendment a join service_order o on o.tenant = a.tenant and o.id = a.order_id
    where a.tenant = ${tenant} and (${filter.id}::text is null or a.id::text = ${filter.id})
      and (${filter.orderId}::text is null or a.order_id::text = ${filter.orderId})
      and (${filter.state}::text is null or a.state = any(string_to_array(${filter.state}, ',')))
      and (${filter.party}::text is null or o.customer = ${filter.party})
    order by a.id desc offset ${page.offset} limit ${page.limit}`;
}

/** One version of an order as stored. */
export type OrderVersion = {
  readonly version: number;
  readonly amendmentId: string | null;
  readonly author: string;
  readonly effectiveAt: string;
  readonly snapshot: unknown;
  readonly difference: readonly OrderDifference[];
};

/** The versions of an order, oldest first; none while it is as it was accepted. */
export function versionsOf(sql: Sql, tenant: string, orderId: string): Promise<OrderVersion[]> {
  return sql<OrderVersion>`
    select version, amendment_id as "amendmentId", author, effective_at as "effectiveAt", snapshot, difference
    from service_order_version where tenant = ${tenant} and order_id = ${orderId}::uuid order by version`;
}

/** Keeps a version of an order. `at` null means now. */
export async function insertVersion(
  tx: Transaction,
  tenant: string,
  orderId: string,
  row: Omit<OrderVersion, 'effectiveAt'> & { readonly effectiveAt: string | null },
): Promise<void> {
  await tx.sql`
    insert into service_order_version (tenant, order_id, version, amendment_id, author, effective_at, snapshot, difference)
    values (${tenant}, ${orderId}, ${row.version}, ${row.amendmentId}, ${row.author},
      coalesce(${row.effectiveAt}::timestamptz, domain_now()), ${json(row.snapshot)}::jsonb, ${json(row.difference)}::jsonb)`;
}

/** Puts the activities and unreached milestones of an item as a new plan has them. */
export async function replaceActivities(
  tx: Transaction,
  tenant: string,
  place: { readonly orderId: string; readonly itemId: string; readonly planId: string },
  activities: readonly string[],
  milestones: readonly { readonly name: string; readonly activity: string; readonly plannedDate: string }[],
): Promise<void> {
  const { orderId, itemId, planId } = place;
  await tx.sql`
    delete from service_order_activity where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId}
      and activity <> all (${activities as string[]}::text[])`;
  await tx.sql`
    insert into service_order_activity (tenant, order_id, item_id, plan_id, activity)
    select ${tenant}, ${orderId}::uuid, ${itemId}, ${planId}::uuid, a from unnest(${activities as string[]}::text[]) a
    on conflict do nothing`;
  await tx.sql`
    delete from service_order_milestone where tenant = ${tenant} and order_id = ${orderId} and item_id = ${itemId}
      and reached_at is null`;
  await tx.sql`
    insert into service_order_milestone (tenant, order_id, item_id, name, activity, planned_date)
    select ${tenant}, ${orderId}::uuid, ${itemId}, name, activity, "plannedDate"
    from jsonb_to_recordset(${json(milestones)}::jsonb) as r(name text, activity text, "plannedDate" date)
    on conflict do nothing`;
}

/** Does work of which nothing stays, whatever it comes to. */
export async function onTrial<Found>(tx: Transaction, work: () => Promise<Found>): Promise<Found> {
  await tx.sql`savepoint on_trial`;
  try {
    return await work();
  } finally {
    await tx.sql`rollback to savepoint on_trial`;
    await tx.sql`release savepoint on_trial`;
  }
}

/** Does work of which nothing stays where it is refused. */
export async function orNothing(
  tx: Transaction,
  work: () => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  await tx.sql`savepoint or_nothing`;
  const done = await work();
  if (done.ok) await tx.sql`release savepoint or_nothing`;
  else await tx.sql`rollback to savepoint or_nothing`;
  return done;
}
