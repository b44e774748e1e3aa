import { deviceTargets } from './access/load.ts';
import type { Activation } from './activation.ts';
import type { TrunkEvent } from './driver.ts';

/**
 * Has a device tell by itself when a trunk of its goes or comes back. Undefined where its kind tells nothing; throws where
 * it cannot be reached. `onLost`: it tells no more.
 */
export async function watchDevice(
  activation: Activation,
  tenant: string,
  device: string,
  onEvent: (event: TrunkEvent) => void,
  onLost: () => void,
): Promise<{ stop(): void } | undefined> {
  const access = await deviceTargets(activation.database.sql, activation.sealKey, tenant, [device]);
  const reached = access.get(device);
  if (reached === undefined) return undefined;
  return await activation.drivers[reached.driver].watch?.(reached.target, onEvent, onLost);
}
