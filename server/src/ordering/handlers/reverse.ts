import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordFacts } from '../../platform/events/index.ts';
import type { Delivery } from '../delivery.ts';
import { previousOf } from '../previous.ts';
import { isFinalState } from '../rollup.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { testFact } from '../turnUp/facts.ts';
import { type ReversalInput, type Served, untilTried } from '../turnUp/reversal.ts';
import {
  beginReversal,
  endReversal,
  isBeingReversed,
  isReversed,
  markMadeAgain,
  type ReversedChange,
  reversalsOf,
  withdrawReversal,
} from '../turnUp/reversal-store.ts';
import { configurationRetry, configure, reconfigure } from './configure.ts';

/**
 * Takes back what an item changed on the network, when its test did not pass and nobody has tested it again or waived the
 * run until then: in one reverse transaction. What was allocated stays. It waits and tries again until it has come about,
 * or is a person's.
 */
export function reverseHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.reverse@1',
    mode: 'external',
    limitPerNode: 2,
    retry: patience,
    run: async (attempt) => later(attempt, await tryReverse(delivery, attempt)),
    settle: settleReversal,
  };
}

/** About three minutes of real time, in which a device that is locked or away may come back by itself. */
const patience = { maxFailures: 10, firstMs: 2_000, factor: 2, capMs: 30_000 };

/** Nobody is in a hurry: each further try waits longer. */
function later({ failures }: Attempt, outcome: Outcome): Outcome {
  if (outcome.kind !== 'retry') return outcome;
  const { firstMs, factor, capMs } = patience;
  return { ...outcome, afterMs: Math.min(capMs, firstMs * factor ** failures) };
}

/** Makes a change again that was taken back, once its run was waived. */
export function makeAgainHandler(delivery: Delivery): ExternalHandler {
  return {
    kind: 'network.makeAgain@1',
    mode: 'external',
    limitPerNode: 2,
    retry: configurationRetry,
    async run(attempt) {
      const item = await servedBy(delivery, attempt);
      if (item === undefined || !(await isReversed(delivery.sql, attempt.tenant, item))) return superseded;
      return await change(delivery, attempt, reversalOf(attempt).change);
    },
    async settle(tx, attempt, outcome) {
      if (outcome.kind === 'completed') await markMadeAgain(tx, attempt.tenant, reversalOf(attempt));
    },
  };
}

/**
 * Before an item is tested again: what was to be taken back of it stays, what was taken back is made again, and a try that
 * is out is waited for. Undefined: the service stands as it is to be tested.
 */
export async function makeAgain(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
): Promise<Outcome | undefined> {
  const { tenant } = attempt;
  const busy = await delivery.transaction(async (tx) => {
    await withdrawReversal(tx, tenant, item);
    return await isBeingReversed(tx.sql, tenant, item);
  });
  if (busy) return untilTried(attempt, inputOf(attempt));
  if (!(await isReversed(delivery.sql, tenant, item))) return undefined;
  const reversals = await reversalsOf(delivery.sql, tenant, item.orderId);
  const last = reversals.findLast(
    ({ itemId, reversedAt, madeAgainAt }) =>
      itemId === item.itemId && reversedAt !== null && madeAgainAt === null,
  );
  const own = { ...attempt, attemptId: `${attempt.attemptId}/again` };
  const made = await change(delivery, own, last?.change ?? 'network.configure@1');
  if (made.kind !== 'completed') return made;
  await delivery.transaction((tx) => markMadeAgain(tx, tenant, item));
  return undefined;
}

/** What a task answers that has nothing to do any more. */
const superseded: Outcome = { kind: 'completed', output: { superseded: true } };

function isSuperseded(outcome: Outcome): boolean {
  return (
    outcome.kind === 'completed' && (outcome.output as { superseded?: true } | null)?.superseded === true
  );
}

async function tryReverse(delivery: Delivery, attempt: Attempt): Promise<Outcome> {
  const { tenant, attemptId } = attempt;
  const { testRun, change } = reversalOf(attempt);
  const item = await servedBy(delivery, attempt);
  if (item === undefined) return superseded;
  if (!(await delivery.transaction((tx) => beginReversal(tx, tenant, testRun, attemptId)))) return superseded;
  // Like a task that takes another one back: it waits for no window and announces nothing.
  const undoing = { ...attempt, undoes: attempt.key, input: { input: attempt.input } };
  try {
    return await takeBack(delivery, undoing, item, change);
  } catch (error) {
    // What is thrown would leave no word of what came of the try.
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'retry', afterMs: 5_000, error: { code: 'REVERSAL_FAILED', message, cause: 'software' } };
  }
}

async function takeBack(
  delivery: Delivery,
  attempt: Attempt,
  item: Served,
  change: ReversedChange,
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

function change(delivery: Delivery, attempt: Attempt, how: ReversedChange): Promise<Outcome> {
  return how === 'network.configure@1'
    ? configure(delivery, attempt, ({ provider }) => provider)
    : reconfigure(delivery, attempt, inputOf(attempt));
}

/** The item with its service, while its order is open: one that has ended otherwise has its own ways back. */
async function servedBy(delivery: Delivery, attempt: Attempt): Promise<Served | undefined> {
  const item = await itemOf(delivery.sql, attempt.tenant, reversalOf(attempt));
  if (item === undefined || item.serviceId === null || isFinalState(item.state)) return undefined;
  return { ...item, serviceId: item.serviceId };
}

async function settleReversal(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  const { tenant } = attempt;
  const { testRun, orderId, itemId } = reversalOf(attempt);
  if (isSuperseded(outcome)) return await endReversal(tx, tenant, testRun, 'withdrawn');
  if (outcome.kind === 'retry' && openEnded.has(outcome.error.code)) return;
  if (outcome.kind === 'completed') {
    await endReversal(tx, tenant, testRun, 'completed');
    const item = await itemOf(tx.sql, tenant, { orderId, itemId });
    const told = { id: testRun, serviceId: item?.serviceId ?? '', state: 'completed' as const };
    const audience = item?.requirement?.customer === undefined ? [] : [item.requirement.customer];
    await recordFacts(tx, tenant, [
      testFact('AttributeValueChange', { ...told, changeTakenBack: true }, audience, orderId),
    ]);
    return;
  }
  await endReversal(tx, tenant, testRun, outcome.kind === 'fallout' ? 'failed' : 'wanted', wordsOf(outcome));
}

/** Outcomes after which devices may still come to be changed. */
const openEnded: ReadonlySet<string> = new Set(['IN_DOUBT', 'TRANSACTION_RUNNING']);

function wordsOf(outcome: Exclude<Outcome, { kind: 'completed' }>): string {
  if (outcome.kind === 'waiting') return `waits for ${outcome.wait.reference ?? outcome.wait.for}`;
  return outcome.error.message;
}

function reversalOf(attempt: Pick<Attempt, 'input'>): ReversalInput {
  return attempt.input as ReversalInput;
}
