import { ok, type Result } from '../foundation/result.ts';
import { newId } from '../platform/ids.ts';
import type { Activation } from './activation.ts';
import { withSession } from './device.ts';
import { lockPatiently } from './transaction/participant.ts';
import { ENTRY } from './types.ts';

/** How long a device may be at another change before this one is refused. */
const lockWaitS = 10;

/**
 * Takes one list entry of a device away for a while, such as the unit that joins a leg to its service, and answers what
 * puts it back. The change is a commit that nobody ever confirms: a device or its agent takes it back after `timeoutS`
 * by itself, whatever becomes of this process. The records do not change. Refused as a probe is.
 */
export async function takeAway(
  activation: Activation,
  tenant: string,
  place: { readonly device: string; readonly path: string },
  timeoutS: number,
): Promise<Result<() => Promise<void>>> {
  const { device, path } = place;
  const name = newId();
  const change = { path, combiner: 'equal', operation: 'delete', before: ENTRY, after: null } as const;
  const taken = await withSession(activation, tenant, device, async (session) => {
    await lockPatiently(session, lockWaitS);
    await session.edit([change]);
    await session.commitConfirmed(name, timeoutS);
    await session.unlock();
  });
  if (!taken.ok) return taken;
  return ok(async () => {
    // One that cannot be told puts it back by itself when its time is over.
    await withSession(activation, tenant, device, async (session) => {
      await lockPatiently(session, lockWaitS);
      await session.cancel(name);
      await session.unlock();
    });
  });
}
