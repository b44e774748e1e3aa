import type { Database } from '../platform/database.ts';
import type { DeviceDriver, DriverName } from './driver.ts';

import { withSessionLimit } from './limits/sessions.ts';
import type { DeviceLimits } from './limits/types.ts';
import { type ActivationPolicy, defaultActivationPolicy } from './policy.ts';

/** What every function of this room works with. Made once, by the composition root. */
export type Activation = {
  readonly database: Database;
  readonly drivers: Readonly<Record<DriverName, DeviceDriver>>;
  /** 32 bytes, kept outside the database. */
  readonly sealKey: Buffer;
  /** Unique to this incarnation of the process: a name that is never used again after a crash. */
  readonly runner: string;
  readonly policy: ActivationPolicy;
  readonly limits: DeviceLimits;
  /** Called around every journal entry; tests make the process "die" here. */
  readonly atStep: (point: string) => void | Promise<void>;
};

/** Puts an {@link Activation} together. Throws when the key is not 32 bytes. */
export function openActivation(options: {
  readonly database: Database;
  readonly drivers: Activation['drivers'];
  readonly sealKey: Buffer;
  readonly runner: string;
  readonly policy?: Partial<ActivationPolicy>;
  readonly limits?: DeviceLimits;
  readonly atStep?: Activation['atStep'];
}): Activation {
  if (options.sealKey.length !== 32) throw new Error('the key that seals device secrets must have 32 bytes');
  const policy = { ...defaultActivationPolicy, ...options.policy };
  const limits = options.limits ?? (async () => new Map());
  const limited = (driver: DeviceDriver): DeviceDriver =>
    withSessionLimit(driver, limits, policy.deviceWaitS);
  const { netconf, ovsdb, frr, cli } = options.drivers;
  return {
    database: options.database,
    drivers: { netconf: limited(netconf), ovsdb: limited(ovsdb), frr: limited(frr), cli: limited(cli) },
    sealKey: options.sealKey,
    runner: options.runner,
    policy,
    limits,
    atStep: options.atStep ?? (() => {}),
  };
}
