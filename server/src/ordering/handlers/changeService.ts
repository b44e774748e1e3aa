import type { ServiceRequirement } from '@turnup/contract';
import { localDate } from '../../foundation/calendar.ts';
import { changeServices, sendObjectives, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { hasPassed } from '../../testing/index.ts';
import { chargeOf, tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { objectivesOf } from '../objectives.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { untilOnDevices } from '../turnUp/reversal.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Records a change of a live service (R19): what it is now, with the old kept in its versions; billing is told of the
 * new charges once, and Service Quality Management of what is promised now.
 */
export function changeServiceHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.change@1', (tx, attempt) => change(delivery, tx, attempt));
}

async function change(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null || item.requirement === null)
    return fallout('data', 'NO_SERVICE', 'this item names no service to change');
  const { serviceId, requirement } = item;
  if (!(await hasPassed(tx.sql, tenant, serviceId)))
    return fallout('system', 'TEST_REQUIRED', 'the service has no passed end-to-end test and no waiver');
  const absent = await untilOnDevices(delivery, tx, attempt, serviceId);
  if (absent !== undefined) return absent;
  const family = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const now = await delivery.now(tx.sql);
  const changed = await changeServices(
    tx,
    tenant,
    family.flatMap((service) => {
      const characteristics =
        service.id === serviceId ? { sites: requirement.sites } : rateOf(requirement, service.place);
      if (characteristics === undefined) return [];
      // A part that was added is in use from now on, as the whole is.
      const begins =
        service.state === 'inactive' ? { state: 'active' as const, inService: true, startDate: now } : {};
      return [{ id: service.id, characteristics, ...begins }];
    }),
    { by: 'ordering', orderId: input.orderId, reason: 'changed' },
  );
  if (!changed.ok) return fallout('inventory', changed.fault.code, changed.fault.message);
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(now, zone);
  await tellBilling(tx, tenant, {
    serviceId,
    orderId: input.orderId,
    kind: 'change',
    billingDate,
    charge: chargeOf(requirement),
    customer: requirement.customer,
  });
  const catalog = await delivery.catalog(tx.sql, tenant);
  const objectives = objectivesOf(serviceId, requirement, item.solution ?? { availability: [] }, catalog);
  const sent = await sendObjectives(tx, tenant, requirement.customer, objectives);
  return sent.ok
    ? { kind: 'completed', output: { serviceId, billingDate } }
    : fallout('inventory', sent.fault.code, sent.fault.message);
}

function rateOf(
  requirement: ServiceRequirement,
  place: string | null,
): { readonly bandwidthKbps: number } | undefined {
  const site = requirement.sites.find((candidate) => candidate.site === place);
  return site === undefined ? undefined : { bandwidthKbps: site.bandwidthKbps };
}
