import { calendarNamed, localDate } from '../../foundation/calendar.ts';
import { cancelOrder, ceaseOrder, ordersByCorrelation, type PartnerOrder } from '../../partner/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { amendmentCount } from '../amend/store.ts';
import type { Delivery } from '../delivery.ts';
import { itemsOfService } from '../store.ts';
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
  return ceased.value.state === 'completed'
    ? { kind: 'completed', output: { partnerOrder: ceased.value.id } }
    : { kind: 'waiting', wait: { for: 'partner', reference: `${ceased.value.id}/cease` } };
}

/** The order that gave the site its tail, by whichever order of ours it was placed. */
async function tailOf(tx: Transaction, attempt: Attempt): Promise<PartnerOrder | undefined> {
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  const served =
    item?.serviceId === undefined || item.serviceId === null
      ? []
      : await itemsOfService(tx.sql, attempt.tenant, item.serviceId);
  // A task that takes another one back means its very tail; one that ends or replaces what stands means the one from before.
  const own = correlationOf(input);
  const correlations = attempt.undoes === null ? [] : [own];
  if (attempt.undoes === null)
    for (const { orderId, itemId } of served) {
      if (orderId === input.orderId && itemId === input.itemId) continue;
      const amended = await amendmentCount(tx.sql, attempt.tenant, orderId);
      for (const revision of [undefined, ...Array.from({ length: amended }, (_, index) => index + 1)])
        correlations.push(correlationOf({ orderId, itemId, site: input.site, revision }));
    }
  const orders = await ordersByCorrelation(tx.sql, attempt.tenant, [...new Set(correlations)]);
  return (
    orders.find(
      (order) => order.action === 'add' && order.ceasedDate === null && order.state === 'completed',
    ) ?? orders.find((order) => order.action === 'add')
  );
}
