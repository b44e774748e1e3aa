import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { place } from './order.ts';
import { ceaseOf, insertCharge, lockOrder } from './order-store.ts';
import { domainNow } from './query-store.ts';
import { terminationOf } from './termination.ts';
import type { PartnerCharge, PartnerOrder, PartnerPorts } from './types.ts';

/**
 * Orders the end of what a completed order delivered: an order of its own, that the partner commits to and completes like
 * any other. Before the minimum term it carries what that costs as an accepted charge. Nothing of the old one may be reused before. While one is on its way the same is answered again. 409 for
 * an order that delivered nothing, or that was ceased.
 */
export async function ceaseOrder(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: {
    readonly id: string;
    readonly correlation: string;
    readonly requestedDate: string;
    readonly focTask?: string;
    readonly deliveryTask?: string;
  },
): Promise<Result<PartnerOrder>> {
  const delivered = await lockOrder(tx, tenant, input.id);
  if (delivered === undefined)
    return refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${input.id}`);
  const underWay = await ceaseOf(tx.sql, tenant, input.id);
  if (underWay !== undefined) return ok(underWay);
  if (delivered.action !== 'add' || delivered.state !== 'completed') {
    return refuse(
      409,
      'PARTNER_ORDER_STATE',
      `order ${delivered.number} (${delivered.action}) is ${delivered.state}: only what was delivered is ceased`,
    );
  }
  const now = await domainNow(tx);
  await place(ports, tx, tenant, [
    {
      ...delivered,
      id: ports.ids(),
      action: 'cease',
      ceases: delivered.id,
      correlation: input.correlation,
      query: null,
      state: 'acknowledged',
      monthlyMinor: 0,
      oneOffMinor: 0,
      termination: null,
      requestedDate: input.requestedDate,
      focTask: input.focTask ?? null,
      deliveryTask: input.deliveryTask ?? null,
      orderedAt: now,
    },
  ]);
  const placed = await ceaseOf(tx.sql, tenant, input.id);
  if (placed !== undefined) {
    await chargeEarlyEnd(ports, tx, tenant, delivered, placed, now);
    return ok(placed);
  }
  return refuse(409, 'PARTNER_ORDER_DIFFERS', `the correlation ${input.correlation} ordered something else`);
}

/** What an end before the minimum term costs is known from the contract: it stands on the order as accepted. */
async function chargeEarlyEnd(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  delivered: PartnerOrder,
  cease: PartnerOrder,
  now: string,
): Promise<void> {
  const cost = terminationOf(delivered, cease.requestedDate);
  if (cost === undefined) return;
  const charge: PartnerCharge = {
    id: ports.ids(),
    order: cease.id,
    kind: 'earlyTermination',
    text: `${delivered.number} is bound until ${cost.until}: ${cost.remainingMonths} months remain`,
    amountMinor: cost.amountMinor,
    currency: delivered.currency,
    blocking: false,
    state: 'accepted',
    raisedAt: now,
    decidedAt: now,
    decidedBy: 'contract',
  };
  await insertCharge(tx, tenant, charge);
  await ports.record(tx, tenant, [orderFact('PartnerOrderChargeEvent', cease, { charge })]);
}
