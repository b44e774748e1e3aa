import { calendarNamed, localDate } from '../../foundation/calendar.ts';
import {
  cancelOrder,
  ceaseOrder,
  ordersByCorrelation,
  type PartnerOrder,
  terminationOf,
} from '../../partner/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { tellBilling } from '../billing.ts';
import type { Delivery } from '../delivery.ts';
import { standingOf, tailOfSite } from '../tails.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { correlationOf } from './partnerOrder.ts';
import { fallout, transactional } from './transactional.ts';

/**
 * Ends what was ordered from a partner for a site: an order under way is cancelled; what was delivered is ceased, and
 * the task waits until the partner has confirmed it, because nothing of the tail may be used again before (eTOM 1.6.8).
 */
export function withdrawPartnerHandler(delivery: Delivery): TransactionalHandler {
  return transactional('partner.withdraw@1', (tx, attempt) => withdraw(delivery, tx, attempt));
}

async function withdraw(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const order = await tailOf(tx, attempt);
  if (order === undefined) return { kind: 'completed', output: { partnerOrder: null } };
  switch (order.state) {
    case 'rejected':
    case 'failed':
    case 'cancelled':
      return { kind: 'completed', output: { partnerOrder: order.id } };
    case 'acknowledged':
    case 'inProgress':
    case 'held': {
      const cancelled = await cancelOrder(delivery.partners, tx, tenant, {
        id: order.id,
        reason: 'the order that needed it was cancelled or changed',
      });
      return cancelled.ok
        ? { kind: 'completed', output: { partnerOrder: order.id } }
        : fallout('partner', cancelled.fault.code, cancelled.fault.message);
    }
    case 'completed':
      return cease(delivery, tx, attempt, order);
  }
}

async function cease(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  order: PartnerOrder,
): Promise<Outcome> {
  const { tenant } = attempt;
  if (order.ceasedDate !== null) return { kind: 'completed', output: { partnerOrder: order.id } };
  const calendar = calendarNamed(await delivery.calendars(tx.sql, tenant), inputOf(attempt).calendar);
  const ceased = await ceaseOrder(delivery.partners, tx, tenant, {
    id: order.id,
    correlation: `cease/${order.id}/${attempt.taskId}`,
    requestedDate: localDate(await delivery.now(tx.sql), calendar.zone),
    deliveryTask: attempt.taskId,
  });
  if (!ceased.ok) return fallout('partner', ceased.fault.code, ceased.fault.message);
  // What is taken back by a cancellation or an amendment is charged with it.
  if (attempt.undoes === null) await bill(tx, attempt, order, ceased.value.requestedDate);
  return ceased.value.state === 'completed'
    ? { kind: 'completed', output: { partnerOrder: ceased.value.id } }
    : { kind: 'waiting', wait: { for: 'partner', reference: `${ceased.value.id}/cease` } };
}

/** Billing is told once for each tail what its end before the minimum term costs. */
async function bill(tx: Transaction, attempt: Attempt, order: PartnerOrder, date: string): Promise<void> {
  const cost = terminationOf(order, date);
  if (cost === undefined) return;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  await tellBilling(tx, attempt.tenant, {
    serviceId: item?.serviceId ?? null,
    orderId: input.orderId,
    kind: 'termination',
    billingDate: date,
    charge: { currency: order.currency, oneOffMinor: cost.amountMinor },
    customer: item?.requirement?.customer,
    reference: order.number,
  });
}

/** The order that gave the site its tail, by whichever order of ours it was placed. */
async function tailOf(tx: Transaction, attempt: Attempt): Promise<PartnerOrder | undefined> {
  const input = inputOf(attempt);
  // A task that takes another one back means its very tail; one that ends or replaces what stands means the one from before.
  if (attempt.undoes !== null)
    return standingOf(await ordersByCorrelation(tx.sql, attempt.tenant, [correlationOf(input)]));
  const item = await itemOf(tx.sql, attempt.tenant, input);
  return item?.serviceId === undefined || item.serviceId === null
    ? undefined
    : tailOfSite(tx, attempt.tenant, item.serviceId, input.site, input);
}
