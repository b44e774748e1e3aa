import { numberPolicy } from '../../catalog/index.ts';
import { localDate } from '../../foundation/calendar.ts';
import { changeServices, sendObjectives, servicesById, servicesOfOrder } from '../../inventory/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import { newId } from '../../platform/ids.ts';
import { hasPassed } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { objectivesOf } from '../objectives.ts';
import { insertBillingEvent, itemsOf } from '../store.ts';
import type { OrderItem, TaskInput } from '../types.ts';

/**
 * Activates the service of an item (eTOM 1.4.5.4.3): only after a passed test or a recorded waiver. In one transaction
 * the service becomes active and billable, billing is told once, and Service Quality Management gets its parameters.
 */
export function activateHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: 'service.activate@1',
    mode: 'transactional',
    async run(tx, attempts) {
      const outcomes: Outcome[] = [];
      for (const attempt of attempts) outcomes.push(await activate(delivery, tx, attempt));
      return outcomes;
    },
  };
}

async function activate(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = attempt.input as TaskInput;
  const item = (await itemsOf(tx.sql, tenant, [input.orderId])).find(
    (candidate) => candidate.itemId === input.itemId,
  );
  if (item?.serviceId === undefined || item.serviceId === null || item.requirement === null)
    return fallout('NO_SERVICE', 'no service was issued for this item');
  if (!(await hasPassed(tx.sql, tenant, item.serviceId))) {
    return fallout(
      'TEST_REQUIRED',
      'the service has no passed end-to-end test and no waiver: test it, or have the waiver recorded by who may',
    );
  }
  const now = await delivery.now(tx.sql);
  const services = (await servicesOfOrder(tx.sql, tenant, input.orderId)).filter(
    (service) => service.orderItem === input.itemId,
  );
  const changed = await changeServices(
    tx,
    tenant,
    services.map((service) => ({
      id: service.id,
      state: 'active',
      inService: true,
      startDate: now,
      ...(service.category === 'CFS' ? { cfsStatus: 0 as const } : {}),
    })),
    { by: 'activation', orderId: input.orderId, reason: 'activated' },
  );
  if (!changed.ok) return fallout(changed.fault.code, changed.fault.message);
  const billed = await bill(delivery, tx, tenant, input, item, now);
  const catalog = await delivery.catalog(tx.sql, tenant);
  const objectives = objectivesOf(
    item.serviceId,
    item.requirement,
    item.solution ?? { availability: [] },
    numberPolicy(catalog, 'warningShare', 0.8),
  );
  const sent = await sendObjectives(tx, tenant, item.requirement.customer, objectives);
  if (!sent.ok) return fallout(sent.fault.code, sent.fault.message);
  return { kind: 'completed', output: { serviceId: item.serviceId, activatedAt: now, billingDate: billed } };
}

async function bill(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  input: TaskInput,
  item: OrderItem,
  now: string,
): Promise<string> {
  const calendar = await delivery.operatorCalendar(tx.sql, tenant);
  const billingDate = localDate(now, calendar.zone);
  const commercial = item.requirement?.commercial;
  const id = newId();
  const serviceId = item.serviceId ?? '';
  const event = {
    id,
    serviceId,
    orderId: input.orderId,
    kind: 'start' as const,
    billingDate,
    currency: commercial?.currency ?? null,
    oneOffMinor: commercial?.oneOffChargeMinor ?? null,
    monthlyMinor: commercial?.monthlyChargeMinor ?? null,
  };
  if (await insertBillingEvent(tx, tenant, event)) {
    const [service] = await servicesById(tx.sql, tenant, [serviceId]);
    await recordFacts(tx, tenant, [
      {
        type: 'BillingEventCreateEvent',
        domain: 'billing',
        aggregate: { kind: 'billingEvent', id },
        resource: 'billingEvent',
        body: { ...event, service: service?.number },
        correlationId: input.orderId,
        ...(item.requirement === null ? {} : { audience: [item.requirement.customer] }),
      },
    ]);
  }
  return billingDate;
}

function fallout(code: string, message: string): Outcome {
  return { kind: 'fallout', error: { code, message, cause: 'system' } };
}
