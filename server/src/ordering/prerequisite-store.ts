import type { OrderState } from '@turnup/contract';
import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Prerequisite } from './prerequisites.ts';

/** What an item relies on, as it is now. */
export type PrerequisiteState = {
  readonly orderId: string;
  readonly number: string;
  readonly itemId: string;
  readonly state: OrderState;
};

/** An item whose plan waits for what it relies on. */
export type AwaitingItem = { readonly tenant: string; readonly orderId: string; readonly itemId: string };

export async function insertPrerequisites(
  tx: Transaction,
  tenant: string,
  orderId: string,
  all: readonly Prerequisite[],
): Promise<void> {
  if (all.length === 0) return;
  await tx.sql`
    insert into service_order_prerequisite (tenant, order_id, item_id, on_order_id, on_item_id)
    select ${tenant}, ${orderId}::uuid, "itemId", "onOrder", "onItem"
    from jsonb_to_recordset(${json(all)}::jsonb) as r("itemId" text, "onOrder" uuid, "onItem" text)`;
}

/** The states of what an item relies on, by order and item. */
export function prerequisiteStates(
  sql: Sql,
  tenant: string,
  item: { readonly orderId: string; readonly itemId: string },
): Promise<PrerequisiteState[]> {
  return sql<PrerequisiteState>`
    select i.order_id as "orderId", o.number, i.item_id as "itemId", i.state
    from service_order_prerequisite p
    join service_order_item i on i.tenant = p.tenant and i.order_id = p.on_order_id and i.item_id = p.on_item_id
    join service_order o on o.tenant = i.tenant and o.id = i.order_id
    where p.tenant = ${tenant} and p.order_id = ${item.orderId}::uuid and p.item_id = ${item.itemId}
    order by o.number, i.ordinal`;
}

/** What the items of an order rely on. */
export function prerequisitesOfOrder(sql: Sql, tenant: string, orderId: string): Promise<Prerequisite[]> {
  return sql<Prerequisite>`
    select item_id as "itemId", on_order_id as "onOrder", on_item_id as "onItem" from service_order_prerequisite
    where tenant = ${tenant} and order_id = ${orderId}::uuid order by 1, 2, 3`;
}

/** Marks that the plan of an item waits, or that it does no longer. */
export async function markAwaiting(
  tx: Transaction,
  tenant: string,
  item: { readonly orderId: string; readonly itemId: string },
  awaiting: boolean,
): Promise<void> {
  await tx.sql`update service_order_item set awaits_prerequisites = ${awaiting}
    where tenant = ${tenant} and order_id = ${item.orderId}::uuid and item_id = ${item.itemId}
      and awaits_prerequisites <> ${awaiting}`;
}

/** Waiting items of all tenants whose wait has ended: all they rely on is completed, or one of it never will be. */
export function endedWaits(sql: Sql, limit: number): Promise<AwaitingItem[]> {
  return sql<AwaitingItem>`
    select i.tenant, i.order_id as "orderId", i.item_id as "itemId"
    from service_order_item i
    join lateral (
      select bool_and(p.state = 'completed') as met,
        bool_or(p.state in ('failed', 'partial', 'cancelled', 'rejected')) as failed
      from service_order_prerequisite r
      join service_order_item p on p.tenant = r.tenant and p.order_id = r.on_order_id and p.item_id = r.on_item_id
      where r.tenant = i.tenant and r.order_id = i.order_id and r.item_id = i.item_id
    ) as all_of on met or failed
    where i.awaits_prerequisites
    order by i.tenant, i.order_id, i.item_id limit ${limit}`;
}
