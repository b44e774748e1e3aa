import { beforeAll, describe, expect, it } from 'vitest';
import { insertResources } from '../src/inventory/index.ts';
import { internetOrder, vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const services = '/tmf-api/serviceInventory/v4/service';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('ending a service', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let start: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    start = await tracesOf(system, fleet);
  }, 60_000);

  const post = (body: object) => system.call('orderStaff', 'POST', orders, body);
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const ended = (id: string, state: string, behaviour: Behaviour = {}) =>
    people.until(
      `${id} to be ${state}`,
      async () => {
        const order = await read(id);
        return order.state === state ? order : undefined;
      },
      behaviour,
    );
  const deliver = async (body: object): Promise<string> => {
    const { status, body: order } = await post(body);
    expect(status, JSON.stringify(order)).toBe(201);
    return (await ended(order.id, 'completed')).serviceOrderItem[0].service.id;
  };
  const deletion = (id: string, customer: string) => ({
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  });
  const billing = async (id: string): Promise<string[]> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/billingEvent?service=${id}`)).body.map(
      (event: Row) => event.kind,
    );

  it('takes everything back: devices, parameters, units, billing, and keeps the history', async () => {
    const id = await deliver(internetOrder('ALDER-MAN', 'ALDER'));
    const { status, body } = await post(deletion(id, 'ALDER'));
    expect(status, JSON.stringify(body)).toBe(201);
    const again = await post(deletion(id, 'ALDER'));
    expect(again.status).toBe(409);
    expect(again.body.code).toBe('SERVICE_HAS_OPEN_ORDER');
    const order = await ended(body.id, 'completed');
    expect(order.milestone.map((milestone: Row) => [milestone.name, milestone.status])).toEqual([
      ['RECOVERY_COMMENCED', 'completed'],
      ['RECOVERED', 'completed'],
    ]);
    expect(await tracesOf(system, fleet)).toEqual(start);
    const { body: service } = await system.call('orderStaff', 'GET', `${services}/${id}`);
    expect(service.state).toBe('terminated');
    expect(service.endDate).toBeDefined();
    expect(await billing(id)).toEqual(['start', 'stop']);
    const { body: ledger } = await system.call('provisioning', 'GET', '/turnup/v1/pool?limit=1000');
    expect(ledger.find((line: Row) => line.pool === 'VLAN' && line.quarantined > 0)).toMatchObject({
      quarantined: 1,
    });
    const { body: work } = await system.call(
      'provisioning',
      'GET',
      `/tmf-api/workOrder/v4/workOrder?serviceOrder=${body.id}`,
    );
    expect(work.map((each: Row) => [each.kind, each.state])).toEqual([['collect', 'completed']]);
    const gone = await post(deletion(id, 'ALDER'));
    expect(gone.status).toBe(409);
    expect(gone.body.code).toBe('SERVICE_TERMINATED');
    const part = await post(deletion((await parts(id))[0] ?? '', 'ALDER'));
    expect(part.body.code).toBe('NOT_CUSTOMER_FACING');
  }, 90_000);

  const parts = async (id: string): Promise<string[]> => {
    const { body } = await system.call('orderStaff', 'GET', `${services}?limit=1000`);
    const number = body.find((service: Row) => service.id === id)?.number;
    return body
      .filter((service: Row) => service.id !== id && String(service.number).startsWith(number))
      .map((service: Row) => service.id);
  };

  it('is not begun while the service is being delivered, nor for another customer', async () => {
    const { body: order } = await post({ ...internetOrder('ALDER-MAN', 'ALDER'), externalId: 'D-2' });
    await people.until('issue', async () => (await read(order.id)).serviceOrderItem[0].service.id);
    const id = (await read(order.id)).serviceOrderItem[0].service.id;
    expect((await post(deletion(id, 'ALDER'))).body.code).toBe('SERVICE_HAS_OPEN_ORDER');
    expect((await post(deletion(id, 'MERIDIAN'))).body.code).toBe('UNKNOWN_SERVICE');
    await ended(order.id, 'completed');
    const { body } = await post(deletion(id, 'ALDER'));
    await ended(body.id, 'completed');
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 90_000);

  it('that others stand on waits for authority: refused it changes nothing, granted it goes through', async () => {
    const mine = await deliver({ ...internetOrder('ALDER-MAN', 'ALDER'), externalId: 'D-3' });
    const other = await deliver({ ...internetOrder('ALDER-NCL', 'ALDER'), externalId: 'D-4' });
    const { body: service } = await system.call('orderStaff', 'GET', `${services}/${mine}`);
    const resources = service.supportingResource as Row[];
    const port = resources.find((resource) => resource.role?.startsWith('access:'));
    expect(port, JSON.stringify(resources)).toBeDefined();
    const key = `${port.detail.node}/${port.detail.port}`;
    await system.database.transaction((tx) =>
      insertResources(tx, 'operator', [{ serviceId: other, kind: 'port', key, role: 'access:shared:0' }]),
    );
    const before = await tracesOf(system, fleet);
    const { body: refused } = await post(deletion(mine, 'ALDER'));
    await people.now({ leave: new Set(['authorize']) });
    const held = await read(refused.id);
    expect(held.state).toBe('held');
    expect(held.note.map((note: Row) => note.text).join()).toContain('needs authority');
    await ended(refused.id, 'cancelled', { reject: new Map([['authorize', 'CUSTOMER_OBJECTS']]) });
    expect(await tracesOf(system, fleet)).toEqual(before);
    expect(await billing(mine)).toEqual(['start']);

    const { body: granted } = await post(deletion(mine, 'ALDER'));
    await ended(granted.id, 'completed');
    const after = await tracesOf(system, fleet);
    expect(after.services).not.toContain(mine);
    expect(after.services).toContain(other);
    expect(await billing(other)).toEqual(['start']);
    const last = await post(deletion(other, 'ALDER'));
    await ended(last.body.id, 'completed');
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 120_000);

  it('with a partner’s tail gives nothing back before the partner has ceased it', async () => {
    const { body: order } = await post(vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN'));
    const id = (await ended(order.id, 'completed')).serviceOrderItem[0].service.id;
    const { body } = await post(deletion(id, 'MERIDIAN'));
    await people.now({ silent: new Set(['cease']) });
    await people.day(3);
    await people.now({ silent: new Set(['cease']) });
    const waiting = await tracesOf(system, fleet);
    expect(waiting.devices).toEqual(start.devices);
    expect(waiting.held.length).toBeGreaterThan(0);
    expect(waiting.partnerOrders).toHaveLength(2);
    expect((await read(body.id)).state).toBe('inProgress');
    await ended(body.id, 'completed');
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 120_000);
});
