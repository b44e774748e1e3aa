import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { type Activation, openActivation } from './activation.ts';
import { closeDrivers, openDrivers } from './drivers.ts';
import { renderService, type ServiceIntent } from './models/index.ts';
import { sealKey } from './testing/activation.ts';
import { CarrierLab } from './testing/carrier.ts';
import { Fleet, sampleWorld } from './testing/fleet.ts';
import { routedInternet, routedVpn, sampleServices } from './testing/intents.ts';
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

type DataSet = { readonly kind: string; readonly records: readonly { readonly serviceModel: string }[] };

/** Every data set of an operator, with those of packages that are loaded beside. */
function dataSetsBelow(folder: string): DataSet[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DataSet | DataSet[]);
}

/** A service without the units that the operator manages: wires only, or the customer's own equipment. */
function withoutUnits({ model, intent }: ServiceIntent): ServiceIntent {
  const bare = JSON.parse(JSON.stringify(intent), (key, value) => (key === 'cpe' ? undefined : value));
  return { model, intent: bare } as ServiceIntent;
}

test('every service type that a catalogue offers has a dry-run that is held against devices', () => {
  const offered = ['demo', 'lab/carrier-operator'].flatMap((folder) =>
    dataSetsBelow(fileURLToPath(new URL(`../../../${folder}`, import.meta.url))).flatMap((set) =>
      set.kind === 'serviceSpecification' ? set.records.map(({ serviceModel }) => serviceModel) : [],
    ),
  );
  expect(offered.length).toBeGreaterThan(10);
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

  test.each(on('fleet'))('$model: likewise where no unit is managed', async (service) => {
    const tenant = `t-${newId()}`;
    await fleet.loadAccess(db.database, tenant);
    const bare = withoutUnits(service);
    expect(renderService(bare).customer).toEqual([]);
    expect(renderService(bare).provider.length).toBe(renderService(service).provider.length);
    await shownIsReported(activation(), tenant, bare, () => 'netconf');
  });
});

const routed: readonly ServiceIntent[] = [
  { model: 'l3vpn', intent: routedVpn('X', 20_000) },
  { model: 'internet', intent: routedInternet(20_000) },
];

describe.skipIf(lab === undefined)('on real bridges and routers', { timeout: 120_000 }, () => {
  const shown = async (service: ServiceIntent): Promise<void> => {
    const carrier = lab as CarrierLab;
    const tenant = `t-${newId()}`;
    await carrier.loadAccess(db.database, tenant);
    const driverOf = (device: string) =>
      carrier.devices.find((one) => one.device === device)?.driver ?? 'ovsdb';
    await shownIsReported(activation(), tenant, service, driverOf);
  };

  test.each(on('carrier'))('$model: the dry-run is what the bridges then report', shown);
  test.each(routed)('$model: the dry-run is what the routers then report', shown);
  test.each(routed)('$model: likewise where no unit is managed', (service) => shown(withoutUnits(service)));
});
