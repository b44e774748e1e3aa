import type { TerminationCharge } from '@turnup/contract';
import { objectPolicy } from '../../catalog/index.ts';
import { addWorkingDays, calendarNamed, localDate } from '../../foundation/calendar.ts';
import { type Attempt, type Outcome, planView, type TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { createWorkOrders } from '../../provisioning/index.ts';
import type { Delivery } from '../delivery.ts';
import { ceasedBy, terminationCharges } from '../earlyTermination.ts';
import { impactOf } from '../impact.ts';
import { previousOf } from '../previous.ts';
import { authorizeKind } from '../taskKinds.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { OrderItem } from '../types.ts';
import { fallout, transactional } from './transactional.ts';
import type { WorkKind } from './workOrder.ts';

/** The kind of work that grants or refuses authority, as policy `workKinds` knows it. */
const authorization = 'authorize';

/**
 * Asks for the authority to recover what other services in use stand on, or what a partner charges for (eTOM 1.4.5.9): a
 * work order with the impact and the charges.
 * Finished, it is granted; rejected, it is refused, and the item is cancelled with nothing changed.
 */
export function authorizeHandler(delivery: Delivery): TransactionalHandler {
  return transactional(authorizeKind, (tx, attempt) => ask(delivery, tx, attempt));
}

async function ask(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null)
    return fallout('data', 'NO_SERVICE', 'this item names no service to recover');
  const kinds = objectPolicy<Record<string, WorkKind>>(
    await delivery.catalog(tx.sql, tenant),
    'workKinds',
    {},
  );
  const kind = kinds[authorization];
  if (kind === undefined)
    return fallout(
      'data',
      'UNKNOWN_WORK',
      `the policy workKinds says nothing about ${authorization}: load it, then retry`,
    );
  const calendar = calendarNamed(await delivery.calendars(tx.sql, tenant), input.calendar);
  const start = localDate(await delivery.now(tx.sql), calendar.zone);
  const sites = await endingSites(tx, tenant, { ...item, serviceId: item.serviceId });
  const impact = await impactOf(tx.sql, tenant, item.serviceId, sites);
  const termination = await terminationsPlanned(tx, attempt, item.serviceId);
  const made = await createWorkOrders(delivery.provisioning, tx, tenant, [
    {
      kind: authorization,
      name: `Authorize recovery of ${item.serviceId}`,
      skill: kind.skill,
      requiredEvidence: kind.requiredEvidence,
      calendar: input.calendar,
      plannedStartDate: start,
      plannedFinishDate: addWorkingDays(calendar, start, input.durationWorkingDays),
      taskReference: attempt.taskId,
      orderReference: input.orderId,
      activity: input.activity,
      subject: { service: item.serviceId, impact, termination },
      ...(attempt.owner.kind === 'team' && attempt.owner.ref !== null ? { team: attempt.owner.ref } : {}),
    },
  ]);
  const id = made.ok ? made.value[0]?.id : undefined;
  return id === undefined
    ? fallout('work', 'WORK_REFUSED', made.ok ? 'no work order was made' : made.fault.message)
    : { kind: 'waiting', wait: { for: 'person', reference: id } };
}

/** The sites that an item ends: all of a service that is deleted, of one that is changed those that it leaves. */
async function endingSites(
  tx: Transaction,
  tenant: string,
  item: OrderItem & { readonly serviceId: string },
): Promise<readonly string[] | 'all'> {
  if (item.action === 'delete') return 'all';
  const stays = new Set((item.requirement?.sites ?? []).map(({ site }) => site));
  const before = await previousOf(tx.sql, tenant, item);
  return (before?.requirement.sites ?? []).flatMap(({ site }) => (stays.has(site) ? [] : [site]));
}

/** What partners charge by the order's plan as it stands. */
async function terminationsPlanned(
  tx: Transaction,
  attempt: Attempt,
  serviceId: string,
): Promise<TerminationCharge[]> {
  const plan = await planView(tx.sql, attempt.tenant, attempt.planId);
  const activities = plan === null ? [] : ceasedBy(plan, inputOf(attempt).itemId);
  return terminationCharges(tx, attempt.tenant, serviceId, { activities });
}
