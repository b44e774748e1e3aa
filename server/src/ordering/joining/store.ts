import type { Sql } from '../../platform/database.ts';
import { finalStates } from '../rollup.ts';
import type { OrderItem } from '../types.ts';

/** An item of a request that is at a service now. */
export type ItemAtWork = Pick<OrderItem, 'orderId' | 'action'> & {
  readonly serviceId: string;
  /** The order's number. */
  readonly number: string;
};

/** The items of requests that are at these services now. */
export function itemsAtWork(sql: Sql, tenant: string, serviceIds: readonly string[]): Promise<ItemAtWork[]> {
  return sql<ItemAtWork>`
    select i.service_id as "serviceId", i.order_id as "orderId", i.action, o.number
      from service_order_item i join service_order o on o.tenant = i.tenant and o.id = i.order_id
     where i.tenant = ${tenant} and i.service_id = any(${serviceIds as string[]}::uuid[]) and o.kind = 'request'
       and i.state <> all(${[...finalStates]}::text[])
     order by o.number`;
}
