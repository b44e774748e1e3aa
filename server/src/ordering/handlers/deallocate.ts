import { reservation } from '../../allocation/index.ts';
import { changeServices, endResources, returnCpe, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { leaveShared, returnUnused } from '../joining/leave.ts';
import { reservationsOfService } from '../standing.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Gives back everything that a service holds (eTOM 1.4.5.2, 1.4.5.9): its parameters age in quarantine where their pools
 * say so, its ports and the bandwidth of the links are free, its units are in stock again but for those that serve others
 * too, and the inventory ends what it stood on. What is gone already is not given back again.
 */
export function deallocateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('parameters.deallocate@1', (tx, attempt) => deallocate(delivery, tx, attempt), {
    standsAlone: true,
  });
}

/** Gives everything of an item's service back. */
export async function deallocate(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
  const { serviceId } = item;
  const joined = await leaveShared(delivery, tx, tenant, serviceId);
  const held = await reservationsOfService(tx.sql, tenant, serviceId);
  for (const id of held) {
    const found = await reservation(tx.sql, tenant, id);
    if (found === null) continue;
    const request = { reservationId: id, owner: found.owner };
    for (const giveBack of [delivery.parameters.deallocate, delivery.parameters.release]) {
      const given = await giveBack(tx, tenant, request);
      if (!given.ok) return fallout('capacity', given.fault.code, given.fault.message);
    }
  }
  await endResources(tx, tenant, serviceId, 'all');
  const serials = [
    ...(await returnCpe(tx, tenant, serviceId, 'all')),
    ...(await returnUnused(delivery, tx, tenant, joined)),
  ];
  const family = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const changed = await changeServices(
    tx,
    tenant,
    family.map((service) => ({
      id: service.id,
      allocationStatus: 'unallocated',
      ...(service.id === serviceId ? { characteristics: { parameters: {} } } : {}),
    })),
    { by: 'allocation', orderId: input.orderId, reason: 'parameters given back' },
  );
  return changed.ok
    ? { kind: 'completed', output: { serviceId, units: serials } }
    : fallout('inventory', changed.fault.code, changed.fault.message);
}
