import type { DeviceSession } from '../driver.ts';
import { failure, failureOf, isLost } from '../rules/failures.ts';
import { changesBetween } from '../rules/ownership.ts';
import type { ActivationFailure, LeafImage } from '../types.ts';
import {
  hasChanges,
  onLockedSession,
  type Participant,
  type Run,
  readBackDifference,
} from './participant.ts';

/** How a device took the second phase. */
export type ConfirmOutcome = 'confirmed' | 'refused' | 'inDoubt';

/**
 * Phase 2 on one device, also after an interruption. Confirms, and reads back whatever the answer was. A device that
 * took its unconfirmed commit back meanwhile is given the same change again: the decision to confirm stands, and it
 * accepted that change before. One that says no decides for undoing; one that says nothing is in doubt.
 */
export async function confirmDevice(run: Run, participant: Participant): Promise<ConfirmOutcome> {
  const { device } = participant;
  await run.journal.step(device, 'confirming');
  participant.state = 'confirming';
  const images = participant.images ?? [];
  if (!hasChanges(images)) return await conclude(run, participant, 'confirmed');
  try {
    const problem = await onLockedSession(run, participant, (session) =>
      confirmOrRepeat(run, device, session, images),
    );
    if (problem === undefined) return await conclude(run, participant, 'confirmed');
    participant.failure = problem;
    return await conclude(run, participant, 'refused');
  } catch (error) {
    participant.failure = failureOf(device, 'confirm', error);
    return await conclude(run, participant, isLost(error) ? 'inDoubt' : 'refused');
  }
}

async function conclude(
  run: Run,
  participant: Participant,
  outcome: ConfirmOutcome,
): Promise<ConfirmOutcome> {
  participant.state = outcome === 'refused' ? 'failed' : outcome;
  const facts = outcome === 'confirmed' || !participant.failure ? {} : { failure: participant.failure };
  await run.journal.step(participant.device, participant.state, facts);
  return outcome;
}

async function confirmOrRepeat(
  run: Run,
  device: string,
  session: DeviceSession,
  images: readonly LeafImage[],
): Promise<ActivationFailure | undefined> {
  const answer = await session.confirm(run.journal.who.id);
  if ((await readBackDifference(session, images, 'after')) === undefined) return undefined;
  // A pending commit that answers ok and is not there cannot be left pending below the repetition.
  if (answer === 'confirmed') await session.cancel(run.journal.who.id);
  await session.edit(changesBetween(images, 'forward'));
  await session.commit();
  const difference = await readBackDifference(session, images, 'after');
  if (difference === undefined) return undefined;
  return failure(device, 'confirm', 'readBackDiffers', difference.message, difference.path);
}
