import { beforeAll, describe, expect, it } from 'vitest';
import { vpnOrder } from './demo.ts';
import type { DemoFleet } from './fleet.ts';
import { type LiveServices, type LiveVpn, liveVpn, modifyOf } from './liveService.ts';
import type { TestSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;
const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

describe('suspending, resuming and transferring a live service', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let live: LiveServices;
  let people: LiveVpn['people'];
  let id: string;
  let standing: Traces;

  beforeAll(async () => {
    ({ system, fleet, live, people, id, standing } = await liveVpn());
  }, 120_000);

  const suspend = (customer = 'ALDER') => modifyOf(customer, id, { state: 'inactive' });
  const resume = (customer = 'ALDER') => modifyOf(customer, id, { state: 'active' });
  const transfer = (from: string, to: string, more: object = {}) =>
    modifyOf(from, id, { relatedParty: [{ id: to, role: 'customer' }], ...more });
  /** Packets between the two sites, of ten. */
  const passed = async (): Promise<number> => {
    const { serviceCharacteristic, number } = await live.service(id);
    const parameters = serviceCharacteristic.find((one: Row) => one.name === 'parameters').value;
    const [unit] = parameters['cpe:ALDER-MAN'];
    return live.answered(unit, number, '10.40.0.1', '10.41.0.1');
  };

  it('suspended, nothing passes and nothing is given back; resumed, it is as it was; billing is told once each', async () => {
    expect(await passed()).toBe(10);
    const simulated = await system.call('orderStaff', 'POST', '/turnup/v1/serviceOrder/simulate', suspend());
    expect(simulated.status, JSON.stringify(simulated.body)).toBe(200);
    const order = await live.done(suspend());
    expect((await live.tasks(order.id)).map((task) => task.key)).toEqual(
      simulated.body.tasks.map((task: Row) => task.key),
    );
    expect(simulated.body.items[0].devices.map((each: Row) => each.device).sort()).toEqual([
      'PE-MAN',
      'PE-NCL',
    ]);
    expect(await passed()).toBe(0);
    expect(await live.service(id)).toMatchObject({ state: 'inactive' });
    const stopped = await tracesOf(system, fleet);
    expect(stopped.held).toEqual(standing.held);
    expect(stopped.devices).not.toEqual(standing.devices);
    expect((await live.billing(id)).map((event) => event.kind)).toEqual(['start', 'stop']);

    const again = await live.post(suspend());
    expect([again.status, again.body.code]).toEqual([409, 'SERVICE_NOT_ACTIVE']);
    expect(again.body.message).toContain('resumed');
    await live.done(resume());
    expect(await passed()).toBe(10);
    expect(await tracesOf(system, fleet)).toEqual(standing);
    expect(await live.service(id)).toMatchObject({ state: 'active' });
    expect((await live.billing(id)).map((event) => event.kind)).toEqual(['start', 'stop', 'start']);
    const twice = await live.post(resume());
    expect([twice.status, twice.body.code]).toEqual([409, 'SERVICE_NOT_SUSPENDED']);
    expect(twice.body.message).toContain('suspended');
  }, 120_000);

  it('the network operations centre switches a service to its standby; suspended it is deleted with nothing left', async () => {
    const { requestedCompletionDate: _, ...order } = vpnOrder(['ALDER-BRS', 'ALDER-CDF'], 'ALDER', {
      bandwidthKbps: 20_000,
    });
    const other = await live.deliver(order);
    const to = `/turnup/v1/service/${other}/switch`;
    const reason = 'errors on the way in use';
    expect((await system.call('sales', 'POST', to, { reason })).status).toBe(403);
    expect((await system.call('noc', 'POST', orders, suspend())).status).toBe(403);
    const blank = await system.call('noc', 'POST', to, { reason: '   ' });
    expect(blank).toMatchObject({
      status: 400,
      body: { faults: [{ path: '/reason', message: 'must not be blank' }] },
    });
    const unknown = to.replace(other, crypto.randomUUID());
    expect((await system.call('noc', 'POST', unknown, { reason })).status).toBe(404);
    const ways = async (): Promise<Row> => {
      const { body } = await system.call('noc', 'GET', `/turnup/v1/service/${other}/graph`);
      return Object.fromEntries(body.ways.map(({ role, links }: Row) => [role, links]));
    };
    const before = await ways();
    // The links were promised from the end of the interval on.
    await people.day(60);
    const switched = await live.completed(await system.call('noc', 'POST', to, { reason }));
    expect(switched).toMatchObject({ state: 'completed', description: reason });
    expect(await ways()).toMatchObject({ primary: before.standby, standby: before.primary });
    await live.done(modifyOf('ALDER', other, { state: 'inactive' }));
    expect((await system.call('noc', 'POST', to, { reason })).body.code).toBe('SERVICE_NOT_ACTIVE');
    const end = {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [{ id: '1', action: 'delete', service: { id: other } }],
    };
    await live.done(end);
    expect((await live.billing(other)).map((event) => event.kind)).toEqual(['start', 'stop']);
    expect(await tracesOf(system, fleet)).toEqual(standing);
  }, 120_000);

  it('transferred, nothing changes on a device; one customer is billed to the day and the other from it', async () => {
    const commercial = {
      currency: 'GBP',
      termMonths: 24,
      oneOffChargeMinor: 0,
      monthlyChargeMinor: 77_700,
      budgetMinor: 9_000_000,
      budgetTolerancePercent: 5,
    };
    const order = await live.done(
      transfer('ALDER', 'MERIDIAN', { serviceCharacteristic: [{ name: 'commercial', value: commercial }] }),
    );
    expect((await live.tasks(order.id)).map((task) => task.kind)).not.toContain('network.reconfigure@1');
    const { standing: _, ...theRest } = await tracesOf(system, fleet);
    const { standing: __, ...before } = standing;
    expect(theRest).toEqual(before);
    const service = await live.service(id);
    expect(service.relatedParty).toEqual([{ id: 'MERIDIAN', role: 'customer' }]);
    const billing = (await live.billing(id)).filter((event) => event.orderId === order.id);
    expect(billing.map(({ kind, customer, monthlyMinor }) => [kind, customer, monthlyMinor ?? null])).toEqual(
      [
        ['stop', 'ALDER', null],
        ['start', 'MERIDIAN', 77_700],
      ],
    );
    // It is the next customer's: the former one knows it no longer, the next one suspends and resumes it.
    expect((await live.post(suspend('ALDER'))).body.code).toBe('UNKNOWN_SERVICE');
    await live.done(suspend('MERIDIAN'));
    await live.done(resume('MERIDIAN'));
    await live.done(transfer('MERIDIAN', 'ALDER'));
    expect(await tracesOf(system, fleet)).toEqual(standing);
  }, 120_000);

  it.each<[string, () => object, number, string]>([
    ['a transfer to the customer that it has', () => transfer('ALDER', 'ALDER'), 409, 'SAME_CUSTOMER'],
    ['a transfer to nobody', () => transfer('ALDER', 'NOBODY'), 422, 'UNKNOWN_CUSTOMER'],
    ['a transfer to a partner', () => transfer('ALDER', 'CALEDONET'), 422, 'UNKNOWN_CUSTOMER'],
    [
      'two things in one item',
      () =>
        modifyOf('ALDER', id, { state: 'inactive', relatedParty: [{ id: 'MERIDIAN', role: 'customer' }] }),
      400,
      'INVALID_ORDER',
    ],
    ['nothing', () => modifyOf('ALDER', id, {}), 400, 'INVALID_ORDER'],
    [
      'a state that nobody asks for',
      () => modifyOf('ALDER', id, { state: 'terminated' }),
      400,
      'INVALID_ORDER',
    ],
    ['a resumption of what runs', () => resume(), 409, 'SERVICE_NOT_SUSPENDED'],
  ])('refuses %s, and changes nothing', async (_, body, status, code) => {
    const answer = await live.post(body());
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([status, code]);
    expect(await tracesOf(system, fleet)).toEqual(standing);
  });

  it('refuses a transfer while another order stands on it, with its number', async () => {
    const open = await live.post(transfer('ALDER', 'MERIDIAN'));
    expect(open.status).toBe(201);
    const refused = await live.post(suspend());
    expect([refused.status, refused.body.code]).toEqual([409, 'SERVICE_HAS_OPEN_ORDER']);
    expect(refused.body.message).toContain(open.body.number);
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id: open.body.id },
    });
  });
});
