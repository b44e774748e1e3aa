import { moveOutageTo, openOutagesOfOrders } from '../../maintenance/index.ts';
import type { Delivery } from '../delivery.ts';
import { isFinalState } from '../rollup.ts';
import { itemsOf } from '../store.ts';

/**
 * Ends the outages of orders that will not be, or are over: what was announced and whose time passed without a beginning
 * (the order was paused), and all of items that have ended. Whoever was told is told so; what is still to be done
 * announces anew. Looks at what is true, so that no restart loses one. Answers how many were ended.
 */
export async function endPassedOutages(delivery: Delivery): Promise<number> {
  let ended = 0;
  for (const outage of await openOutagesOfOrders(delivery.sql)) {
    const { tenant, id, state, orderId, itemId, passed } = outage;
    const items = await itemsOf(delivery.sql, tenant, [orderId]);
    const item = items.find((one) => one.itemId === itemId);
    const over = item === undefined || isFinalState(item.state);
    if (!over && !(passed && state === 'announced')) continue;
    const to = state === 'announced' ? 'withdrawn' : 'completed';
    if (await delivery.transaction((tx) => moveOutageTo(tx, tenant, id, [state], to))) ended++;
  }
  return ended;
}
