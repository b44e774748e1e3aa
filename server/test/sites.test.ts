import { beforeAll, describe, expect, it } from 'vitest';
import { vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const services = '/tmf-api/serviceInventory/v4/service';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('sites that join and leave a live VPN', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let id: string;
  let standing: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    const body = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 50_000 });
    id = (await completed((await post(body)).body.id)).serviceOrderItem[0].service.id;
    // The links were promised from the requested day on.
    await people.day(200);
    standing = await tracesOf(system, fleet);
  }, 120_000);

  const post = (body: object) => system.call('orderStaff', 'POST', orders, body);
  const completed = (order: string): Promise<Row> =>
    people.until(`${order} to be completed`, async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${order}`);
      if (body.state === 'held') throw new Error(JSON.stringify(body.serviceOrderItem[0].errorMessage));
      return body.state === 'completed' ? body : undefined;
    });
  const site = (code: string, lan: number, bandwidthKbps = 50_000) => ({
    site: code,
    bandwidthKbps,
    access: 'single',
    cpe: 'managed',
    lanPrefixes: [`10.${lan}.0.0/24`],
  });
  const change = (sites: readonly object[], customer = 'ALDER') => ({
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'modify',
        service: { id, serviceCharacteristic: [{ name: 'sites', value: sites }] },
      },
    ],
  });
  const parts = async (): Promise<Row[]> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/service/${id}/graph`)).body.services.filter(
      (one: Row) => one.category === 'RFS' && one.state !== 'terminated',
    );
  const keysOf = async (order: string): Promise<string[]> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${order}/plan`)).body.tasks.map(
      (task: Row) => task.key,
    );

  it('one joins: what stands is not touched; it leaves again, and everything is as it was', async () => {
    const { status, body: up } = await post(
      change([site('ALDER-MAN', 40), site('ALDER-NCL', 41), site('ALDER-BRS', 42)]),
    );
    expect(status, JSON.stringify(up)).toBe(201);
    await completed(up.id);
    const keys = await keysOf(up.id);
    expect(keys).toEqual(expect.arrayContaining(['1/EXTEND/service:extend', '1/INST_BRS/work:install']));
    expect(keys.filter((key) => key.includes('_MAN') || key.includes('_NCL'))).toEqual([]);
    const more = await tracesOf(system, fleet);
    expect((await parts()).filter((part) => part.specification === 'RFS-CPE')).toHaveLength(3);
    expect((await parts()).map((part) => part.state)).toEqual(Array(7).fill('active'));
    expect(more.devices.get('PE-BRS')).not.toBe(standing.devices.get('PE-BRS'));

    const down = await post(change([site('ALDER-MAN', 40), site('ALDER-NCL', 41)]));
    expect(down.status, JSON.stringify(down.body)).toBe(201);
    await completed(down.body.id);
    expect(await keysOf(down.body.id)).toEqual(
      expect.arrayContaining([
        '1/CLEAR_BRS/site:clear',
        '1/COLLECT_BRS/work:collect',
        '1/RELEASE/service:trim',
      ]),
    );
    const { body: billing } = await system.call('orderStaff', 'GET', `/turnup/v1/billingEvent?service=${id}`);
    expect(billing.map((event: Row) => event.kind)).toEqual(['start', 'change', 'change']);
    expect((await parts()).map((part) => part.place)).not.toContain('ALDER-BRS');
    expect(await tracesOf(system, fleet)).toEqual(standing);
  }, 180_000);

  it('one joins, one leaves and one is faster in one order', async () => {
    const { status, body } = await post(change([site('ALDER-MAN', 40, 70_000), site('ALDER-CDF', 43)]));
    expect(status, JSON.stringify(body)).toBe(201);
    await completed(body.id);
    const { body: whole } = await system.call('orderStaff', 'GET', `${services}/${id}`);
    const sites = whole.serviceCharacteristic.find((one: Row) => one.name === 'sites').value;
    expect(sites.map((one: Row) => [one.site, one.bandwidthKbps])).toEqual([
      ['ALDER-MAN', 70_000],
      ['ALDER-CDF', 50_000],
    ]);
    const back = await post(change([site('ALDER-MAN', 40), site('ALDER-NCL', 41)]));
    expect(back.status, JSON.stringify(back.body)).toBe(201);
    await completed(back.body.id);
    expect((await tracesOf(system, fleet)).held).toEqual(standing.held);
  }, 180_000);

  it.each<[string, () => object, number, string]>([
    [
      'all sites to go',
      () => change([site('ALDER-BRS', 42), site('ALDER-CDF', 43)]),
      422,
      'CHANGE_NOT_POSSIBLE',
    ],
    ['fewer than a VPN has', () => change([site('ALDER-MAN', 40)]), 422, 'REQUIREMENT_INVALID'],
    [
      'a place that is not known',
      () => change([site('ALDER-MAN', 40), site('ALDER-NCL', 41), site('NOWHERE', 42)]),
      422,
      'REQUIREMENT_INVALID',
    ],
  ])('refuses %s, and keeps nothing', async (_, body, status, code) => {
    const before = await tracesOf(system, fleet);
    const answer = await post(body());
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([status, code]);
    expect(await tracesOf(system, fleet)).toEqual(before);
  });
});
