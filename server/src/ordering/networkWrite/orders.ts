import type { Database } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { isFinalState } from '../rollup.ts';
import { ordersById } from '../store.ts';
import { monitorFact } from './begin.ts';
import { endMonitor, openOrderMonitors } from './store.ts';

/** Ends the monitors of orders that have ended. Looks at what is true, so that no restart loses one. */
export async function followOrderMonitors(database: Database): Promise<number> {
  let ended = 0;
  for (const { tenant, id, orderId } of await openOrderMonitors(database.sql)) {
    const [order] = await ordersById(database.sql, tenant, [orderId]);
    if (order === undefined || !isFinalState(order.state)) continue;
    const state = order.state === 'completed' ? 'Completed' : 'InError';
    const body = { serviceOrder: order.number, state: order.state };
    const sourceHref = `/tmf-api/serviceOrdering/v4/serviceOrder/${orderId}`;
    await database.transaction(async (tx) => {
      if (!(await endMonitor(tx, tenant, id, state, { statusCode: state === 'Completed' ? 200 : 409, body })))
        return;
      await recordFacts(tx, tenant, [monitorFact('StateChange', { id, sourceHref, state })]);
    });
    ended++;
  }
  return ended;
}
