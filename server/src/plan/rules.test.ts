import { describe, expect, it } from 'vitest';
import { backOffMs, failureEvent } from './retry.ts';
import { countedAs, rollUp } from './rollup.ts';
import { decide, isFinal, legalEvents, taskStates, transitions } from './rules.ts';
import type { PlanCounts, TaskError, TaskEvent, TaskEventKind, TaskState } from './types.ts';

const error: TaskError = { code: 'deviceRefused', message: 'commit refused' };

const events: { readonly [Kind in TaskEventKind]: Extract<TaskEvent, { kind: Kind }> } = {
  released: { kind: 'released' },
  releasedEarly: { kind: 'releasedEarly' },
  dateReached: { kind: 'dateReached' },
  claimed: { kind: 'claimed' },
  leaseLost: { kind: 'leaseLost' },
  completed: { kind: 'completed', output: { vlan: 7 } },
  waits: { kind: 'waits', wait: { for: 'partner', reference: 'P1' } },
  attemptFailed: { kind: 'attemptFailed', error, afterMs: 100 },
  fellOut: { kind: 'fellOut', error },
  retryDue: { kind: 'retryDue' },
  untilPassed: { kind: 'untilPassed' },
  signalled: { kind: 'signalled', signal: { kind: 'done', output: 1 } },
  retryRequested: { kind: 'retryRequested' },
  skipRequested: { kind: 'skipRequested', by: 'ann', reason: 'not needed' },
  inputCorrected: { kind: 'inputCorrected', input: {} },
  givenUp: { kind: 'givenUp', by: 'ann', reason: 'hopeless' },
  cancelRequested: { kind: 'cancelRequested' },
  repeated: { kind: 'repeated' },
  undoPlanned: { kind: 'undoPlanned' },
  undoDone: { kind: 'undoDone' },
};

/** Written down a second time, pair by pair, from the process: what is not here must be refused. */
const expected = `
blocked released ready | blocked releasedEarly scheduled | blocked signalled blocked | blocked skipRequested skipped
blocked inputCorrected blocked | blocked cancelRequested cancelled
scheduled dateReached ready | scheduled signalled scheduled | scheduled skipRequested skipped
scheduled inputCorrected scheduled | scheduled cancelRequested cancelled
ready claimed running | ready signalled ready | ready skipRequested skipped | ready inputCorrected ready
ready cancelRequested cancelled
running completed completed | running waits waiting | running attemptFailed retrying | running fellOut fallout
running leaseLost ready | running signalled running | running cancelRequested stopping
stopping completed completed | stopping waits cancelled | stopping attemptFailed cancelled
stopping fellOut cancelled | stopping leaseLost cancelled | stopping signalled stopping
retrying retryDue ready | retrying retryRequested ready | retrying signalled retrying
retrying skipRequested skipped | retrying inputCorrected retrying | retrying cancelRequested cancelled
waiting signalled completed | waiting untilPassed ready | waiting retryRequested ready
waiting skipRequested skipped | waiting cancelRequested cancelled
fallout retryRequested ready | fallout inputCorrected fallout | fallout skipRequested skipped
fallout givenUp failed | fallout cancelRequested cancelled
completed undoPlanned undoing | completed repeated blocked | failed undoPlanned undoing
cancelled undoPlanned undoing | cancelled repeated blocked
undoing undoDone undone`;

const table = new Map(
  expected
    .split(/[|\n]/)
    .map((line) => line.trim().split(' '))
    .filter((words) => words.length === 3)
    .map(([state, event, next]) => [`${state} ${event}`, next as TaskState]),
);

describe('decide', () => {
  it('moves every pair of state and event as the table says, and refuses every other', () => {
    let pairs = 0;
    for (const state of taskStates) {
      for (const event of Object.values(events)) {
        const decision = decide(state, event);
        const next = table.get(`${state} ${event.kind}`);
        expect([state, event.kind, decision.legal], `${state} ${event.kind}`).toEqual([
          state,
          event.kind,
          next !== undefined,
        ]);
        if (decision.legal) expect(decision.state, `${state} ${event.kind}`).toBe(next);
        else expect(decision.legalEvents).toEqual(legalEvents(state));
        pairs++;
      }
    }
    expect(pairs).toBe(14 * 20);
    expect(table.size).toBe(Object.values(transitions).flatMap(Object.keys).length);
  });

  it('refines a signal to a waiting task by what the signal says', () => {
    const signalled = (signal: Extract<TaskEvent, { kind: 'signalled' }>['signal']): TaskState | false => {
      const decision = decide('waiting', { kind: 'signalled', signal });
      return decision.legal && decision.state;
    };
    expect(signalled({ kind: 'done', output: null })).toBe('completed');
    expect(signalled({ kind: 'fallout', error })).toBe('fallout');
    expect(signalled({ kind: 'progress', progress: 50 })).toBe('waiting');
  });

  it('ends the attempt exactly where running or stopping is left for something else', () => {
    for (const state of taskStates) {
      for (const event of Object.values(events)) {
        const decision = decide(state, event);
        if (!decision.legal) continue;
        const out = (each: TaskState): boolean => each === 'running' || each === 'stopping';
        const ends = decision.effects.some((effect) => effect.kind === 'endAttempt');
        expect(ends, `${state} ${event.kind}`).toBe(out(state) && !out(decision.state));
      }
    }
  });

  it('releases successors exactly on reaching completed or skipped', () => {
    for (const state of taskStates) {
      for (const event of Object.values(events)) {
        const decision = decide(state, event);
        if (!decision.legal) continue;
        const releases = decision.effects.some((effect) => effect.kind === 'releaseSuccessors');
        expect(releases, `${state} ${event.kind}`).toBe(['completed', 'skipped'].includes(decision.state));
      }
    }
  });

  it('keeps a signal that comes before the wait, and takes it when the wait begins', () => {
    const early = decide('running', events.signalled);
    expect(early.legal && early.effects).toEqual([
      { kind: 'keepSignal', signal: { kind: 'done', output: 1 } },
    ]);
    const inTime = decide('waiting', events.signalled);
    expect(inTime.legal && inTime.effects).toContainEqual({ kind: 'keepSignal', signal: null });
    expect(inTime.legal && inTime.effects).toContainEqual({ kind: 'setOutput', output: 1 });
  });

  it('lets no final state be left but for undo, and what stands or was stopped for being repeated', () => {
    for (const state of taskStates.filter(isFinal)) {
      const left = legalEvents(state).filter((event) => event !== 'undoPlanned');
      expect(left, state).toEqual(['completed', 'cancelled'].includes(state) ? ['repeated'] : []);
    }
  });

  it('reaches every state from blocked', () => {
    const reached = new Set<TaskState>(['blocked']);
    for (const state of reached)
      for (const event of [
        ...Object.values(events),
        { kind: 'signalled', signal: { kind: 'fallout', error } } as const,
      ]) {
        const decision = decide(state, event);
        if (decision.legal) reached.add(decision.state);
      }
    expect([...reached].sort()).toEqual([...taskStates].sort());
  });
});

describe('retry policy', () => {
  const policy = { maxFailures: 3, firstMs: 100, factor: 2, capMs: 350 };

  it('doubles up to the cap, jittered over the upper half', () => {
    expect([0, 1, 2, 9].map((failures) => backOffMs(policy, failures, 1))).toEqual([100, 200, 350, 350]);
    expect([0, 1, 2].map((failures) => backOffMs(policy, failures, 0))).toEqual([50, 100, 175]);
  });

  it('falls out at the last allowed failure', () => {
    expect(failureEvent(policy, 1, error, { jitter: 0 })).toEqual({
      kind: 'attemptFailed',
      error,
      afterMs: 100,
    });
    expect(failureEvent(policy, 2, error, { jitter: 0 })).toEqual({ kind: 'fellOut', error });
    expect(failureEvent(policy, 0, error, { afterMs: 7 })).toEqual({
      kind: 'attemptFailed',
      error,
      afterMs: 7,
    });
  });
});

describe('roll-up', () => {
  const none: PlanCounts = {
    total: 9,
    remaining: 0,
    active: 0,
    waiting: 0,
    fallout: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
  };
  it.each([
    [{ remaining: 3, active: 1, fallout: 1 }, false, 'running'],
    [{ remaining: 3, active: 1 }, true, 'paused'],
    [{ remaining: 3, waiting: 1, fallout: 1 }, false, 'waiting'],
    [{ remaining: 3, fallout: 1 }, false, 'fallout'],
    [{ remaining: 3, failed: 1 }, false, 'stuck'],
    [{ done: 9 }, false, 'completed'],
    [{ done: 9 }, true, 'completed'],
    [{ done: 8, failed: 1 }, false, 'partial'],
    [{ done: 8, cancelled: 1 }, false, 'partial'],
    [{ failed: 1, cancelled: 8 }, false, 'failed'],
    [{ cancelled: 9 }, false, 'cancelled'],
  ] as const)('%o paused %s is %s', (counts, paused, state) => {
    expect(rollUp({ ...none, ...counts }, paused)).toBe(state);
  });

  it('counts undo work that was done as work that does not stand', () => {
    expect(countedAs('completed', { isUndo: true, isRetired: false })).toBe('cancelled');
    expect(countedAs('completed', { isUndo: false, isRetired: false })).toBe('done');
    expect(countedAs('blocked', { isUndo: false, isRetired: false })).toBeNull();
    expect(countedAs('undone', { isUndo: false, isRetired: true })).toBeNull();
    expect(countedAs('undoing', { isUndo: false, isRetired: true })).toBe('active');
  });
});
