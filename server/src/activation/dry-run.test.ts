import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { type Activation, openActivation } from './activation.ts';
import { closeDrivers, openDrivers } from './drivers.ts';
import type { ServiceIntent } from './models/index.ts';
import { sealKey } from './testing/activation.ts';
import { CarrierLab } from './testing/carrier.ts';
import { Fleet, sampleWorld } from './testing/fleet.ts';
import { sampleServices } from './testing/intents.ts';
import { shownIsReported } from './testing/shown.ts';

/** On which network each model's dry-run is held against devices. A new model does not compile without its line. */
const provenOn: Readonly<Record<ServiceIntent['model'], 'fleet' | 'carrier'>> = {
  l3vpn: 'fleet',
  internet: 'fleet',
  eline: 'fleet',
  bridgedEline: 'carrier',
  bridgedElan: 'carrier',
  bridgedEtree: 'carrier',
};
const on = (network: 'fleet' | 'carrier') =>
  sampleServices.filter(({ model }) => provenOn[model] === network);

const lab = await CarrierLab.start();
let db: TestDatabase;
let drivers: Activation['drivers'];

beforeAll(async () => {
  db = await testDatabase();
  drivers = openDrivers({
    timeouts: { connectMs: 5_000, rpcMs: 10_000 },
    idleMs: 5_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
});
afterAll(async () => {
  if (drivers !== undefined) await closeDrivers(drivers);
  await lab?.stop();
});

function activation(): Activation {
  const policy = { runnerLeaseS: 2, inDoubtRetryS: 0.1, confirmTimeoutS: 40, lockWaitS: 1 };
  return openActivation({ database: db.database, drivers, sealKey, runner: newId(), policy });
}

test('every service type that a catalogue offers has a dry-run that is held against devices', () => {
  const catalogues = [
    'demo/16-service-specifications.json',
    'lab/carrier-operator/10-service-specifications.json',
  ];
  const offered = catalogues.flatMap((file) => {
    const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
    const { records } = JSON.parse(readFileSync(path, 'utf8')) as { records: { serviceModel: string }[] };
    return records.map(({ serviceModel }) => serviceModel);
  });
  const proven = new Set([...on('fleet'), ...on('carrier')].map(({ model }) => model as string));
  expect([...new Set(offered)].filter((model) => !proven.has(model))).toEqual([]);
});

describe('on NETCONF devices', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
    await fleet.control('PUT', '/world', sampleWorld);
  });
  afterAll(async () => await fleet?.stop());

  test.each(on('fleet'))('$model: the dry-run is what the devices then report', async (service) => {
    const tenant = `t-${newId()}`;
    await fleet.loadAccess(db.database, tenant);
    await shownIsReported(activation(), tenant, service, () => 'netconf');
  });
});

describe.skipIf(lab === undefined)('on real bridges', { timeout: 60_000 }, () => {
  test.each(on('carrier'))('$model: the dry-run is what the bridges then report', async (service) => {
    const carrier = lab as CarrierLab;
    const tenant = `t-${newId()}`;
    await carrier.loadAccess(db.database, tenant);
    const driverOf = (device: string) =>
      carrier.devices.find((one) => one.device === device)?.driver ?? 'ovsdb';
    await shownIsReported(activation(), tenant, service, driverOf);
  });
});
