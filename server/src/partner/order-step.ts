import { localDate } from '../foundation/calendar.ts';
import { ok, type Refusal, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { lockOrder } from './order-store.ts';
import { domainNow } from './query-store.ts';
import { mayActFor, moveOrder } from './rules.ts';
import type { Actor, OrderEvent, OrderState, PartnerOrder, PartnerPorts } from './types.ts';

/** A locked order, the domain's present, and today where the partner works. */
export type OrderStep = {
  readonly order: PartnerOrder;
  readonly now: string;
  readonly today: string;
};

/**
 * Locks an order for something the partner reports, then reads the clock. 404 when there is none, 403 for anyone but
 * the partner.
 */
export async function stepByPartner(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  id: string,
  actor: Actor,
): Promise<Result<OrderStep>> {
  const order = await lockOrder(tx, tenant, id);
  if (order === undefined) return refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${id}`);
  const [terms] = await ports.partners(tx, tenant, [order.partner]);
  if (terms === undefined || !mayActFor(terms, actor)) {
    return refuse(403, 'PARTNER_NOT_YOURS', `${actor.account} does not answer for ${order.partner}`);
  }
  const now = await domainNow(tx);
  return ok({ order, now, today: localDate(now, terms.calendar.zone) });
}

/** The state after an event, or 409 naming the state that forbids it. */
export function moved(order: PartnerOrder, event: OrderEvent): Result<OrderState> {
  const state = moveOrder(order.state, event);
  return state === undefined
    ? refuse(
        409,
        'PARTNER_ORDER_STATE',
        `${event} is not possible while order ${order.number} is ${order.state}`,
      )
    : ok(state);
}

/** A 422 about one member of the request. */
export function memberFault(code: string, path: string, message: string): { ok: false; fault: Refusal } {
  return refuse(422, code, message, [{ path, message }]);
}
