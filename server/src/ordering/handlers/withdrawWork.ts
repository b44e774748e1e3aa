import { objectPolicy } from '../../catalog/index.ts';
import { addWorkingDays, calendarNamed, localDate } from '../../foundation/calendar.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  cancelWorkOrder,
  createWorkOrders,
  listWorkOrders,
  type WorkOrder,
} from '../../provisioning/index.ts';
import type { Delivery } from '../delivery.ts';
import { inputOf, itemOf, sourceTaskId } from '../taskSubject.ts';
import { workByTask } from '../workOfTask.ts';
import { workSubject } from '../workSubject.ts';
import { fallout, transactional } from './transactional.ts';
import type { WorkKind } from './workOrder.ts';

/**
 * Takes work back: work that nobody began is cancelled; where somebody did, and the kind of work says what takes it back
 * (policy `workKinds`, `undo`: equipment is collected, a consignment recalled), that work is given out and waited for.
 */
export function withdrawWorkHandler(delivery: Delivery): TransactionalHandler {
  return transactional('work.withdraw@1', (tx, attempt) => withdraw(delivery, tx, attempt));
}

async function withdraw(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const works = await workByTask(tx.sql, tenant, inputOf(attempt).orderId);
  const work = works.get(await sourceTaskId(tx.sql, attempt));
  if (work === undefined) return { kind: 'completed', output: { workOrder: null } };
  if (work.state !== 'completed' && work.state !== 'cancelled' && work.state !== 'rejected') {
    const cancelled = await cancelWorkOrder(delivery.provisioning, tx, tenant, {
      id: work.id,
      actor: { account: 'turnup', dispatcher: true },
      reason: 'the order that needed it was cancelled or changed',
    });
    if (!cancelled.ok) return fallout('work', cancelled.fault.code, cancelled.fault.message);
  }
  const back = await wayBack(delivery, tx, tenant, work);
  if (back === undefined) return { kind: 'completed', output: { workOrder: work.id } };
  return giveBackWork(delivery, tx, attempt, work, back);
}

type WayBack = { readonly work: string; readonly kind: WorkKind };

/** The work that takes a piece of work back, where it was begun and nothing else took it back already. */
async function wayBack(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  work: WorkOrder,
): Promise<WayBack | undefined> {
  if (work.startedAt === null || work.state === 'rejected') return undefined;
  const kinds = objectPolicy<Record<string, WorkKind>>(
    await delivery.catalog(tx.sql, tenant),
    'workKinds',
    {},
  );
  const undo = kinds[work.kind]?.undo;
  if (undo === undefined) return undefined;
  const kind = kinds[undo.work];
  if (kind === undefined)
    throw new Error(`policy workKinds: ${undo.work} takes ${work.kind} back and is not there`);
  if (undo.coveredBy !== undefined && (await isCovered(tx, tenant, work, undo.coveredBy))) return undefined;
  return { work: undo.work, kind };
}

/** Whether work of another kind was done at every site of this one, so that taking that back takes this back too. */
async function isCovered(tx: Transaction, tenant: string, work: WorkOrder, by: string): Promise<boolean> {
  const sites = (work.subject['sites'] ?? []) as readonly {
    readonly site: string;
    readonly serials: readonly string[];
  }[];
  const { items } = await listWorkOrders(tx.sql, tenant, {
    order: work.orderReference ?? '',
    kind: by,
    limit: 1_000,
  });
  const begun = new Set(items.filter((other) => other.startedAt !== null).map((other) => other.place));
  return sites.every(({ site, serials }) => serials.length === 0 || begun.has(site));
}

async function giveBackWork(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  work: WorkOrder,
  back: WayBack,
): Promise<Outcome> {
  const { tenant } = attempt;
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  if (item === undefined)
    return fallout('data', 'ITEM_GONE', `order ${input.orderId} has no item ${input.itemId}`);
  const calendar = calendarNamed(await delivery.calendars(tx.sql, tenant), work.calendar);
  const start = localDate(await delivery.now(tx.sql), calendar.zone);
  const made = await createWorkOrders(delivery.provisioning, tx, tenant, [
    {
      kind: back.work,
      name: `${back.work} ${work.place ?? ''}`.trim(),
      skill: back.kind.skill,
      requiredEvidence: back.kind.requiredEvidence,
      calendar: work.calendar,
      plannedStartDate: start,
      plannedFinishDate: addWorkingDays(calendar, start, 1),
      taskReference: attempt.taskId,
      orderReference: input.orderId,
      activity: input.activity,
      subject: await workSubject(tx, await delivery.catalog(tx.sql, tenant), tenant, item, input),
      ...(work.place === null ? {} : { place: work.place }),
    },
  ]);
  const id = made.ok ? made.value[0]?.id : undefined;
  return id === undefined
    ? fallout('work', 'WORK_REFUSED', made.ok ? 'no work order was made' : made.fault.message)
    : { kind: 'waiting', wait: { for: 'person', reference: id } };
}
