import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../../foundation/result.ts';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { deviceTargets } from '../access/load.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync, readBack } from '../device.ts';
import type { DeviceTarget } from '../driver.ts';
import { closeDrivers, openDrivers } from '../drivers.ts';
import { labelConfiguration } from '../labels/labels.ts';
import { planRollback } from '../labels/rollback.ts';
import { renderService } from '../models/index.ts';
import { contribution, sealKey } from '../testing/activation.ts';
import { Fleet, sampleWorld } from '../testing/fleet.ts';
import { sampleL3vpn } from '../testing/intents.ts';
import { getTransactions } from '../transactions.ts';
import type { ServiceChange, UnreachablePolicy } from '../types.ts';
import { deliverQueued } from './deliver.ts';
import { dequeue, readQueue, release } from './store.ts';

const queueAll: UnreachablePolicy = { create: 'queue', modify: 'queue', delete: 'queue' };
const vpn = renderService({ model: 'l3vpn', intent: sampleL3vpn });
const near = ['PE-A', 'PE-B'];

let db: TestDatabase;
/** Two processes: PE-C is the far one's, so that it alone can be killed. */
let fleet: Fleet;
let far: Fleet;
let drivers: Activation['drivers'];
let tenant: string;
let running: Activation;

beforeAll(async () => {
  db = await testDatabase();
  [fleet, far] = await Promise.all([Fleet.start(), Fleet.start()]);
  await Promise.all([fleet, far].map((one) => one.control('PUT', '/world', sampleWorld)));
});
beforeEach(async () => {
  tenant = `t-${newId()}`;
  await fleet.loadAccess(db.database, tenant, near);
  await far.loadAccess(db.database, tenant, ['PE-C']);
  running = start();
});
afterEach(async () => {
  await applyServiceChange(running, change(null));
  await closeDrivers(drivers);
});
afterAll(async () => {
  await Promise.all([fleet?.stop(), far?.stop()]);
});

/** A process that starts: nothing is left of the one before but the database. */
function start(): Activation {
  drivers = openDrivers({
    timeouts: { connectMs: 2_000, rpcMs: 2_500 },
    idleMs: 5_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
  const policy = { runnerLeaseS: 1, inDoubtRetryS: 0.1, lockWaitS: 1, queueRetryS: 0 };
  return openActivation({ database: db.database, drivers, sealKey, runner: newId(), policy });
}

function change(
  contributions: ServiceChange['contributions'],
  more: Partial<ServiceChange> = {},
): ServiceChange {
  return { tenant, transactionId: newId(), serviceId: sampleL3vpn.serviceId, contributions, ...more };
}

const statesOf = (outcome: Awaited<ReturnType<typeof applyServiceChange>>) =>
  'devices' in outcome
    ? Object.fromEntries(outcome.devices.map(({ device, state }) => [device, state]))
    : outcome;

async function backAgain(): Promise<void> {
  await far.restart();
  await far.loadAccess(db.database, tenant, ['PE-C']);
}

async function farHash(): Promise<string> {
  return (await far.state('PE-C')).hash;
}

const mine = async () =>
  (await readQueue(db.database.sql, tenant, null)).filter((part) => part.tenant === tenant);

/** Delivers until the queue is empty; answers how often something was. */
async function drain(): Promise<number> {
  let delivered = 0;
  for (let round = 0; round < 20 && (await mine()).length > 0; round++)
    delivered += await deliverQueued(running);
  return delivered;
}

/** Sets a value on the far device by hand, as somebody with a terminal does. */
async function byHand(path: string, value: string): Promise<void> {
  const access = await deviceTargets(db.database.sql, sealKey, tenant, ['PE-C']);
  const session = await drivers.netconf.open(access.get('PE-C')?.target as DeviceTarget);
  await session.lock();
  await session.edit([{ path, combiner: 'equal', operation: 'set', before: null, after: value }]);
  await session.commit();
  await session.close();
}

describe('a device that cannot be reached by a change of several services', () => {
  const rdOf = (name: string) => `/vrf[name='${name}']/rd`;
  const [first, second] = ['service-1', 'service-2'];
  const has = async (serviceId: string, contributions: ServiceChange['contributions'], more = {}) =>
    applyServiceChange(running, change(contributions, { serviceId, ...more }));
  const stands = async (name: string): Promise<unknown> => {
    const back = unwrap(await readBack(running, tenant, 'PE-C'));
    return back.values.find(({ path }) => path === rdOf(name))?.value;
  };

  test('gets what each wants of it, and keeps what a service has there of which nothing changes', async () => {
    const before = await farHash();
    await has(first, [contribution('PE-C', { [rdOf('ONE')]: '65010:1' })]);
    await has(second, [contribution('PE-C', { [rdOf('TWO')]: '65010:2' })]);
    const label = { name: 'calm', text: null, devices: ['PE-B', 'PE-C'], madeBy: 'ada' };
    unwrap(await db.database.transaction((tx) => labelConfiguration(tx, tenant, label)));
    await has(first, [contribution('PE-B', { [rdOf('ONE')]: '65010:1' })]);
    await has(second, [contribution('PE-C', { [rdOf('TWO')]: '65010:7' })]);
    await far.kill();
    const { change: back } = await planRollback(running, tenant, 'calm', label.devices);
    expect(back).toMatchObject({ serviceId: first, others: [{ serviceId: second }] });
    const { serviceId = '', contributions = [], others = [] } = back ?? {};
    const more = { others, onDrift: 'overwrite' as const, unreachable: queueAll };
    const outcome = await has(serviceId, contributions, more);
    expect(statesOf(outcome)).toEqual({ 'PE-B': 'confirmed', 'PE-C': 'queued' });
    expect(outcome).toMatchObject({
      devices: [{}, { parts: [{ serviceId: second, kind: 'modify' }] }],
    });
    expect(await mine()).toMatchObject([{ device: 'PE-C', serviceId: second, onDrift: 'overwrite' }]);
    await backAgain();
    // Somebody was at the device meanwhile: going back was to overwrite that, and does so when it is delivered.
    await byHand(rdOf('TWO'), '65010:9');
    expect(await drain()).toBe(1);
    expect([await stands('ONE'), await stands('TWO')]).toEqual(['65010:1', '65010:2']);
    expect(await checkSync(running, tenant, 'PE-C')).toMatchObject({ value: { inSync: true } });
    for (const service of [first, second]) await has(service, null);
    expect(await farHash()).toBe(before);
  });

  test('has everything undone where the policy says so of one of them; else parts that give come first', async () => {
    const before = await farHash();
    await has(first, [contribution('PE-C', { [rdOf('ONE')]: '65010:1' })]);
    await has(second, [contribution('PE-C', { [rdOf('TWO')]: '65010:2' })]);
    await far.kill();
    // The second gives up what the first takes.
    const takes = [contribution('PE-C', { [rdOf('TWO')]: '65010:3' })];
    const gives = { serviceId: second, contributions: [{ device: 'PE-C', leaves: [] }] };
    const careful: UnreachablePolicy = { ...queueAll, delete: 'undo' };
    expect(await has(first, takes, { others: [gives], unreachable: careful })).toMatchObject({
      state: 'undone',
    });
    expect(await mine()).toEqual([]);
    expect(await has(first, takes, { others: [gives], unreachable: queueAll })).toMatchObject({
      state: 'completed',
    });
    expect((await mine()).map(({ serviceId, kind }) => [serviceId, kind])).toEqual([
      [second, 'delete'],
      [first, 'modify'],
    ]);
    await backAgain();
    expect(await drain()).toBe(2);
    expect([await stands('ONE'), await stands('TWO')]).toEqual([undefined, '65010:3']);
    await has(first, null);
    expect(await farHash()).toBe(before);
  });
});

describe('a device that cannot be reached', () => {
  test('keeps all others as before where the policy says so', async () => {
    await far.kill();
    const outcome = await applyServiceChange(running, change(vpn.provider));
    expect(outcome).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE-C', code: 'deviceUnreachable' }],
    });
    expect(await mine()).toEqual([]);
    await backAgain();
  });

  test('queues its part; it is delivered once when the device is back, after a restart of the server', async () => {
    const before = await farHash();
    await far.kill();
    const create = change(vpn.provider, { unreachable: queueAll });
    expect(statesOf(await applyServiceChange(running, create))).toEqual({
      'PE-A': 'confirmed',
      'PE-B': 'confirmed',
      'PE-C': 'queued',
    });
    // The same transaction again is the same, and another one that says the same does not queue it twice.
    expect(statesOf(await applyServiceChange(running, create))).toMatchObject({ 'PE-C': 'queued' });
    await applyServiceChange(running, change(vpn.provider, { unreachable: queueAll }));
    expect(await mine()).toMatchObject([
      {
        device: 'PE-C',
        kind: 'create',
        serviceId: sampleL3vpn.serviceId,
        transactionId: create.transactionId,
      },
    ]);
    expect(await deliverQueued(running)).toBe(0);
    expect((await mine())[0]?.lastFailure).toContain('PE-C');
    await closeDrivers(drivers);
    running = start();
    await backAgain();
    expect(await farHash()).toBe(before);
    expect(await drain()).toBe(1);
    expect(await farHash()).not.toBe(before);
    expect(await checkSync(running, tenant, 'PE-C')).toMatchObject({ value: { inSync: true } });
    const made = await getTransactions(running, tenant, { limit: 50 });
    expect(
      made.filter(({ devices }) =>
        devices.some(({ device, state }) => device === 'PE-C' && state === 'confirmed'),
      ),
    ).toHaveLength(1);
    // Nothing of it is left to be changed: a further try of the same is an empty difference.
    expect(statesOf(await applyServiceChange(running, change(vpn.provider)))).toEqual({});
  });

  test('a create and its delete stand in order, and leave nothing; others behind them wait their turn', async () => {
    const before = await farHash();
    await far.kill();
    await applyServiceChange(running, change(vpn.provider, { unreachable: queueAll }));
    expect(statesOf(await applyServiceChange(running, change(null, { unreachable: queueAll })))).toEqual({
      'PE-A': 'confirmed',
      'PE-B': 'confirmed',
      'PE-C': 'queued',
    });
    const other = renderService({
      model: 'l3vpn',
      intent: { ...sampleL3vpn, serviceId: 'service-other', vrf: 'OTHER-1' },
    }).provider.filter(({ device }) => device === 'PE-C');
    const behind = change(other, { serviceId: 'service-other' });
    expect(await applyServiceChange(running, behind)).toMatchObject({
      state: 'refused',
      failures: [{ device: 'PE-C', code: 'deviceQueued' }],
    });
    await applyServiceChange(running, { ...behind, transactionId: newId(), unreachable: queueAll });
    expect((await mine()).map(({ kind, serviceId }) => [kind, serviceId])).toEqual([
      ['create', sampleL3vpn.serviceId],
      ['delete', sampleL3vpn.serviceId],
      ['create', 'service-other'],
    ]);
    await backAgain();
    expect(await drain()).toBe(3);
    expect(await checkSync(running, tenant, 'PE-C')).toMatchObject({ value: { inSync: true } });
    const order = (await getTransactions(running, tenant, { limit: 50 }))
      .filter(({ devices }) =>
        devices.some(({ device, state }) => device === 'PE-C' && state === 'confirmed'),
      )
      .toReversed();
    expect(order.map(({ serviceId }) => serviceId)).toEqual([
      sampleL3vpn.serviceId,
      sampleL3vpn.serviceId,
      'service-other',
    ]);
    await applyServiceChange(running, change(null, { serviceId: 'service-other' }));
    expect(await farHash()).toBe(before);
  });

  test('what the device refuses when it is back is blocked for a person, with everything behind it', async () => {
    await far.kill();
    await applyServiceChange(running, change(vpn.provider, { unreachable: queueAll }));
    await backAgain();
    await far.fault('PE-C', { kind: 'refuseCommit', message: 'table full' });
    await deliverQueued(running);
    const [part] = await mine();
    expect(part).toMatchObject({ blocked: true, attempt: 2 });
    expect(part?.lastFailure).toContain('table full');
    expect(await deliverQueued(running)).toBe(0);
    await far.clearFaults('PE-C');
    expect(await db.database.transaction((tx) => release(tx, tenant, part?.id ?? ''))).toBe(true);
    expect(await drain()).toBe(1);
    expect(await db.database.transaction((tx) => dequeue(tx, tenant, part?.id ?? ''))).toBe(false);
  });
});

test('a server that dies anywhere between queueing and the end of the delivery delivers once all the same', async () => {
  const before = await farHash();
  for (const dieAt of [
    'after PE-C queued',
    'before completed',
    'after completed',
    'before PE-C verified',
    'after PE-C confirmed',
  ]) {
    await far.kill();
    const dying = (at: string): Activation => ({
      ...running,
      runner: newId(),
      atStep: (point) => {
        if (point === at) throw new Error(`died ${at}`);
      },
    });
    const request = change(vpn.provider, { unreachable: queueAll });
    await applyServiceChange(dying(dieAt), request).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    // The task tries the same again, as the plan does after a crash.
    const again = await applyServiceChange(running, request);
    expect([dieAt, again.state]).toEqual([dieAt, 'completed']);
    expect((await mine()).map(({ kind }) => kind)).toEqual(['create']);
    await backAgain();
    await deliverQueued(dying(dieAt)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await drain();
    expect(await mine()).toEqual([]);
    const made = await getTransactions(running, tenant, { limit: 100 });
    const onC = made.filter(
      ({ state, devices }) =>
        state === 'completed' &&
        devices.some(({ device, state }) => device === 'PE-C' && state === 'confirmed'),
    );
    expect([dieAt, onC.length % 2]).toEqual([dieAt, 1]);
    expect(await checkSync(running, tenant, 'PE-C')).toMatchObject({ value: { inSync: true } });
    await applyServiceChange(running, change(null));
    expect(await farHash()).toBe(before);
  }
}, 90_000);
