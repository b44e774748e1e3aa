import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { openActivation } from './activation.ts';
import { closeDrivers, openDrivers } from './drivers.ts';
import { impactOf, planChange, renderService } from './index.ts';
import { loadFakeAccess, sealKey } from './testing/activation.ts';
import { FakeNetwork } from './testing/fake-network.ts';
import { sampleL3vpn } from './testing/intents.ts';

let db: TestDatabase;
const drivers = openDrivers({
  timeouts: { connectMs: 500, rpcMs: 500 },
  idleMs: 500,
  dialect: { root: 'device', namespace: 'urn:turnup:device' },
  testNamespace: 'urn:turnup:device-test',
});

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => closeDrivers(drivers));

test('classes of service on a router without them are told with device and path, by a plan and by its impact', async () => {
  const network = new FakeNetwork();
  for (const { device } of renderService({ model: 'l3vpn', intent: sampleL3vpn }).provider)
    network.add(device);
  await loadFakeAccess(db.database, 'operator', network);
  await db.database.sql`update device_access set driver = 'frr' where device = 'PE-A'`;
  const activation = openActivation({ database: db.database, drivers, sealKey, runner: newId() });
  const classes = [
    { name: 'VOICE', dscp: [46], sharePercent: 40 },
    { name: 'REST', dscp: [0], sharePercent: 60 },
  ];
  const { provider } = renderService({ model: 'l3vpn', intent: { ...sampleL3vpn, classes, corePaths: [] } });
  const change = { tenant: 'operator', serviceId: 'service-1', contributions: provider };
  const plan = await planChange(activation, change, 'records');
  const refused = plan.devices.flatMap((one) => (one.refused === undefined ? [] : [one.refused]));
  expect(refused).toMatchObject([
    { device: 'PE-A', code: 'deviceRefused', path: expect.stringContaining('qos-policy') },
  ]);
  const others = plan.devices.filter(({ device }) => device !== 'PE-A');
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ forwardText, reverseText }) => forwardText !== '' && reverseText !== '')).toBe(true);
  // Nothing stands yet: it interrupts nobody, and asking so does not fail.
  expect(await impactOf(activation, change, { hitless: [], disruptive: ['mtu'] })).toEqual([]);
});
