import { attemptOf } from './attempt.ts';
import { commitMoves } from './commit-moves.ts';
import { advanced, type Move, standing, type TaskRow } from './moves.ts';
import { defaultRetry, outcomeEvent } from './retry.ts';
import { type ClaimedTask, loadTasks, type TaskKey } from './store.ts';
import { lockPlans } from './store-plans.ts';
import { isOutage, type TickContext, thrownEvent } from './tick.ts';
import type { Attempt, EngineLog, ExternalHandler, Outcome, TaskEvent } from './types.ts';

type Running = {
  readonly task: ClaimedTask;
  readonly abort: AbortController;
  readonly finished: Promise<void>;
};

/** What an external attempt came to, or what it threw. */
type Result = { readonly outcome: Outcome } | { readonly thrown: unknown };

/** Why an attempt is told to stop. After all but `cancelled` its outcome is not this worker's to record. */
export type AbortReason = 'cancelled' | 'leaseLost' | 'shutdown';

/** The external attempts of one worker incarnation. */
export type ExternalRuns = {
  /** Runs an attempt that a tick has marked as running under `epoch`. Never throws. */
  start(task: ClaimedTask, epoch: number): void;
  /** How many attempts of a kind are out. */
  count(kind: string): number;
  readonly size: number;
  /** Fires the signals of these attempts, or of all. */
  abort(reason: AbortReason, keys?: readonly TaskKey[]): void;
  /** Of these tasks, the ones that do not run here. */
  strangers(keys: readonly TaskKey[]): readonly TaskKey[];
  /** Resolves when no attempt is out any more. */
  settled(): Promise<void>;
};

type RunContext = Omit<TickContext, 'start' | 'chains'> & {
  readonly log: EngineLog;
  /** An attempt is over, recorded or not. */
  onOver(): void;
};

/** Runs external attempts and records their outcomes, each in one transaction that is fenced by epoch and attempt. */
export function externalRuns(context: RunContext): ExternalRuns {
  const running = new Map<string, Running>();
  const counts = new Map<string, number>();
  const bump = (kind: string, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by);

  async function run(task: ClaimedTask, epoch: number, signal: AbortSignal): Promise<void> {
    const handler = context.handlers.get(task.kind) as ExternalHandler;
    const attempt = attemptOf(task);
    const result = await outcomeOf(handler, attempt, signal);
    // Ending early is what it was asked for, not a failure: the task is given back as it is.
    if ('thrown' in result && isDisowned(signal)) return;
    await recordUntilDone(handler, attempt, epoch, task, result, signal);
  }

  // The database may be away when an attempt ends. Its outcome is worth waiting for, as long as the lease holds.
  async function recordUntilDone(
    handler: ExternalHandler,
    attempt: Attempt,
    epoch: number,
    task: ClaimedTask,
    result: Result,
    signal: AbortSignal,
  ): Promise<void> {
    let recorded = result;
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
      try {
        const owned = await record(context, handler, attempt, epoch, task, recorded);
        if (!owned)
          context.log.warn(
            { attempt: attempt.attemptId, epoch },
            'attempt was fenced off: its lease is lost',
          );
        return;
      } catch (error) {
        context.log.warn(
          { attempt: attempt.attemptId, error: String(error) },
          'an outcome could not be recorded',
        );
        if (isDisowned(signal)) return; // the task will be run again
        if (!isOutage(error) && !('thrown' in recorded)) recorded = { thrown: error };
        await sleep(pauseMs, signal);
      }
    }
  }

  return {
    start(task, epoch) {
      const name = `${task.tenant}\n${task.planId}\n${task.ordinal}\n${task.attempt + 1}`;
      const abort = new AbortController();
      bump(task.kind, 1);
      const finished = run(task, epoch, abort.signal).finally(() => {
        running.delete(name);
        bump(task.kind, -1);
        context.onOver();
      });
      running.set(name, { task, abort, finished });
    },
    count: (kind) => counts.get(kind) ?? 0,
    get size() {
      return running.size;
    },
    abort(reason, keys) {
      for (const { task, abort } of running.values()) {
        const meant = keys?.some((key) => isSame(key, task));
        if (meant ?? true) abort.abort(reason);
      }
    },
    strangers: (keys) => keys.filter((key) => ![...running.values()].some(({ task }) => isSame(key, task))),
    async settled() {
      while (running.size > 0) await Promise.all([...running.values()].map((each) => each.finished));
    },
  };
}

function isSame(left: TaskKey, right: TaskKey): boolean {
  return left.tenant === right.tenant && left.planId === right.planId && left.ordinal === right.ordinal;
}

function isDisowned(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason !== ('cancelled' satisfies AbortReason);
}

async function outcomeOf(handler: ExternalHandler, attempt: Attempt, signal: AbortSignal): Promise<Result> {
  try {
    return { outcome: await handler.run(attempt, signal) };
  } catch (thrown) {
    return { thrown };
  }
}

/** Records an outcome under the plan's lock; false when the attempt is not this worker's any more. */
async function record(
  context: Omit<TickContext, 'start' | 'chains'>,
  handler: ExternalHandler,
  attempt: Attempt,
  epoch: number,
  key: TaskKey,
  result: Result,
): Promise<boolean> {
  return await context.database.transaction(async (tx) => {
    await lockPlans(tx, key.tenant, [key.planId]);
    const [row] = await loadTasks(tx, [key]);
    if (row === undefined || !owns(row, epoch, attempt.attempt)) return false;
    if ('outcome' in result) await handler.settle?.(tx, attempt, result.outcome);
    await commitMoves(tx, context.hooks, [moveOf(context, handler, row, result)]);
    return true;
  });
}

function owns(row: TaskRow, epoch: number, attempt: number): boolean {
  return (
    (row.state === 'running' || row.state === 'stopping') && row.epoch === epoch && row.attempt === attempt
  );
}

function moveOf(
  context: Omit<TickContext, 'start' | 'chains'>,
  handler: ExternalHandler,
  row: TaskRow,
  result: Result,
): Move {
  const event: TaskEvent =
    'thrown' in result
      ? thrownEvent(context, row.kind, row.failures, result.thrown)
      : outcomeEvent(result.outcome, handler.retry ?? defaultRetry, row.failures);
  return advanced(standing(row), event);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
