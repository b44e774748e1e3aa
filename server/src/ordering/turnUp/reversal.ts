import { objectPolicy } from '../../catalog/index.ts';
import { unwrap } from '../../foundation/result.ts';
import { type Attempt, type Outcome, planView, tasksWaitingFor } from '../../plan/index.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { findTest, type TestRun } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { ordersById } from '../store.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import {
  beginAgain,
  insertReversal,
  isBeingReversed,
  openReversals,
  type Reversal,
  type ReversedChange,
  reversalsOf,
  withdrawReversalsOf,
} from './reversal-store.ts';

/**
 * Policy `failedTest`: after which verdicts of a turn-up test the change of the network is taken back, and how many
 * minutes of the domain clock people have to test it again, or to waive the run, before it is.
 */
type FailedTestPolicy = {
  readonly reverseAfter: readonly TestRun['verdict'][];
  readonly afterMinutes: number;
};

/** What holds where no policy is loaded: what does not work does not stay on the network. */
const usual: FailedTestPolicy = { reverseAfter: ['failed'], afterMinutes: 60 };

/** An item that has a service. */
export type Served = OrderItem & { readonly serviceId: string };

/** The input of the tasks that take a change back and make it again. */
export type ReversalInput = Pick<Reversal, 'orderId' | 'itemId' | 'testRun' | 'change'>;

/** What is to be taken back after a run, and not earlier than when. */
export type DueReversal = Pick<Reversal, 'change' | 'dueAt'>;

/** Whether the change of an item is to be taken back after a run that did not pass; undefined: it stays. */
export async function reversalAfter(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
  run: TestRun,
): Promise<DueReversal | undefined> {
  const { tenant, planId } = attempt;
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const { reverseAfter, afterMinutes } = objectPolicy(catalog, 'failedTest', usual);
  if (!reverseAfter.includes(run.verdict)) return undefined;
  const change = await changeOf(delivery.sql, tenant, planId, item.itemId);
  if (change === undefined || (await wasWaived(delivery, tenant, item))) return undefined;
  const now = Date.parse(await delivery.now(delivery.sql));
  return { change, dueAt: new Date(now + afterMinutes * 60_000).toISOString() };
}

/** Has it taken back by a task of its own, which waits and tries again as any task does. */
export async function wantReversal(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: Served,
  { testRun, change, dueAt }: DueReversal & Pick<Reversal, 'testRun'>,
): Promise<void> {
  const { orderId, itemId, serviceId } = item;
  if (!(await insertReversal(tx, tenant, { orderId, itemId, serviceId, testRun, change, dueAt }))) return;
  const input = { orderId, itemId, testRun, change };
  await plan(delivery, tx, tenant, 'network.reverse@1', input, { label: 'Take back', notBefore: dueAt });
}

/**
 * A run of a service was waived: what was to be taken back after it stays, and what was taken back is made again. So also
 * what a try that is out takes back: whoever needs the service on its devices then asks again.
 */
export async function keepReversed(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  serviceId: string,
): Promise<void> {
  await withdrawReversalsOf(tx, tenant, serviceId);
  for (const { orderId, itemId, testRun, change } of await beginAgain(tx, tenant, serviceId)) {
    const input = { orderId, itemId, testRun, change };
    await plan(delivery, tx, tenant, 'network.makeAgain@1', input, { label: 'Make again' });
  }
}

/**
 * Lets a task wait until a service, whose run was waived, is on its devices again; undefined where nothing of it is off
 * them because of a test.
 */
export async function untilOnDevices(
  delivery: Delivery,
  tx: Transaction,
  attempt: Attempt,
  serviceId: string,
): Promise<Outcome | undefined> {
  const { tenant } = attempt;
  if ((await openReversals(tx.sql, tenant, serviceId)).length === 0) return undefined;
  await keepReversed(delivery, tx, tenant, serviceId);
  return { kind: 'waiting', wait: { for: 'event', reference: reference('made', serviceId, attempt) } };
}

/** Lets a test wait until a try to take its item back has ended, one way or the other. */
export function untilTried(attempt: Attempt, { orderId, itemId }: TaskInput): Outcome {
  const what = JSON.stringify([orderId, itemId]);
  return { kind: 'waiting', wait: { for: 'event', reference: reference('tried', what, attempt) } };
}

const prefix = 'reversal/';

function reference(until: 'made' | 'tried', what: string, { attemptId }: Attempt): string {
  return `${prefix}${[until, what, attemptId].map(encodeURIComponent).join('/')}`;
}

/**
 * Lets tasks go on that wait for the end of a reversal, or for its being made again. Looks at what is true, so that no
 * restart loses a task. Answers how many went on.
 */
export async function followReversals(delivery: Delivery): Promise<number> {
  let moved = 0;
  for (const { tenant, taskId, reference } of await tasksWaitingFor(delivery.sql, prefix)) {
    const [until = '', what = ''] = reference.slice(prefix.length).split('/').map(decodeURIComponent);
    if (!(await isOver(delivery.sql, tenant, until, what))) continue;
    const by = { by: 'system', reason: 'what was taken back after the test is settled' };
    await delivery.transaction((tx) => delivery.plans.retryTask(tx, tenant, { taskId }, by));
    moved++;
  }
  return moved;
}

async function isOver(sql: Sql, tenant: string, until: string, what: string): Promise<boolean> {
  if (until === 'tried') {
    const [orderId = '', itemId = ''] = JSON.parse(what) as readonly string[];
    return !(await isBeingReversed(sql, tenant, { orderId, itemId }));
  }
  // One that was taken back only now is not being made again yet: whoever waits has that begun.
  const open = await openReversals(sql, tenant, what);
  return open.every(({ outcome }) => outcome === 'completed');
}

async function plan(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  kind: 'network.reverse@1' | 'network.makeAgain@1',
  input: ReversalInput,
  { label, notBefore }: { readonly label: string; readonly notBefore?: string },
): Promise<void> {
  const [order] = await ordersById(tx.sql, tenant, [input.orderId]);
  unwrap(
    await delivery.plans.createPlan(tx, tenant, {
      subject: { kind: 'reversal', id: `${kind}/${input.testRun}` },
      tasks: [
        {
          key: 'network',
          kind,
          input,
          activity: 'NETWORK',
          label: `${label} what ${order?.number ?? input.orderId} changed, which did not pass its test`,
          after: [],
          owner: { kind: 'system', ref: null },
          ...(notBefore === undefined ? {} : { notBefore }),
        },
      ],
    }),
  );
}

/** By which task of its plan an item came onto the network; undefined where by others, which have their own ways back. */
async function changeOf(
  sql: Sql,
  tenant: string,
  planId: string,
  itemId: string,
): Promise<ReversedChange | undefined> {
  const standing = await planView(sql, tenant, planId);
  const kinds = (standing?.tasks ?? [])
    .filter(
      ({ state, input }) => state === 'completed' && (input as Partial<TaskInput> | null)?.itemId === itemId,
    )
    .map(({ kind }) => kind);
  return (['network.configure@1', 'network.reconfigure@1'] as const).find((kind) => kinds.includes(kind));
}

/** Whether somebody with authority took an earlier run of the item on: then its change stays, whatever is measured. */
async function wasWaived(delivery: Delivery, tenant: string, { orderId, itemId }: Served): Promise<boolean> {
  for (const reversal of await reversalsOf(delivery.sql, tenant, orderId)) {
    if (reversal.itemId !== itemId) continue;
    const run = await findTest(delivery.sql, tenant, reversal.testRun, 0);
    if (run?.waiver !== undefined) return true;
  }
  return false;
}
