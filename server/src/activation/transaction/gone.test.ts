import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { referenceLoaders } from '../access/load.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync } from '../device.ts';
import { closeDrivers, openDrivers } from '../drivers.ts';
import { forgetDevice } from '../ownership/store.ts';
import { contribution, sealKey } from '../testing/activation.ts';
import { Fleet, sampleWorld } from '../testing/fleet.ts';
import { getTransaction } from '../transactions.ts';
import type { ServiceChange } from '../types.ts';
import { recoverTransactions } from './recover.ts';

const [edge, unit] = ['PE-B', 'CE-HQ-2'];
const rd = "/vrf[name='SITE-7']/rd";

let db: TestDatabase;
/** Two processes: the unit is the far one's, so that it alone can be killed. A new one for each test: it forgets nothing. */
let near: Fleet;
let far: Fleet;
let drivers: Activation['drivers'];
let tenant: string;

beforeAll(async () => {
  db = await testDatabase();
  near = await Fleet.start();
  drivers = openDrivers({
    timeouts: { connectMs: 2_000, rpcMs: 2_500 },
    idleMs: 5_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
});
beforeEach(async () => {
  far = await Fleet.start();
  await Promise.all([near, far].map((one) => one.control('PUT', '/world', sampleWorld)));
  tenant = `t-${newId()}`;
  await near.loadAccess(db.database, tenant, [edge]);
  await far.loadAccess(db.database, tenant, [unit]);
});
afterEach(async () => {
  await applyServiceChange(processOf(), changeTo(null));
  await far.stop();
});
afterAll(async () => {
  if (drivers !== undefined) await closeDrivers(drivers);
  await near?.stop();
});

function processOf(atStep: Activation['atStep'] = () => {}): Activation {
  const policy = { runnerLeaseS: 0.5, inDoubtRetryS: 0.1, lockWaitS: 1, deviceWaitS: 1 };
  return openActivation({ database: db.database, drivers, sealKey, runner: newId(), policy, atStep });
}

function changeTo(value: string | null, more: Partial<ServiceChange> = {}): ServiceChange {
  const contributions =
    value === null ? null : [edge, unit].map((device) => contribution(device, { [rd]: value }));
  return { tenant, transactionId: newId(), serviceId: 'service-site', contributions, ...more };
}

const held = () => db.database.sql`select device from device_lease where tenant = ${tenant}`;

/** Recovers until a transaction has ended, as the server does again and again. */
async function ended(id: string): Promise<unknown> {
  for (let round = 0; round < 40; round++) {
    await recoverTransactions(processOf());
    const record = await getTransaction(processOf(), tenant, id);
    if (record?.endedAt !== null) return record;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`transaction ${id} never ends`);
}

describe('a unit that dies between prepare and confirm', () => {
  test('and is forgotten for good: the transaction ends on the other device, and that is free', async () => {
    const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
      await far.kill();
      return { ok: true };
    };
    const request = changeTo('65010:41', { smokeCheck });
    expect(await applyServiceChange(processOf(), request)).toMatchObject({
      state: 'inDoubt',
      decision: 'confirm',
    });
    expect(await held()).toHaveLength(2);
    await db.database.transaction((tx) => forgetDevice(tx, tenant, unit));
    expect(await ended(request.transactionId)).toMatchObject({
      state: 'completed',
      devices: [
        { device: unit, state: 'gone' },
        { device: edge, state: 'confirmed' },
      ],
    });
    const journal = (await getTransaction(processOf(), tenant, request.transactionId))?.journal ?? [];
    expect(journal).toContainEqual(expect.objectContaining({ device: unit, state: 'gone' }));
    expect(await held()).toEqual([]);
    expect(await checkSync(processOf(), tenant, edge)).toMatchObject({ value: { inSync: true } });
    const owned = await db.database.sql`select from configuration_owner
      where tenant = ${tenant} and device = ${unit}`;
    expect(owned).toHaveLength(0);
    const next = { ...changeTo(null), contributions: [contribution(edge, { [rd]: '65010:42' })] };
    expect(await applyServiceChange(processOf(), next)).toMatchObject({ state: 'completed' });
  });

  test('before the decision: forgotten while it is undone, the other device is as before and free', async () => {
    const before = (await near.state(edge)).hash;
    const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
      await far.kill();
      return { ok: false, message: 'it does not answer' };
    };
    const request = changeTo('65010:43', { smokeCheck });
    expect(await applyServiceChange(processOf(), request)).toMatchObject({
      state: 'inDoubt',
      decision: 'undo',
    });
    await db.database.transaction((tx) => forgetDevice(tx, tenant, unit));
    expect(await ended(request.transactionId)).toMatchObject({ state: 'undone' });
    expect((await near.state(edge)).hash).toBe(before);
    expect(await held()).toEqual([]);
  });

  test('of which nobody can tell how it is reached: the others are finished, it when that is known again', async () => {
    const dying = processOf((point) => {
      if (point === 'after confirming') throw new Error('died');
    });
    const request = changeTo('65010:44');
    await expect(applyServiceChange(dying, request)).rejects.toThrow('died');
    const { devices } = (await far.control('GET', '/devices')) as { devices: Record<string, unknown>[] };
    const { host, port, user, hostKeySha256 } = devices.find(({ name }) => name === unit) ?? {};
    const key = String(hostKeySha256).replace(/^SHA256:/, '');
    const access = {
      device: unit,
      driver: 'netconf',
      host,
      port,
      user,
      secret: 'secret',
      hostKeySha256: key,
    };
    // Sealed under the key of another installation.
    const elsewhere = referenceLoaders(Buffer.alloc(32, 9));
    await db.database.transaction((tx) =>
      elsewhere.deviceAccess(tx, tenant, [{ ...access, user: 'x' }] as never[]),
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await recoverTransactions(processOf());
    expect(await getTransaction(processOf(), tenant, request.transactionId)).toMatchObject({
      state: 'inDoubt',
      devices: [
        { device: unit, state: 'inDoubt', failure: { code: 'deviceUnreachable' } },
        { device: edge, state: 'confirmed' },
      ],
    });
    await far.loadAccess(db.database, tenant, [unit]);
    expect(await ended(request.transactionId)).toMatchObject({ state: 'completed' });
    expect(await held()).toEqual([]);
  });
});
