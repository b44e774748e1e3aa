import { beforeAll, describe, expect, it } from 'vitest';
import { miscounted } from '../src/plan/testing/recount.ts';
import { internetOrder, vpnOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const inventory = '/tmf-api/serviceInventory/v4/service';
const amendments = '/turnup/v1/serviceOrderAmendment';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('amending an order under way', () => {
  let system: TestSystem;
  let people: People;
  let count = 0;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
  }, 60_000);

  const site = (change: object = {}) => ({
    site: 'ALDER-MAN',
    bandwidthKbps: 100_000,
    access: 'single',
    cpe: 'managed',
    ...change,
  });
  const sites = (...value: object[]) => [
    { id: '1', service: { serviceCharacteristic: [{ name: 'sites', value }] } },
  ];
  const issue = async (): Promise<string> => {
    count += 1;
    const body = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `A-${count}` };
    const { status, body: order } = await system.call('orderStaff', 'POST', orders, body);
    expect(status, JSON.stringify(order)).toBe(201);
    return order.id;
  };
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const amend = (id: string, body: object) => system.call('orderStaff', 'PATCH', `${orders}/${id}`, body);
  const preview = (id: string, body: object) =>
    system.call('orderStaff', 'POST', `/turnup/v1/serviceOrder/${id}/simulateAmendment`, body);
  const decide = (id: string, decision: string) =>
    system.call('orderStaff', 'POST', `${amendments}/${id}/${decision}`);
  const versions = async (id: string): Promise<Row[]> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/version`)).body;
  const parameters = async (id: string): Promise<Row> => {
    const serviceId = (await read(id)).serviceOrderItem[0].service.id;
    const { body } = await system.call(
      'orderStaff',
      'GET',
      `/tmf-api/serviceInventory/v4/service/${serviceId}`,
    );
    return body.serviceCharacteristic.find((one: Row) => one.name === 'parameters')?.value;
  };
  const work = async (id: string, kind: string): Promise<Row[]> =>
    (
      await system.call(
        'provisioning',
        'GET',
        `/tmf-api/workOrder/v4/workOrder?serviceOrder=${id}&kind=${kind}`,
      )
    ).body;
  const given = (id: string, kind: string, behaviour: Behaviour = { leave: new Set([kind]) }) =>
    people.until(kind, async () => ((await work(id, kind)).length > 0 ? true : undefined), behaviour);
  const completed = (id: string): Promise<Row> =>
    people.until('completion', async () => {
      const order = await read(id);
      if (order.state === 'held') throw new Error(JSON.stringify(order.serviceOrderItem[0].errorMessage));
      return order.state === 'completed' ? order : undefined;
    });
  const cancel = async (id: string): Promise<void> => {
    await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
      serviceOrder: { id },
      acceptCharges: true,
    });
    await people.until('cancellation', async () =>
      (await read(id)).state === 'cancelled' ? true : undefined,
    );
    expect(await miscounted(system.database, 'operator')).toEqual([]);
  };

  it('of another rate and date before anything was shipped keeps what was done; the preview says exactly what comes', async () => {
    const id = await issue();
    await given(id, 'ship');
    const before = await parameters(id);
    expect(before).toBeDefined();
    const change = {
      requestedCompletionDate: '2027-06-25T12:00:00Z',
      serviceOrderItem: sites(site({ bandwidthKbps: 150_000 })),
    };
    const told = await preview(id, change);
    expect(told.status, JSON.stringify(told.body)).toBe(200);
    expect((await read(id)).requestedCompletionDate).toBe('2027-06-30T12:00:00.000Z');
    expect(await versions(id)).toEqual([]);

    const { status, body } = await amend(id, change);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.amendment).toMatchObject({
      number: 1,
      state: 'done',
      item: [{ id: '1', outcome: 'applied' }],
    });
    expect(body.amendment.item).toEqual(told.body.item);
    expect(body.amendment.item[0].charge).toEqual([]);
    expect(body.state).toBe('inProgress');
    expect(body.expectedDate).toBe(told.body.expectedDateAfter);
    const kept = await versions(id);
    expect(kept.map(({ version, author }) => [version, author])).toEqual([
      [1, 'orderStaff'],
      [2, 'orderStaff'],
    ]);
    expect(kept[1].difference).toEqual(told.body.difference);
    expect(kept[1].difference).toEqual(
      expect.arrayContaining([
        { path: '/items/1/sites/ALDER-MAN/bandwidthKbps', before: 100_000, after: 150_000 },
      ]),
    );
    const texts = body.note.map((note: Row) => note.text).join('\n');
    expect(texts).toContain('/items/1/sites/ALDER-MAN/bandwidthKbps 100000 → 150000');
    expect(texts).toMatch(/completion is (still )?expected on 2027-/);
    await people.quiet();
    expect(await parameters(id)).toEqual(told.body.parameters[0].after);
    for (const [key, values] of Object.entries(before))
      if (!key.startsWith('cpe')) expect((await parameters(id))[key], key).toEqual(values);
    const { body: events } = await system.call('administrator', 'GET', `/turnup/v1/event?limit=1000`);
    if (Array.isArray(events)) {
      const states = events
        .filter((event: Row) => event.eventType === 'ServiceOrderStateChangeEvent')
        .map((event: Row) => event.event?.serviceOrder)
        .filter((order: Row) => order?.id === id)
        .map((order: Row) => order.state);
      expect(states).toContain('pending');
    }
    const done = await completed(id);
    expect(done.serviceOrderItem[0].service.serviceCharacteristic).toEqual(
      expect.arrayContaining([{ name: 'sites', value: [site({ bandwidthKbps: 150_000 })] }]),
    );
    expect(await miscounted(system.database, 'operator')).toEqual([]);
    const late = await amend(id, change);
    expect(late.status).toBe(409);
    expect(late.body.message).toContain('modify');
    for (const words of [{ priority: '1' }, { description: 'never mind' }]) {
      const refused = await amend(id, words);
      expect([refused.status, refused.body.code]).toEqual([409, 'ORDER_FINAL']);
      expect(refused.body.message).toContain('notes');
    }
    const noted = await amend(id, { note: [{ text: 'the customer is content' }] });
    expect(noted.status).toBe(200);
    expect([noted.body.priority, noted.body.note.at(-1).text]).toEqual(['2', 'the customer is content']);
  }, 120_000);

  it('of the door after the equipment has left is held for its price, one at a time, and done once it is accepted', async () => {
    const id = await issue();
    await given(id, 'install');
    const elsewhere = (unit: string) => ({ serviceOrderItem: sites(site({ subAddress: unit })) });
    const asked = await amend(id, elsewhere('unit 6'));
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    const held = asked.body.amendment;
    expect(held).toMatchObject({
      state: 'held',
      item: [{ outcome: 'held', charge: [{ activity: 'CPE_SHIP', chargeMinor: 18_000, currency: 'GBP' }] }],
    });
    expect(held.item[0].reason).toContain('180.00 GBP');
    expect(await versions(id)).toEqual([]);
    const second = await amend(id, { requestedCompletionDate: '2027-07-15T12:00:00Z' });
    expect(second.body.amendment).toMatchObject({ number: 2, state: 'queued' });
    expect((await decide(second.body.amendment.id, 'accept')).status).toBe(409);

    const accepted = await decide(held.id, 'accept');
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    expect(accepted.body).toMatchObject({ state: 'done', decidedBy: 'orderStaff' });
    const { body: next } = await system.call(
      'orderStaff',
      'GET',
      `${amendments}/${second.body.amendment.id}`,
    );
    expect(next.state).toBe('done');
    expect((await versions(id)).map(({ version }) => version)).toEqual([1, 2, 3]);
    const { body: billing } = await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent');
    expect(billing.filter((event: Row) => event.orderId === id)).toMatchObject([
      { kind: 'amendment', oneOffMinor: 18_000, currency: 'GBP' },
    ]);
    const order = await completed(id);
    expect(order.requestedCompletionDate).toBe('2027-07-15T12:00:00.000Z');
    expect(await work(id, 'recall')).toHaveLength(1);
    expect((await work(id, 'ship')).filter((one) => one.state === 'completed')).toHaveLength(2);
    expect((await decide(held.id, 'withdraw')).status).toBe(409);
  }, 120_000);

  it('hurries what is unfinished of an order that is given another priority, and all that was issued from it', async () => {
    const id = await issue();
    await given(id, 'ship');
    const { status, body } = await amend(id, { priority: '0' });
    expect([status, body.priority]).toEqual([200, '0']);
    const tasks = await system.database.sql<{ over: boolean; priority: number }>`
      select distinct t.state in ('completed', 'skipped') as over, t.priority from task t
      join plan p on p.tenant = t.tenant and p.id = t.plan_id where p.subject_id = ${id}`;
    expect(new Map(tasks.map(({ over, priority }) => [over, priority]))).toEqual(
      new Map([
        [true, 0],
        [false, 2],
      ]),
    );
    const issued = body.orderRelationship.filter((each: Row) => each.relationshipType === 'initiates');
    expect(issued.length).toBeGreaterThan(1);
    for (const order of issued) expect((await read(order.id)).priority).toBe('0');
    const alone = await amend(issued[0].id, { priority: '4' });
    expect([alone.status, alone.body.code]).toEqual([409, 'NOT_A_REQUEST']);
    // What an amendment adds goes by it too.
    const change = { serviceOrderItem: sites(site({ bandwidthKbps: 140_000 })) };
    expect((await amend(id, change)).body.amendment).toMatchObject({ state: 'done' });
    expect((await versions(id)).at(1)?.difference).toEqual([{ path: '/priority', before: 2, after: 0 }]);
    await cancel(id);
  }, 120_000);

  it('keeps what was agreed to pay while it stands in line', async () => {
    const id = await issue();
    await given(id, 'install');
    const { body } = await amend(id, { serviceOrderItem: sites(site({ subAddress: 'unit 3' })) });
    const { body: queued } = await amend(id, {
      serviceOrderItem: sites(site({ subAddress: 'unit 4' })),
      acceptCharges: true,
    });
    expect(queued.amendment).toMatchObject({ state: 'queued' });
    await decide(body.amendment.id, 'withdraw');
    const { body: next } = await system.call('orderStaff', 'GET', `${amendments}/${queued.amendment.id}`);
    expect(next).toMatchObject({ state: 'done', item: [{ outcome: 'applied' }] });
    const { body: billing } = await system.call('orderStaff', 'GET', '/turnup/v1/billingEvent?limit=100');
    expect(billing.filter((event: Row) => event.orderId === id)).toMatchObject([
      { kind: 'amendment', oneOffMinor: 18_000, currency: 'GBP' },
    ]);
    await cancel(id);
  }, 120_000);

  it('withdrawn leaves the order as it was, and the next in line has its turn', async () => {
    const id = await issue();
    await given(id, 'install');
    const { body } = await amend(id, { serviceOrderItem: sites(site({ subAddress: 'unit 9' })) });
    const { body: queued } = await amend(id, { requestedCompletionDate: '2027-07-20T12:00:00Z' });
    const gone = await decide(body.amendment.id, 'withdraw');
    expect(gone.body).toMatchObject({ state: 'withdrawn' });
    const { body: next } = await system.call('orderStaff', 'GET', `${amendments}/${queued.amendment.id}`);
    expect(next.state).toBe('done');
    await cancel(id);
  }, 120_000);

  it('refuses what makes no sense and what is beyond a hard point, and changes nothing', async () => {
    const id = await issue();
    await given(id, 'ship');
    const before = await read(id);
    const unknown = await amend(id, {
      serviceOrderItem: [
        { id: '7', service: { serviceCharacteristic: [{ name: 'sites', value: [site()] }] } },
      ],
    });
    expect(unknown.status).toBe(400);
    expect(unknown.body.faults[0].path).toBe('/serviceOrderItem/0/id');
    const wrong = await amend(id, { serviceOrderItem: sites(site({ bandwidthKbps: -5 })) });
    expect(wrong.status).toBe(400);
    const impossible = await amend(id, { serviceOrderItem: sites(site({ bandwidthKbps: 400_000_000 })) });
    expect(impossible.status, JSON.stringify(impossible.body)).toBe(409);
    expect(impossible.body.code).toBe('AMENDMENT_REFUSED');
    const past = await amend(id, { requestedCompletionDate: '2020-01-01T12:00:00Z' });
    expect(past.status).toBe(400);
    expect(await read(id)).toEqual(before);
    expect((await system.call('field', 'PATCH', `${orders}/${id}`, {})).status).toBe(403);
    await cancel(id);
  }, 120_000);

  it('of sites of a VPN takes one away and adds another, which makes it special: what is needed is designed, built and delivered', async () => {
    const body = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-BRS'], 'MERIDIAN');
    const made = await system.call('orderStaff', 'POST', orders, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { id } = made.body;
    await given(id, 'install');
    const value = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as Row[];
    const [leeds, bristol] = value;
    const change = {
      acceptCharges: true,
      serviceOrderItem: sites(leeds, { ...bristol, site: 'MERIDIAN-CDF' }),
    };
    const amended = await amend(id, change);
    expect(amended.status, JSON.stringify(amended.body)).toBe(200);
    expect(amended.body.amendment.state).toBe('done');
    expect(amended.body.amendment.item[0].tasks).toMatchObject({
      added: expect.arrayContaining(['1/DESIGN/work:design', '1/INST_CDF/work:install']),
      removed: expect.arrayContaining(['1/INST_BRS/work:install']),
      repeated: expect.arrayContaining(['1/ALLOC/parameters:allocate']),
    });
    const order = await completed(id);
    const serviceId = order.serviceOrderItem[0].service.id;
    const { body: services } = await system.call('orderStaff', 'GET', `${inventory}?limit=1000`);
    const own = services.filter((one: Row) => one.id === serviceId || one.number.includes('MERIDIAN'));
    expect(own.filter((one: Row) => one.state === 'active').length).toBeGreaterThan(1);
    const places = own.filter((one: Row) => one.state === 'active').map((one: Row) => one.number);
    expect(places.some((number: string) => number.includes('MERIDIAN-CDF'))).toBe(true);
    expect(places.some((number: string) => number.includes('MERIDIAN-BRS'))).toBe(false);
    expect(await miscounted(system.database, 'operator')).toEqual([]);
  }, 180_000);

  it('of a special order with a partner’s tail is designed and approved anew; what stays as it was is not ordered twice', async () => {
    const body = vpnOrder(['MERIDIAN-LDS', 'MERIDIAN-ABZ'], 'MERIDIAN');
    const made = await system.call('orderStaff', 'POST', orders, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { id, designId } = made.body;
    await given(id, 'install', { leave: new Set(['install']), silent: new Set(['add']) });
    const { body: before } = await system.call('orderStaff', 'GET', `/turnup/v1/serviceDesign/${designId}`);
    expect(before.state).toBe('approved');
    const value = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as Row[];
    const [leeds, aberdeen] = value;
    const change = { serviceOrderItem: sites({ ...leeds, bandwidthKbps: 200_000 }, aberdeen) };
    const amended = await amend(id, { ...change, acceptCharges: true });
    expect(amended.status, JSON.stringify(amended.body)).toBe(200);
    expect(amended.body.amendment).toMatchObject({
      state: 'done',
      item: [
        { tasks: { repeated: expect.arrayContaining(['1/DESIGN/work:design', '1/APPROVE/order:issue']) } },
      ],
    });
    const { body: design } = await system.call('orderStaff', 'GET', `/turnup/v1/serviceDesign/${designId}`);
    expect(design).toMatchObject({ version: before.version + 1, state: 'draft' });
    const done = await completed(id);
    expect(done.state).toBe('completed');
    const { body: tails } = await system.call('provisioning', 'GET', '/turnup/v1/partnerOrder?limit=1000');
    expect(tails.filter((tail: Row) => tail.action === 'add')).toHaveLength(1);
    expect(await miscounted(system.database, 'operator')).toEqual([]);
  }, 240_000);
});
