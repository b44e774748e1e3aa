import type { Activation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { withSession } from '../device.ts';
import type { ActivationFailure, TransactionOutcome } from '../types.ts';
import { dequeue, postpone, takeDue } from './store.ts';
import { deliveryId, type QueuedChange } from './types.ts';

const atOnce = 50;

/**
 * Delivers what is queued for devices that answer again, in order, one transaction each. Call at start and periodically;
 * any number of processes may. A device that still does not answer costs one try to connect and no transaction. Answers
 * how many parts were delivered.
 */
export async function deliverQueued(activation: Activation): Promise<number> {
  const due = await takeDue(activation.database.sql, activation.policy.queueRetryS, atOnce);
  const delivered = await Promise.all(due.map((part) => deliver(activation, part)));
  return delivered.filter(Boolean).length;
}

async function deliver(activation: Activation, part: QueuedChange): Promise<boolean> {
  const { tenant, device, serviceId, leaves, onDrift, attempt } = part;
  const { database } = activation;
  const answers = await withSession(activation, tenant, device, async () => true);
  if (!answers.ok) {
    await postpone(database.sql, part, { attempt, failure: answers.fault.message, blocked: false });
    return false;
  }
  const outcome = await applyServiceChange(activation, {
    tenant,
    transactionId: deliveryId(part),
    serviceId,
    contributions: [{ device, leaves }],
    onDrift,
    delivers: true,
  });
  if (outcome.state === 'completed') return await database.transaction((tx) => dequeue(tx, tenant, part.id));
  const failures = 'failures' in outcome ? outcome.failures : [];
  await postpone(database.sql, part, {
    attempt: outcome.state === 'undone' ? attempt + 1 : attempt,
    failure: reasonOf(outcome),
    blocked: isRefusal(outcome) && !failures.some(passes),
  });
  return false;
}

/** What may be gone at the next try. */
const passing = new Set<ActivationFailure['code']>([
  'deviceUnreachable',
  'deviceTimeout',
  'deviceLocked',
  'devicePaused',
  'deviceExhausted',
  'deviceClosed',
  'interrupted',
]);

const passes = ({ code }: ActivationFailure): boolean => passing.has(code);

function isRefusal(outcome: TransactionOutcome): boolean {
  return outcome.state === 'undone' || outcome.state === 'refused';
}

function reasonOf(outcome: TransactionOutcome): string {
  if ('conflicts' in outcome && outcome.conflicts.length > 0)
    return outcome.conflicts
      .map(
        ({ path, owners }) =>
          `${path} belongs to ${owners.join(', ') || 'configuration outside the records'}`,
      )
      .join('; ');
  const failures = 'failures' in outcome ? outcome.failures : [];
  return failures.map(({ phase, message }) => `${phase}: ${message}`).join('; ') || outcome.state;
}
