import type { DeviceSession } from '../driver.ts';
import { failure, failureOf, isLost, told } from '../rules/failures.ts';
import { changesBetween, type DevicePlan, planServices } from '../rules/ownership.ts';
import type { ActivationFailure, LeafAddress, LeafImage, Phase } from '../types.ts';
import {
  hasChanges,
  leave,
  lockPatiently,
  type Participant,
  type Run,
  readBackDifference,
  sessionOf,
  type Unread,
} from './participant.ts';

/**
 * Phase 1 on one device: lock, read what stands there, write down the image, edit, commit until confirmed, and read
 * back. What stood there is in the journal before the device can have changed. A device without a difference is read
 * and left alone.
 */
export async function prepareDevice(
  run: Run,
  participant: Participant,
  unread: Unread,
): Promise<ActivationFailure | undefined> {
  const at: { phase: Phase } = { phase: 'connect' };
  let failed: ActivationFailure | undefined;
  try {
    failed = await prepare(run, participant, unread, at);
  } catch (error) {
    failed = failureOf(participant.device, at.phase, error);
    // What comes next begins with a session that is sound.
    if (isLost(error)) await leave(participant);
  }
  if (failed !== undefined) {
    participant.failure = failed;
    await move(run, participant, 'failed', { failure: failed });
  }
  return failed;
}

async function prepare(
  run: Run,
  participant: Participant,
  unread: Unread,
  at: { phase: Phase },
): Promise<ActivationFailure | undefined> {
  const { device } = participant;
  await move(run, participant, 'preparing');
  const session = await sessionOf(participant);
  at.phase = 'lock';
  await lockPatiently(session, run.activation.policy.lockWaitS);
  at.phase = 'check';
  const plan = await planFromDevice(participant, unread, session);
  const objection = objectionTo(device, plan, run.onDrift);
  if (objection !== undefined) return objection;
  participant.images = plan.images;
  participant.ownership = plan.ownership;
  await run.journal.step(device, 'preparing', { images: plan.images, ownership: plan.ownership });
  if (hasChanges(plan.images)) {
    await run.journal.openWindow();
    at.phase = 'edit';
    await session.edit(changesBetween(plan.images, 'forward'));
    at.phase = 'commit';
    await session.commitConfirmed(run.journal.who.id, run.confirmTimeoutS);
  }
  await move(run, participant, 'prepared');
  at.phase = 'verify';
  const difference = await verifyAfter(session, plan.images);
  if (difference !== undefined) {
    return failure(device, 'verify', 'readBackDiffers', difference.message, difference.path);
  }
  await move(run, participant, 'verified');
  return undefined;
}

async function verifyAfter(session: DeviceSession, images: readonly LeafImage[]) {
  return hasChanges(images) ? await readBackDifference(session, images, 'after') : undefined;
}

async function planFromDevice(
  participant: Participant,
  unread: Unread,
  session: DeviceSession,
): Promise<DevicePlan> {
  const running = await session.read(placesOf(unread));
  return planServices(unread.wished, {
    device: participant.device,
    owned: unread.owned,
    running,
  });
}

/** All places that the services have or will have on a device. */
export function placesOf({ wished, owned }: Unread): readonly LeafAddress[] {
  const places = new Map<string, LeafAddress>();
  for (const wishes of wished.values()) for (const wish of wishes.values()) places.set(wish.path, wish);
  for (const leaf of owned.values())
    if ([...leaf.owners.keys()].some((service) => wished.has(service))) places.set(leaf.path, leaf);
  return [...places.values()].map(({ path, combiner }) => ({ path, combiner }));
}

function objectionTo(
  device: string,
  plan: DevicePlan,
  onDrift: 'stop' | 'overwrite',
): ActivationFailure | undefined {
  const [conflict] = plan.conflicts;
  if (conflict !== undefined) {
    const message = `${conflict.path} holds ${told(conflict.standing)}, which is in no record; ${told(conflict.wanted)} is wanted there`;
    return failure(device, 'check', 'foreignConfiguration', message, conflict.path);
  }
  const [drift] = plan.drifted;
  if (drift === undefined || onDrift === 'overwrite') return undefined;
  const message = `${drift.path} holds ${told(drift.have)}, while the records say ${told(drift.want)}`;
  return failure(device, 'check', 'unmanagedChange', message, drift.path);
}

async function move(
  run: Run,
  participant: Participant,
  state: Participant['state'],
  facts: { readonly failure?: ActivationFailure } = {},
): Promise<void> {
  await run.journal.step(participant.device, state, facts);
  participant.state = state;
}
