import { beforeAll, describe, expect, it } from 'vitest';
import { closeDrivers, openDrivers } from '../src/activation/index.ts';
import { demoDataSets, eventually, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('an end-to-end test that does not pass, where the policy takes the change back', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let service: string;

  const get = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const load = async (kind: string, records: Row[]): Promise<void> => {
    const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind,
      records,
    });
    expect(status, JSON.stringify(body)).toBe(200);
  };
  const specifications = (): Row[] =>
    demoDataSets().flatMap((set) =>
      set.kind === 'testSpecification' ? (set.records as unknown as Row[]) : [],
    );
  /** Lets every test want a round trip that no light can make; or what the demo wants. */
  const demand = (impossible: boolean) =>
    load(
      'testSpecification',
      specifications().map((one) => ({
        ...one,
        measures: impossible
          ? [
              ...one.measures.filter(({ metric }: Row) => metric !== 'roundTripUs'),
              { metric: 'roundTripUs', comparator: 'atMost', threshold: 1 },
            ]
          : one.measures,
      })),
    );
  const send = async (body: object): Promise<Row> => {
    const sent = await system.call('orderStaff', 'POST', orders, body);
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    return sent.body;
  };
  const testTask = async (order: Row): Promise<Row> =>
    (await get(`/turnup/v1/serviceOrder/${order.id}/plan`)).tasks.find(
      (task: Row) => task.kind === 'service.test@1',
    );
  const fallenOut = (order: Row): Promise<Row> =>
    people.until('the test to fall out', async () => {
      const task = await testTask(order);
      return task.state === 'fallout' ? task : undefined;
    });
  const retried = async (order: Row, task: Row): Promise<Row> => {
    const repair = { action: 'retry', tasks: [task.id], reason: 'mended' };
    expect((await system.call('noc', 'POST', '/turnup/v1/fallout/repair', repair)).status).toBe(200);
    return people.until('completion', async () => {
      const { state, serviceOrderItem } = await get(`${orders}/${order.id}`);
      return state === 'completed' ? serviceOrderItem[0] : undefined;
    });
  };
  const reversalOf = async (order: Row): Promise<Row> =>
    (await get(`/turnup/v1/serviceOrder/${order.id}/reversal`)).at(-1);
  const reversed = (order: Row): Promise<Row> =>
    eventually('the change to be taken back', async () => {
      const reversal = await reversalOf(order);
      return reversal?.outcome === 'completed' ? reversal : undefined;
    });
  const policy = (afterMinutes: number) =>
    load('policy', [{ code: 'failedTest', text: 'test', value: { reverseAfter: ['failed'], afterMinutes } }]);
  const rate = (bandwidthKbps: number, externalId: string) => ({
    externalId,
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'modify',
        service: {
          id: service,
          serviceCharacteristic: [
            {
              name: 'sites',
              value: [{ site: 'ALDER-MAN', bandwidthKbps, access: 'single', cpe: 'managed' }],
            },
          ],
        },
      },
    ],
  });
  /** Locks a device's candidate as somebody with a terminal does; answers what lets it go. */
  const locked = async (device: string): Promise<() => Promise<void>> => {
    const { devices } = (await fleet.fleet.control('GET', '/devices')) as { devices: Row[] };
    const { host, port, user, hostKeySha256 } = devices.find(({ name }) => name === device);
    const drivers = openDrivers({
      timeouts: { connectMs: 5_000, rpcMs: 10_000 },
      idleMs: 1_000,
      dialect: { root: 'device', namespace: 'urn:turnup:device' },
      testNamespace: 'urn:turnup:device-test',
    });
    const session = await drivers.netconf.open({
      tenant: 'operator',
      device,
      host,
      port,
      user,
      secret: 'fleet-secret',
      hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
    });
    await session.lock();
    return async () => {
      await session.close();
      await closeDrivers(drivers);
    };
  };
  /** What pools have promised, to see that nothing is given back. */
  const promised = async () =>
    (await system.call('provisioning', 'GET', '/turnup/v1/pool?limit=1000')).body.map(
      ({ code, scope, reserved, allocated }: Row) => [code, scope, reserved, allocated],
    );

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    await policy(0);
  }, 120_000);

  it('of a new service: off the devices, the order with the numbers, nothing given back; a retry makes it again', async () => {
    await demand(true);
    const edges = await fleet.hashes();
    const order = await send(internetOrder('ALDER-MAN', 'ALDER'));
    const task = await fallenOut(order);
    expect(task.error.code, JSON.stringify(task.error)).toBe('TEST_NOT_PASSED');
    expect(task.error.message).toMatch(/roundTrip|µs|us/);
    expect(task.error.message).toContain('is taken back from');
    const reversal = await reversed(order);
    expect(reversal).toMatchObject({ problem: null, madeAgainAt: null });
    expect(
      await get(`/turnup/v1/configurationTransaction/${encodeURIComponent(reversal.transactionId)}`),
    ).toMatchObject({
      state: 'completed',
    });
    const now = await fleet.hashes();
    for (const [device, hash] of edges) expect([device, now.get(device)]).toEqual([device, hash]);
    expect((await get(`${orders}/${order.id}`)).state).toBe('held');
    expect((await get('/turnup/v1/inventoryMismatch')).length ?? 0).toBe(0);
    const held = await promised();
    await demand(false);
    const item = await retried(order, task);
    service = item.service.id;
    expect(await promised()).toEqual(held);
    expect((await reversalOf(order)).madeAgainAt).toMatch(/^2027-/);
    expect(await fleet.hashes()).not.toEqual(edges);
  }, 120_000);

  it('of a change of a live service: it runs as before the change, until a retry brings the change again', async () => {
    const before = await fleet.hashes();
    await demand(true);
    const order = await send(rate(60_000, 'F-2'));
    const task = await fallenOut(order);
    expect(task.error.message).toContain('is taken back from');
    await reversed(order);
    await eventually('the devices to be as before', async () =>
      JSON.stringify([...(await fleet.hashes())]) === JSON.stringify([...before]) ? true : undefined,
    );
    expect((await get(`/tmf-api/serviceInventory/v4/service/${service}`)).state).toBe('active');
    await demand(false);
    await retried(order, task);
    expect(await fleet.hashes()).not.toEqual(before);
  }, 120_000);

  it('stays on the network while people have their time; a further test in it withdraws what was due', async () => {
    await policy(90);
    await demand(true);
    const order = await send(rate(70_000, 'F-3'));
    const task = await fallenOut(order);
    const changed = await fleet.hashes();
    expect(await reversalOf(order)).toMatchObject({ outcome: 'wanted', reversedAt: null });
    await demand(false);
    await retried(order, task);
    expect(await reversalOf(order)).toMatchObject({ outcome: 'withdrawn', reversedAt: null });
    await people.day(1);
    await people.quiet();
    expect(await fleet.hashes()).toEqual(changed);
  }, 120_000);

  it('is taken back once its device lets it, however long that takes; a waiver then makes it again and activates', async () => {
    const before = await fleet.hashes();
    await policy(90);
    await demand(true);
    const second = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: 'F-4' };
    const order = await send(second);
    const task = await fallenOut(order);
    const other = (await get(`${orders}/${order.id}`)).serviceOrderItem[0].service.id;
    const made = await get(`/turnup/v1/configurationTransaction?service=${other}`);
    const edge = made
      .flatMap(({ devices }: Row) => devices)
      .find(({ device }: Row) => before.has(device)).device;
    const changed = (await fleet.hashes()).get(edge);
    const letGo = await locked(edge);
    const { dueAt } = await reversalOf(order);
    expect(Date.parse(dueAt)).toBeGreaterThan(Date.parse('2027-02-15T09:00:00Z'));
    const later = new Date(Date.parse(dueAt) + 60_000).toISOString();
    await system.call('simulation', 'PATCH', '/turnup/v1/simulation/clock', { runUntil: later });
    const refused = await eventually('a try to have failed', async () => {
      const reversal = await reversalOf(order);
      return reversal.problem === null ? undefined : reversal;
    });
    expect(refused.outcome).toBe('wanted');
    expect(refused.problem).toMatch(/lock/);
    expect((await fleet.hashes()).get(edge)).toBe(changed);
    await letGo();
    await reversed(order);
    expect((await fleet.hashes()).get(edge)).toBe(before.get(edge));
    const waive = `/turnup/v1/service/${other}/waiveTest`;
    expect((await system.call('noc', 'POST', waive, { reason: 'the customer takes it' })).status).toBe(200);
    const skip = { reason: 'waived' };
    expect((await system.call('noc', 'POST', `/turnup/v1/task/${task.id}/skip`, skip)).status).toBe(204);
    await people.until('completion', async () =>
      (await get(`${orders}/${order.id}`)).state === 'completed' ? true : undefined,
    );
    expect(await reversalOf(order)).toMatchObject({ outcome: 'completed' });
    expect((await reversalOf(order)).madeAgainAt).toMatch(/^2027-/);
    expect((await fleet.hashes()).get(edge)).toBe(changed);
    await demand(false);
  }, 120_000);
});
