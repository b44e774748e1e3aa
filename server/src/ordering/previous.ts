import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import type { Sql } from '../platform/database.ts';
import { itemsOfService } from './store.ts';
import type { OrderItem } from './types.ts';

/** An item that says how a service stood. */
export type DeliveredItem = OrderItem & {
  readonly serviceId: string;
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
};

/** How the service of an item stood before it: the last item that was completed and said it. */
export async function previousOf(
  sql: Sql,
  tenant: string,
  item: Pick<OrderItem, 'orderId' | 'itemId'> & { readonly serviceId: string },
): Promise<DeliveredItem | undefined> {
  const items = await itemsOfService(sql, tenant, item.serviceId);
  return items.findLast(
    (other): other is (typeof items)[number] & DeliveredItem =>
      other.state === 'completed' &&
      other.action !== 'delete' &&
      !(other.orderId === item.orderId && other.itemId === item.itemId) &&
      other.requirement !== null &&
      other.solution !== null,
  );
}
