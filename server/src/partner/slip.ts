import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { orderFact } from './facts.ts';
import { memberFault, moved, stepByPartner } from './order-step.ts';
import { saveOrder } from './order-store.ts';
import type { Actor, DateChange, PartnerOrder, PartnerPorts } from './types.ts';

/**
 * A later or, after expedition, an earlier expected date, always with its reason; the commitment stays what it was.
 * The same date again is heard silently. 409 before the commitment; 422 without reason or for a past date.
 */
export async function changeExpectedDate(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: {
    readonly id: string;
    readonly actor: Actor;
    readonly expectedDate: string;
    readonly reason: string;
    readonly cause?: string;
  },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before, now, today } = step.value;
  const state = moved(before, 'changeDate');
  if (!state.ok) return state;
  if (before.expectedDate === null) {
    return refuse(
      409,
      'PARTNER_FOC_MISSING',
      `order ${before.number} has no committed date that could change`,
    );
  }
  if (before.expectedDate === input.expectedDate) return ok(before);
  if (input.reason.trim() === '') {
    return memberFault('PARTNER_REASON_MISSING', '/reason', 'a change of date needs its reason');
  }
  if (input.expectedDate < today) {
    const message = `work that is expected on ${input.expectedDate} would be done; today is ${today}`;
    return memberFault('PARTNER_DATE_PAST', '/expectedDate', message);
  }
  const change: DateChange = {
    from: before.expectedDate,
    to: input.expectedDate,
    reason: input.reason,
    cause: input.cause ?? null,
    recordedAt: now,
  };
  const order = await saveOrder(tx, tenant, {
    ...before,
    state: state.value,
    expectedDate: input.expectedDate,
    dateChanges: [...before.dateChanges, change],
  });
  await ports.record(tx, tenant, [orderFact('PartnerOrderDateChangeEvent', order, { dateChange: change })]);
  await ports.onDateChange(tx, tenant, order, change);
  return ok(order);
}

/** A step that the partner reports, such as a survey done. The same code and date again is heard silently. */
export async function reachMilestone(
  ports: PartnerPorts,
  tx: Transaction,
  tenant: string,
  input: {
    readonly id: string;
    readonly actor: Actor;
    readonly code: string;
    readonly date: string;
    readonly note?: string;
  },
): Promise<Result<PartnerOrder>> {
  const step = await stepByPartner(ports, tx, tenant, input.id, input.actor);
  if (!step.ok) return step;
  const { order: before, now, today } = step.value;
  const state = moved(before, 'reachMilestone');
  if (!state.ok) return state;
  if (input.date > today) {
    return memberFault('PARTNER_DATE_AHEAD', '/date', `${input.date} has not come; today is ${today}`);
  }
  if (before.milestones.some(({ code, date }) => code === input.code && date === input.date))
    return ok(before);
  const milestone = { code: input.code, date: input.date, note: input.note ?? null, recordedAt: now };
  const order = await saveOrder(tx, tenant, { ...before, milestones: [...before.milestones, milestone] });
  await ports.record(tx, tenant, [orderFact('PartnerOrderMilestoneEvent', order)]);
  return ok(order);
}
