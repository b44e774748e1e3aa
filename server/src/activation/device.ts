import { ok, type Result, refuse } from '../foundation/result.ts';
import { deviceTargets } from './access/load.ts';
import type { Activation } from './activation.ts';
import {
  type DeviceSession,
  type DeviceState,
  DriverError,
  type TestPathAnswer,
  type TestPathRequest,
} from './driver.ts';
import { inTransaction } from './holds/hold.ts';
import { stirOf } from './journal/stir.ts';
import { holderWords } from './journal/words.ts';
import { readOwnedOfDevice } from './ownership/store.ts';
import { effectiveValue } from './rules/combine.ts';
import { sameValue, valuesHash } from './rules/values.ts';
import type { ConfigValue, Drift } from './types.ts';

/** What a device runs at the places that services own. */
export type ReadBack = {
  readonly device: string;
  readonly values: readonly { readonly path: string; readonly value: ConfigValue | null }[];
  /** SHA-256 over these places and values. */
  readonly ownedHash: string;
  /** SHA-256 over the device's whole running configuration, ours or not. */
  readonly runningHash: string;
};

/** Reads a device at all places that services own, and fingerprints everything it runs. */
export function readBack(activation: Activation, tenant: string, device: string): Promise<Result<ReadBack>> {
  return withSession(activation, tenant, device, async (session) => {
    const owned = await readOwnedOfDevice(activation.database.sql, tenant, device);
    const places = [...owned.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const running = await session.read(places);
    const values = places.map(({ path }) => ({ path, value: running.get(path) ?? null }));
    const ownedHash = valuesHash(values.map(({ path, value }) => [path, value] as const));
    return { device, values, ownedHash, runningHash: await session.fingerprint() };
  });
}

/**
 * Where a device differs from the records at owned places, with the services that each difference concerns. Refused with
 * 409 `DEVICE_IN_TRANSACTION` while it is being changed or held: what it runs then may never come to be on record.
 */
export async function checkSync(
  activation: Activation,
  tenant: string,
  device: string,
): Promise<Result<{ readonly device: string; readonly inSync: boolean; readonly drifts: readonly Drift[] }>> {
  const { sql } = activation.database;
  const before = await stirOf(sql, tenant, device, null);
  if (before.holder !== null) return inTransaction(device, holderWords(before.holder));
  const found = await readDrift(activation, tenant, device);
  if (!found.ok) return found;
  // Whoever began meanwhile may have been met half-way, also where it has ended by now.
  const after = await stirOf(sql, tenant, device, before.at);
  if (after.holder !== null) return inTransaction(device, holderWords(after.holder));
  if (after.changed) return inTransaction(device, `${device} was changed while it was read`);
  return ok({ device, inSync: found.value.length === 0, drifts: found.value });
}

/** What {@link checkSync} tells, whoever is at the device: for who holds it. */
export function readDrift(
  activation: Activation,
  tenant: string,
  device: string,
): Promise<Result<readonly Drift[]>> {
  return withSession(activation, tenant, device, async (session) => {
    const owned = await readOwnedOfDevice(activation.database.sql, tenant, device);
    const running = await session.read([...owned.values()]);
    const drifts = [...owned.values()].flatMap((leaf): Drift[] => {
      const want = effectiveValue(leaf);
      const have = running.get(leaf.path) ?? null;
      if (!want.ok || want.value === null || sameValue(want.value, have)) return [];
      const kind = have === null ? 'missing' : 'changed';
      return [{ path: leaf.path, kind, want: want.value, have, services: [...leaf.owners.keys()].sort() }];
    });
    return drifts.sort((a, b) => (a.path < b.path ? -1 : 1));
  });
}

/** What a device tells of its ports and routing sessions. */
export function deviceState(
  activation: Activation,
  tenant: string,
  device: string,
): Promise<Result<DeviceState>> {
  return withSession(activation, tenant, device, (session) => session.state());
}

/** Lets a device test the path from one of its addresses to another address. */
export function probe(
  activation: Activation,
  tenant: string,
  device: string,
  request: TestPathRequest,
): Promise<Result<TestPathAnswer>> {
  return withSession(activation, tenant, device, (session) => session.testPath(request));
}

/** Device failures become refusals: 503 when it does not answer, 422 when it says no. */
export async function withSession<Value>(
  activation: Activation,
  tenant: string,
  device: string,
  work: (session: DeviceSession) => Promise<Value>,
): Promise<Result<Value>> {
  const access = await deviceTargets(activation.database.sql, activation.sealKey, tenant, [device]);
  const reached = access.get(device);
  if (reached === undefined)
    return refuse(404, 'DEVICE_UNKNOWN', `there is no access to ${device} on record`);
  try {
    const session = await activation.drivers[reached.driver].open(reached.target);
    try {
      return ok(await work(session));
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const refusedByDevice = error.fault === 'refused' || error.fault === 'locked';
    return refuse(
      refusedByDevice ? 422 : 503,
      refusedByDevice ? 'DEVICE_REFUSED' : 'DEVICE_UNREACHABLE',
      `${device}: ${error.message}`,
    );
  }
}
