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

describe('changing the rate of a live service', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let id: string;
  let sites: Row[];
  let standing: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    const body = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 50_000 });
    id = (await completed((await post(body)).body.id)).serviceOrderItem[0].service.id;
    sites = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as Row[];
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
  const change = (rates: Readonly<Record<string, number>>, more: object = {}) => ({
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [
      {
        id: '1',
        action: 'modify',
        service: {
          id,
          serviceCharacteristic: [
            {
              name: 'sites',
              value: sites.map((site) => ({
                ...site,
                bandwidthKbps: rates[site.site] ?? site.bandwidthKbps,
                ...more,
              })),
            },
          ],
        },
      },
    ],
  });
  const rate = async (): Promise<number[]> =>
    (await system.call('orderStaff', 'GET', `${services}/${id}`)).body.serviceCharacteristic
      .find((characteristic: Row) => characteristic.name === 'sites')
      .value.map((site: Row) => site.bandwidthKbps);
  const held = (traces: Traces): Row[] => traces.held.filter((line: Row) => line.pool === 'linkBandwidth');

  it('is answered before it is ordered: what it holds is its own, the days are those of its plan', async () => {
    const { relatedParty, serviceOrderItem } = change({ 'ALDER-MAN': 88_000, 'ALDER-NCL': 71_000 });
    const asked = await system.call(
      'sales',
      'POST',
      '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification',
      {
        instantSyncQualification: true,
        relatedParty,
        serviceQualificationItem: serviceOrderItem.map(({ service }) => ({ id: 'up', service })),
      },
    );
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    expect(asked.body).toMatchObject({ state: 'done', qualificationResult: 'qualified' });
    const [{ feasibility }] = asked.body.serviceQualificationItem;
    const simulated = await system.call('orderStaff', 'POST', '/turnup/v1/serviceOrder/simulate', {
      relatedParty,
      serviceOrderItem,
    });
    const days = (from: string, to: string): number =>
      Array.from({ length: 60 }, (_, index) => new Date(Date.parse(from) + (index + 1) * 86_400_000)).filter(
        (day) => day <= new Date(to) && ![0, 6].includes(day.getUTCDay()),
      ).length;
    const { now } = (await system.call('simulation', 'GET', '/turnup/v1/simulation/clock')).body;
    expect(feasibility.intervalWorkingDays).toBe(days(now.slice(0, 10), simulated.body.committedDate));
    expect(feasibility.price).toEqual({ oneOffMinor: 0, monthlyMinor: 0 });
    expect(held(await tracesOf(system, fleet))).toEqual(held(standing));
    expect(await rate()).toEqual([50_000, 50_000]);
  }, 60_000);

  it('configures, tests and records, and nothing else; the old stays in the history; changing back restores', async () => {
    const { status, body: up } = await post(change({ 'ALDER-MAN': 90_000, 'ALDER-NCL': 90_000 }));
    expect(status, JSON.stringify(up)).toBe(201);
    const done = await completed(up.id);
    const { body: plan } = await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${up.id}/plan`);
    expect(plan.tasks.map((task: Row) => task.key.split('/')[2])).toEqual([
      'parameters:adjust',
      'network:reconfigure',
      'service:test',
      'service:change',
      'order:close',
    ]);
    const { body: work } = await system.call(
      'provisioning',
      'GET',
      `/tmf-api/workOrder/v4/workOrder?serviceOrder=${done.id}`,
    );
    expect(work).toEqual([]);
    expect(await rate()).toEqual([90_000, 90_000]);
    const more = await tracesOf(system, fleet);
    expect(more.devices.get('PE-MAN')).not.toBe(standing.devices.get('PE-MAN'));
    const total = (lines: Row[]): number => lines.reduce((sum, line) => sum + line.allocated, 0);
    expect(total(held(more)) / total(held(standing))).toBeCloseTo(1.8);
    const { body: billing } = await system.call('orderStaff', 'GET', `/turnup/v1/billingEvent?service=${id}`);
    expect(billing.map((event: Row) => event.kind)).toEqual(['start', 'change']);

    const back = await post(change({}));
    await completed(back.body.id);
    expect(await rate()).toEqual([50_000, 50_000]);
    expect(await tracesOf(system, fleet)).toEqual(standing);
    const { body: history } = await system.call('orderStaff', 'GET', `/turnup/v1/service/${id}/history`);
    const rates = history
      .map((version: Row) => version.body?.characteristics?.sites?.[0]?.bandwidthKbps)
      .filter((value: number | undefined) => value !== undefined);
    expect([...new Set(rates)]).toEqual([50_000, 90_000]);
    expect(rates.at(-1)).toBe(50_000);
  }, 120_000);

  it('cancelled after it was configured is as it was', async () => {
    await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'testSpecification',
      records: [
        {
          code: 'VPN-TURN-UP',
          name: 'Cannot be passed',
          measures: [{ metric: 'roundTripUs', threshold: 1, comparator: 'atMost' }],
        },
      ],
    });
    const { body: order } = await post(change({ 'ALDER-MAN': 80_000, 'ALDER-NCL': 80_000 }));
    await people.until('fallout', async () => {
      const { body } = await system.call('orderStaff', 'GET', `${orders}/${order.id}`);
      return body.state === 'held' ? body : undefined;
    });
    expect((await tracesOf(system, fleet)).devices).not.toEqual(standing.devices);
    const { status, body } = await system.call(
      'orderStaff',
      'POST',
      '/tmf-api/serviceOrdering/v4/cancelServiceOrder',
      { serviceOrder: { id: order.id } },
    );
    expect(status, JSON.stringify(body)).toBe(201);
    await people.until('cancellation', async () =>
      (await system.call('orderStaff', 'GET', `${orders}/${order.id}`)).body.state === 'cancelled'
        ? true
        : undefined,
    );
    expect(await tracesOf(system, fleet)).toEqual(standing);
    expect(await rate()).toEqual([50_000, 50_000]);
  }, 120_000);

  it.each<[string, object, number, string]>([
    ['more than the equipment carries', { 'ALDER-MAN': 900_000 }, 422, 'CHANGE_NOT_POSSIBLE'],
    ['what it has', {}, 422, 'NOTHING_CHANGES'],
    ['less than nothing', { 'ALDER-MAN': -1 }, 400, 'INVALID_REQUIREMENT'],
  ])('refuses %s, and keeps nothing', async (_, rates, status, code) => {
    const answer = await post(change(rates as Record<string, number>));
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.code).toBe(code);
    expect(await tracesOf(system, fleet)).toEqual(standing);
  });

  it('refuses a change of anything but the rate, with the site', async () => {
    const answer = await post(change({ 'ALDER-MAN': 60_000 }, { access: 'dual' }));
    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain('ALDER-MAN');
    const other = await post({
      ...change({ 'ALDER-MAN': 60_000 }),
      relatedParty: [{ id: 'MERIDIAN', role: 'customer' }],
    });
    expect(other.body.code).toBe('UNKNOWN_SERVICE');
  });
});
