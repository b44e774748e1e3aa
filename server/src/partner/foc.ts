import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { memberFault, moved, stepByPartner } from './order-step.ts';
import { saveOrder } from './order-store.ts';
import type { Actor, PartnerOrder, PartnerPorts } from './types.ts';

/** The partner takes the order up, before it can commit to a date. Doing so again changes nothing. */
export async function beginOrder(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  if (step.value.order.state === 'inProgress') return ok(step.value.order);
  const state = moved(step.value.order, 'begin');
  if (!state.ok) return state;
  const order = await saveOrder(tx, tenant, { ...step.value.order, state: state.value });
  await ports.record(tx, tenant, [orderFact('PartnerOrderStateChangeEvent', order)]);
  return ok(order);
}

/**
 * The partner's firm order commitment: the date by which it hands over. It is given once; the same again is heard
 * silently, another is a change of date (409 `PARTNER_FOC_GIVEN`). 422 for a date that is past where the partner works.
 */
export async function recordFoc(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor; readonly focDate: string },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before, today } = step.value;
  if (before.focDate === input.focDate) return ok(before);
  if (before.focDate !== null) {
    return refuse(
      409,
      'PARTNER_FOC_GIVEN',
      `order ${before.number} is committed to ${before.focDate}; tell another expected date, with its reason`,
    );
  }
  const state = moved(before, 'commitDate');
  if (!state.ok) return state;
  if (input.focDate < today) {
    return memberFault(
      'PARTNER_DATE_PAST',
      '/focDate',
      `a commitment to ${input.focDate} is past; today is ${today}`,
    );
  }
  const committed = { state: state.value, focDate: input.focDate, expectedDate: input.focDate };
  const order = await saveOrder(tx, tenant, { ...before, ...committed });
  await ports.record(tx, tenant, [
    ...(order.state === before.state ? [] : [orderFact('PartnerOrderStateChangeEvent', order)]),
    orderFact('PartnerOrderFocEvent', order),
  ]);
  await ports.onFoc(tx, tenant, order);
  return ok(order);
}
