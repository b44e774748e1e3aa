import type { Attempt, Outcome, TaskError, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';

/** A handler that does its attempts one after the other in the engine's transaction. */
export function transactional(
  kind: string,
  run: (tx: Transaction, attempt: Attempt) => Promise<Outcome>,
  more: Pick<TransactionalHandler, 'standsAlone'> = {},
): TransactionalHandler {
  return {
    ...more,
    kind,
    mode: 'transactional',
    async run(tx, attempts) {
      const outcomes: Outcome[] = [];
      for (const attempt of attempts) outcomes.push(await run(tx, attempt));
      return outcomes;
    },
  };
}

/** A task that a person has to look at. */
export function fallout(cause: string, code: string, message: string): Outcome {
  const error: TaskError = { code, message, cause };
  return { kind: 'fallout', error };
}
