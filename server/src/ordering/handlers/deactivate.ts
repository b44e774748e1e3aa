import { localDate } from '../../foundation/calendar.ts';
import { changeServices, retireObjectives, serviceFamily, servicesById } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { amendmentNumbered } from '../amend/store.ts';
import { chargeOf, tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Takes a service out of use: it is no longer active nor billable from today, billing is told once, and Service Quality
 * Management stops watching it. A service that was never active is left as it is.
 */
export function deactivateHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.deactivate@1', (tx, attempt) => deactivate(delivery, tx, attempt), {
    standsAlone: true,
  });
}

async function deactivate(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null) return { kind: 'completed', output: null };
  const { serviceId } = item;
  const active = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    (service) => service.state === 'active',
  );
  if (active.length === 0) return { kind: 'completed', output: { serviceId } };
  const changed = await changeServices(
    tx,
    tenant,
    active.map((service) => ({
      id: service.id,
      state: 'inactive',
      ...(service.category === 'CFS' ? { cfsStatus: 3 as const } : {}),
    })),
    { by: 'activation', orderId: input.orderId, reason: 'taken out of use' },
  );
  if (!changed.ok) return fallout('inventory', changed.fault.code, changed.fault.message);
  const now = await delivery.now(tx.sql);
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(now, zone);
  await tellBilling(tx, tenant, {
    serviceId,
    orderId: input.orderId,
    kind: 'stop',
    amendmentId: await amendmentNumbered(tx.sql, tenant, input),
    billingDate,
    charge: chargeOf(item.requirement),
    customer: item.requirement?.customer,
  });
  await retire(tx, tenant, serviceId, input.orderId);
  return { kind: 'completed', output: { serviceId, billingDate } };
}

async function retire(tx: Transaction, tenant: string, serviceId: string, orderId: string): Promise<void> {
  if ((await retireObjectives(tx, tenant, serviceId, 'all')) === 0) return;
  const [service] = await servicesById(tx.sql, tenant, [serviceId]);
  await recordFacts(tx, tenant, [
    {
      type: 'ServiceLevelObjectiveStateChangeEvent',
      domain: 'serviceQuality',
      aggregate: { kind: 'serviceLevelSpecification', id: serviceId },
      resource: 'serviceLevelSpecification',
      body: { serviceId, state: 'retired' },
      correlationId: orderId,
      audience: service === undefined ? [] : [service.customer],
    },
  ]);
}
