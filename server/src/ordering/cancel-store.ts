import type { CancellationCharge } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';

/** A cancellation as stored (TMF641 cancelServiceOrder). */
export type Cancellation = {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly customer: string | null;
  readonly state: 'accepted' | 'inProgress' | 'done' | 'terminatedWithError';
  readonly items: readonly string[];
  readonly reason: string | null;
  readonly requestedDate: string | null;
  readonly effectiveDate: string | null;
  readonly completionMessage: string | null;
  readonly charges: readonly CancellationCharge[];
  readonly chargesAccepted: boolean;
  readonly requestedBy: string;
  readonly requestedAt: string;
};

/** Writes a cancellation that was judged. */
export async function insertCancellation(
  tx: Transaction,
  tenant: string,
  row: Pick<
    Cancellation,
    | 'id'
    | 'orderId'
    | 'state'
    | 'items'
    | 'reason'
    | 'completionMessage'
    | 'charges'
    | 'chargesAccepted'
    | 'requestedBy'
  > & { readonly requestedDate: string | null },
): Promise<void> {
  await tx.sql`
    insert into cancel_service_order (tenant, id, order_id, state, items, reason, requested_date, completion_message,
      charges, charges_accepted, requested_by, requested_at)
    values (${tenant}, ${row.id}, ${row.orderId}, ${row.state}, ${row.items as string[]}, ${row.reason},
      ${row.requestedDate}, ${row.completionMessage}, ${json(row.charges)}::jsonb, ${row.chargesAccepted},
      ${row.requestedBy}, domain_now())`;
}

/** Ends a cancellation under way: everything was taken back. */
export async function finishCancellation(
  tx: Transaction,
  tenant: string,
  id: string,
  completionMessage: string,
): Promise<void> {
  await tx.sql`
    update cancel_service_order set state = 'done', effective_date = domain_now(),
      completion_message = ${completionMessage}, version = version + 1
    where tenant = ${tenant} and id = ${id} and state in ('accepted', 'inProgress')`;
}

/** Cancellations of orders that are under way. */
export function openCancellations(
  sql: Sql,
  tenant: string,
  orderIds: readonly string[],
): Promise<Cancellation[]> {
  return sql<Cancellation>`
    select c.id, c.order_id as "orderId", o.number as "orderNumber", o.customer, c.state, c.items, c.reason,
      c.requested_date as "requestedDate", c.effective_date as "effectiveDate",
      c.completion_message as "completionMessage", c.charges, c.charges_accepted as "chargesAccepted",
      c.requested_by as "requestedBy", c.requested_at as "requestedAt"
    from cancel_service_order c join service_order o on o.tenant = c.tenant and o.id = c.order_id
    where c.tenant = ${tenant} and c.order_id = any(${orderIds as string[]}::uuid[])
      and c.state in ('accepted', 'inProgress') order by c.id`;
}

/** Filters of the list of cancellations; null means any. `party` narrows to orders of that customer. */
export type CancellationFilter = {
  readonly id: string | null;
  readonly orderId: string | null;
  readonly state: string | null;
  readonly party: string | null;
};

/** Cancellations, newest first, with how many there are in all. */
export function listCancellations(
  sql: Sql,
  tenant: string,
  filter: CancellationFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<(Cancellation & { readonly total: number })[]> {
  return sql<Cancellation & { total: number }>`
    select c.id, c.order_id as "orderId", o.number as "orderNumber", o.customer, c.state, c.items, c.reason,
      c.requested_date as "requestedDate", c.effective_date as "effectiveDate",
      c.completion_message as "completionMessage", c.charges, c.charges_accepted as "chargesAccepted",
      c.requested_by as "requestedBy", c.requested_at as "requestedAt", count(*) over () as total
    from cancel_service_order c join service_order o on o.tenant = c.tenant and o.id = c.order_id
    where c.tenant = ${tenant} and (${filter.id}::text is null or c.id::text = ${filter.id})
      and (${filter.orderId}::text is null or c.order_id::text = ${filter.orderId})
      and (${filter.state}::text is null or c.state = any(string_to_array(${filter.state}, ',')))
      and (${filter.party}::text is null or o.customer = ${filter.party})
    order by c.id desc offset ${page.offset} limit ${page.limit}`;
}
