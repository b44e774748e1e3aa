import { ok, type Result, refuse, unreachable } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { memberFault, moved, stepByPartner } from './order-step.ts';
import { chargesOf, insertCharge, lockOrder, saveCharge, saveOrder } from './order-store.ts';
import { domainNow } from './query-store.ts';
import { isBlocked } from './rules.ts';
import type { Actor, ChargeState, PartnerCharge, PartnerOrder, PartnerPorts } from './types.ts';

/** A charge as the partner raises it, in minor units of the order's currency. */
export type ChargeDraft = {
  readonly kind: string;
  readonly text: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly blocking: boolean;
};

/** A charge with the order that it stands on. */
export type ChargedOrder = { readonly order: PartnerOrder; readonly charge: PartnerCharge };

/**
 * The partner raises a charge. A blocking one holds the order until it is accepted or withdrawn; any other, also a charge
 * for ending (termination, cancellation), only waits to be decided. 422 in another currency than the order's; 409 for a
 * blocking charge on an order that is over.
 */
export async function raiseCharge(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: { readonly id: string; readonly actor: Actor; readonly charge: ChargeDraft },
): Promise<Result<ChargedOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before, now } = step.value;
  const { currency, amountMinor, blocking } = input.charge;
  if (currency !== before.currency) {
    return memberFault('PARTNER_CURRENCY', '/currency', `order ${before.number} is in ${before.currency}`);
  }
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    return memberFault(
      'PARTNER_AMOUNT',
      '/amountMinor',
      'an amount is a whole number of minor units, 0 or more',
    );
  }
  const state = blocking ? moved(before, 'block') : ok(before.state);
  if (!state.ok) return state;
  const charge: PartnerCharge = {
    ...input.charge,
    id: ports.ids(),
    order: before.id,
    state: 'proposed',
    raisedAt: now,
    decidedAt: null,
    decidedBy: null,
  };
  await insertCharge(tx, tenant, charge);
  return ok({
    charge,
    order: await settle(ports, tx, tenant, { ...before, state: state.value }, before, charge),
  });
}

/** What can be decided of a charge: by us, or its withdrawal by the partner. */
export type ChargeDecision = 'accept' | 'decline' | 'withdraw';

const chargeMoves: Readonly<Record<ChargeState, Readonly<Partial<Record<ChargeDecision, ChargeState>>>>> = {
  proposed: { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' },
  // A declined blocking charge leaves the order held: the partner withdraws it, we accept after all, or we cancel.
  declined: { accept: 'accepted', withdraw: 'withdrawn' },
  accepted: {},
  withdrawn: {},
};

/** The state of a charge after a decision, or undefined where that cannot be decided any more. */
export const moveCharge = (state: ChargeState, decision: ChargeDecision): ChargeState | undefined =>
  chargeMoves[state][decision];

/**
 * Decides a charge. `withdraw` is the partner's (403 for others), the rest are ours. With its last blocking charge gone
 * the order goes on. The same decision again changes nothing; another is 409.
 */
export async function decideCharge(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: {
    readonly order: string;
    readonly charge: string;
    readonly decision: ChargeDecision;
    readonly actor: Actor;
  },
): Promise<Result<ChargedOrder>> {
  const before = await lockedFor(ports, tx, tenant, input.order, input.decision, input.actor);
  if (!before.ok) return before;
  const charges = await chargesOf(tx.sql, tenant, input.order);
  const charge = charges.find(({ id }) => id === input.charge);
  if (charge === undefined) {
    return refuse(
      404,
      'PARTNER_CHARGE_UNKNOWN',
      `order ${before.value.number} has no charge ${input.charge}`,
    );
  }
  if (charge.state === outcomeOf(input.decision)) return ok({ order: before.value, charge });
  const state = moveCharge(charge.state, input.decision);
  if (state === undefined) {
    return refuse(
      409,
      'PARTNER_CHARGE_STATE',
      `charge ${charge.id} is ${charge.state}; it cannot be ${outcomeOf(input.decision)}`,
    );
  }
  const decided: PartnerCharge = {
    ...charge,
    state,
    decidedAt: await domainNow(tx),
    decidedBy: input.actor.account,
  };
  await saveCharge(tx, tenant, decided);
  const left = charges.map((one) => (one.id === decided.id ? decided : one));
  const resumes = before.value.state === 'held' && !isBlocked(left);
  const next = resumes ? moved(before.value, 'unblock') : ok(before.value.state);
  if (!next.ok) return next;
  const after = { ...before.value, state: next.value };
  return ok({ charge: decided, order: await settle(ports, tx, tenant, after, before.value, decided) });
}

function outcomeOf(decision: ChargeDecision): ChargeState {
  switch (decision) {
    case 'accept':
      return 'accepted';
    case 'decline':
      return 'declined';
    case 'withdraw':
      return 'withdrawn';
    default:
      return unreachable(decision);
  }
}

async function lockedFor(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  id: string,
  decision: ChargeDecision,
  actor: Actor,
): Promise<Result<PartnerOrder>> {
  if (decision === 'withdraw') {
    const step = await stepByPartner(ports, tx, tenant, id, actor);
    return step.ok ? ok(step.value.order) : step;
  }
  const order = await lockOrder(tx, tenant, id);
  return order ? ok(order) : refuse(404, 'PARTNER_ORDER_UNKNOWN', `there is no partner order ${id}`);
}

async function settle(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  after: PartnerOrder,
  before: PartnerOrder,
  charge: PartnerCharge,
): Promise<PartnerOrder> {
  const order = await saveOrder(tx, tenant, after);
  await ports.record(tx, tenant, [
    orderFact('PartnerOrderChargeEvent', order, { charge }),
    ...(order.state === before.state ? [] : [orderFact('PartnerOrderStateChangeEvent', order)]),
  ]);
  return order;
}
