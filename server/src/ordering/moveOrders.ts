import type { OrderState } from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { orderFact } from './facts.ts';
import { rollUp, wayBetween } from './rollup.ts';
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
  states: ReadonlyMap<string, readonly OrderState[]>,
): Promise<Order[]> {
  const moved: Order[] = [];
  for (const order of orders) {
    const target = rollUp(states.get(order.id) ?? [order.state]);
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
