import { setTimeout as pause } from 'node:timers/promises';
import type { Activation } from '../activation.ts';
import { type DeviceDriver, type DeviceSession, type DeviceTarget, DriverError } from '../driver.ts';
import type { Journal } from '../journal/journal.ts';
import { isLost, told } from '../rules/failures.ts';
import type { ServiceWishes } from '../rules/ownership.ts';
import { sameValue } from '../rules/values.ts';
import type { ActivationFailure, DeviceStepState, LeafImage, OwnedLeaf, QueuedPart } from '../types.ts';

/** One device in a running transaction. */
export type Participant = {
  readonly device: string;
  readonly driver: DeviceDriver;
  readonly target: DeviceTarget;
  state: DeviceStepState;
  images: readonly LeafImage[] | null;
  ownership: readonly OwnedLeaf[] | null;
  failure: ActivationFailure | null;
  session: DeviceSession | undefined;
};

/** What a step works with besides its device. */
export type Run = {
  readonly activation: Activation;
  readonly journal: Journal;
  /** All services that it changes. */
  readonly services: readonly string[];
  readonly confirmTimeoutS: number;
  readonly onDrift: 'stop' | 'overwrite';
  /** What is queued for a device that cannot be reached, by device; where a device is absent everything is undone then. */
  readonly parts: ReadonlyMap<string, readonly QueuedPart[]>;
};

/** What a device that is still to be read will be planned from. */
export type Unread = {
  readonly wished: ServiceWishes;
  readonly owned: ReadonlyMap<string, OwnedLeaf>;
};

/** The session of a participant, opened when there is none. */
export async function sessionOf(participant: Participant): Promise<DeviceSession> {
  participant.session ??= await participant.driver.open(participant.target);
  return participant.session;
}

/**
 * Does work on the locked session of a participant. When the session of an earlier phase has died meanwhile, the work
 * is done once more on a new one: it must be fit for repetition.
 */
export async function onLockedSession<Value>(
  run: Run,
  participant: Participant,
  work: (session: DeviceSession) => Promise<Value>,
): Promise<Value> {
  if (participant.session !== undefined) {
    try {
      return await work(participant.session);
    } catch (error) {
      if (!isLost(error)) throw error;
      await leave(participant);
    }
  }
  try {
    const session = await sessionOf(participant);
    // A confirming commit makes the whole candidate permanent, so nobody else may have put anything into it.
    await lockPatiently(session, run.activation.policy.lockWaitS);
    return await work(session);
  } catch (error) {
    if (isLost(error)) await leave(participant);
    throw error;
  }
}

const lockRetryMs = 200;

/** Locks, trying again for a while: a session that just ended may not have let go yet. */
export async function lockPatiently(session: DeviceSession, waitS: number): Promise<void> {
  for (let attempts = Math.ceil((waitS * 1000) / lockRetryMs); ; attempts--) {
    try {
      await session.lock();
      return;
    } catch (error) {
      if (attempts <= 0 || !(error instanceof DriverError) || error.fault !== 'locked') throw error;
      await pause(lockRetryMs);
    }
  }
}

/** Gives a participant's session back. Never throws. */
export async function leave(participant: Participant): Promise<void> {
  const session = participant.session;
  participant.session = undefined;
  await session?.close();
}

/** Whether anything is to be changed on the device; if not, it is never asked to commit. */
export function hasChanges(images: readonly LeafImage[] | null): boolean {
  return images?.some((image) => !sameValue(image.before, image.after)) ?? false;
}

/** Reads the touched places and tells the first that differs from the wanted side, or undefined. */
export async function readBackDifference(
  session: DeviceSession,
  images: readonly LeafImage[],
  side: 'before' | 'after',
): Promise<{ readonly path: string; readonly message: string } | undefined> {
  const running = await session.read(images);
  for (const image of images) {
    const have = running.get(image.path) ?? null;
    if (sameValue(have, image[side])) continue;
    return { path: image.path, message: `${image.path} holds ${told(have)} instead of ${told(image[side])}` };
  }
  return undefined;
}

/** Waits until all are done, also when one throws, and then throws the first error. */
export async function settleAll<Value>(work: readonly Promise<Value>[]): Promise<Value[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
