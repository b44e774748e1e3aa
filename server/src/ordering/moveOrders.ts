import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { orderFact } from './facts.ts';
import { type ItemInOrder, orderState, wayBetween } from './rollup.ts';
import { updateOrders } from './store.ts';
import type { Order } from './types.ts';

/**
 * Moves locked orders to what their items say, through every state on the way, with an event for each. Answers the
 * orders as they are then.
 */
export async function moveOrders(
  tx: Transaction,
  tenant: string,
  orders: readonly Order[],
  items: ReadonlyMap<string, readonly ItemInOrder[]>,
): Promise<Order[]> {
  const moved: Order[] = [];
  for (const order of orders) {
    const own = items.get(order.id);
    const target = own === undefined ? order.state : orderState(own);
    const way = wayBetween(order.state, target);
    if (way === null) throw new Error(`order ${order.number} cannot go from ${order.state} to ${target}`);
    for (const state of way) {
      await updateOrders(tx, tenant, [{ id: order.id, state }]);
      await recordFacts(tx, tenant, [orderFact('ServiceOrderStateChangeEvent', { ...order, state })]);
    }
    moved.push({ ...order, state: target });
  }
  return moved;
}
