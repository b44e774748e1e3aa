import type { Transaction } from '../platform/database.ts';

/** Any value that JSON can carry. Inputs, outputs and errors of tasks are such values; the engine never looks inside. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Where a task stands. The moves between these are in `rules.ts`; there are no others. */
export type TaskState =
  | 'blocked' // predecessors are unfinished
  | 'scheduled' // nothing to wait for but its not-before date (domain clock)
  | 'ready' // may be claimed by any node
  | 'running' // an attempt is out, under a worker's lease
  | 'stopping' // an attempt is out and was asked to stop
  | 'retrying' // an attempt failed; the next starts after a back-off (real clock)
  | 'waiting' // for a date, person, partner, device, customer or event
  | 'fallout' // a person has to decide
  | 'completed'
  | 'skipped' // a person declared it unnecessary, with a reason
  | 'failed' // a person gave it up
  | 'cancelled'
  | 'undoing' // its undo task is planned and unfinished
  | 'undone';

/** What a waiting task waits for. */
export type WaitKind = 'date' | 'person' | 'partner' | 'device' | 'customer' | 'event';

/** A declared wait: who or what, by which reference it will be answered, and until which domain instant. */
export type Wait = {
  readonly for: WaitKind;
  /** The name of the one real thing that answers, unique in the tenant: a work order's id, a partner order's id. */
  readonly reference: string | null;
  /** At this domain instant the task runs again, with `wokenBy: 'until'`, if nothing answered before. */
  readonly until?: string;
};

/** Why a task did not succeed, in the words that the fallout worklist shows. */
export type TaskError = {
  /** Stable code, from the room that owns the handler. */
  readonly code: string;
  readonly message: string;
  /** Cause class for grouping (for example `device`, `data`, `capacity`). */
  readonly cause?: string;
  /** What a person can do about it. */
  readonly corrective?: readonly string[];
  readonly details?: Json;
};

/** What happens to a task. */
export type TaskEvent =
  | { readonly kind: 'released' } // last predecessor finished, not-before passed or absent
  | { readonly kind: 'releasedEarly' } // last predecessor finished, not-before still ahead
  | { readonly kind: 'dateReached' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'leaseLost' }
  | { readonly kind: 'completed'; readonly output: Json }
  | { readonly kind: 'waits'; readonly wait: Wait }
  | { readonly kind: 'attemptFailed'; readonly error: TaskError; readonly afterMs: number }
  | { readonly kind: 'fellOut'; readonly error: TaskError }
  | { readonly kind: 'retryDue' }
  | { readonly kind: 'untilPassed' }
  | { readonly kind: 'signalled'; readonly signal: Signal }
  | { readonly kind: 'retryRequested' }
  | { readonly kind: 'skipRequested'; readonly reason: string; readonly by: string }
  | { readonly kind: 'inputCorrected'; readonly input: Json }
  | { readonly kind: 'givenUp'; readonly reason: string; readonly by: string }
  | { readonly kind: 'cancelRequested' }
  | { readonly kind: 'repeated' } // a new version wants it done again, otherwise; or it was stopped in vain
  | { readonly kind: 'undoPlanned' }
  | { readonly kind: 'undoDone' };

/** The name of a {@link TaskEvent}. */
export type TaskEventKind = TaskEvent['kind'];

/** What moving a task entails beside its state. The stores carry these out; nothing else changes. */
export type TaskEffect =
  | { readonly kind: 'beginAttempt' } // attempt + 1, the lease is the claiming worker's
  | { readonly kind: 'endAttempt' } // lease and limit key are free again
  | { readonly kind: 'askToStop' } // the attempt's AbortSignal fires on its node
  | { readonly kind: 'releaseSuccessors' } // each has one unfinished predecessor less
  | { readonly kind: 'setOutput'; readonly output: Json }
  | { readonly kind: 'setError'; readonly error: TaskError | null }
  | { readonly kind: 'countFailure' }
  | { readonly kind: 'clearFailures' }
  | { readonly kind: 'retryAfter'; readonly afterMs: number } // real clock
  | { readonly kind: 'beginWait'; readonly wait: Wait }
  | { readonly kind: 'noteWoken' } // by the wait's until, for the next attempt to know
  | { readonly kind: 'keepSignal'; readonly signal: Signal | null } // it came before the wait
  | { readonly kind: 'noteProgress'; readonly progress: Json }
  | { readonly kind: 'setInput'; readonly input: Json }
  | { readonly kind: 'setResolution'; readonly by: string; readonly reason: string }; // a person ended it

/** What {@link decide} answers. */
export type Decision =
  | { readonly legal: true; readonly state: TaskState; readonly effects: readonly TaskEffect[] }
  | {
      readonly legal: false;
      readonly state: TaskState;
      readonly event: TaskEventKind;
      readonly legalEvents: readonly TaskEventKind[];
    };

/** What the world says to a waiting task. `progress` changes no state. */
export type Signal =
  | { readonly kind: 'done'; readonly output: Json }
  | { readonly kind: 'fallout'; readonly error: TaskError }
  | { readonly kind: 'progress'; readonly progress: Json };

/** Who does a task, or must be asked about it. The reference is opaque (a team's code, a partner's id). */
export type TaskOwner = {
  readonly kind: 'system' | 'team' | 'partner' | 'customer' | 'person';
  readonly ref: string | null;
};

/** One task of a plan that is to be. */
export type TaskDraft = {
  /** Stable name, unique in the plan: the same work has the same key in every version of the plan. */
  readonly key: string;
  /** `name@version`: which handler runs it. */
  readonly kind: string;
  readonly input: Json;
  /** What makes it the same work where that is not the whole input: amendments compare it. */
  readonly content?: Json;
  /**
   * Run again with another content it brings what it did to the new state, and nothing has to be taken back first. An
   * amendment then repeats it instead of replacing it.
   */
  readonly repeatable?: boolean;
  /** Opaque text that groups tasks for people. */
  readonly activity: string;
  readonly label: string;
  /** Keys of the tasks that must be finished before this one. */
  readonly after: readonly string[];
  /** Not earlier than this domain instant. */
  readonly notBefore?: string;
  /** Of all external attempts with this key in the tenant one runs at a time. */
  readonly limitKey?: string;
  /** Added to the plan's: one step is worth a minute of waiting. */
  readonly priority?: number;
  readonly owner: TaskOwner;
  /** Kind of the task that takes this one back. */
  readonly undo?: string;
  /** Opaque to the engine: what passing this task means for changes (soft with a price, or hard). */
  readonly pointOfNoReturn?: Json;
  /** Opaque to the engine: planned, typical and maximum durations and their calendar, kept for the plan's owner. */
  readonly schedule?: Json;
};

/** A plan that is to be. */
export type PlanDraft = {
  readonly subject: { readonly kind: string; readonly id: string };
  /** −9 to 9, 0 is usual; one step is worth a minute of waiting, so nothing starves. */
  readonly priority?: number;
  /** Trace id stored with the plan. */
  readonly trace?: string;
  readonly tasks: readonly TaskDraft[];
};

/** A new version of a plan, whole or of a part of it. */
export type PlanAmendment = {
  /** Every task that the version wants in the part that it speaks for. `after` may name tasks outside. */
  readonly tasks: readonly TaskDraft[];
  /** Keys of the present tasks that the version speaks for; those that it does not want are taken back. */
  readonly covers: readonly string[] | 'all';
  /** A new baseline: a version also where only dates, durations, owners or the order of the work differ. */
  readonly isBaseline?: boolean;
};

/** What a new version does to each task, by its key. */
export type PlanDifference = {
  /** Equal: state and results stay. */
  readonly kept: readonly string[];
  /** Unfinished and goes on with another input. */
  readonly changed: readonly string[];
  /** Finished and done again: its kind brings what it did to the new state. */
  readonly repeated: readonly string[];
  /** Cancelled and taken back as far as it went, and done anew. */
  readonly replaced: readonly string[];
  /** Cancelled and taken back as far as it went. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

/**
 * What an amendment came to. While attempts are out of tasks that it takes back, they are asked to stop and nothing else
 * is changed: amend again when they have ended (the hooks tell).
 */
export type AmendedPlan =
  | { readonly kind: 'amended'; readonly version: number; readonly difference: PlanDifference }
  | { readonly kind: 'stopping'; readonly keys: readonly string[]; readonly difference: PlanDifference };

/** One version of a plan: who made it of the one before, when, why and how. */
export type PlanVersion = {
  readonly version: number;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly difference: PlanDifference;
};

/** How many tasks of a plan are where. Everything unfinished that is not counted here is blocked. */
export type PlanCounts = {
  readonly total: number;
  /** Tasks in no final state. */
  readonly remaining: number;
  /** ready, running, stopping, retrying, undoing. What a later version of the plan took back counts only until it ends. */
  readonly active: number;
  /** waiting, scheduled. */
  readonly waiting: number;
  readonly fallout: number;
  /** completed, skipped: work that stands. */
  readonly done: number;
  readonly failed: number;
  /** cancelled, undone, and the completed undo tasks themselves: work that does not stand. */
  readonly cancelled: number;
};

/** A plan's state: derived from its counts by {@link rollUp}, never stored. */
export type PlanState =
  | 'running'
  | 'waiting'
  | 'fallout'
  | 'stuck'
  | 'paused'
  | 'completed'
  | 'partial'
  | 'failed'
  | 'cancelled';

/** Names one task: by plan and key, or by its id. */
export type TaskRef = { readonly planId: string; readonly key: string } | { readonly taskId: string };

/** One try at one task, as handlers see it. */
export type Attempt = {
  readonly tenant: string;
  readonly planId: string;
  readonly taskId: string;
  readonly key: string;
  readonly kind: string;
  readonly activity: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The same for every repetition of this attempt: what idempotent receivers compare. */
  readonly attemptId: string;
  /** Attempts that failed since the last success or the last person's retry. */
  readonly failures: number;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly input: Json;
  /** Outputs of the direct predecessors by their key; a skipped one has null. */
  readonly outputsOf: Readonly<Record<string, Json>>;
  readonly limitKey: string | null;
  /** `until` when the task waited and its until-instant passed without an answer. */
  readonly wokenBy: 'until' | null;
  /** The task's owner, opaque. */
  readonly owner: TaskOwner;
  /** Set on an undo task: the key of the task it takes back. */
  readonly undoes: string | null;
};

/** What an attempt came to. */
export type Outcome =
  | { readonly kind: 'completed'; readonly output: Json }
  | { readonly kind: 'waiting'; readonly wait: Wait }
  /** Not yet; try again after this many milliseconds of real time. Counts against the kind's policy. */
  | { readonly kind: 'retry'; readonly error: TaskError; readonly afterMs: number }
  | { readonly kind: 'fallout'; readonly error: TaskError };

/** How failures of a kind are repeated. */
export type RetryPolicy = {
  /** Failures after which the task becomes fallout; 1 means never repeat. */
  readonly maxFailures: number;
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
};

/** Work that is done inside the engine's transaction, for many tasks at once. */
export type TransactionalHandler = {
  readonly kind: string;
  readonly mode: 'transactional';
  /** Answers one outcome per attempt, in order. Whatever it writes through `tx` commits with the tasks' states. */
  run(tx: Transaction, attempts: readonly Attempt[]): Promise<readonly Outcome[]>;
  /**
   * It reads and writes nothing of plans, and nothing that hooks write. The engine may then run it in the transaction of
   * the task before it, ahead of that one's being written and told: a chain of such tasks is one transaction.
   */
  readonly standsAlone?: true;
  /**
   * For a kind that stands alone: the attempts of one call may follow one another, in their order, and it does them as if
   * one after the other. So it reads no output of its own kind (`outputsOf` lacks what the same call brings), and nearly
   * always completes: what does not takes the whole batch back, which is then run without what was ahead.
   */
  readonly takesChains?: true;
  readonly retry?: RetryPolicy;
};

/** Work that talks to the outside: one attempt at a time per limit key, under a lease, outside any transaction. */
export type ExternalHandler = {
  readonly kind: string;
  readonly mode: 'external';
  /** Must end soon after `signal` fires (cancelled, lease lost, shutdown). May be repeated: idempotent by `attemptId`. */
  run(attempt: Attempt, signal: AbortSignal): Promise<Outcome>;
  /** At most so many attempts of this kind run on one node at a time. */
  readonly limitPerNode: number;
  /** Writes the domain facts of the outcome in the transaction that records it; runs only if the lease still holds. */
  settle?(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void>;
  readonly retry?: RetryPolicy;
};

/** How tasks of one kind are done. */
export type Handler = TransactionalHandler | ExternalHandler;

/** What is true of a task after a change; part of a {@link TaskChange}. */
export type ChangedTask = {
  readonly tenant: string;
  readonly planId: string;
  readonly taskId: string;
  readonly key: string;
  readonly kind: string;
  readonly activity: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly owner: TaskOwner;
  readonly attempt: number;
  readonly from: TaskState;
  readonly state: TaskState;
};

/** A change of a task or a plan, told to hooks inside the transaction that makes it. */
export type TaskChange =
  | { readonly change: 'started'; readonly task: ChangedTask }
  | { readonly change: 'completed'; readonly task: ChangedTask; readonly output: Json }
  | { readonly change: 'waiting'; readonly task: ChangedTask; readonly wait: Wait }
  | { readonly change: 'retrying'; readonly task: ChangedTask; readonly error: TaskError }
  | { readonly change: 'fallout'; readonly task: ChangedTask; readonly error: TaskError }
  | { readonly change: 'progress'; readonly task: ChangedTask; readonly progress: Json }
  /** Any other move: resumed, skipped, given up, cancelled, undone. `by` and `reason` where a person asked for it. */
  | {
      readonly change: 'moved';
      readonly task: ChangedTask;
      readonly by: string | null;
      readonly reason: string | null;
    }
  | {
      readonly change: 'planFinished';
      readonly tenant: string;
      readonly planId: string;
      readonly subject: { readonly kind: string; readonly id: string };
      readonly state: PlanState;
    };

/** Hears of all changes of one transaction at once, in that transaction. A throw rolls the changes back. */
export type ChangeHook = (tx: Transaction, changes: readonly TaskChange[]) => Promise<void>;

/** Real time in milliseconds since 1970, injected so that tests own it. */
export type Clock = () => number;

/** So many random bytes, injected so that tests own chance. */
export type Randomness = (bytes: number) => Uint8Array;

/** Where the engine says what happened to itself. */
export type EngineLog = {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
};

/** A person who does something to a plan, and why. */
export type Intervention = { readonly by: string; readonly reason: string };

/** Where a pause applies. */
export type PauseScope =
  | { readonly scope: 'everything' }
  | { readonly scope: 'kind'; readonly kind: string }
  | { readonly scope: 'limitKey'; readonly limitKey: string };

/** One task as people and interfaces see it. */
export type TaskView = {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly activity: string;
  readonly label: string;
  readonly state: TaskState;
  readonly paused: boolean;
  /** Keys of its predecessors. */
  readonly after: readonly string[];
  readonly owner: TaskOwner;
  readonly input: Json;
  readonly output: Json;
  readonly error: TaskError | null;
  /** Who skipped it or gave it up, and why. */
  readonly resolution: Intervention | null;
  readonly progress: Json;
  readonly wait: Wait | null;
  readonly attempt: number;
  readonly failures: number;
  readonly notBefore: string | null;
  readonly retryAt: string | null;
  readonly limitKey: string | null;
  readonly undo: string | null;
  readonly undoes: string | null;
  /** The version of the plan that does not want it any more; null while it is wanted. */
  readonly retiredIn: number | null;
  readonly pointOfNoReturn: Json;
  readonly schedule: Json;
  /** Domain instants. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
};

/** A plan as people and interfaces see it. */
export type PlanView = {
  readonly id: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly version: number;
  readonly state: PlanState;
  readonly counts: PlanCounts;
  readonly paused: { readonly by: string; readonly reason: string; readonly at: string } | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly tasks: readonly TaskView[];
};
