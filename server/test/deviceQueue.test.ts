import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const queue = '/turnup/v1/deviceQueue';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('a device that cannot be reached, or bears only so much', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let before: ReadonlyMap<string, string>;

  const get = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const policy = async (code: string, value: object): Promise<void> => {
    const body = { kind: 'policy', records: [{ code, text: 'test', value }] };
    const { status } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', body);
    expect(status).toBe(200);
  };
  const send = async (body: object): Promise<Row> => {
    const sent = await system.call('orderStaff', 'POST', orders, body);
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    return sent.body;
  };
  const taskOf = async (order: Row, kind: string): Promise<Row> =>
    (await get(`/turnup/v1/serviceOrder/${order.id}/plan`)).tasks.find((task: Row) => task.kind === kind);
  const completed = (order: Row): Promise<Row> =>
    people.until(`${order.number} to be completed`, async () => {
      const { state, serviceOrderItem } = await get(`${orders}/${order.id}`);
      if (state === 'held') throw new Error(JSON.stringify(serviceOrderItem[0].errorMessage));
      return state === 'completed' ? serviceOrderItem[0] : undefined;
    });
  const edgeOf = async (order: Row): Promise<string> => {
    const { body } = await system.call('noc', 'GET', `/turnup/v1/serviceOrder/${order.id}/plan`);
    const task = body.tasks.find((one: Row) => one.kind === 'network.configure@1');
    return task.output.devices[0].device;
  };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    before = await fleet.hashes();
    await policy('unreachableDevices', { create: 'queue', modify: 'queue', delete: 'queueAndGoOn' });
  }, 120_000);

  let service: string;
  let device: string;

  it('is waited for: its part is shown with the device and since when, and the order goes on by itself', async () => {
    for (const name of await get('/turnup/v1/device')) await fleet.fleet.fault(name, { kind: 'unreachable' });
    const order = await send(internetOrder('ALDER-MAN', 'ALDER'));
    const waiting = await people.until('the configuration to wait', async () => {
      const task = await taskOf(order, 'network.configure@1');
      return task.state === 'waiting' ? task : undefined;
    });
    expect(waiting.waitingFor.for).toBe('device');
    const [part] = await get(queue);
    expect(part).toMatchObject({ change: 'create', state: 'waiting' });
    expect(part.since).toMatch(/^2027-/);
    device = part.device;
    expect(await get(`${queue}?device=${device}`)).toHaveLength(1);
    expect(await get(`${queue}?device=NOWHERE`)).toEqual([]);
    expect((await get(`/turnup/v1/device/${device}/queue`)).tasks).toMatchObject([
      { why: 'unreachable', subject: { kind: 'serviceOrder', id: order.id } },
    ]);
    await people.day(2);
    expect((await taskOf(order, 'network.configure@1')).state).toBe('waiting');
    for (const name of await get('/turnup/v1/device')) await fleet.fleet.clearFaults(name);
    await eventually('the queue to be empty', async () =>
      (await get(queue)).length === 0 ? true : undefined,
    );
    service = (await completed(order)).service.id;
    expect((await get(`/turnup/v1/device/${device}/drift`)).inSync).toBe(true);
  }, 120_000);

  it('holds nobody up who ends a service: what is left on it goes when it answers', async () => {
    await fleet.fleet.fault(device, { kind: 'unreachable' });
    const order = await send({
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id: service } }],
    });
    await completed(order);
    expect(await get(queue)).toMatchObject([{ device, change: 'delete', state: 'waiting' }]);
    expect((await fleet.hashes()).get(device)).not.toBe(before.get(device));
    await fleet.fleet.clearFaults(device);
    await eventually('the queue to be empty', async () =>
      (await get(queue)).length === 0 ? true : undefined,
    );
    expect((await fleet.hashes()).get(device)).toBe(before.get(device));
  }, 120_000);

  it('whose refusal is a person’s: the queue says why, the order is a fallout, and goes on when it was mended', async () => {
    await fleet.fleet.fault(device, { kind: 'unreachable' });
    const order = await send({ ...internetOrder('ALDER-MAN', 'ALDER'), externalId: 'Q-2' });
    await people.until('the configuration to wait', async () =>
      (await taskOf(order, 'network.configure@1')).state === 'waiting' ? true : undefined,
    );
    await fleet.fleet.fault(device, { kind: 'refuseCommit', message: 'table full' });
    await fleet.fleet.control('DELETE', '/fault', { device, kind: 'unreachable' });
    const fallen = await eventually('a fallout', async () => {
      const task = await taskOf(order, 'network.configure@1');
      return task.state === 'fallout' ? task : undefined;
    });
    expect(fallen.error).toMatchObject({ code: 'QUEUE_BLOCKED', cause: 'device' });
    expect(fallen.error.message).toContain('table full');
    const [part] = await get(queue);
    expect(part).toMatchObject({ state: 'blocked', device });
    const act = (verb: string, account: string, body?: object) =>
      system.call(account, 'POST', `${queue}/${part.id}/${verb}`, body);
    expect((await act('retry', 'sales')).status).toBe(403);
    expect((await act('withdraw', 'noc', {})).status).toBe(400);
    expect((await system.call('noc', 'POST', `${queue}/nothing/retry`)).status).toBe(404);
    await fleet.fleet.clearFaults(device);
    expect((await act('retry', 'noc')).status).toBe(200);
    await eventually('the queue to be empty', async () =>
      (await get(queue)).length === 0 ? true : undefined,
    );
    expect((await act('withdraw', 'noc', { reason: 'too late' })).status).toBe(404);
    const repair = { action: 'retry', tasks: [fallen.id], reason: 'delivered' };
    expect((await system.call('noc', 'POST', '/turnup/v1/fallout/repair', repair)).status).toBe(200);
    expect(await edgeOf(order).catch(() => device)).toBe(device);
    service = (await completed(order)).service.id;
  }, 120_000);

  it('takes so many changes in its time, and the rest wait their turn; nothing is lost', async () => {
    await policy('deviceLimits', {
      devices: { [device]: { changes: { atMost: 1, inS: 3_600 }, sessions: 1 } },
      models: {},
      others: {},
    });
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
    const second = await send(rate(60_000, 'Q-4'));
    await people.until('the change to wait', async () => {
      const busy = await get(`/turnup/v1/device/${device}/queue`);
      return busy.tasks[0]?.why === 'exhausted' ? busy : undefined;
    });
    expect(await get(`/turnup/v1/device/${device}/queue`)).toMatchObject({
      limits: { changes: { atMost: 1, inS: 3_600 }, sessions: 1 },
      exhausted: { atMost: 1 },
    });
    await policy('deviceLimits', {
      devices: { [device]: { changes: { atMost: 1, inS: 1 } } },
      models: {},
      others: {},
    });
    await eventually('the limit to pass', async () =>
      (await get(`/turnup/v1/device/${device}/queue`)).tasks.length === 0 ? true : undefined,
    );
    await completed(second);
  }, 120_000);

  it('is changed in its windows alone where its data says so', async () => {
    await policy('deviceLimits', {
      devices: { [device]: { changesInWindows: true } },
      models: {},
      others: {},
    });
    const order = await send({
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id: service } }],
    });
    const waiting = await people.until('the removal to wait for a window', async () => {
      const task = await taskOf(order, 'network.remove@1');
      return task.state === 'waiting' || task.state === 'completed' ? task : undefined;
    });
    // The demo's windows are on Tuesdays to Thursdays from midnight to five, by the clock of the place.
    expect(waiting.waitingFor).toMatchObject({ for: 'date' });
    await completed(order);
    const removed = await taskOf(order, 'network.remove@1');
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric' });
    expect(Number(hour.format(new Date(removed.finishedAt ?? removed.endedAt)))).toBeLessThan(5);
    expect((await fleet.hashes()).get(device)).toBe(before.get(device));
  }, 120_000);
});
