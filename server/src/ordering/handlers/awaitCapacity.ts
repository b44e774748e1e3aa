import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { openAugmentations } from '../capacity/waiting.ts';
import { awaitCapacityKind } from '../taskKinds.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { transactional } from './transactional.ts';

/** Waits until every augmentation is there without which the item's routes cannot be had, or is no longer needed. */
export function awaitCapacityHandler(): TransactionalHandler {
  return transactional(awaitCapacityKind, look);
}

async function look(tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const input = inputOf(attempt);
  const item = await itemOf(tx.sql, attempt.tenant, input);
  const open = item === undefined ? [] : await openAugmentations(tx.sql, attempt.tenant, item);
  if (open.length === 0) return { kind: 'completed', output: null };
  return { kind: 'waiting', wait: { for: 'event', reference: `capacity:${input.orderId}/${input.itemId}` } };
}
