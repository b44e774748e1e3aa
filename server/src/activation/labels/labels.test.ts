import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../../foundation/result.ts';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync } from '../device.ts';
import { closeDrivers, openDrivers } from '../drivers.ts';
import { renderService } from '../models/index.ts';
import { contribution, sealKey } from '../testing/activation.ts';
import { Fleet, sampleWorld } from '../testing/fleet.ts';
import { sampleEline, sampleInternet, sampleL3vpn } from '../testing/intents.ts';
import { getTransactions } from '../transactions.ts';
import type { DeviceContribution } from '../types.ts';
import { labelConfiguration } from './labels.ts';
import { planRollback } from './rollback.ts';

const edges = ['PE-A', 'PE-B', 'PE-C'];
let db: TestDatabase;
let fleet: Fleet;
let drivers: Activation['drivers'];
let running: Activation;
let tenant: string;

beforeAll(async () => {
  db = await testDatabase();
  fleet = await Fleet.start();
  drivers = openDrivers({
    timeouts: { connectMs: 3_000, rpcMs: 2_500 },
    idleMs: 5_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
  const policy = { runnerLeaseS: 1, inDoubtRetryS: 0.1, lockWaitS: 1 };
  running = openActivation({ database: db.database, drivers, sealKey, runner: newId(), policy });
});
beforeEach(async () => {
  await fleet.control('PUT', '/world', sampleWorld);
  tenant = `t-${newId()}`;
  await fleet.loadAccess(db.database, tenant);
});
afterAll(async () => {
  if (drivers !== undefined) await closeDrivers(drivers);
  await fleet?.stop();
});

const vpnAt = (rateKbps: number) =>
  renderService({
    model: 'l3vpn',
    intent: {
      ...sampleL3vpn,
      sites: sampleL3vpn.sites.map((site) => ({
        ...site,
        legs: site.legs.map((leg) => ({ ...leg, rateKbps })),
      })),
    },
  }).provider;
const internet = renderService({ model: 'internet', intent: sampleInternet }).provider;
const eline = renderService({ model: 'eline', intent: sampleEline }).provider;

async function has(serviceId: string, contributions: readonly DeviceContribution[] | null): Promise<void> {
  const change = { tenant, transactionId: newId(), serviceId, contributions };
  expect(await applyServiceChange(running, change)).toMatchObject({ state: 'completed' });
}

async function label(name: string, devices: readonly string[] = edges) {
  return await db.database.transaction((tx) =>
    labelConfiguration(tx, tenant, { name, text: null, devices, madeBy: 'noc' }),
  );
}

const hashes = () => Promise.all(edges.map(async (device) => (await fleet.state(device)).hash));
const verdicts = async (name: string, devices: readonly string[] = edges) =>
  (await planRollback(running, tenant, name, devices)).services.map(({ serviceId, verdict }) => [
    serviceId,
    verdict,
  ]);

async function rollBack(name: string, devices: readonly string[] = edges) {
  const { change } = await planRollback(running, tenant, name, devices);
  if (change === undefined) throw new Error('nothing goes back');
  return await applyServiceChange(running, { ...change, transactionId: newId() });
}

describe('going back to a label', () => {
  test('brings several services on several devices back in one transaction, as its dry-run says, and back again', async () => {
    await has('vpn', vpnAt(50_000));
    await has('internet', internet);
    unwrap(await label('before'));
    const before = await hashes();
    await has('vpn', vpnAt(80_000));
    await has(
      'internet',
      internet.map(({ device, leaves }) => ({
        device,
        leaves: leaves.map((leaf) =>
          leaf.path.endsWith('/description') ? { ...leaf, value: 'renamed' } : leaf,
        ),
      })),
    );
    unwrap(await label('after'));
    const after = await hashes();
    expect(after).not.toEqual(before);
    const planned = await planRollback(running, tenant, 'before', edges);
    expect(planned.broken).toEqual([]);
    expect(await hashes()).toEqual(after);
    expect(await rollBack('before')).toMatchObject({ state: 'completed' });
    expect(await hashes()).toEqual(before);
    const [made] = await getTransactions(running, tenant, { limit: 1 });
    expect([made?.serviceId, ...(made?.otherServices ?? [])]).toEqual(
      planned.services.map(({ serviceId }) => serviceId),
    );
    expect(made?.devices.map(({ device }) => device)).toEqual(
      planned.plan.devices.map(({ device }) => device),
    );
    const forth = await planRollback(running, tenant, 'after', edges);
    expect(forth.plan.devices.map(({ forwardText }) => forwardText)).toEqual(
      planned.plan.devices.map(({ reverseText }) => reverseText),
    );
    expect(await rollBack('after')).toMatchObject({ state: 'completed' });
    expect(await hashes()).toEqual(after);
    for (const device of edges)
      expect(await checkSync(running, tenant, device)).toMatchObject({ value: { inSync: true } });
  });

  test('names what would break: a later service, one that has ended, one that was changed elsewhere', async () => {
    await has('vpn', vpnAt(50_000));
    await has('internet', internet);
    unwrap(await label('before'));
    await has('vpn', vpnAt(80_000));
    await has('internet', null);
    await has('line', eline);
    expect(await verdicts('before')).toEqual([
      ['internet', 'ended'],
      ['line', 'later'],
      ['vpn', 'rolledBack'],
    ]);
    expect(await verdicts('before', ['PE-A'])).toEqual([
      ['internet', 'ended'],
      ['line', 'later'],
      ['vpn', 'elsewhere'],
    ]);
    // What may go back does, and the others keep what they have.
    expect(await rollBack('before')).toMatchObject({ state: 'completed' });
    expect(await verdicts('before')).toEqual([
      ['internet', 'ended'],
      ['line', 'later'],
    ]);
    for (const device of edges)
      expect(await checkSync(running, tenant, device)).toMatchObject({ value: { inSync: true } });
  });

  test('is refused with the owner where a later service has what it would need', async () => {
    const place = "/vrf[name='SHARED']/rd";
    await has('first', [contribution('PE-A', { [place]: '1:1' })]);
    await has('second', [contribution('PE-A', { "/vrf[name='OTHER-2']/rd": '2:2' })]);
    unwrap(await label('before'));
    await has('first', [contribution('PE-A', { "/vrf[name='ELSE']/rd": '3:3' })]);
    await has('later', [contribution('PE-A', { [place]: '9:9' })]);
    const { plan } = await planRollback(running, tenant, 'before', ['PE-A']);
    expect(plan.conflicts).toMatchObject([{ device: 'PE-A', path: place, owners: ['later'] }]);
    const held = await hashes();
    expect(await rollBack('before')).toMatchObject({ state: 'refused', conflicts: [{ owners: ['later'] }] });
    expect(await hashes()).toEqual(held);
  });

  test('is all or nothing where a device refuses', async () => {
    await has('vpn', vpnAt(50_000));
    unwrap(await label('before'));
    await has('vpn', vpnAt(80_000));
    const after = await hashes();
    await fleet.fault('PE-C', { kind: 'refuseCommit', message: 'full' });
    expect(await rollBack('before')).toMatchObject({ state: 'undone' });
    expect(await hashes()).toEqual(after);
    await fleet.clearFaults('PE-C');
  });

  test('a name is used once', async () => {
    unwrap(await label('once'));
    expect(await label('once')).toMatchObject({ ok: false, fault: { code: 'LABEL_TAKEN' } });
  });
});
