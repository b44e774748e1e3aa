import type { Clock } from './clock.ts';
import { RpcFault } from './rpc-fault.ts';
import { type ContainerData, fromJson, type Json, toJson } from './tree.ts';

/** How a commit was asked for (RFC 6241, 8.4). */
export type CommitRequest = {
  readonly confirmed: boolean;
  readonly timeoutS: number;
  readonly persist?: string | undefined;
  readonly persistId?: string | undefined;
};

/** A confirmed commit that waits for its confirmation. */
export type PendingCommit = {
  /** What ran before the first commit of the row. */
  readonly before: ContainerData;
  readonly deadlineMs: number;
  readonly persist: string | undefined;
  /** The session that must live; undefined with persist. */
  readonly sessionId: number | undefined;
  readonly cancelTimer: () => void;
};

/** The part of a pending commit that is kept on disk. A session does not outlive the process, so it is not there. */
export type PendingRecord = {
  readonly before: Json;
  readonly deadlineMs: number;
  readonly persist?: string;
};

/** Makes a pending commit and starts its time. */
export function startPending(
  parts: Omit<PendingCommit, 'cancelTimer'>,
  clock: Clock,
  expired: (pending: PendingCommit) => void,
): PendingCommit {
  const cancelTimer = clock.after(parts.deadlineMs - clock.nowMs(), () => expired(pending));
  const pending: PendingCommit = { ...parts, cancelTimer };
  return pending;
}

/** What a confirmed commit leads to: a first one keeps what runs now, a follow-up what the first one kept. */
export function nextPending(
  request: CommitRequest,
  current: PendingCommit | undefined,
  running: ContainerData,
  sessionId: number,
  nowMs: number,
): Omit<PendingCommit, 'cancelTimer'> {
  // A follow-up keeps the identifier it was given with, unless it brings a new one.
  const persist = request.persist ?? current?.persist;
  return {
    before: current?.before ?? running,
    deadlineMs: nowMs + request.timeoutS * 1000,
    persist,
    sessionId: persist === undefined ? sessionId : undefined,
  };
}

/** Refuses whoever may not continue the pending commit (RFC 6241, 8.4.1). Throws {@link RpcFault}. */
export function checkOwner(
  pending: PendingCommit | undefined,
  persistId: string | undefined,
  sessionId: number,
): void {
  if (persistId !== pending?.persist) {
    const message = 'the persist-id is not that of a pending confirmed commit';
    throw new RpcFault({ tag: 'invalid-value', message, info: { 'bad-element': 'persist-id' } });
  }
  if (pending?.sessionId !== undefined && pending.sessionId !== sessionId)
    throw new RpcFault({ tag: 'in-use', message: 'another session has a confirmed commit pending' });
}

/** For the disk. */
export function pendingToRecord({ before, deadlineMs, persist }: PendingCommit): PendingRecord {
  return { before: toJson(before), deadlineMs, ...(persist === undefined ? {} : { persist }) };
}

/** From the disk. */
export function pendingFromRecord({
  before,
  deadlineMs,
  persist,
}: PendingRecord): Omit<PendingCommit, 'cancelTimer'> {
  return { before: fromJson(before), deadlineMs, persist, sessionId: undefined };
}
