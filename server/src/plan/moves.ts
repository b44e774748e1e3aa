import { unreachable } from '../foundation/result.ts';
import { decide } from './rules.ts';
import type {
  Decision,
  Json,
  Signal,
  TaskEffect,
  TaskError,
  TaskEvent,
  TaskOwner,
  TaskState,
  Wait,
} from './types.ts';

/** A task as the engine holds it while its plan is locked: what decisions read and change, and what names it. */
export type TaskRow = {
  readonly tenant: string;
  readonly planId: string;
  readonly ordinal: number;
  readonly key: string;
  readonly kind: string;
  readonly activity: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly ownerKind: TaskOwner['kind'];
  readonly ownerRef: string | null;
  readonly limitKey: string | null;
  readonly undoes: number | null;
  readonly retired: boolean;
  readonly successors: readonly number[];
  readonly state: TaskState;
  readonly attempt: number;
  readonly failures: number;
  readonly epoch: number | null;
  readonly wokenBy: 'until' | null;
  readonly waitingFor: Wait['for'] | null;
  readonly waitingReference: string | null;
  /** Domain instant. */
  readonly wakeAt: string | null;
  readonly signal: Signal | null;
  readonly progress: Json;
  readonly output: Json;
  readonly error: TaskError | null;
  readonly resolution: { readonly by: string; readonly reason: string } | null;
};

/** A task on its way from the state that is stored to the state that will be. */
export type Move = {
  readonly before: TaskRow;
  readonly after: TaskRow;
  /** Real milliseconds until the next attempt; set when it moves to retrying. */
  readonly retryMs: number | null;
  readonly releases: boolean;
  readonly effects: readonly TaskEffect[];
};

/** A move that has not moved yet. */
export function standing(row: TaskRow): Move {
  return { before: row, after: row, retryMs: null, releases: false, effects: [] };
}

/** Carries one event into a move: the decision and, where it is legal, the move that goes on from it. Pure. */
export function advance(
  move: Move,
  event: TaskEvent,
  epoch: number | null = null,
): { readonly decision: Decision; readonly move: Move } {
  const decision = decide(move.after.state, event);
  if (!decision.legal) return { decision, move };
  const entered = enter(move.after, decision.state);
  const after = decision.effects.reduce((row, effect) => apply(row, effect, epoch), entered);
  const delay = decision.effects.find((effect) => effect.kind === 'retryAfter');
  return {
    decision,
    move: {
      before: move.before,
      after,
      retryMs: delay?.kind === 'retryAfter' ? delay.afterMs : null,
      releases: move.releases || decision.effects.some((effect) => effect.kind === 'releaseSuccessors'),
      effects: [...move.effects, ...decision.effects],
    },
  };
}

/** Like {@link advance}, for events that the caller knows to be legal. */
export function advanced(move: Move, event: TaskEvent, epoch: number | null = null): Move {
  const { decision, move: next } = advance(move, event, epoch);
  if (decision.legal) return next;
  const { tenant, planId, key } = move.before;
  throw new Error(`task ${tenant}/${planId}/${key}: ${decision.event} is illegal in ${decision.state}`);
}

// A wait belongs to the state waiting alone, and what woke a task to the attempt that follows.
function enter(row: TaskRow, state: TaskState): TaskRow {
  const waits = state === 'waiting';
  return {
    ...row,
    state,
    waitingFor: waits ? row.waitingFor : null,
    waitingReference: waits ? row.waitingReference : null,
    wakeAt: waits || state === 'scheduled' ? row.wakeAt : null,
    wokenBy: state === 'ready' || state === 'running' ? row.wokenBy : null,
  };
}

function apply(row: TaskRow, effect: TaskEffect, epoch: number | null): TaskRow {
  switch (effect.kind) {
    case 'beginAttempt':
      return { ...row, attempt: row.attempt + 1, epoch };
    case 'endAttempt':
      return { ...row, epoch: null };
    case 'setOutput':
      return { ...row, output: effect.output };
    case 'setError':
      return { ...row, error: effect.error };
    case 'countFailure':
      return { ...row, failures: row.failures + 1 };
    case 'clearFailures':
      return { ...row, failures: 0 };
    case 'beginWait':
      return {
        ...row,
        waitingFor: effect.wait.for,
        waitingReference: effect.wait.reference,
        wakeAt: effect.wait.until ?? null,
      };
    case 'noteWoken':
      return { ...row, wokenBy: 'until' };
    case 'keepSignal':
      return { ...row, signal: effect.signal };
    case 'noteProgress':
      return { ...row, progress: effect.progress };
    case 'setResolution':
      return { ...row, resolution: { by: effect.by, reason: effect.reason } };
    case 'askToStop':
    case 'releaseSuccessors':
    case 'retryAfter':
    case 'setInput':
      return row; // these concern other rows, the real clock, or a column that only its verb writes
    default:
      return unreachable(effect, 'task effect');
  }
}
