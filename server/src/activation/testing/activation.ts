import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { referenceLoaders } from '../access/load.ts';
import { type Activation, openActivation } from '../activation.ts';
import type { DeviceDriver } from '../driver.ts';
import type { ActivationPolicy } from '../policy.ts';
import type { Leaf, LeafValue } from '../types.ts';
import type { FakeNetwork } from './fake-network.ts';

export const sealKey = Buffer.alloc(32, 7);

/** One driver for devices of every kind, where a test has only one kind. */
export function everyKind(driver: DeviceDriver): Activation['drivers'] {
  return { netconf: driver, ovsdb: driver, frr: driver, cli: driver };
}

/** A process over a network in memory: short leases, so that the next one need not wait. */
export function fakeActivation(
  database: Database,
  network: FakeNetwork,
  more: { readonly policy?: Partial<ActivationPolicy>; readonly atStep?: Activation['atStep'] } = {},
): Activation {
  return openActivation({
    database,
    drivers: everyKind(network.driver()),
    sealKey,
    runner: newId(),
    policy: { runnerLeaseS: 0.2, deviceWaitS: 1, lockWaitS: 0.2, inDoubtRetryS: 0.1, ...more.policy },
    ...(more.atStep ? { atStep: more.atStep } : {}),
  });
}

/** Loads access to all devices of a network in memory. */
export async function loadFakeAccess(
  database: Database,
  tenant: string,
  network: FakeNetwork,
): Promise<void> {
  const records = [...network.devices.keys()].map((device) => ({
    device,
    driver: 'netconf',
    host: '127.0.0.1',
    port: 830,
    user: 'lab',
    secret: `secret of ${device}`,
    hostKeySha256: 'A'.repeat(43),
  }));
  await database.transaction((tx) => referenceLoaders(sealKey).deviceAccess(tx, tenant, records as never[]));
}

/** A contribution in short: paths and values of one device, combined by `equal` unless said otherwise. */
export function contribution(
  device: string,
  values: Readonly<Record<string, LeafValue>>,
  more: Readonly<Record<string, Partial<Leaf>>> = {},
): { readonly device: string; readonly leaves: readonly Leaf[] } {
  const leaves = Object.entries(values).map(
    ([path, value]): Leaf => ({
      device,
      path,
      value,
      combiner: Array.isArray(value) ? 'set' : 'equal',
      ...more[path],
    }),
  );
  return { device, leaves };
}
