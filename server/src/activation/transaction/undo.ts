import type { DeviceSession } from '../driver.ts';
import { failure, failureOf, isLost } from '../rules/failures.ts';
import { changesBetween } from '../rules/ownership.ts';
import { sameValue } from '../rules/values.ts';
import type { ActivationFailure, LeafImage } from '../types.ts';
import {
  hasChanges,
  onLockedSession,
  type Participant,
  type Run,
  readBackDifference,
} from './participant.ts';

/**
 * Takes a transaction back on one device: cancels what is pending, reads, and where the change stands all the same
 * (it had been confirmed) makes the opposite change. A device that cannot be read is in doubt. A device that was
 * never read cannot have been changed.
 */
export async function undoDevice(run: Run, participant: Participant): Promise<'undone' | 'inDoubt'> {
  const { device } = participant;
  const untouched = participant.state === 'planned' || !hasChanges(participant.images);
  await run.journal.step(device, 'undoing');
  participant.state = 'undoing';
  if (untouched) return await conclude(run, participant, undefined);
  try {
    const problem = await onLockedSession(run, participant, (session) =>
      takeBack(run, device, session, participant.images ?? []),
    );
    return await conclude(run, participant, problem);
  } catch (error) {
    return await conclude(run, participant, failureOf(device, 'undo', error));
  }
}

async function conclude(
  run: Run,
  participant: Participant,
  problem: ActivationFailure | undefined,
): Promise<'undone' | 'inDoubt'> {
  const state = problem === undefined ? 'undone' : 'inDoubt';
  participant.state = state;
  // The first failure is the reason of the undoing, and stays the one that is told.
  const told = problem !== undefined && participant.failure === null ? { failure: problem } : {};
  if (problem !== undefined) participant.failure ??= problem;
  await run.journal.step(participant.device, state, told);
  return state;
}

async function takeBack(
  run: Run,
  device: string,
  session: DeviceSession,
  images: readonly LeafImage[],
): Promise<ActivationFailure | undefined> {
  await cancelIfPossible(session, run.journal.who.id);
  const running = await session.read(images);
  // Places that hold neither value were changed by somebody else since, and are left to the check of the records.
  const standing = images.filter((image) => sameValue(running.get(image.path) ?? null, image.after));
  if (!hasChanges(standing)) return undefined;
  await session.edit(changesBetween(standing, 'reverse'));
  await session.commit();
  const difference = await readBackDifference(session, standing, 'before');
  if (difference === undefined) return undefined;
  return failure(device, 'undo', 'readBackDiffers', difference.message, difference.path);
}

/** A device that refuses to cancel may have nothing to cancel any more: what it runs decides. */
async function cancelIfPossible(session: DeviceSession, id: string): Promise<void> {
  try {
    await session.cancel(id);
  } catch (error) {
    if (isLost(error)) throw error;
  }
}
