import type { Sql, Transaction } from '../../platform/database.ts';

/** What of the network has failed, and what fails with it. */
export type FailedObject = {
  readonly name: string;
  /** `node/port`. */
  readonly ports: readonly string[];
  readonly links: readonly string[];
  readonly reason: string;
  readonly failedAt: string;
};

/** An item of a restoration that waits for capacity. */
export type WaitingItem = {
  readonly tenant: string;
  readonly orderId: string;
  readonly itemId: string;
  readonly serviceId: string;
};

export async function insertFailed(
  tx: Transaction,
  tenant: string,
  failed: Omit<FailedObject, 'failedAt'>,
): Promise<void> {
  await tx.sql`
    insert into failed_object (tenant, name, ports, links, reason, failed_at)
    select ${tenant}, ${failed.name}, ${failed.ports as string[]}::text[], ${failed.links as string[]}::text[],
      ${failed.reason}, domain_now()
    where not exists (select from failed_object where tenant = ${tenant} and name = ${failed.name} and repaired_at is null)
    on conflict (tenant, name, failed_at) do update set repaired_at = null, reason = excluded.reason`;
}

export function openFailures(sql: Sql, tenant: string): Promise<FailedObject[]> {
  return sql<FailedObject>`
    select name, ports, links, reason, failed_at as "failedAt" from failed_object
    where tenant = ${tenant} and repaired_at is null order by failed_at, name`;
}

/** Ends a failure; false where there is none of this name. */
export async function endFailure(tx: Transaction, tenant: string, name: string): Promise<boolean> {
  const rows = await tx.sql`
    update failed_object set repaired_at = domain_now()
    where tenant = ${tenant} and name = ${name} and repaired_at is null returning name`;
  return rows.length > 0;
}

/** Marks that an item waits for capacity, and why; null that it does no longer. */
export async function markAwaitingSpare(
  tx: Transaction,
  tenant: string,
  item: { readonly orderId: string; readonly itemId: string },
  why: string | null,
): Promise<void> {
  await tx.sql`
    update service_order_item set awaits_spare = ${why}
    where tenant = ${tenant} and order_id = ${item.orderId}::uuid and item_id = ${item.itemId}`;
}

/** Why an item waits for capacity; undefined where it does not. */
export async function awaitedSpare(
  sql: Sql,
  tenant: string,
  item: { readonly orderId: string; readonly itemId: string },
): Promise<string | undefined> {
  const [row] = await sql<{ why: string | null }>`
    select awaits_spare as why from service_order_item
    where tenant = ${tenant} and order_id = ${item.orderId}::uuid and item_id = ${item.itemId}`;
  return row?.why ?? undefined;
}

/** Notes that capacity became free, where somebody waits for it. */
export async function noteSpare(tx: Transaction, tenants: readonly string[]): Promise<void> {
  await tx.sql`
    insert into spare_change (tenant, changed_at)
    select distinct i.tenant, domain_now() from service_order_item i
    where i.awaits_spare is not null and i.tenant = any(${tenants as string[]}::text[])
    on conflict (tenant) do nothing`;
}

/** Takes up what became free: the items of those tenants that wait for it. */
export async function takeSpare(tx: Transaction): Promise<WaitingItem[]> {
  const taken = await tx.sql<{ tenant: string }>`delete from spare_change returning tenant`;
  return tx.sql<WaitingItem>`
    select i.tenant, i.order_id as "orderId", i.item_id as "itemId", i.service_id as "serviceId"
    from service_order_item i
    where i.awaits_spare is not null and i.given_up is null and i.service_id is not null
      and i.state not in ('cancelled', 'failed', 'completed', 'pendingCancellation', 'assessingCancellation')
      and i.tenant = any(${taken.map(({ tenant }) => tenant)}::text[])
    order by i.tenant, i.order_id, i.item_id`;
}
