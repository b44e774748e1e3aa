import { unreachable } from '../foundation/result.ts';
import type { Outcome, RetryPolicy, TaskError, TaskEvent } from './types.ts';

/** What kinds without a policy of their own get: five tries within about eight seconds. */
export const defaultRetry: RetryPolicy = { maxFailures: 5, firstMs: 500, factor: 2, capMs: 60_000 };

/**
 * Exponential back-off before the next attempt, in milliseconds of real time. `failures` happened before this one;
 * `jitter` in [0,1) spreads attempts over the upper half of the interval, so that a device that comes back is not met
 * by all of them at once.
 */
export function backOffMs(policy: RetryPolicy, failures: number, jitter: number): number {
  const full = Math.min(policy.capMs, policy.firstMs * policy.factor ** failures);
  return Math.round(full * (0.5 + jitter / 2));
}

/** The event of one more failure: another try after a pause, or a person's turn when the policy is exhausted. */
export function failureEvent(
  policy: RetryPolicy,
  failures: number,
  error: TaskError,
  delay: { readonly afterMs: number } | { readonly jitter: number },
): TaskEvent {
  if (failures + 1 >= policy.maxFailures) return { kind: 'fellOut', error };
  const afterMs = 'afterMs' in delay ? delay.afterMs : backOffMs(policy, failures, delay.jitter);
  return { kind: 'attemptFailed', error, afterMs };
}

/** The event that an outcome is to the decider. */
export function outcomeEvent(outcome: Outcome, policy: RetryPolicy, failures: number): TaskEvent {
  switch (outcome.kind) {
    case 'completed':
      return { kind: 'completed', output: outcome.output };
    case 'waiting':
      return { kind: 'waits', wait: outcome.wait };
    case 'retry':
      return failureEvent(policy, failures, outcome.error, { afterMs: outcome.afterMs });
    case 'fallout':
      return { kind: 'fellOut', error: outcome.error };
    default:
      return unreachable(outcome, 'outcome');
  }
}

/** The error that a thrown value is shown as. */
export function thrownError(thrown: unknown): TaskError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return {
    code: 'handlerThrew',
    message: error.message,
    cause: 'software',
    details: { name: error.name, code },
  };
}
