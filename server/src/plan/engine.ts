import type { Database } from '../platform/database.ts';
import { type ChainLength, chainLength } from './chain-length.ts';
import { type ExternalRuns, externalRuns } from './external.ts';
import { beginLease, type Lease } from './lease.ts';
import type { ClaimSelection, TaskKey } from './store.ts';
import { isQuiescent, workAtHand } from './store-views.ts';
import { ownedTasks } from './store-workers.ts';
import { type TickContext, tick } from './tick.ts';
import { reclaimOrphans, reclaimStrays, wakeDue } from './timers.ts';
import type { ChangeHook, Clock, EngineLog, Handler, Randomness } from './types.ts';

/** How an engine is composed. Several may share one database, in one process or many; none leads. */
export type EngineOptions = {
  readonly database: Database;
  readonly handlers: readonly Handler[];
  readonly hooks: readonly ChangeHook[];
  /** Name of this node, for people. */
  readonly node: string;
  readonly random: Randomness;
  /** Real time, for how long the engine has been idle. */
  readonly clock: Clock;
  readonly log: EngineLog;
  /** For the thread that renews the lease; without it the lease is renewed on the main thread. */
  readonly leaseUrl?: string;
  /** How long a silent worker keeps its tasks. Default 5,000. */
  readonly leaseMs?: number;
  /** Tasks per transaction at most. Default 200. */
  readonly batch?: number;
  /** Ticks at a time on this node. Default 2. */
  readonly loops?: number;
  /** How long `stop` lets external attempts finish before it aborts them. Default 5,000. */
  readonly graceMs?: number;
};

/** A running engine. */
export type Engine = {
  /** Claims no more, lets attempts finish (then aborts them) and gives back what is left. Idempotent. */
  stop(): Promise<void>;
  /** Resolves when nothing runs, is ready or backs off, on any node. */
  drain(): Promise<void>;
  /** Polls now: call it after a commit that made work. Otherwise the work is found at the next poll. */
  wake(): void;
  /** Makes ready what is due by now, as the engine does by itself soon; answers how many tasks. For a stepped clock. */
  runDue(): Promise<number>;
};

const timing = { firstIdleMs: 5, busyIdleMs: 50, idleMs: 250, busyForMs: 2000, timersMs: 20 };

/** Starts an engine; it works until it is stopped. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { database, hooks, log, clock } = options;
  const handlers = handlersByKind(options.handlers);
  const leaseMs = options.leaseMs ?? 5000;
  let stopped: Promise<void> | undefined;
  let lease: Lease | null = null;
  let beginning: Promise<void> | undefined;
  let lastWork = clock();
  const wakers = new Set<() => void>();
  const wake = (): void => {
    for (const each of wakers) each();
  };
  const parts = { database, handlers, hooks, clock, random: options.random };
  const runs = externalRuns({ ...parts, log, onOver: wake });
  const chains = chainLength();
  const context: TickContext = { ...parts, chains, start: runs.start };
  const rooms = kindRooms(handlers, runs, chains);

  // A worker that lost its lease is dead to the others, and goes on as a new one.
  async function begin(): Promise<void> {
    const leaseOptions = { node: options.node, leaseMs, url: options.leaseUrl ?? null };
    const mine: Lease = await beginLease(database, leaseOptions, () => {
      log.warn({ epoch: mine.epoch, node: options.node }, 'worker lost its lease');
      lease = null;
      runs.abort('leaseLost');
      void mine.end().catch(() => {});
    });
    lease = mine;
  }

  async function pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        wakers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      wakers.add(end);
    });
  }

  async function tickOnce(): Promise<number> {
    if (lease === null) {
      beginning ??= begin().finally(() => {
        beginning = undefined;
      });
      await beginning;
    }
    if (lease === null) return 0;
    const { epoch } = lease;
    const { selection, giveBack } = rooms.take(options.batch ?? 200);
    try {
      return await tick(context, selection, epoch);
    } finally {
      giveBack();
    }
  }

  // A claim takes several statements: who found nothing looks with one before the next.
  async function loop(
    work: () => Promise<number>,
    leastIdleMs: number,
    isAtHand: () => Promise<boolean>,
  ): Promise<void> {
    let foundNothing = false;
    for (let idleMs = leastIdleMs; stopped === undefined; ) {
      try {
        const done: number = foundNothing && !(await isAtHand()) ? 0 : await work();
        foundNothing = done === 0;
        if (done > 0) {
          idleMs = leastIdleMs;
          lastWork = clock();
          continue;
        }
      } catch (error) {
        log.warn(
          { error: String(error), cause: causeOf(error), node: options.node },
          'a tick failed; trying again',
        );
        idleMs = timing.idleMs;
      }
      if (stopped !== undefined) return;
      await pause(idleMs);
      const ceiling = clock() - lastWork < timing.busyForMs ? timing.busyIdleMs : timing.idleMs;
      idleMs = Math.min(ceiling, Math.max(idleMs * 1.5, leastIdleMs));
    }
  }

  let reclaimAt = 0;
  async function runDue(): Promise<number> {
    const woken = await wakeDue(database, hooks);
    if (woken > 0) {
      lastWork = clock();
      wake();
    }
    return woken;
  }

  async function timers(): Promise<number> {
    const woken = await runDue();
    if (clock() < reclaimAt) return woken;
    reclaimAt = clock() + leaseMs / 4;
    if ((await reclaimOrphans(database, hooks)) > 0) wake();
    if (lease !== null) await lookAfterOwned(lease.epoch);
    return woken;
  }

  // A stray is one that was no run of ours twice: once may be a run that has just been recorded or is about to start.
  let suspected: readonly TaskKey[] = [];
  async function lookAfterOwned(epoch: number): Promise<void> {
    const owned = await ownedTasks(database.sql, epoch);
    runs.abort(
      'cancelled',
      owned.filter((task) => task.state === 'stopping'),
    );
    const strangers = runs.strangers(owned);
    const strays = strangers.filter((key) =>
      suspected.some(
        (each) => each.tenant === key.tenant && each.planId === key.planId && each.ordinal === key.ordinal,
      ),
    );
    suspected = strangers;
    if (strays.length > 0) await reclaimStrays(database, hooks, epoch, strays);
  }

  await begin();
  const loops = [
    loop(timers, timing.timersMs, async () => clock() >= reclaimAt || (await workAtHand(database.sql)).due),
    ...Array.from({ length: options.loops ?? 2 }, () =>
      loop(
        tickOnce,
        timing.firstIdleMs,
        async () => lease === null || (await workAtHand(database.sql)).ready,
      ),
    ),
  ];

  async function shutDown(): Promise<void> {
    wake();
    await Promise.all(loops);
    const graceMs = options.graceMs ?? 5000;
    if (!(await endsWithin(runs.settled(), graceMs))) {
      runs.abort('shutdown');
      await endsWithin(runs.settled(), graceMs); // what still runs then is fenced off
    }
    await lease?.end();
    await reclaimOrphans(database, hooks);
  }

  return {
    stop() {
      if (stopped === undefined) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        stopped = promise;
        shutDown().then(resolve, reject);
      }
      return stopped;
    },
    async drain() {
      while (runs.size > 0 || !(await isQuiescent(database.sql))) await pause(10);
    },
    wake,
    runDue,
  };
}

async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const ended = await Promise.race([work.then(() => true), promise]);
  clearTimeout(timer);
  return ended;
}

function causeOf(error: unknown): string | undefined {
  return error instanceof Error && error.cause !== undefined ? String(error.cause) : undefined;
}

function handlersByKind(handlers: readonly Handler[]): ReadonlyMap<string, Handler> {
  const byKind = new Map(handlers.map((handler) => [handler.kind, handler]));
  if (byKind.size !== handlers.length) throw new Error('two handlers for one kind of task');
  return byKind;
}

// Ticks run side by side: what one may still fill with external attempts, the next must not count on.
function kindRooms(
  handlers: ReadonlyMap<string, Handler>,
  runs: ExternalRuns,
  chains: ChainLength,
): { take(batch: number): { selection: ClaimSelection; giveBack(): void } } {
  const promised = new Map<string, number>();
  return {
    take(batch) {
      const kinds: string[] = [];
      const room: number[] = [];
      const taken: [string, number][] = [];
      for (const [kind, handler] of handlers) {
        const free =
          handler.mode === 'transactional'
            ? batch
            : Math.min(batch, handler.limitPerNode - runs.count(kind) - (promised.get(kind) ?? 0));
        if (free <= 0) continue;
        kinds.push(kind);
        room.push(free);
        if (handler.mode === 'external') taken.push([kind, free]);
      }
      for (const [kind, free] of taken) promised.set(kind, (promised.get(kind) ?? 0) + free);
      return {
        selection: { kinds, room, named: [], claims: chains.claims(batch), limit: batch },
        giveBack() {
          for (const [kind, free] of taken) promised.set(kind, (promised.get(kind) ?? 0) - free);
        },
      };
    },
  };
}
