import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { memberFault, moved, stepByPartner } from './order-step.ts';
import { lockOrder, saveOrder } from './order-store.ts';
import type { Actor, PartnerOrder, PartnerPorts } from './types.ts';

/**
 * The partner handed over; for a cease, it took back, and what it ceases is marked so. Again changes nothing. 409 unless
 * in progress (a held order has a charge to decide); 422 for a completion ahead of today. A partner that never committed
 * to a date has done so by delivering: whoever waits for the commitment is told first.
 */
export async function completeOrder(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: {
    readonly id: string;
    readonly actor: Actor;
    /** Today where the partner works when left out. */
    readonly completedDate?: string;
    readonly circuitReference?: string;
  },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before, today } = step.value;
  if (before.state === 'completed') return ok(before);
  const state = moved(before, 'complete');
  if (!state.ok) return state;
  const completedDate = input.completedDate ?? today;
  if (completedDate > today) {
    return memberFault(
      'PARTNER_DATE_AHEAD',
      '/completedDate',
      `${completedDate} has not come; today is ${today}`,
    );
  }
  const circuitReference = input.circuitReference ?? before.circuitReference;
  const order = await saveOrder(tx, tenant, {
    ...before,
    state: state.value,
    focDate: before.focDate ?? completedDate,
    expectedDate: before.expectedDate ?? completedDate,
    completedDate,
    circuitReference,
  });
  await ports.record(tx, tenant, [orderFact('PartnerOrderStateChangeEvent', order)]);
  if (order.ceases !== null) await markCeased(ports, tx, tenant, order.ceases, completedDate);
  if (before.focDate === null) await ports.onFoc(tx, tenant, order);
  await ports.onDone(tx, tenant, order);
  return ok(order);
}

async function markCeased(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  id: string,
  ceasedDate: string,
): Promise<void> {
  const ceased = await lockOrder(tx, tenant, id);
  if (ceased === undefined) throw new Error(`partner order ${id} vanished before it was ceased`);
  const saved = await saveOrder(tx, tenant, { ...ceased, ceasedDate });
  await ports.record(tx, tenant, [orderFact('PartnerOrderCeasedEvent', saved)]);
}

/**
 * The partner will not do it: `rejected` before it began, `failed` afterwards. 422 without a reason; the cause is a code
 * of the operator's catalogue, opaque here.
 */
export async function refuseOrder(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor; readonly reason: string; readonly cause?: string },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before } = step.value;
  if (before.state === 'rejected' || before.state === 'failed') return ok(before);
  const state = moved(before, before.state === 'acknowledged' ? 'reject' : 'fail');
  if (!state.ok) return state;
  if (input.reason.trim() === '') {
    return memberFault('PARTNER_REASON_MISSING', '/reason', 'an order is refused with a reason');
  }
  const refusal = { state: state.value, reason: input.reason, cause: input.cause ?? null };
  const order = await saveOrder(tx, tenant, { ...before, ...refusal });
  await ports.record(tx, tenant, [orderFact('PartnerOrderStateChangeEvent', order)]);
  await ports.onDone(tx, tenant, order);
  return ok(order);
}

/** We take the order back, while it is unfinished. Again changes nothing; a delivered one is ceased instead (409). */
export async function cancelOrder(
  ports: Pick<PartnerPorts, 'record'>,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly reason: string; readonly cause?: string },
): Promise<Result<PartnerOrder>> {
  const before = await lockOrder(tx, tenant, input.id);
  if (before === undefined)
    return refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${input.id}`);
  if (before.state === 'cancelled') return ok(before);
  const state = moved(before, 'cancel');
  if (!state.ok) return state;
  const cancellation = { state: state.value, reason: input.reason, cause: input.cause ?? null };
  const order = await saveOrder(tx, tenant, { ...before, ...cancellation });
  await ports.record(tx, tenant, [orderFact('PartnerOrderStateChangeEvent', order)]);
  return ok(order);
}
