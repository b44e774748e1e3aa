import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';

describe('cancelling an order', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let start: Traces;
  let count = 0;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    start = await tracesOf(system, fleet);
    expect(start).toMatchObject({ held: [], services: [], work: [], partnerOrders: [], conserved: true });
  }, 60_000);

  const issue = async (): Promise<string> => {
    count += 1;
    const body = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `C-${count}` };
    const { status, body: order } = await system.call('orderStaff', 'POST', orders, body);
    expect(status, JSON.stringify(order)).toBe(201);
    return order.id;
  };
  const read = async (id: string) => (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const cancel = (id: string, change: object = {}) =>
    system.call('orderStaff', 'POST', cancellations, {
      serviceOrder: { id },
      cancellationReason: 'not needed any more',
      ...change,
    });
  const assess = (id: string, body: object = {}) =>
    system.call('orderStaff', 'POST', `/turnup/v1/serviceOrder/${id}/simulateCancellation`, body);
  /** Lets an order go until the work of a kind is given out, which is left lying. */
  const until = async (id: string, kind: string): Promise<Behaviour> => {
    const behaviour = { leave: new Set([kind]) };
    await people.until(
      kind,
      async () => {
        const { body } = await system.call(
          'provisioning',
          'GET',
          `/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}&kind=${kind}`,
        );
        return body.length > 0 ? true : undefined;
      },
      behaviour,
    );
    return behaviour;
  };
  const cancelled = (id: string, behaviour: Behaviour = {}) =>
    people.until(
      'cancellation',
      async () => {
        const order = await read(id);
        return order.state === 'cancelled' ? order : undefined;
      },
      behaviour,
      20,
    );

  it('before anything was done costs nothing and leaves nothing', async () => {
    const id = await issue();
    expect((await assess(id)).body).toMatchObject({ outcome: 'free', charge: [], takenBack: [] });
    expect((await assess(id, { serviceOrderItem: ['2'] })).status).toBe(422);
    expect(['acknowledged', 'inProgress']).toContain((await read(id)).state);
    const { status, body, headers } = await cancel(id);
    expect(status, JSON.stringify(body)).toBe(201);
    expect(headers.get('location')).toBe(`${cancellations}/${body.id}`);
    expect(body).toMatchObject({ serviceOrder: { id }, serviceOrderItem: ['1'], charge: [] });
    const order = await cancelled(id);
    expect(order.expectedCompletionDate).toBeUndefined();
    const { body: done } = await system.call('orderStaff', 'GET', `${cancellations}/${body.id}`);
    expect(done).toMatchObject({ state: 'done', completionMessage: 'everything was taken back' });
    expect(done.effectiveCancellationDate).toBeDefined();
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 60_000);

  it('whose equipment has left the depot is denied with the point and the price, and nothing changes', async () => {
    const id = await issue();
    const behaviour = await until(id, 'install');
    const before = await read(id);
    const work = await tracesOf(system, fleet);
    const assessed = await assess(id);
    expect(assessed.body).toMatchObject({
      outcome: 'priced',
      serviceOrderItem: ['1'],
      charge: [{ activity: 'CPE_SHIP', chargeMinor: 18_000, currency: 'GBP' }],
    });
    expect(assessed.body.takenBack).toContain('Ship equipment');
    expect(assessed.body.dropped).toContain('Customer accepts');
    const { status, body } = await cancel(id);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'terminatedWithError',
      chargesAccepted: false,
      charge: [{ activity: 'CPE_SHIP', chargeMinor: 18_000, currency: 'GBP' }],
    });
    expect(body.completionMessage).toContain('CPE_SHIP');
    expect(body.completionMessage).toContain('180.00 GBP');
    const after = await read(id);
    expect(after.state).toBe(before.state);
    expect(after.serviceOrderItem[0].state).toBe(before.serviceOrderItem[0].state);
    expect(await tracesOf(system, fleet)).toEqual(work);

    const accepted = await cancel(id, { acceptCharges: true });
    expect(accepted.body, JSON.stringify(accepted.body)).toMatchObject({ state: 'inProgress' });
    expect((await read(id)).state).toBe('pendingCancellation');
    expect((await cancel(id)).body.code).toBe('CANCELLATION_UNDER_WAY');
    // The consignment comes back before the units can be given to anybody else.
    await people.now({ leave: new Set(['recall']) });
    const { body: recalls } = await system.call(
      'provisioning',
      'GET',
      `/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}&kind=recall`,
    );
    expect(recalls).toHaveLength(1);
    expect((await read(id)).state).toBe('pendingCancellation');
    await cancelled(id, behaviour);
    const { body: done } = await system.call('orderStaff', 'GET', `${cancellations}/${accepted.body.id}`);
    expect(done.state).toBe('done');
    const { body: billing } = await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent');
    expect(billing.filter((event: { orderId: string }) => event.orderId === id)).toMatchObject([
      { kind: 'cancellation', oneOffMinor: 18_000, currency: 'GBP' },
    ]);
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 60_000);

  it('that is installed and tested takes configuration and equipment back, in reverse order', async () => {
    const id = await issue();
    await until(id, 'accept');
    expect((await fleet.hashes()).get('PE-MAN')).not.toBe(start.devices.get('PE-MAN'));
    const drift = await system.call('noc', 'GET', '/turnup/v1/device/PE-MAN/drift');
    expect(drift.body).toEqual({ device: 'PE-MAN', inSync: true, drifts: [] });
    expect((await system.call('noc', 'GET', '/turnup/v1/device/PE-XYZ/drift')).status).toBe(404);
    const { body } = await cancel(id, { acceptCharges: true });
    expect(body.state, JSON.stringify(body)).toBe('inProgress');
    expect(body.charge.map((charge: { activity: string }) => charge.activity).sort()).toEqual([
      'CPE_SHIP',
      'INST_MAN',
    ]);
    await cancelled(id);
    expect(await tracesOf(system, fleet)).toEqual(start);
    const { body: plan } = await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`);
    const at = (key: string): string =>
      plan.tasks.find((task: { key: string }) => task.key === key)?.finishedAt ?? 'never';
    expect(at('undo:1/CONFIG/network:configure') <= at('undo:1/ALLOC/parameters:allocate')).toBe(true);
    expect(plan.tasks.filter((task: { state: string }) => task.state === 'undoing')).toEqual([]);
    const { body: services } = await system.call('orderStaff', 'GET', `/tmf-api/serviceInventory/v4/service`);
    expect(services.every((service: { state: string }) => service.state === 'terminated')).toBe(true);
  }, 60_000);

  it('goes item by item: while one is still being taken back, the others are amended and cancelled', async () => {
    const [first] = internetOrder('ALDER-MAN', 'ALDER').serviceOrderItem;
    const [second] = internetOrder('ALDER-NCL', 'ALDER').serviceOrderItem;
    const { body: order } = await system.call('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-MAN', 'ALDER'),
      externalId: 'C-two',
      serviceOrderItem: [first, { ...second, id: '2' }],
    });
    const { id } = order;
    const shipped: Behaviour = { leave: new Set(['install', 'recall']) };
    const work = async (kind: string) =>
      (
        await system.call(
          'provisioning',
          'GET',
          `/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}&kind=${kind}`,
        )
      ).body;
    await people.until(
      'both to be installed',
      async () => ((await work('install')).length === 2 ? true : undefined),
      shipped,
    );
    const one = await cancel(id, { serviceOrderItem: ['1'], acceptCharges: true });
    expect(one.body, JSON.stringify(one.body)).toMatchObject({
      state: 'inProgress',
      serviceOrderItem: ['1'],
    });
    await people.now(shipped);
    const states = async () => {
      const { state, serviceOrderItem } = await read(id);
      return [state, ...serviceOrderItem.map((item: { state: string }) => item.state)];
    };
    expect(await states()).toEqual(['inProgress', 'pendingCancellation', 'inProgress']);
    const amend = (body: object) => system.call('orderStaff', 'PATCH', `${orders}/${id}`, body);
    const rate = (itemId: string, site: string) => {
      const [asked] = internetOrder(site, 'ALDER', { bandwidthKbps: 90_000 }).serviceOrderItem;
      const serviceCharacteristic = asked?.service.serviceCharacteristic.slice(1);
      return { serviceOrderItem: [{ id: itemId, service: { serviceCharacteristic } }] };
    };
    for (const again of [
      await cancel(id, { serviceOrderItem: ['1'] }),
      await amend(rate('1', 'ALDER-MAN')),
    ]) {
      expect([again.status, again.body.code]).toEqual([409, 'CANCELLATION_UNDER_WAY']);
      expect(again.body.message).toContain('items 1 of order');
    }
    const amended = await amend(rate('2', 'ALDER-NCL'));
    expect(amended.body.amendment, JSON.stringify(amended.body)).toMatchObject({
      state: 'done',
      item: [{ id: '2', outcome: 'applied' }],
    });
    const two = await cancel(id, { acceptCharges: true });
    expect(two.body).toMatchObject({
      state: 'inProgress',
      serviceOrderItem: ['2'],
      charge: [{ serviceOrderItem: '2', activity: 'CPE_SHIP', chargeMinor: 18_000 }],
    });
    expect((await cancel(id)).body.code).toBe('CANCELLATION_UNDER_WAY');
    expect(await states()).toEqual(['pendingCancellation', 'pendingCancellation', 'pendingCancellation']);
    await cancelled(id);
    const { body: both } = await system.call('orderStaff', 'GET', `${cancellations}?serviceOrder=${id}`);
    expect(both.map(({ state }: { state: string }) => state)).toEqual(['done', 'done']);
    const { body: billing } = await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent?limit=100');
    const paid = billing.filter((event: { orderId: string }) => event.orderId === id);
    expect(paid.map((event: { oneOffMinor: number }) => event.oneOffMinor)).toEqual([18_000, 18_000]);
    expect(await tracesOf(system, fleet)).toEqual(start);
  }, 60_000);

  it('whose service is in use is refused for good, and a finished order is', async () => {
    const id = await issue();
    await people.until('completion', async () => {
      const order = await read(id);
      return order.state === 'completed' ? order : undefined;
    });
    const { status, body } = await cancel(id);
    expect(status).toBe(409);
    expect(body.code).toBe('ORDER_FINAL');
    expect(body.message).toContain('delete');
    const unknown = await cancel('018f0000-0000-7000-8000-000000000000');
    expect(unknown.status).toBe(422);
    const field = await system.call('field', 'POST', cancellations, { serviceOrder: { id } });
    expect(field.status).toBe(403);
  }, 60_000);
});
