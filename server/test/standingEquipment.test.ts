import { beforeAll, describe, expect, it } from 'vitest';
import { cpeUnits } from '../src/inventory/index.ts';
import { demoDataSets, eventually, internetOrder, vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const checks = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';
const queries = '/tmf-api/serviceQualificationManagement/v4/queryServiceQualification';
const workOrders = '/tmf-api/workOrder/v4/workOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** What a unit of the smallest model costs, at once and each month. */
const unitPrice = { oneOffMinor: 180_000, monthlyMinor: 5_000 };

describe('equipment that stands at a site', { timeout: 240_000 }, () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let live: LiveServices;
  let start: Traces;
  /** Prices of a service whose equipment is bought, by specification and site. */
  const bought = new Map<string, Row>();
  let vpn: string;
  let internet: string;
  const services: string[] = [];

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    live = new LiveServices(system, people);
    // The demo's models do not say how many LAN ports they have: the smallest has two here.
    for (const { kind, records } of demoDataSets().filter((set) => set.kind === 'cpeModel'))
      await load(
        kind,
        (records as Row[]).map((one) => (one.code === 'CX-100' ? { ...one, lanPorts: 2 } : one)),
      );
    start = await tracesOf(system, fleet);
    bought.set('INTERNET ALDER-MAN', await price('INTERNET', 'ALDER-MAN', 40_000));
    bought.set('VOICE-SIP ALDER-BRS', await price('VOICE-SIP', 'ALDER-BRS', 20_000));
    const { requestedCompletionDate: _, ...body } = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', {
      bandwidthKbps: 50_000,
    });
    vpn = await live.deliver(body);
  }, 240_000);

  const load = async (kind: string, records: readonly object[]): Promise<void> => {
    const { status, body } = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind,
      records,
    });
    expect(status, JSON.stringify(body)).toBe(200);
  };
  const serviceOf = (code: string, site: string, bandwidthKbps: number) => ({
    serviceSpecification: { id: code },
    serviceCharacteristic: [
      { name: 'topology', value: 'internet' },
      { name: 'sites', value: [{ site, bandwidthKbps, access: 'single', cpe: 'managed' }] },
    ],
  });
  const price = async (code: string, site: string, bandwidthKbps: number): Promise<Row> => {
    const { status, body } = await system.call('sales', 'POST', queries, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      searchCriteria: { service: serviceOf(code, site, bandwidthKbps) },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    const { oneOffMinor, monthlyMinor } = body.feasibility.price;
    return { oneOffMinor, monthlyMinor };
  };
  const less = ({ oneOffMinor, monthlyMinor }: Row) => ({
    oneOffMinor: oneOffMinor - unitPrice.oneOffMinor,
    monthlyMinor: monthlyMinor - unitPrice.monthlyMinor,
  });
  const ordered = (site: string, bandwidthKbps: number): Row => {
    const {
      requestedCompletionDate: _,
      externalId: __,
      ...body
    } = internetOrder(site, 'ALDER', {
      bandwidthKbps,
    });
    return body;
  };
  const deletion = (id: string, customer = 'ALDER') => ({
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service: { id } }],
  });
  const noc = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const unit = (serial: string): Promise<Row> => noc(`/turnup/v1/cpe/${serial}`);
  /** The unit that came with the VPN at a site. */
  const unitAt = async (site: string): Promise<string> => {
    const { serviceCharacteristic } = await live.service(vpn);
    return serviceCharacteristic.find((one: Row) => one.name === 'parameters').value[`cpe:${site}`][0];
  };
  const workOf = async (order: string): Promise<string[]> =>
    (await system.call('provisioning', 'GET', `${workOrders}?serviceOrder=${order}`)).body.map(
      ({ kind }: Row) => kind,
    );
  const inPool = async (serial: string): Promise<Row> => {
    const scope = await noc('/turnup/v1/pool/cpe/scope/CX-100?limit=100');
    expect(scope.conserved).toBe(true);
    return scope.values.find((one: Row) => one.value === serial);
  };
  /** Packets between the two sites of the VPN, of ten. */
  const passed = async (): Promise<number> =>
    live.answered(await unitAt('ALDER-MAN'), (await live.service(vpn)).number, '10.40.0.1', '10.41.0.1');

  it('serves a further service at no price, without a unit being sent, and both work', async () => {
    const alone = bought.get('INTERNET ALDER-MAN');
    expect(await price('INTERNET', 'ALDER-MAN', 40_000)).toEqual(less(alone));
    // The VPN has 50 of its 100 Mbit/s: 60 more are too many for it.
    expect(await price('INTERNET', 'ALDER-MAN', 60_000)).toEqual(alone);
    const serial = await unitAt('ALDER-MAN');
    const stock = await noc('/turnup/v1/cpe?state=inStock&limit=200');
    const order = await live.done(ordered('ALDER-MAN', 40_000));
    internet = order.serviceOrderItem[0].service.id;
    expect(await workOf(order.id)).toEqual(['connect', 'accept']);
    const tasks = await live.tasks(order.id);
    expect(tasks.map(({ key }) => key)).toContain('1/UNIT_MAN/cpe:configure');
    expect(tasks.find(({ kind }) => kind === 'service.test@1').output.run.verdict).toBe('passed');
    expect(await noc('/turnup/v1/cpe?state=inStock&limit=200')).toEqual(stock);
    const graph = await noc(`/turnup/v1/service/${internet}/graph`);
    expect(graph.resources.filter(({ kind }: Row) => kind.startsWith('cpe'))).toMatchObject([
      { kind: 'cpePort', key: `${serial}/wan1`, detail: { wanPort: 'wan1', lanPorts: ['lan1'] } },
    ]);
    expect(JSON.stringify(await noc('/turnup/v1/inventoryMismatch'))).not.toContain(internet);
    expect(await passed()).toBe(10);
    expect(await live.service(internet)).toMatchObject({ state: 'active' });
  });

  it('is kept for what it can still do while it serves two', async () => {
    const serial = await unitAt('ALDER-MAN');
    const swap = await system.call('noc', 'POST', `/turnup/v1/cpe/${serial}/swap`, { reason: 'dead' });
    expect([swap.status, swap.body.code]).toEqual([409, 'UNIT_SHARED']);
    const rates = (bandwidthKbps: number) => {
      const { serviceOrderItem } = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps });
      const { serviceCharacteristic } = serviceOrderItem[0]?.service ?? {};
      return modifyOf('ALDER', vpn, { serviceCharacteristic });
    };
    const faster = await live.post(rates(70_000));
    expect([faster.status, faster.body.code], JSON.stringify(faster.body)).toEqual([
      422,
      'CHANGE_NOT_POSSIBLE',
    ]);
    expect(faster.body.message).toContain('carries 100000 kbit/s');
    expect(faster.body.message).toContain('have 40000');
    await live.done(rates(60_000));
    expect(await passed()).toBe(10);
  });

  it('is left to the others when an order that is bringing a service there comes to ask more of it than it can do', async () => {
    const serial = await unitAt('ALDER-NCL');
    const { body: order } = await live.post(ordered('ALDER-NCL', 20_000));
    await people.until(
      'the work on site',
      async () => ((await workOf(order.id)).includes('connect') ? true : undefined),
      { leave: new Set(['connect']) },
    );
    const site = { site: 'ALDER-NCL', bandwidthKbps: 80_000, access: 'single', cpe: 'managed' };
    const amended = await system.call('orderStaff', 'PATCH', `${orders}/${order.id}`, {
      acceptCharges: true,
      serviceOrderItem: [{ id: '1', service: { serviceCharacteristic: [{ name: 'sites', value: [site] }] } }],
    });
    expect(amended.body.amendment?.state, JSON.stringify(amended.body)).toBe('done');
    const done = await people.until('the amended order', async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${order.id}`);
      return body.state === 'completed' ? body : undefined;
    });
    expect(await workOf(done.id)).toEqual(expect.arrayContaining(['ship', 'install']));
    const { id } = done.serviceOrderItem[0].service;
    const graph = await noc(`/turnup/v1/service/${id}/graph`);
    const present = graph.resources.filter(({ untilAt }: Row) => (untilAt ?? null) === null);
    expect(present.some(({ kind }: Row) => kind === 'cpePort')).toBe(false);
    const scope = await noc(`/turnup/v1/pool/cpePort/scope/${serial}?limit=10`);
    expect(scope.values.map(({ value, state }: Row) => [value, state])).toEqual([['wan1', 'free']]);
    expect(await passed()).toBe(10);
    await live.done(deletion(id));
  });

  it('is kept for who was quicker: an order that wanted its last port too is told, and may ask again', async () => {
    const serial = await unitAt('ALDER-NCL');
    const { relatedParty } = ordered('ALDER-NCL', 20_000);
    const item = { id: '1', service: serviceOf('INTERNET', 'ALDER-NCL', 20_000) };
    const [asked, refused] = await together(serial, [
      () =>
        system.call('sales', 'POST', checks, {
          relatedParty,
          reserve: true,
          serviceQualificationItem: [item],
        }),
      () => live.post(ordered('ALDER-NCL', 20_000)),
    ]);
    const [answered] = (await noc(`${checks}/${asked?.body.id}`)).serviceQualificationItem;
    expect(refused?.status, JSON.stringify(refused?.body)).toBe(409);
    expect(JSON.stringify(refused?.body)).toContain('wan1');
    const reservation = `/turnup/v1/reservation/${answered.reservationId}`;
    expect(JSON.stringify(await noc(reservation))).toContain(serial);
    // Nobody may take the unit away meanwhile.
    const early = await live.post(deletion(vpn));
    expect([early.status, early.body.code]).toEqual([409, 'UNIT_BEING_JOINED']);
    const owner = { kind: 'serviceQualification', id: asked?.body.id };
    const released = await system.call('provisioning', 'POST', `${reservation}/release`, { owner });
    expect(released.status, JSON.stringify(released.body)).toBe(200);
  });

  it('is given to one of two orders for its last port; the other has a unit bought', async () => {
    const serial = await unitAt('ALDER-NCL');
    const order = () => live.post(ordered('ALDER-NCL', 20_000));
    const sent = await together(serial, [order, order]);
    expect(sent.map(({ status }) => status)).toEqual([201, 201]);
    const early = await live.post(deletion(vpn));
    expect([early.status, early.body.code]).toEqual([409, 'UNIT_BEING_JOINED']);
    const work: string[][] = [];
    for (const { body } of sent) {
      const { serviceOrderItem } = await people.until(`${body.number} to be completed`, async () => {
        const now = (await system.call('orderStaff', 'GET', `${orders}/${body.id}`)).body;
        return now.state === 'completed' ? now : undefined;
      });
      services.push(serviceOrderItem[0].service.id);
      work.push(await workOf(body.id));
    }
    expect(work).toEqual([
      ['connect', 'accept'],
      ['ship', 'install', 'accept'],
    ]);
    expect((await live.service(services[1] ?? '')).state).toBe('active');
  });

  it('is never another customer’s', async () => {
    const alone = bought.get('VOICE-SIP ALDER-BRS');
    const id = await live.deliver(ordered('ALDER-BRS', 20_000));
    expect(await price('VOICE-SIP', 'ALDER-BRS', 20_000)).toEqual(less(alone));
    await live.done(modifyOf('ALDER', id, { relatedParty: [{ id: 'MERIDIAN', role: 'customer' }] }));
    expect(await price('VOICE-SIP', 'ALDER-BRS', 20_000)).toEqual(alone);
    await live.done(deletion(id, 'MERIDIAN'));
  });

  it('stays when a service ends that came to it, and for those when the service ends with which it came', async () => {
    const [kept, left] = [await unitAt('ALDER-MAN'), await unitAt('ALDER-NCL')];
    const joined = await live.done(deletion(services.shift() ?? ''));
    expect(await workOf(joined.id)).toEqual([]);
    expect(await unit(left)).toMatchObject({ state: 'installed' });
    expect(await passed()).toBe(10);
    const ended = await live.done(deletion(vpn));
    // Nobody is left at the one; the other serves the internet access.
    expect(await workOf(ended.id)).toEqual(['collect']);
    expect(await unit(left)).toMatchObject({ state: 'inStock' });
    expect(await inPool(left)).toMatchObject({ state: 'free' });
    expect(await unit(kept)).toMatchObject({ state: 'installed' });
    expect(await inPool(kept)).toMatchObject({ state: 'allocated' });
    expect(JSON.stringify(await noc('/turnup/v1/inventoryMismatch'))).not.toContain(internet);
    const { body: test } = await system.call('noc', 'POST', '/tmf-api/serviceTestManagement/v4/serviceTest', {
      name: 'a look',
      relatedService: { id: internet },
      testSpecification: { id: 'default' },
    });
    await people.quiet();
    expect(await noc(`/tmf-api/serviceTestManagement/v4/serviceTest/${test.id}`)).toMatchObject({
      verdict: 'passed',
    });
    const last = await live.done(deletion(internet));
    expect(await workOf(last.id)).toEqual(['collect']);
    expect(await unit(kept)).toMatchObject({ state: 'inStock' });
    expect(await inPool(kept)).toMatchObject({ state: 'free' });
    for (const id of services) await live.done(deletion(id));
    expect(await tracesOf(system, fleet)).toEqual(start);
  });

  /** Lets several come for a unit one after the other, each of which has found it free. */
  const together = async (serial: string, sends: readonly (() => Promise<Row>)[]): Promise<Row[]> => {
    const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const lock = system.database.transaction(async (tx) => {
      await cpeUnits(tx.sql, 'operator', [serial]);
      locked.resolve();
      await free.promise;
    });
    await locked.promise;
    const sent: Promise<Row>[] = [];
    try {
      for (const send of sends) {
        sent.push(send());
        await eventually('the next to wait', async () => {
          const waiting = await system.database.sql`
            select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
          return waiting.length >= sent.length ? true : undefined;
        });
      }
    } finally {
      free.resolve();
      await lock;
    }
    return Promise.all(sent);
  };
});
