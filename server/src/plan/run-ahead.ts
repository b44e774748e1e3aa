import type { Transaction } from '../platform/database.ts';
import { advanced, type Move, standing } from './moves.ts';
import { runGroups } from './run-groups.ts';
import { type AheadTask, type ClaimedTask, nameOf } from './store.ts';
import type { Clock, Handler, Json } from './types.ts';

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
 * Runs what `moves` of tasks that stand alone make ready, and what that makes ready in its turn, in the same transaction and before any of it is
 * written: chains of tasks that stand alone advance by many steps for one commit. Answers the further moves, each of
 * which begins from `blocked`. What is not run here is released when the moves are written, as ever.
 */
export async function runAhead(
  tx: Transaction,
  handlers: ReadonlyMap<string, Handler>,
  moves: readonly Move[],
  epoch: number,
  { ahead, room, until, clock }: Beyond,
): Promise<Move[]> {
  const waiting = new Map(ahead.map((task) => [nameOf(task, task.ordinal), open(task)]));
  const done: Move[] = [];
  for (let last = moves; ; ) {
    const next = last.flatMap((move) => releasedBy(move, waiting)).slice(0, room - done.length);
    if (next.length === 0 || clock() > until) return done;
    last = await runGroups(tx, handlers, next, (task) =>
      advanced(advanced(standing(task), { kind: 'released' }), { kind: 'claimed' }, epoch),
    );
    done.push(...last);
  }
}

/** A task ahead, with what its predecessors have come to so far. */
type Open = { readonly task: AheadTask; pending: number; readonly outputs: Record<string, Json> };

function open(task: AheadTask): Open {
  return { task, pending: task.pending, outputs: { ...task.outputs } };
}

function releasedBy({ after, releases }: Move, waiting: ReadonlyMap<string, Open>): ClaimedTask[] {
  if (!releases) return [];
  return after.successors.flatMap((ordinal) => {
    const found = waiting.get(nameOf(after, ordinal));
    if (found === undefined) return [];
    found.outputs[after.key] = after.output;
    found.pending -= 1;
    return found.pending === 0 ? [{ ...found.task, outputs: found.outputs }] : [];
  });
}

/** Whether a kind may be run ahead, and be run ahead of. */
export function standsAlone(handler: Handler | undefined): boolean {
  return handler?.mode === 'transactional' && handler.standsAlone === true;
}
