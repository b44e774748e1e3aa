import type { Transaction } from '../platform/database.ts';
import { attemptOf } from './attempt.ts';
import { advanced, type Move } from './moves.ts';
import { defaultRetry, outcomeEvent } from './retry.ts';
import type { ClaimedTask } from './store.ts';
import type { Handler, Outcome, TransactionalHandler } from './types.ts';

/** Runs transactional tasks, all of a kind at once; answers each one's move on from `begin`. */
export async function runGroups(
  tx: Transaction,
  handlers: ReadonlyMap<string, Handler>,
  tasks: readonly ClaimedTask[],
  begin: (task: ClaimedTask) => Move,
): Promise<Move[]> {
  const moves: Move[] = [];
  for (const [kind, group] of Map.groupBy(tasks, (task) => task.kind)) {
    const handler = handlers.get(kind) as TransactionalHandler;
    const outcomes = await handler.run(tx, group.map(attemptOf));
    if (outcomes.length !== group.length)
      throw new Error(`handler ${kind} answered ${outcomes.length} outcomes to ${group.length} attempts`);
    group.forEach((task, index) => {
      const event = outcomeEvent(outcomes[index] as Outcome, handler.retry ?? defaultRetry, task.failures);
      moves.push(advanced(begin(task), event));
    });
  }
  return moves;
}
