import type { Database, Transaction } from '../platform/database.ts';
import { sqlState } from '../platform/database.ts';
import type { ChainLength } from './chain-length.ts';
import { commitMoves } from './commit-moves.ts';
import { advanced, standing } from './moves.ts';
import { defaultRetry, failureEvent, thrownError } from './retry.ts';
import { runBatch, standsAlone } from './run-ahead.ts';
import {
  type ClaimedTask,
  type ClaimSelection,
  claimReady,
  pinPlans,
  type TaskKey,
  takeLimits,
} from './store.ts';
import type { ChangeHook, Clock, Handler, Randomness, TaskEvent } from './types.ts';

/** What a tick works with. */
export type TickContext = {
  readonly database: Database;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly hooks: readonly ChangeHook[];
  readonly random: Randomness;
  /** Real time, for how long a transaction may go on running what it made ready. */
  readonly clock: Clock;
  /** Of what was met so far. */
  readonly chains: ChainLength;
  /** Runs an external attempt that is committed as running under `epoch`. */
  start(task: ClaimedTask, epoch: number): void;
};

/** A batch that could not be done as a whole: one of these tasks, or the code that does them, is at fault. */
class BatchFault extends Error {
  readonly keys: readonly TaskKey[];
  constructor(keys: readonly TaskKey[], cause: unknown) {
    super(`a batch of ${keys.length} tasks failed`, { cause });
    this.name = 'BatchFault';
    this.keys = keys;
  }
}

/** A batch that could not be done with what was run ahead of it. The batch alone may well be. */
class AheadFault extends Error {
  constructor(cause: unknown) {
    super('tasks run ahead failed', { cause });
    this.name = 'AheadFault';
  }
}

/** For so long a transaction begins further rounds: plans are locked, and people may wait for them. */
const aheadMs = 100;

/**
 * One transaction: claims ready tasks, runs the transactional ones in batches by kind, runs ahead what these make ready
 * where its kind stands alone, marks the external ones as running under `epoch`, and writes all of it with successors,
 * counters and hooks.
 *
 * Transactional tasks that failed before run alone, so that they cannot spoil a batch twice. A batch that throws is run
 * again without running ahead, then halved until the poisoned task stands alone; that one is then recorded as failed.
 * Faults of the database itself are thrown on: they are nobody's failure. Answers how many tasks moved.
 */
export async function tick(context: TickContext, selection: ClaimSelection, epoch: number): Promise<number> {
  try {
    return await tickOnce(context, selection, epoch, kindsAlone(context.handlers));
  } catch (error) {
    if (!(error instanceof AheadFault)) throw error;
    return await tickOnce(context, selection, epoch, []);
  }
}

function kindsAlone(handlers: ReadonlyMap<string, Handler>): readonly string[] {
  return [...handlers.values()].filter(standsAlone).map((handler) => handler.kind);
}

async function tickOnce(
  context: TickContext,
  selection: ClaimSelection,
  epoch: number,
  aheadKinds: readonly string[],
): Promise<number> {
  try {
    const { suspects, moved } = await attemptBatch(context, selection, epoch, aheadKinds);
    for (const key of suspects) await runAlone(context, key, epoch);
    return moved + suspects.length;
  } catch (error) {
    if (!(error instanceof BatchFault) || isOutage(error.cause)) throw error;
    await bisect(context, error.keys, epoch);
    return error.keys.length;
  }
}

type BatchResult = {
  readonly suspects: readonly TaskKey[];
  readonly started: readonly ClaimedTask[];
  readonly moved: number;
};

async function attemptBatch(
  context: TickContext,
  selection: ClaimSelection,
  epoch: number,
  aheadKinds: readonly string[] = [],
): Promise<BatchResult> {
  const until = context.clock() + aheadMs;
  const result = await context.database.transaction(async (tx) => {
    const { paused } = await pinPlans(tx);
    // What comes next may be paused, too: that is for the next claim to see.
    const kindsAhead = paused ? [] : aheadKinds;
    const { claimed, ahead, depth } = await claimReady(tx, selection, paused, kindsAhead);
    if (claimed.length === 0) return { suspects: [], started: [], moved: 0 };
    const external = claimed.filter((task) => context.handlers.get(task.kind)?.mode === 'external');
    const transactional = claimed.filter((task) => context.handlers.get(task.kind)?.mode === 'transactional');
    const suspects = selection.named.length === 0 ? transactional.filter((task) => task.failures > 0) : [];
    const batch = transactional.filter((task) => !suspects.includes(task));
    const started = await withLimits(tx, external);
    // Only a handler that touches nothing of plans leaves their rows as they were read.
    const alone = batch.every((task) => standsAlone(context.handlers.get(task.kind)));
    const mayBeAhead = alone && ahead.length > 0;
    try {
      const done = await runBatch(tx, context.handlers, alone ? batch : batch.map(withoutPlace), epoch, {
        ahead: mayBeAhead ? ahead : [],
        room: selection.limit - claimed.length,
        until,
        clock: context.clock,
      });
      const starts = started.map((task) => advanced(standing(task), { kind: 'claimed' }, epoch));
      await commitMoves(tx, context.hooks, [...done, ...starts]);
      if (kindsAhead.length > 0) context.chains.learn(claimed, alone ? done : [], depth);
      return { suspects: suspects.map(keyOf), started, moved: done.length + started.length };
    } catch (error) {
      if (isConflict(error)) throw error; // the transaction is run again as it is
      if (mayBeAhead && !isOutage(error)) throw new AheadFault(error);
      throw new BatchFault([...batch, ...started].map(keyOf), error);
    }
  });
  // Only what is committed may have effects outside.
  for (const task of result.started) context.start(task, epoch);
  return result;
}

function withoutPlace(task: ClaimedTask): ClaimedTask {
  return { ...task, place: null };
}

function keyOf({ tenant, planId, ordinal }: TaskKey): TaskKey {
  return { tenant, planId, ordinal };
}

async function withLimits(tx: Transaction, tasks: readonly ClaimedTask[]): Promise<ClaimedTask[]> {
  const asking = new Map<string, ClaimedTask & { readonly limitKey: string }>();
  for (const task of tasks) {
    const { limitKey } = task;
    const name = `${task.tenant}\n${limitKey}`;
    if (limitKey !== null && !asking.has(name)) asking.set(name, { ...task, limitKey });
  }
  if (asking.size === 0) return [...tasks];
  const taken = await takeLimits(tx, [...asking.values()]);
  const granted = new Set(taken.map((key) => `${key.tenant}\n${key.planId}\n${key.ordinal}`));
  return tasks.filter(
    (task) => task.limitKey === null || granted.has(`${task.tenant}\n${task.planId}\n${task.ordinal}`),
  );
}

async function bisect(context: TickContext, keys: readonly TaskKey[], epoch: number): Promise<void> {
  if (keys.length <= 1) {
    for (const key of keys) await runAlone(context, key, epoch);
    return;
  }
  const middle = keys.length >> 1;
  for (const half of [keys.slice(0, middle), keys.slice(middle)]) {
    try {
      await attemptBatch(context, named(half), epoch);
    } catch (error) {
      if (!(error instanceof BatchFault) || isOutage(error.cause)) throw error;
      await bisect(context, half, epoch);
    }
  }
}

async function runAlone(context: TickContext, key: TaskKey, epoch: number): Promise<void> {
  try {
    await attemptBatch(context, named([key]), epoch);
  } catch (error) {
    if (!(error instanceof BatchFault) || isOutage(error.cause)) throw error;
    await recordFailure(context, key, epoch, error.cause);
  }
}

function named(keys: readonly TaskKey[]): ClaimSelection {
  return { kinds: [], room: [], named: keys, claims: keys.length, limit: keys.length };
}

async function recordFailure(
  context: TickContext,
  key: TaskKey,
  epoch: number,
  thrown: unknown,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const { paused } = await pinPlans(tx);
    const { claimed } = await claimReady(tx, named([key]), paused);
    const [task] = claimed;
    if (task === undefined) return; // someone else has it now
    const event = thrownEvent(context, task.kind, task.failures, thrown);
    await commitMoves(tx, context.hooks, [
      advanced(advanced(standing(task), { kind: 'claimed' }, epoch), event),
    ]);
  });
}

/** The event of a thrown failure, by the policy of the kind. */
export function thrownEvent(
  { handlers, random }: Pick<TickContext, 'handlers' | 'random'>,
  kind: string,
  failures: number,
  thrown: unknown,
): TaskEvent {
  const policy = handlers.get(kind)?.retry ?? defaultRetry;
  const jitter = (random(1)[0] ?? 0) / 256;
  return failureEvent(policy, failures, thrownError(thrown), { jitter });
}

const conflicts = new Set(['40001', '40P01']);

function isConflict(error: unknown): boolean {
  return conflicts.has(sqlState(error) ?? '');
}

/** True when the database, not the work, is at fault: connection, shutdown, out of resources. */
export function isOutage(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && /^(08|53|57|58)...$/.test(state)) return true;
  if (state !== undefined && /^E(CONN|PIPE|HOST|TIME)/.test(state)) return true;
  return error instanceof Error && /connection (terminated|ended)|not queryable/i.test(error.message);
}
