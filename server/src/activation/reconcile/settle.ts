import { ok, type Result } from '../../foundation/result.ts';
import type { Activation } from '../activation.ts';
import { readDrift } from '../device.ts';
import { holdDevice } from '../holds/hold.ts';
import type { Drift } from '../types.ts';
import { adoptDrift, keepDrift, rememberDrift } from './store.ts';

/** What becomes of a difference: it is let stand, becomes what is on record, or is to be overwritten by what is. */
export type DriftRuling = 'keep' | 'adopt' | 'putBack';

/** Drift as it was ruled on, and the places that could be kept and adopted. */
export type SettledDrift = {
  readonly ruled: readonly (Drift & { readonly ruling: DriftRuling })[];
  readonly kept: readonly string[];
  readonly adopted: readonly string[];
};

/** A read and what is written from it. */
const holdS = 30;

/**
 * Reads the drift of a device and keeps and adopts what is ruled so, while no transaction can have it: what is unconfirmed
 * on the device is never taken for drift. Refused: 409 `DEVICE_IN_TRANSACTION` while the device is not free, and as a
 * probe is.
 */
export async function settleDrift(
  activation: Activation,
  tenant: string,
  device: string,
  rule: (drift: Drift) => DriftRuling,
  by: { readonly account: string; readonly reason: string },
): Promise<Result<SettledDrift>> {
  const held = await holdDevice(activation, tenant, device, { why: 'its drift is settled', forS: holdS });
  if (!held.ok) return held;
  try {
    const found = await readDrift(activation, tenant, device);
    if (!found.ok) return found;
    if (found.value.length === 0) return ok({ ruled: [], kept: [], adopted: [] });
    const ruled = found.value.map((drift) => ({ ...drift, ruling: rule(drift) }));
    const those = (ruling: DriftRuling) => ruled.filter((one) => one.ruling === ruling);
    return await activation.database.transaction(async (tx) => {
      await rememberDrift(tx, tenant, device, ruled);
      const paths = those('keep').map(({ path }) => path);
      const kept = await keepDrift(tx, tenant, device, paths, by);
      const adopted = await adoptDrift(tx, tenant, device, those('adopt'), held.value.id);
      return ok({ ruled, kept, adopted });
    });
  } finally {
    await held.value.release();
  }
}
