import { unreachable } from '../foundation/result.ts';
import type { Decision, Json, Signal, TaskEffect, TaskEvent, TaskEventKind, TaskState } from './types.ts';

type Moves = Readonly<Record<TaskState, Readonly<Partial<Record<TaskEventKind, TaskState>>>>>;

/**
 * The one transition table of a task. A pair that is not here is illegal.
 * `released` and `releasedEarly`, `dateReached`, `retryDue` and `untilPassed` are moved set-wise by `store.ts`, which a
 * test holds to this table.
 */
export const transitions: Moves = {
  blocked: {
    released: 'ready',
    releasedEarly: 'scheduled',
    signalled: 'blocked',
    skipRequested: 'skipped',
    inputCorrected: 'blocked',
    cancelRequested: 'cancelled',
  },
  scheduled: {
    dateReached: 'ready',
    signalled: 'scheduled',
    skipRequested: 'skipped',
    inputCorrected: 'scheduled',
    cancelRequested: 'cancelled',
  },
  ready: {
    claimed: 'running',
    signalled: 'ready',
    skipRequested: 'skipped',
    inputCorrected: 'ready',
    cancelRequested: 'cancelled',
  },
  running: {
    completed: 'completed',
    waits: 'waiting',
    attemptFailed: 'retrying',
    fellOut: 'fallout',
    leaseLost: 'ready',
    signalled: 'running',
    cancelRequested: 'stopping',
  },
  stopping: {
    // Work that was done in spite of the request is done, and is undone like any other.
    completed: 'completed',
    waits: 'cancelled',
    attemptFailed: 'cancelled',
    fellOut: 'cancelled',
    leaseLost: 'cancelled',
    signalled: 'stopping',
  },
  retrying: {
    retryDue: 'ready',
    retryRequested: 'ready',
    signalled: 'retrying',
    skipRequested: 'skipped',
    inputCorrected: 'retrying',
    cancelRequested: 'cancelled',
  },
  waiting: {
    // `signalled` is refined by the signal's kind, see `stateAfterSignal`.
    signalled: 'completed',
    untilPassed: 'ready',
    retryRequested: 'ready',
    skipRequested: 'skipped',
    cancelRequested: 'cancelled',
  },
  fallout: {
    retryRequested: 'ready',
    inputCorrected: 'fallout',
    skipRequested: 'skipped',
    givenUp: 'failed',
    cancelRequested: 'cancelled',
  },
  completed: { undoPlanned: 'undoing', repeated: 'blocked' },
  skipped: {},
  failed: { undoPlanned: 'undoing' },
  // A cancelled task whose attempt was out may have left traces: undo covers it too, and so does another attempt.
  cancelled: { undoPlanned: 'undoing', repeated: 'blocked' },
  undoing: { undoDone: 'undone' },
  undone: {},
};

/** All states, in the order in which a task usually meets them. */
export const taskStates = Object.keys(transitions) as readonly TaskState[];

const finalStates: ReadonlySet<TaskState> = new Set([
  'completed',
  'skipped',
  'failed',
  'cancelled',
  'undone',
]);

/** True when nothing moves the task by itself any more. */
export function isFinal(state: TaskState): boolean {
  return finalStates.has(state);
}

/** The events that the table allows in a state. */
export function legalEvents(state: TaskState): readonly TaskEventKind[] {
  return Object.keys(transitions[state]) as TaskEventKind[];
}

/** What one event makes of a task: the next state and everything that goes with it. Pure and total. */
export function decide(state: TaskState, event: TaskEvent): Decision {
  const listed = transitions[state][event.kind];
  if (listed === undefined)
    return { legal: false, state, event: event.kind, legalEvents: legalEvents(state) };
  const next =
    state === 'waiting' && event.kind === 'signalled' ? stateAfterSignal(event.signal.kind) : listed;
  return {
    legal: true,
    state: next,
    effects: [...endOfAttempt(state, next), ...effectsOf(state, next, event)],
  };
}

function stateAfterSignal(signal: 'done' | 'fallout' | 'progress'): TaskState {
  switch (signal) {
    case 'done':
      return 'completed';
    case 'fallout':
      return 'fallout';
    case 'progress':
      return 'waiting';
    default:
      return unreachable(signal, 'signal');
  }
}

const attemptOut: ReadonlySet<TaskState> = new Set(['running', 'stopping']);

function endOfAttempt(from: TaskState, to: TaskState): readonly TaskEffect[] {
  return attemptOut.has(from) && !attemptOut.has(to) ? [{ kind: 'endAttempt' }] : [];
}

function effectsOf(from: TaskState, to: TaskState, event: TaskEvent): readonly TaskEffect[] {
  switch (event.kind) {
    case 'claimed':
      return [{ kind: 'beginAttempt' }];
    case 'untilPassed':
      return [{ kind: 'noteWoken' }];
    case 'completed':
      return completion(event.output);
    case 'waits':
      return to === 'waiting' ? [{ kind: 'beginWait', wait: event.wait }] : [];
    case 'attemptFailed':
      return to === 'retrying'
        ? [
            { kind: 'countFailure' },
            { kind: 'setError', error: event.error },
            { kind: 'retryAfter', afterMs: event.afterMs },
          ]
        : [{ kind: 'setError', error: event.error }];
    case 'fellOut':
      return [{ kind: 'countFailure' }, { kind: 'setError', error: event.error }];
    case 'signalled':
      return signalEffects(from, event.signal);
    case 'retryRequested':
      return [{ kind: 'clearFailures' }, { kind: 'keepSignal', signal: null }];
    case 'skipRequested':
      return [
        { kind: 'setResolution', by: event.by, reason: event.reason },
        { kind: 'setError', error: null },
        { kind: 'releaseSuccessors' },
      ];
    case 'givenUp':
      return [{ kind: 'setResolution', by: event.by, reason: event.reason }];
    case 'inputCorrected':
      return [{ kind: 'setInput', input: event.input }];
    case 'cancelRequested':
      return to === 'stopping' ? [{ kind: 'askToStop' }] : [];
    case 'released':
    case 'releasedEarly':
    case 'dateReached':
    case 'leaseLost':
    case 'retryDue':
    case 'repeated':
    case 'undoPlanned':
    case 'undoDone':
      return [];
    default:
      return unreachable(event, 'task event');
  }
}

function completion(output: Json): readonly TaskEffect[] {
  return [
    { kind: 'setOutput', output },
    { kind: 'setError', error: null },
    { kind: 'clearFailures' },
    { kind: 'releaseSuccessors' },
  ];
}

function signalEffects(from: TaskState, signal: Signal): readonly TaskEffect[] {
  if (signal.kind === 'progress') return [{ kind: 'noteProgress', progress: signal.progress }];
  if (from !== 'waiting') return [{ kind: 'keepSignal', signal }];
  const taken: TaskEffect = { kind: 'keepSignal', signal: null };
  return signal.kind === 'done'
    ? [taken, ...completion(signal.output)]
    : [taken, { kind: 'setError', error: signal.error }];
}
