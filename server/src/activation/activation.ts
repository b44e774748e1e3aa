import type { Database } from '../platform/database.ts';
import type { DeviceDriver, DriverName } from './driver.ts';
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
  readonly atStep?: Activation['atStep'];
}): Activation {
  if (options.sealKey.length !== 32) throw new Error('the key that seals device secrets must have 32 bytes');
  return {
    database: options.database,
    drivers: options.drivers,
    sealKey: options.sealKey,
    runner: options.runner,
    policy: { ...defaultActivationPolicy, ...options.policy },
    atStep: options.atStep ?? (() => {}),
  };
}
