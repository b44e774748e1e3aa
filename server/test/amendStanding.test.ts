import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

const site = (bandwidthKbps: number) => ({
  serviceCharacteristic: [
    { name: 'sites', value: [{ site: 'ALDER-MAN', bandwidthKbps, access: 'single', cpe: 'managed' }] },
  ],
});

describe('amending an order that changes or ends a service', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let live: LiveServices;
  let id: string;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    live = new LiveServices(system, people);
    id = await live.deliver(internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 40_000 }));
  }, 120_000);

  const inDays = async (days: number): Promise<string> => {
    const { body } = await system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
    return new Date(Date.parse(body.now) + days * 86_400_000).toISOString();
  };
  const read = async (order: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${order}`)).body;
  const amend = (order: string, body: object) =>
    system.call('orderStaff', 'PATCH', `${orders}/${order}`, body);
  const preview = (order: string, body: object) =>
    system.call('orderStaff', 'POST', `/turnup/v1/serviceOrder/${order}/simulateAmendment`, body);
  const deletion = (more: object = {}) => ({
    ...more,
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  });
  const until = (order: string, state: string): Promise<Row> =>
    people.until(`${order} to be ${state}`, async () => {
      const found = await read(order);
      return found.state === state ? found : undefined;
    });
  const rate = async (): Promise<number> =>
    (await live.service(id)).serviceCharacteristic.find((one: Row) => one.name === 'sites').value[0]
      .bandwidthKbps;
  const cancel = async (order: string): Promise<void> => {
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id: order },
    });
    await until(order, 'cancelled');
  };

  it('to other rates before it began: the preview says what the devices will be told, and that comes', async () => {
    const start = await inDays(14);
    const { body: order } = await live.post({
      ...modifyOf('ALDER', id, site(60_000)),
      requestedStartDate: start,
    });
    const change = { serviceOrderItem: [{ id: '1', service: site(90_000) }] };
    const told = await preview(order.id, change);
    expect(told.status, JSON.stringify(told.body)).toBe(200);
    expect(told.body.item[0]).toMatchObject({ outcome: 'applied', charge: [] });
    expect(told.body.item[0].tasks.changed).toEqual(
      expect.arrayContaining(['1/ADJUST/parameters:adjust', '1/CONFIG/network:reconfigure']),
    );
    expect(told.body.difference).toEqual([
      { path: '/items/1/sites/ALDER-MAN/bandwidthKbps', before: 60_000, after: 90_000 },
    ]);
    expect(told.body.devices.map((one: Row) => one.forward).join()).toContain('90000');
    const { status, body } = await amend(order.id, change);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.amendment).toMatchObject({ state: 'done', item: told.body.item });
    await until(order.id, 'completed');
    expect(await rate()).toBe(90_000);
    expect((await live.billing(id)).map(({ kind }) => kind)).toEqual(['start', 'change']);
  }, 120_000);

  it('to another start: nothing is touched before it, and it is done from it on', async () => {
    const { body: order } = await live.post({
      ...modifyOf('ALDER', id, site(50_000)),
      requestedStartDate: await inDays(7),
    });
    const { body } = await amend(order.id, { requestedStartDate: await inDays(21) });
    expect(body.amendment).toMatchObject({ state: 'done', item: [{ outcome: 'applied' }] });
    await people.day(12);
    expect(await rate()).toBe(90_000);
    await until(order.id, 'completed');
    expect(await rate()).toBe(50_000);
  }, 120_000);

  it('refuses what makes no sense, each with its place, and changes nothing', async () => {
    const { body: order } = await live.post({
      ...modifyOf('ALDER', id, site(60_000)),
      requestedStartDate: await inDays(14),
      requestedCompletionDate: await inDays(30),
    });
    const item = (service: object) => ({ serviceOrderItem: [{ id: '1', service }] });
    const code = async (body: object): Promise<unknown[]> => {
      const answer = await amend(order.id, body);
      return [answer.status, answer.body.code, answer.body.message];
    };
    expect(await code({ requestedStartDate: await inDays(40) })).toEqual([
      400,
      'INVALID_AMENDMENT',
      expect.stringContaining('/requestedStartDate is after'),
    ]);
    expect(await code(item(site(50_000)))).toEqual([
      409,
      'AMENDMENT_REFUSED',
      expect.stringContaining('is as the order wants it already'),
    ]);
    expect(await code(item(site(5_000_000)))).toEqual([409, 'AMENDMENT_REFUSED', expect.anything()]);
    const swap = { serviceCharacteristic: [{ name: 'equipmentSwap', value: { serial: 'X' } }] };
    expect((await code(item(swap)))[0]).toBe(400);
    const { body: dated } = await amend(order.id, { requestedCompletionDate: await inDays(28) });
    expect(dated.amendment).toMatchObject({ state: 'done', item: [{ outcome: 'noChange' }] });
    await cancel(order.id);
    expect(await rate()).toBe(50_000);

    const { body: ending } = await live.post(deletion({ requestedStartDate: await inDays(14) }));
    const answer = await amend(ending.id, item(site(50_000)));
    expect([answer.status, answer.body.errors?.[0]?.path ?? answer.body.message]).toEqual([
      400,
      expect.stringContaining('/serviceOrderItem/0/service/serviceCharacteristic'),
    ]);
    await cancel(ending.id);
  }, 120_000);

  it('of a deletion that has begun to a later day brings the service back until then', async () => {
    const before = await tracesOf(system, fleet);
    const { body: order } = await live.post(deletion());
    await people.until(
      'collection',
      async () => {
        const { body } = await system.call(
          'provisioning',
          'GET',
          `/tmf-api/workOrder/v4/workOrder?serviceOrder=${order.id}&kind=collect`,
        );
        return body.length > 0 ? true : undefined;
      },
      { leave: new Set(['collect']) },
    );
    expect((await live.service(id)).state).toBe('inactive');
    const { status, body } = await amend(order.id, { requestedStartDate: await inDays(20) });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.amendment.item[0].tasks.replaced).toEqual(
      expect.arrayContaining(['1/DEACTIVATE/service:deactivate', '1/NET_REMOVE/network:remove']),
    );
    await people.quiet();
    expect((await live.service(id)).state).toBe('active');
    expect(await tracesOf(system, fleet)).toEqual(before);
    await until(order.id, 'completed');
    expect((await live.billing(id)).map(({ kind }) => kind).slice(-3)).toEqual(['stop', 'start', 'stop']);
    expect((await live.service(id)).state).toBe('terminated');
  }, 180_000);
});
