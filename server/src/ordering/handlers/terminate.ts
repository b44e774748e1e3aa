import { changeServices, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/** Ends a service for good (R20): with its end date, in the inventory's history for ever. */
export function terminateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.terminate@1', (tx, attempt) => terminate(delivery, tx, attempt), {
    standsAlone: true,
  });
}

async function terminate(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null)
    return fallout('data', 'NO_SERVICE', 'this item names no service to end');
  const now = await delivery.now(tx.sql);
  const family = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const changed = await changeServices(
    tx,
    tenant,
    family.map((service) => ({
      id: service.id,
      state: 'terminated',
      inService: false,
      endDate: now,
    })),
    { by: 'ordering', orderId: input.orderId, reason: 'recovered' },
  );
  return changed.ok
    ? { kind: 'completed', output: { serviceId: item.serviceId, endDate: now } }
    : fallout('inventory', changed.fault.code, changed.fault.message);
}
