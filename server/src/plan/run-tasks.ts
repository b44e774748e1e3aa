import type { Transaction } from '../platform/database.ts';
import { attemptOf } from './attempt.ts';
import { advanced, type Move, standing } from './moves.ts';
import { defaultRetry, outcomeEvent } from './retry.ts';
import type { ClaimedTask } from './store.ts';
import type { Outcome, TransactionalHandler } from './types.ts';

/** Runs transactional tasks of one kind, ready ones or such as become so on the way; answers each one's move. */
export async function runTasks(
  tx: Transaction,
  handler: TransactionalHandler,
  tasks: readonly ClaimedTask[],
  epoch: number,
): Promise<Move[]> {
  const { kind } = handler;
  const outcomes = await handler.run(tx, tasks.map(attemptOf));
  if (outcomes.length !== tasks.length)
    throw new Error(`handler ${kind} answered ${outcomes.length} outcomes to ${tasks.length} attempts`);
  return tasks.map((task, index) => {
    const event = outcomeEvent(outcomes[index] as Outcome, handler.retry ?? defaultRetry, task.failures);
    return advanced(begun(task, epoch), event);
  });
}

function begun(task: ClaimedTask, epoch: number): Move {
  const move = standing(task);
  const ready = task.state === 'blocked' ? advanced(move, { kind: 'released' }) : move;
  return advanced(ready, { kind: 'claimed' }, epoch);
}
