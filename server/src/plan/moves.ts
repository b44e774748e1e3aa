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
  /** Where its row lies (ctid), of tasks that nothing but the engine touches until they are saved. */
  readonly place?: string | null;
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
  const after: Draft = { ...move.after };
  enter(after, decision.state);
  for (const effect of decision.effects) apply(after, effect, epoch);
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

/** A row on its way into another state: a copy that nobody else has. */
type Draft = { -readonly [Column in keyof TaskRow]: TaskRow[Column] };

// A wait belongs to the state waiting alone, and what woke a task to the attempt that follows.
function enter(row: Draft, state: TaskState): void {
  row.state = state;
  if (state !== 'waiting') {
    row.waitingFor = null;
    row.waitingReference = null;
    if (state !== 'scheduled') row.wakeAt = null;
  }
  if (state !== 'ready' && state !== 'running') row.wokenBy = null;
}

function apply(row: Draft, effect: TaskEffect, epoch: number | null): void {
  switch (effect.kind) {
    case 'beginAttempt':
      row.attempt += 1;
      row.epoch = epoch;
      break;
    case 'endAttempt':
      row.epoch = null;
      break;
    case 'setOutput':
      row.output = effect.output;
      break;
    case 'setError':
      row.error = effect.error;
      break;
    case 'countFailure':
      row.failures += 1;
      break;
    case 'clearFailures':
      row.failures = 0;
      break;
    case 'beginWait':
      row.waitingFor = effect.wait.for;
      row.waitingReference = effect.wait.reference;
      row.wakeAt = effect.wait.until ?? null;
      break;
    case 'noteWoken':
      row.wokenBy = 'until';
      break;
    case 'keepSignal':
      row.signal = effect.signal;
      break;
    case 'noteProgress':
      row.progress = effect.progress;
      break;
    case 'setResolution':
      row.resolution = { by: effect.by, reason: effect.reason };
      break;
    case 'askToStop':
    case 'releaseSuccessors':
    case 'retryAfter':
    case 'setInput':
      break; // these concern other rows, the real clock, or a column that only its verb writes
    default:
      unreachable(effect, 'task effect');
  }
}
