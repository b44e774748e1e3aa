import { ok, type Result } from '../foundation/result.ts';
import type { Activation } from './activation.ts';
import { withSession } from './device.ts';
import { holdDevice } from './holds/hold.ts';
import { lockPatiently } from './transaction/participant.ts';
import { ENTRY } from './types.ts';

/** How long a device may be at another change before this one is refused. */
const lockWaitS = 10;
/** How much longer than its timer a device or its agent may need to have taken the change back. */
const marginS = 10;

/**
 * Takes one list entry of a device away for a while, such as the unit that joins a leg to its service, and answers what
 * puts it back. The change is a commit that nobody ever confirms: a device or its agent takes it back after `timeoutS`
 * by itself, whatever becomes of this process. The records do not change. The device is held for as long, so that no
 * transaction meets that commit; one that has the device is waited for. Refused as a probe is, and while the device is not
 * free.
 */
export async function takeAway(
  activation: Activation,
  tenant: string,
  place: { readonly device: string; readonly path: string },
  timeoutS: number,
): Promise<Result<() => Promise<void>>> {
  const { device, path } = place;
  const why = `${path} is away for a test`;
  const held = await holdDevice(activation, tenant, device, { why, forS: lockWaitS + timeoutS + marginS });
  if (!held.ok) return held;
  const { id, release } = held.value;
  const change = { path, combiner: 'equal', operation: 'delete', before: ENTRY, after: null } as const;
  const taken = await withSession(activation, tenant, device, async (session) => {
    await lockPatiently(session, lockWaitS);
    await session.edit([change]);
    await session.commitConfirmed(id, timeoutS);
    await session.unlock();
  });
  if (!taken.ok) {
    // Of one that did not answer nobody knows whether the commit is pending: the hold then lasts as long as that would.
    if (taken.fault.code !== 'DEVICE_UNREACHABLE') await release();
    return taken;
  }
  return ok(async () => {
    const back = await withSession(activation, tenant, device, async (session) => {
      await lockPatiently(session, lockWaitS);
      await session.cancel(id);
      await session.unlock();
    });
    // One that cannot be told puts it back by itself when its time is over.
    if (back.ok) await release();
  });
}
