import { beforeAll, describe, expect, it } from 'vitest';
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
    await load('policy', [{ code: 'failedTest', text: 'test', value: { reverseAfter: ['failed'] } }]);
  }, 120_000);

  it('of a new service: off the devices, the order with the numbers, nothing given back; a retry makes it again', async () => {
    await demand(true);
    const edges = await fleet.hashes();
    const order = await send(internetOrder('ALDER-MAN', 'ALDER'));
    const task = await fallenOut(order);
    expect(task.error.code, JSON.stringify(task.error)).toBe('TEST_NOT_PASSED');
    expect(task.error.message).toMatch(/roundTrip|µs|us/);
    expect(task.error.message).toContain('was taken back');
    const [reversal] = await get(`/turnup/v1/serviceOrder/${order.id}/reversal`);
    expect(reversal).toMatchObject({ outcome: 'completed', madeAgainAt: null });
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
    expect((await get(`/turnup/v1/serviceOrder/${order.id}/reversal`))[0].madeAgainAt).toMatch(/^2027-/);
    expect(await fleet.hashes()).not.toEqual(edges);
  }, 120_000);

  it('of a change of a live service: it runs as before the change, until a retry brings the change again', async () => {
    const before = await fleet.hashes();
    await demand(true);
    const order = await send({
      externalId: 'F-2',
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
                value: [{ site: 'ALDER-MAN', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' }],
              },
            ],
          },
        },
      ],
    });
    const task = await fallenOut(order);
    expect(task.error.message).toContain('was taken back');
    await eventually('the devices to be as before', async () =>
      JSON.stringify([...(await fleet.hashes())]) === JSON.stringify([...before]) ? true : undefined,
    );
    expect((await get(`/tmf-api/serviceInventory/v4/service/${service}`)).state).toBe('active');
    await demand(false);
    await retried(order, task);
    expect(await fleet.hashes()).not.toEqual(before);
  }, 120_000);
});
