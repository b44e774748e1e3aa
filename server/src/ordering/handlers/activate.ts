import { forgetDemands } from '../../design/index.ts';
import { localDate } from '../../foundation/calendar.ts';
import { changeServices, sendObjectives, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { hasPassed } from '../../testing/index.ts';
import { amendmentNumbered } from '../amend/store.ts';
import { chargeOf, tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { objectivesOfItem } from '../objectives.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { untilOnDevices } from '../turnUp/reversal.ts';
import { transactional } from './transactional.ts';

/**
 * Activates the service of an item (eTOM 1.4.5.4.3): only after a passed test or a recorded waiver. In one transaction
 * the service becomes active and billable, billing is told once, and Service Quality Management gets its parameters.
 */
export function activateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.activate@1', (tx, attempt) => activate(delivery, tx, attempt, true));
}

/** Puts a service back into use that an order had taken out of it: the same, under the same conditions. */
export function reactivateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.reactivate@1', (tx, attempt) => activate(delivery, tx, attempt, true));
}

/** Takes a service into use that was in use all along, before it was in the records: it is not tested for that. */
export function enterHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.enter@1', (tx, attempt) => activate(delivery, tx, attempt, false));
}

async function activate(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  tested: boolean,
): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null || item.requirement === null)
    return fallout('NO_SERVICE', 'no service was issued for this item');
  if (tested && !(await hasPassed(tx.sql, tenant, item.serviceId))) {
    return fallout(
      'TEST_REQUIRED',
      'the service has no passed end-to-end test and no waiver: test it, or have the waiver recorded by who may',
    );
  }
  const absent = await untilOnDevices(delivery, tx, attempt, item.serviceId);
  if (absent !== undefined) return absent;
  const now = await delivery.now(tx.sql);
  const services = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const changed = await changeServices(
    tx,
    tenant,
    services.map((service) => ({
      id: service.id,
      state: 'active',
      inService: true,
      ...(service.startDate === null ? { startDate: now } : {}),
      ...(service.category === 'CFS' ? { cfsStatus: 0 as const } : {}),
    })),
    { by: 'activation', orderId: input.orderId, reason: 'activated' },
  );
  if (!changed.ok) return fallout(changed.fault.code, changed.fault.message);
  if (item.designId !== null) await forgetDemands(tx, tenant, item.designId);
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billed = localDate(now, zone);
  await tellBilling(tx, tenant, {
    serviceId: item.serviceId,
    orderId: input.orderId,
    kind: 'start',
    amendmentId: await amendmentNumbered(tx.sql, tenant, input),
    billingDate: billed,
    charge: chargeOf(item.requirement),
    customer: item.requirement.customer,
  });
  const catalog = await delivery.catalog(tx.sql, tenant);
  const { serviceId, requirement } = item;
  const objectives = await objectivesOfItem(tx, tenant, catalog, { ...item, serviceId, requirement });
  const sent = await sendObjectives(tx, tenant, item.requirement.customer, objectives);
  if (!sent.ok) return fallout(sent.fault.code, sent.fault.message);
  return { kind: 'completed', output: { serviceId: item.serviceId, activatedAt: now, billingDate: billed } };
}

function fallout(code: string, message: string): Outcome {
  return { kind: 'fallout', error: { code, message, cause: 'system' } };
}
