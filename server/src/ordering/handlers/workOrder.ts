import { objectPolicy } from '../../catalog/index.ts';
import { addWorkingDays, calendarNamed, localDate } from '../../foundation/calendar.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { createWorkOrders, type WorkOrderDraft, workOrdersOfTasks } from '../../provisioning/index.ts';
import type { Delivery } from '../delivery.ts';
import { unitsThatStay } from '../joining/sharing.ts';
import { itemsOf } from '../store.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { workSubject } from '../workSubject.ts';

/** What a kind of work needs (policy `workKinds`): the skill, and what must be recorded before it can be finished. */
export type WorkKind = {
  readonly skill: string;
  readonly requiredEvidence: readonly string[];
  /** Needed only where an access moves to another port: nothing is given out otherwise. */
  readonly onlyMoved?: boolean;
  /** The kind of work that takes it back once it was begun; not needed where `coveredBy` was begun at every site too. */
  readonly undo?: { readonly work: string; readonly coveredBy?: string };
};

/** Gives work to people: one work order a task. The task waits until the work order is finished. */
export function workOrderHandler(delivery: Delivery): TransactionalHandler {
  return {
    kind: 'work.order@1',
    mode: 'transactional',
    async run(tx, attempts) {
      const outcomes: Outcome[] = [];
      const now = await delivery.now(tx.sql);
      for (const attempt of attempts) {
        const { tenant } = attempt;
        const input = attempt.input as TaskInput;
        const catalog = await delivery.catalog(tx.sql, tenant);
        const kinds = objectPolicy<Record<string, WorkKind>>(catalog, 'workKinds', {});
        const kind = kinds[input.work ?? ''];
        if (kind === undefined) {
          outcomes.push(
            fallout(
              'UNKNOWN_WORK',
              `the policy workKinds says nothing about ${input.work}: load it, then retry`,
            ),
          );
          continue;
        }
        const item = (await itemsOf(tx.sql, tenant, [input.orderId])).find(
          (candidate) => candidate.itemId === input.itemId,
        );
        if (item === undefined) {
          outcomes.push(fallout('ITEM_GONE', `order ${input.orderId} has no item ${input.itemId}`));
          continue;
        }
        const subject = await workSubject(tx, await delivery.catalog(tx.sql, tenant), tenant, item, input);
        if (kind.onlyMoved === true && !movesAnything(subject)) {
          outcomes.push({ kind: 'completed', output: null });
          continue;
        }
        if (
          input.work === 'collect' &&
          (await nothingToCollect(delivery, tx, tenant, item, subject, input))
        ) {
          outcomes.push({ kind: 'completed', output: null });
          continue;
        }
        const calendar = calendarNamed(await delivery.calendars(tx.sql, tenant), input.calendar);
        const start = localDate(now, calendar.zone);
        const draft: WorkOrderDraft = {
          kind: input.work ?? '',
          name: `${attempt.activity.slice(attempt.activity.indexOf('/') + 1)} ${input.site ?? ''}`.trim(),
          skill: kind.skill,
          requiredEvidence: kind.requiredEvidence,
          calendar: input.calendar,
          plannedStartDate: start,
          plannedFinishDate: addWorkingDays(calendar, start, input.durationWorkingDays),
          taskReference: await referenceFor(tx, attempt),
          orderReference: input.orderId,
          activity: input.activity,
          subject,
          ...(input.site === undefined ? {} : { place: input.site }),
          // A customer's own people are a team of the customer's code.
          ...(attempt.owner.kind === 'customer' ? { team: customerOf(item) } : {}),
          ...(attempt.owner.kind === 'team' && attempt.owner.ref !== null ? { team: attempt.owner.ref } : {}),
        };
        const made = await createWorkOrders(delivery.provisioning, tx, tenant, [draft]);
        const id = made.ok ? made.value[0]?.id : undefined;
        outcomes.push(
          made.ok && id !== undefined
            ? {
                kind: 'waiting',
                wait: { for: attempt.owner.kind === 'customer' ? 'customer' : 'person', reference: id },
              }
            : fallout('WORK_REFUSED', made.ok ? 'no work order was made' : made.fault.message),
        );
      }
      return outcomes;
    },
  };
}

function movesAnything(subject: Readonly<Record<string, unknown>>): boolean {
  const sites = (subject['sites'] ?? []) as readonly {
    readonly legs: readonly { readonly was?: unknown }[];
  }[];
  return sites.some(({ legs }) => legs.some(({ was }) => was !== undefined));
}

/** Whether all units that would be fetched serve others too: they stay, and nobody has to go there. */
async function nothingToCollect(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { serviceId }: OrderItem,
  subject: Readonly<Record<string, unknown>>,
  { site }: TaskInput,
): Promise<boolean> {
  const stays =
    serviceId === null ? new Set<string>() : await unitsThatStay(delivery, tx.sql, tenant, serviceId, site);
  const sites = (subject['sites'] ?? []) as readonly { readonly serials: readonly string[] }[];
  const serials = sites.flatMap((one) => one.serials);
  return stays.size > 0 && serials.every((serial) => stays.has(serial));
}

/** Work that is over stays so: another try of the task, or its repetition, is another piece of work. */
async function referenceFor(tx: Transaction, attempt: Attempt): Promise<string> {
  const [first] = await workOrdersOfTasks(tx.sql, attempt.tenant, [attempt.taskId]);
  return first === undefined || !over.has(first.state) ? attempt.taskId : attempt.attemptId;
}

const over: ReadonlySet<string> = new Set(['completed', 'rejected', 'cancelled']);

function customerOf(item: OrderItem): string {
  return item.requirement?.customer ?? '';
}

function fallout(code: string, message: string): Outcome {
  return { kind: 'fallout', error: { code, message, cause: 'data' } };
}
