import type { ChangePlan } from '../activation/index.ts';
import { type Result, refuse } from '../foundation/result.ts';

/** A change that an item would make, with what the kinds of its devices have nothing for. */
type Shown = { readonly itemId: string; readonly plan: Pick<ChangePlan, 'devices'> };

/**
 * Refuses (422) what some kind of device has nothing for, such as classes of service on a router without them: each place
 * with its device and its path. Undefined where everything can be written.
 */
export function deviceCannot(
  shown: readonly Shown[],
  placeOf: (itemId: string) => string,
): Result<never> | undefined {
  const faults = shown.flatMap(({ itemId, plan }) =>
    plan.devices.flatMap(({ refused }) =>
      refused === undefined
        ? []
        : [{ path: placeOf(itemId), message: `${refused.device} ${refused.path ?? ''}: ${refused.message}` }],
    ),
  );
  if (faults.length === 0) return undefined;
  const told = faults.map(({ message }) => message).join('; ');
  return refuse(
    422,
    'DEVICE_CANNOT',
    `${told}. Ask for less there, or for accesses on other devices`,
    faults,
  );
}
