import { reservations } from '../../allocation/index.ts';
import { changeServices, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { orderFact } from '../facts.ts';
import { finalStates } from '../rollup.ts';
import { issuedFrom, lockOrders, ordersById, updateItems, updateOrders } from '../store.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Takes back what was issued for an item: the orders to allocate and to implement that are unfinished are cancelled, the
 * services that were recorded are terminated, and what is still reserved for them is free again.
 */
export function withdrawIssueHandler(delivery: Delivery): TransactionalHandler {
  return transactional('order.withdraw@1', (tx, attempt) => withdraw(delivery, tx, attempt));
}

/** Ends what was recorded and issued for an item. */
export async function withdraw(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
  await cancelIssued(tx, tenant, input.orderId, item.serviceId);
  const family = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const now = await delivery.now(tx.sql);
  const changed = await changeServices(
    tx,
    tenant,
    family.map((service) => ({
      id: service.id,
      state: 'terminated',
      allocationStatus: 'unallocated',
      inService: false,
      endDate: now,
    })),
    { by: 'ordering', orderId: input.orderId, reason: 'the order was cancelled' },
  );
  if (!changed.ok) return fallout('inventory', changed.fault.code, changed.fault.message);
  const owner = { kind: 'service', id: item.serviceId };
  if ((await reservations(tx.sql, tenant, owner)).length > 0) {
    const released = await delivery.parameters.release(tx, tenant, { owner });
    if (!released.ok) return fallout('capacity', released.fault.code, released.fault.message);
  }
  return { kind: 'completed', output: { serviceId: item.serviceId } };
}

/** Cancels the unfinished orders that were issued from an order for a service. Finished ones stay as they ended. */
async function cancelIssued(
  tx: Transaction,
  tenant: string,
  requestId: string,
  serviceId: string,
): Promise<void> {
  const ids = await issuedFrom(tx.sql, tenant, requestId, serviceId);
  await lockOrders(tx, tenant, ids);
  const open = (await ordersById(tx.sql, tenant, ids)).filter((order) => !finalStates.has(order.state));
  if (open.length === 0) return;
  await updateItems(
    tx,
    tenant,
    open.map((order) => ({ orderId: order.id, itemId: '1', state: 'cancelled', errorMessage: [] })),
  );
  await updateOrders(
    tx,
    tenant,
    open.map((order) => ({ id: order.id, state: 'cancelled' })),
  );
  await recordFacts(
    tx,
    tenant,
    open.map((order) => orderFact('ServiceOrderStateChangeEvent', { ...order, state: 'cancelled' })),
  );
}
