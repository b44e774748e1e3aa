import type { Attempt, Outcome, TaskError, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { markAwaiting, type PrerequisiteState, prerequisiteStates } from '../prerequisite-store.ts';
import { finalStates } from '../rollup.ts';
import { awaitKind } from '../taskKinds.ts';
import { inputOf } from '../taskSubject.ts';
import { transactional } from './transactional.ts';

/**
 * Waits until everything that an item relies on is completed. What failed or was cancelled is a fallout: a person retries
 * when it was delivered otherwise, skips the wait with a reason, or takes the item back.
 */
export function awaitHandler(): TransactionalHandler {
  return transactional(awaitKind, look);
}

async function look(tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { orderId, itemId } = inputOf(attempt);
  const item = { orderId, itemId };
  const states = await prerequisiteStates(tx.sql, attempt.tenant, item);
  const failed = failedPrerequisite(item, states);
  const met = states.every(({ state }) => state === 'completed');
  await markAwaiting(tx, attempt.tenant, item, failed === undefined && !met);
  if (failed !== undefined) return { kind: 'fallout', error: failed };
  if (met) return { kind: 'completed', output: null };
  return { kind: 'waiting', wait: { for: 'event', reference: `prerequisites:${orderId}/${itemId}` } };
}

/** Why an item cannot begin: what it relies on ended without being completed. Undefined where nothing did. Pure. */
export function failedPrerequisite(
  item: { readonly orderId: string; readonly itemId: string },
  states: readonly PrerequisiteState[],
): TaskError | undefined {
  const failed = states.filter(({ state }) => finalStates.has(state) && state !== 'completed');
  if (failed.length === 0) return undefined;
  const named = failed.map(
    ({ orderId, number, itemId, state }) =>
      `item ${itemId}${orderId === item.orderId ? '' : ` of order ${number}`}, which is ${state}`,
  );
  return {
    code: 'PREREQUISITE_FAILED',
    cause: 'dependency',
    message: `item ${item.itemId} relies on ${named.join(' and on ')}`,
    corrective: ['Skip the wait, with a reason, where it can do without.', 'Otherwise take the item back.'],
  };
}
