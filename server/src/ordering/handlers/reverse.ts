import { objectPolicy } from '../../catalog/index.ts';
import { type Attempt, type Outcome, planView } from '../../plan/index.ts';
import { findTest, type TestRun } from '../../testing/index.ts';
import type { Delivery } from '../delivery.ts';
import { previousOf } from '../previous.ts';
import { inputOf } from '../taskSubject.ts';
import { insertReversal, isReversed, markMadeAgain, reversalsOf } from '../turnUp/reversal-store.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { configure, reconfigure } from './configure.ts';

/** Policy `failedTest`: after which verdicts of a turn-up test the change of the network is taken back. */
type FailedTestPolicy = { readonly reverseAfter: readonly TestRun['verdict'][] };

const never: FailedTestPolicy = { reverseAfter: [] };

/** An item that has a service. */
type Served = OrderItem & { readonly serviceId: string };

/** How an item came onto the network, so that it can be taken back: by itself, or as a change of what stood. */
type Change = 'network.configure@1' | 'network.reconfigure@1';

/**
 * Makes a change again that was taken back after an earlier test, before that is repeated; nothing where none was.
 * Undefined: the service stands as it is to be tested.
 */
export async function makeAgain(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
): Promise<Outcome | undefined> {
  const { tenant } = attempt;
  if (!(await isReversed(delivery.sql, tenant, item))) return undefined;
  const change = await changeOf(delivery, attempt);
  const own = { ...attempt, attemptId: `${attempt.attemptId}/again` };
  const made =
    change === 'network.configure@1'
      ? await configure(delivery, own, ({ provider }) => provider)
      : await reconfigure(delivery, own, inputOf(attempt));
  if (made.kind !== 'completed') return made;
  await delivery.transaction((tx) => markMadeAgain(tx, tenant, item));
  return undefined;
}

/**
 * Takes back what an item changed on the network when its test did not pass and the policy says so: in one reverse
 * transaction, recorded with the run. What was allocated stays. Answers what came of it in words; null where nothing was
 * taken back.
 */
export async function reverse(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
  run: TestRun,
): Promise<string | null> {
  const { tenant } = attempt;
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const { reverseAfter } = objectPolicy(catalog, 'failedTest', never);
  const change = await changeOf(delivery, attempt);
  if (!reverseAfter.includes(run.verdict) || change === undefined) return null;
  if (await wasWaived(delivery, tenant, item)) return null;
  const transactionId = `${attempt.attemptId}/reverse`;
  // Like a task that takes this one back: it waits for no window and announces nothing.
  const undoing = {
    ...attempt,
    attemptId: transactionId,
    undoes: attempt.key,
    input: { input: attempt.input },
  };
  const ended = await takeBack(delivery, undoing, item, change);
  const outcome = ended.kind === 'completed' ? 'completed' : wordsOf(ended);
  const { orderId, itemId, serviceId } = item;
  await delivery.transaction((tx) =>
    insertReversal(tx, tenant, { orderId, itemId, serviceId, testRun: run.id, transactionId, outcome }),
  );
  return ended.kind === 'completed'
    ? `the change of the network was taken back (transaction ${transactionId})`
    : `the change of the network could not be taken back: ${outcome}`;
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

async function takeBack(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
  change: Change,
): Promise<Outcome> {
  if (change === 'network.configure@1')
    return await configure(delivery, attempt, ({ provider }) =>
      provider.map(({ device }) => ({ device, leaves: [] })),
    );
  const before = await previousOf(delivery.sql, attempt.tenant, item);
  return before === undefined
    ? { kind: 'completed', output: null }
    : await reconfigure(delivery, attempt, before);
}

/** By which task of its plan an item came onto the network; undefined where by others, which have their own ways back. */
async function changeOf(delivery: Delivery, attempt: Attempt): Promise<Change | undefined> {
  const { itemId } = inputOf(attempt);
  const plan = await planView(delivery.sql, attempt.tenant, attempt.planId);
  const kinds = (plan?.tasks ?? [])
    .filter(
      ({ state, input }) => state === 'completed' && (input as Partial<TaskInput> | null)?.itemId === itemId,
    )
    .map(({ kind }) => kind);
  return (['network.configure@1', 'network.reconfigure@1'] as const).find((kind) => kinds.includes(kind));
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === 'retry' || outcome.kind === 'fallout') return outcome.error?.message ?? outcome.kind;
  return outcome.kind;
}
