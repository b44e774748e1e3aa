import type { Clock } from './clock.ts';
import {
  type CommitRequest,
  checkOwner,
  nextPending,
  type PendingCommit,
  type PendingRecord,
  pendingFromRecord,
  pendingToRecord,
  startPending,
} from './confirmed-commit.ts';
import { differences } from './difference.ts';
import type { FaultSet } from './faults.ts';
import { type Actor, configChange, confirmedCommit, type NotificationEvent } from './notifications.ts';
import { RpcFault } from './rpc-fault.ts';
import { type ContainerData, fromJson, hashTree, type Json, toJson } from './tree.ts';
import { validateTree } from './validate.ts';

/** The datastores of RFC 6241, 5.1 that a device has. */
export type Datastore = 'running' | 'candidate';

/** A session, as far as the device needs it. */
export type DeviceSession = {
  readonly id: number;
  readonly actor: Actor;
  /** Whether it listens to events. */
  readonly isSubscribed: boolean;
  /** Breaks the connection. */
  end(): void;
  /** Delivers an event, if the session subscribed to it. */
  notify(event: NotificationEvent): void;
};

/** What a device keeps on disk. The before-image is in the same file, so that both are there or neither. */
export type DeviceRecord = {
  readonly running: Json;
  readonly pending?: PendingRecord;
};

/** Where a device keeps its record. */
export type DeviceStorage = { write(record: DeviceRecord): Promise<void> };

/** What surrounds a device. */
export type DeviceContext = {
  readonly storage: DeviceStorage;
  readonly clock: Clock;
  readonly faults: FaultSet;
  /** The running configuration is another one now. */
  readonly runningChanged: () => void;
};

/** One device: its datastores, locks, sessions and confirmed commit. Every change is on disk before it is told. */
export class Device {
  readonly name: string;
  readonly faults: FaultSet;
  readonly #context: DeviceContext;
  readonly #sessions = new Map<number, DeviceSession>();
  readonly #locks = new Map<Datastore, number>();
  #running: ContainerData;
  #previous: ContainerData;
  #candidate: ContainerData;
  #pending: PendingCommit | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #lastSessionId = 0;
  #peakSessions = 0;

  private constructor(name: string, running: ContainerData, context: DeviceContext) {
    this.name = name;
    this.faults = context.faults;
    this.#context = context;
    this.#running = running;
    this.#previous = running;
    this.#candidate = running;
  }

  /** A device that starts with a configuration, which is put on disk first. */
  static async create(name: string, running: ContainerData, context: DeviceContext): Promise<Device> {
    const device = new Device(name, running, context);
    await device.#store(running, undefined);
    return device;
  }

  /**
   * A device that was on before. A confirmed commit that was pending is undone when its session is lost (it had no
   * persist) or its time is over; otherwise its timer goes on.
   */
  static async restore(name: string, record: DeviceRecord, context: DeviceContext): Promise<Device> {
    const device = new Device(name, fromJson(record.running), context);
    const pending = record.pending;
    if (pending === undefined) return device;
    const remains = pending.persist !== undefined && pending.deadlineMs > context.clock.nowMs();
    device.#pending = device.#startPending(pendingFromRecord(pending));
    if (!remains) await device.exclusive(() => device.#rollback('timeout', undefined));
    return device;
  }

  /** The running configuration. */
  get running(): ContainerData {
    return this.#running;
  }

  /** The candidate; the same object as running while nothing was edited. */
  get candidate(): ContainerData {
    return this.#candidate;
  }

  /** What ran before the last change. */
  get previousRunning(): ContainerData {
    return this.#previous;
  }

  /** Sessions that are open, and the most that ever were at once. */
  get sessionCounts(): { readonly open: number; readonly peak: number } {
    return { open: this.#sessions.size, peak: this.#peakSessions };
  }

  /** The state that tests look at. */
  describe() {
    const pending = this.#pending;
    return {
      device: this.name,
      config: toJson(this.#running),
      hash: hashTree(this.#running),
      candidateHash: hashTree(this.#candidate),
      pending: pending && { deadlineMs: pending.deadlineMs, persist: pending.persist ?? null },
      locks: Object.fromEntries(this.#locks),
      sessions: this.sessionCounts,
    };
  }

  /** Runs an action when every earlier one is done: commits, rollbacks and edits never interleave. */
  exclusive<Value>(action: () => Promise<Value> | Value): Promise<Value> {
    const run = this.#queue.then(action);
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Admits a session under the next id. */
  admit(make: (sessionId: number) => DeviceSession): DeviceSession {
    const session = make(++this.#lastSessionId);
    this.#sessions.set(session.id, session);
    this.#peakSessions = Math.max(this.#peakSessions, this.#sessions.size);
    return session;
  }

  /** A session is gone: its locks, its unsaved candidate and its confirmed commit go with it. */
  leave(sessionId: number): Promise<void> {
    this.#sessions.delete(sessionId);
    return this.exclusive(async () => {
      if (this.#locks.get('candidate') === sessionId) this.#candidate = this.#running;
      for (const [datastore, holder] of this.#locks) {
        if (holder === sessionId) this.#locks.delete(datastore);
      }
      if (this.#pending?.sessionId === sessionId) await this.#rollback('cancel', undefined);
    });
  }

  /** Breaks another session. Throws {@link RpcFault}. */
  kill(sessionId: number, by: number): void {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || sessionId === by)
      throw new RpcFault({ tag: 'invalid-value', message: `session ${sessionId} cannot be killed` });
    session.end();
  }

  /** Breaks every session. */
  endSessions(): void {
    for (const session of [...this.#sessions.values()]) session.end();
  }

  /** Whether any session listens to events. */
  get isObserved(): boolean {
    return [...this.#sessions.values()].some((session) => session.isSubscribed);
  }

  /** Delivers an event to the sessions that subscribed to it. */
  notify(event: NotificationEvent): void {
    for (const session of this.#sessions.values()) session.notify(event);
  }

  /** Takes a lock (RFC 6241, 7.5). Throws {@link RpcFault}. */
  lock(datastore: Datastore, sessionId: number): void {
    const holder = this.#locks.get(datastore);
    if (holder !== undefined) throw lockDenied(holder);
    if (datastore === 'candidate' && this.#candidate !== this.#running) throw lockDenied(0);
    const owner = this.#pending?.sessionId;
    if (datastore === 'running' && owner !== undefined && owner !== sessionId) throw lockDenied(owner);
    this.#locks.set(datastore, sessionId);
  }

  /** Gives a lock back; with the candidate's lock go the changes that were not committed. */
  unlock(datastore: Datastore, sessionId: number): void {
    if (this.#locks.get(datastore) !== sessionId)
      throw new RpcFault({
        tag: 'operation-failed',
        message: `the session does not hold the ${datastore} lock`,
      });
    this.#locks.delete(datastore);
    if (datastore === 'candidate') this.#candidate = this.#running;
  }

  /** Puts an edited tree in the candidate's place. Throws {@link RpcFault} where another session holds the lock. */
  setCandidate(tree: ContainerData, sessionId: number): void {
    this.#guard('candidate', sessionId);
    // An edit that changes nothing leaves nothing to commit.
    this.#candidate = differences(this.#running, tree).length === 0 ? this.#running : tree;
  }

  /** Whether a commit now would confirm the pending one rather than start another. */
  isConfirming(request: CommitRequest): boolean {
    return this.#pending !== undefined && !request.confirmed;
  }

  /** Makes the candidate the running configuration. Throws {@link RpcFault}. Must run exclusively. */
  async commit(request: CommitRequest, { id: sessionId, actor }: DeviceSession): Promise<void> {
    this.#guard('running', sessionId);
    this.#guard('candidate', sessionId);
    const pending = this.#pending;
    checkOwner(pending, request.persistId, sessionId);
    const [fault] = validateTree(this.#candidate);
    if (fault) throw fault;
    const before = this.#running;
    const nowMs = this.#context.clock.nowMs();
    const next = request.confirmed
      ? this.#startPending(nextPending(request, pending, before, sessionId, nowMs))
      : undefined;
    try {
      await this.#store(this.#candidate, next);
    } catch (error) {
      next?.cancelTimer();
      throw error;
    }
    pending?.cancelTimer();
    this.#pending = next;
    this.#setRunning(this.#candidate);
    if (next) {
      this.notify(confirmedCommit(pending ? 'extend' : 'start', actor, request.timeoutS));
    } else if (pending) this.notify(confirmedCommit('complete', actor));
    if (before !== this.#running) this.notify(configChange(before, this.#running, actor));
  }

  /** Undoes the pending confirmed commit. Throws {@link RpcFault}. Must run exclusively. */
  async cancelCommit(persistId: string | undefined, { id, actor }: DeviceSession): Promise<void> {
    checkOwner(this.#pending, persistId, id);
    if (this.#pending === undefined)
      throw new RpcFault({ tag: 'operation-failed', message: 'no confirmed commit is pending' });
    await this.#rollback('cancel', actor);
  }

  /** Forgets everything: runs what it left the factory with, without a pending commit or sessions. Must run exclusively. */
  async reset(factory: ContainerData): Promise<void> {
    this.endSessions();
    this.#pending?.cancelTimer();
    this.#pending = undefined;
    this.#locks.clear();
    await this.#store(factory, undefined);
    this.#setRunning(factory);
    this.#candidate = factory;
  }

  /** Ends timers and waits for what is being written; a pending commit stays on disk. */
  async stop(): Promise<void> {
    this.endSessions();
    this.#pending?.cancelTimer();
    await this.#queue;
  }

  #startPending(parts: Omit<PendingCommit, 'cancelTimer'>): PendingCommit {
    return startPending(parts, this.#context.clock, (expired) => {
      // By the time the queue comes to it, the commit may be confirmed or extended.
      void this.exclusive(() =>
        this.#pending === expired ? this.#rollback('timeout', undefined) : undefined,
      );
    });
  }

  async #rollback(event: 'timeout' | 'cancel', actor: Actor | undefined): Promise<void> {
    const pending = this.#pending;
    if (pending === undefined) return;
    const failed = this.#running;
    await this.#store(pending.before, undefined);
    pending.cancelTimer();
    this.#pending = undefined;
    const untouched = this.#candidate === this.#running;
    this.#setRunning(pending.before);
    if (untouched) this.#candidate = this.#running;
    this.notify(confirmedCommit(event, actor));
    if (failed !== this.#running) this.notify(configChange(failed, this.#running, actor));
  }

  #setRunning(tree: ContainerData): void {
    if (tree === this.#running) return;
    this.#previous = this.#running;
    this.#running = tree;
    this.#context.runningChanged();
  }

  #store(running: ContainerData, pending: PendingCommit | undefined): Promise<void> {
    const record: DeviceRecord = { running: toJson(running) };
    return this.#context.storage.write(
      pending === undefined ? record : { ...record, pending: pendingToRecord(pending) },
    );
  }

  #guard(datastore: Datastore, sessionId: number): void {
    const holder = this.#locks.get(datastore);
    if (holder !== undefined && holder !== sessionId)
      throw new RpcFault({ tag: 'in-use', message: `session ${holder} holds the ${datastore} lock` });
  }
}

function lockDenied(holder: number): RpcFault {
  return new RpcFault({
    tag: 'lock-denied',
    type: 'protocol',
    message:
      holder === 0 ? 'the candidate has changes that were not committed' : `session ${holder} holds it`,
    info: { 'session-id': String(holder) },
  });
}
