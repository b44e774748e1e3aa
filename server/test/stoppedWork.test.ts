import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
const clock = '/turnup/v1/simulation/clock';
const config = 'CONFIG/network:configure';
const dispatch = 'CPE_SHIP/cpe:dispatch';
/** The edge to which the first site of these orders is connected. */
const edge = 'PE-MAN';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('an amendment that asks work to stop on a device that hangs', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  const nothingLeaves: Behaviour = { leave: new Set(['ship']) };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
  }, 120_000);

  const sites = (site: string, change: object) => ({
    serviceCharacteristic: [
      {
        name: 'sites',
        value: [{ site, bandwidthKbps: 100_000, access: 'single', cpe: 'managed', ...change }],
      },
    ],
  });
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const plan = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body;
  const state = async (id: string, key: string): Promise<string | undefined> =>
    (await plan(id)).tasks.find((task: Row) => task.key === key)?.state;
  const amendment = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrderAmendment/${id}`)).body;
  const shipments = async (id: string): Promise<Row[]> =>
    (await system.call('provisioning', 'GET', `${workOrders}?serviceOrder=${id}&kind=ship`)).body;
  const charged = async (id: string): Promise<Row[]> =>
    (await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent?limit=100')).body.filter(
      (event: Row) => event.orderId === id && event.kind !== 'start',
    );

  /** Issues an order, and lets the configuration of its first item begin on its edge, which hangs. */
  const hanging = async (serviceOrderItem: readonly object[]): Promise<string> => {
    const { status, body } = await system.call('orderStaff', 'POST', orders, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      requestedCompletionDate: '2027-11-30T12:00:00Z',
      serviceOrderItem,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    await people.now(nothingLeaves);
    await fleet.fleet.fault(edge, { kind: 'hang' });
    const { body: time } = await system.call('simulation', 'GET', clock);
    const runUntil = new Date(Date.parse(time.now) + 4 * 86_400_000).toISOString();
    await system.call('simulation', 'PATCH', clock, { runUntil });
    await eventually('the configuration to begin', async () =>
      (await state(body.id, `1/${config}`)) === 'running' ? true : undefined,
    );
    return body.id;
  };
  const item = (id: string, site: string) => ({ ...internetOrder(site, 'ALDER').serviceOrderItem[0], id });
  const amend = async (id: string, site: string, change: object): Promise<Row> => {
    const { status, body } = await system.call('orderStaff', 'PATCH', `${orders}/${id}`, {
      serviceOrderItem: [{ id: '1', service: sites(site, change) }],
    });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.amendment).toMatchObject({
      state: 'inProgress',
      item: [{ outcome: 'stopping', charge: [] }],
    });
    expect(await state(id, `1/${config}`)).toBe('stopping');
    return body.amendment;
  };
  const goesOn = (id: string): Promise<Row> =>
    eventually('the amendment to go on', async () => {
      const found = await amendment(id);
      return found.state === 'inProgress' ? undefined : found;
    });
  const ended = (id: string, end: string): Promise<Row> =>
    people.until(`the order to be ${end}`, async () => {
      const order = await read(id);
      return order.state === end ? order : undefined;
    });

  it('is held for what it has come to cost meanwhile, and what was stopped is done all the same', async () => {
    const id = await hanging([item('1', 'ALDER-MAN')]);
    const asked = await amend(id, 'ALDER-MAN', { bandwidthKbps: 170_000, subAddress: 'unit 12' });
    // The depot sends the units off while the device keeps everyone waiting.
    const [parcel] = await shipments(id);
    const work = (change: object) =>
      system.call('provisioning', 'PATCH', `${workOrders}/${parcel.id}`, change);
    await work({ assignee: 'provisioning' });
    await work({ state: 'inProgress' });
    const evidence = Object.fromEntries(
      parcel.requiredEvidence.map((name: string) => [
        name,
        name === 'serialNumbers' ? parcel.subject.serials : `${name} 77`,
      ]),
    );
    expect((await work({ state: 'completed', evidence })).status).toBe(200);
    await eventually('the units to have left', async () =>
      (await state(id, `1/${dispatch}`)) === 'completed' ? true : undefined,
    );
    await fleet.fleet.clearFaults(edge);
    const held = await goesOn(asked.id);
    expect(held).toMatchObject({
      state: 'held',
      item: [{ outcome: 'held', charge: [{ activity: 'CPE_SHIP', chargeMinor: 18_000, currency: 'GBP' }] }],
    });
    expect(await charged(id)).toEqual([]);
    await people.now(nothingLeaves);
    expect(await state(id, `1/${config}`)).toBe('completed');
    const withdrawn = await system.call(
      'orderStaff',
      'POST',
      `/turnup/v1/serviceOrderAmendment/${asked.id}/withdraw`,
    );
    expect(withdrawn.body).toMatchObject({ state: 'withdrawn' });
    const done = await ended(id, 'completed');
    expect(done.serviceOrderItem[0].service.serviceCharacteristic).toEqual(
      expect.arrayContaining(sites('ALDER-MAN', {}).serviceCharacteristic),
    );
    expect(await charged(id)).toEqual([]);
  }, 180_000);

  it('goes on although another item of the order is cancelled alone', async () => {
    const id = await hanging([item('1', 'ALDER-MAN'), item('2', 'ALDER-NCL')]);
    const asked = await amend(id, 'ALDER-MAN', { bandwidthKbps: 130_000 });
    const cancelled = await system.call(
      'orderStaff',
      'POST',
      '/tmf-api/serviceOrdering/v4/cancelServiceOrder',
      { serviceOrder: { id }, serviceOrderItem: ['2'] },
    );
    expect(cancelled.body, JSON.stringify(cancelled.body)).toMatchObject({ state: 'inProgress' });
    expect(await amendment(asked.id)).toMatchObject({ state: 'inProgress' });
    await fleet.fleet.clearFaults(edge);
    expect(await goesOn(asked.id)).toMatchObject({ state: 'done', item: [{ outcome: 'applied' }] });
    const order = await ended(id, 'partial');
    expect(order.serviceOrderItem.map((each: Row) => each.state)).toEqual(['completed', 'cancelled']);
    expect(order.serviceOrderItem[0].service.serviceCharacteristic).toEqual(
      expect.arrayContaining(sites('ALDER-MAN', { bandwidthKbps: 130_000 }).serviceCharacteristic),
    );
  }, 180_000);
});
