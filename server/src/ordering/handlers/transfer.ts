import type { ServiceRequirement } from '@turnup/contract';
import { localDate } from '../../foundation/calendar.ts';
import { changeServices, retireObjectives, sendObjectives, serviceFamily } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { chargeOf, tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { objectivesOf } from '../objectives.ts';
import { previousOf } from '../previous.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Makes a service the next customer's: it and all its parts, who is billed from today, and who is told of its quality. It
 * stays in use all the while, and nothing changes on any device.
 */
export function transferHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.transfer@1', (tx, attempt) => hand(delivery, tx, attempt, false));
}

/** Gives it back to the customer that it was taken from. */
export function transferBackHandler(delivery: Delivery): TransactionalHandler {
  return transactional('service.transferBack@1', (tx, attempt) => hand(delivery, tx, attempt, true));
}

async function hand(delivery: Delivery, tx: Transaction, attempt: Attempt, back: boolean): Promise<Outcome> {
  const { tenant } = attempt;
  const { orderId, itemId } = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, { orderId, itemId });
  const serviceId = item?.serviceId ?? null;
  const before =
    item === undefined || serviceId === null
      ? undefined
      : await previousOf(tx.sql, tenant, { ...item, serviceId });
  if (
    item?.requirement === undefined ||
    item.requirement === null ||
    before === undefined ||
    serviceId === null
  )
    return fallout('data', 'NO_SERVICE', 'this item names no service that is somebody’s');
  const [from, to] = back ? [item.requirement, before.requirement] : [before.requirement, item.requirement];
  const family = (await serviceFamily(tx.sql, tenant, serviceId)).filter(
    ({ state }) => state !== 'terminated',
  );
  const changed = await changeServices(
    tx,
    tenant,
    family.map(({ id, name }) => ({
      id,
      customer: to.customer,
      name: name.endsWith(from.customer) ? `${name.slice(0, -from.customer.length)}${to.customer}` : name,
    })),
    { by: 'ordering', orderId, reason: `transferred from ${from.customer} to ${to.customer}` },
  );
  if (!changed.ok) return fallout('inventory', changed.fault.code, changed.fault.message);
  const { zone } = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(await delivery.now(tx.sql), zone);
  await bill(tx, tenant, { serviceId, orderId, billingDate }, from, to);
  const catalog = await delivery.catalog(tx.sql, tenant);
  await retireObjectives(tx, tenant, serviceId, 'all');
  const objectives = objectivesOf(serviceId, to, item.solution ?? { availability: [] }, catalog);
  const sent = await sendObjectives(tx, tenant, to.customer, objectives);
  return sent.ok
    ? { kind: 'completed', output: { serviceId, customer: to.customer, billingDate } }
    : fallout('inventory', sent.fault.code, sent.fault.message);
}

/** One customer is billed to the day, the other from it. */
async function bill(
  tx: Transaction,
  tenant: string,
  event: { readonly serviceId: string; readonly orderId: string; readonly billingDate: string },
  from: ServiceRequirement,
  to: ServiceRequirement,
): Promise<void> {
  const parties = [
    ['stop', from],
    ['start', to],
  ] as const;
  for (const [kind, requirement] of parties)
    await tellBilling(tx, tenant, {
      ...event,
      kind,
      charge: chargeOf(requirement),
      customer: requirement.customer,
    });
}
