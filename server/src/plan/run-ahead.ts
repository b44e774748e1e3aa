import type { Transaction } from '../platform/database.ts';
import type { Move } from './moves.ts';
import { runTasks } from './run-tasks.ts';
import { type AheadTask, type ClaimedTask, nameOf } from './store.ts';
import type { Clock, Handler, Json, TransactionalHandler } from './types.ts';

/** What a tick may do beyond the tasks that it claimed. */
export type Beyond = {
  /** Blocked tasks of the claimed tasks' plans, whose locks are held. */
  readonly ahead: readonly AheadTask[];
  /** How many tasks at most. */
  readonly room: number;
  /** No further round begins after this instant of the clock. */
  readonly until: number;
  readonly clock: Clock;
};

/**
 * Runs claimed tasks, all of a kind at once; then what they make ready, and what that makes ready in its turn, in the
 * same transaction and before any of it is written: chains of tasks that stand alone advance by many steps for one
 * commit. Where a kind takes chains, a task and those of its kind behind it are one call. Answers the moves; those of
 * tasks ahead begin from `blocked`. What is not run here is released when the moves are written, as ever.
 */
export async function runBatch(
  tx: Transaction,
  handlers: ReadonlyMap<string, Handler>,
  batch: readonly ClaimedTask[],
  epoch: number,
  { ahead, room, until, clock }: Beyond,
): Promise<Move[]> {
  const waiting = new Map(ahead.map((task) => [nameOf(task, task.ordinal), open(task)]));
  const most = batch.length + room;
  const done: Move[] = [];
  for (let next = batch; next.length > 0; ) {
    const released: ClaimedTask[] = [];
    let begun = done.length + next.length;
    for (const [kind, group] of Map.groupBy(next, (task) => task.kind)) {
      const handler = handlers.get(kind) as TransactionalHandler;
      const chain = handler.takesChains
        ? chainFrom(group, waiting, most - begun)
        : { tasks: group, behind: null };
      begun += chain.tasks.length - group.length;
      const moves = await runTasks(tx, handler, chain.tasks, epoch);
      if (chain.tasks.length > group.length) mustBeDone(kind, moves);
      for (const move of moves) noteOutput(move, waiting);
      released.push(
        ...(chain.behind ?? moves.flatMap((move) => (move.releases ? releasedBy(move.before, waiting) : []))),
      );
      done.push(...moves);
    }
    next = clock() > until ? [] : released.slice(0, most - done.length);
  }
  return done;
}

/** A task ahead, with what its predecessors have come to so far. */
type Open = { readonly task: AheadTask; pending: number; readonly outputs: Record<string, Json> };
type Waiting = ReadonlyMap<string, Open>;

function open(task: AheadTask): Open {
  return { task, pending: task.pending, outputs: { ...task.outputs } };
}

/** Tasks with those of their kind behind them, up to `room` more, and what else is ready `behind` all of these. */
function chainFrom(
  group: readonly ClaimedTask[],
  waiting: Waiting,
  room: number,
): { readonly tasks: readonly ClaimedTask[]; readonly behind: readonly ClaimedTask[] } {
  const tasks = [...group];
  const behind: ClaimedTask[] = [];
  // The list grows while it is walked.
  for (const task of tasks)
    for (const next of releasedBy(task, waiting))
      (next.kind === task.kind && tasks.length < group.length + room ? tasks : behind).push(next);
  return { tasks, behind };
}

function releasedBy(task: ClaimedTask | Move['before'], waiting: Waiting): ClaimedTask[] {
  return task.successors.flatMap((ordinal) => {
    const found = waiting.get(nameOf(task, ordinal));
    if (found === undefined) return [];
    found.pending -= 1;
    return found.pending === 0 ? [{ ...found.task, outputs: found.outputs }] : [];
  });
}

function noteOutput({ after, releases }: Move, waiting: Waiting): void {
  if (!releases) return;
  for (const ordinal of after.successors) {
    const found = waiting.get(nameOf(after, ordinal));
    if (found !== undefined) found.outputs[after.key] = after.output;
  }
}

// What follows was done already, as if this one were.
function mustBeDone(kind: string, moves: readonly Move[]): void {
  const open = moves.find(({ after }) => after.state !== 'completed');
  if (open !== undefined)
    throw new Error(`${kind}: task ${open.after.key} of a chain is ${open.after.state}`);
}

/** Whether a kind may be run ahead, and be run ahead of. */
export function standsAlone(handler: Handler | undefined): boolean {
  return handler?.mode === 'transactional' && handler.standsAlone === true;
}
