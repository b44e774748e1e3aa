import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, vpnOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

/** The demo's equipment, with prices that make the largest unit the cheapest: it carries more than a first port. */
function largeUnitsFirst() {
  const set = demoDataSets().find(({ kind }) => kind === 'cpeModel');
  const records = (set?.records ?? []) as unknown as Row[];
  return {
    kind: 'cpeModel',
    records: records.map((model) => ({
      ...model,
      priceMinor: 10_000_000 - Math.round(model.throughputKbps / 10),
      monthlyMaintenanceMinor: 0,
    })),
  };
}

describe('a rate beyond the port of a live service', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let id: string;
  let sites: Row[];
  let standing: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const models = await system.call('administrator', 'POST', '/turnup/v1/referenceData', largeUnitsFirst());
    expect(models.status, JSON.stringify(models.body)).toBe(200);
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    const body = vpnOrder(['ALDER-MAN', 'ALDER-NCL'], 'ALDER', { bandwidthKbps: 200_000 });
    id = (await completed((await post(body)).body.id)).serviceOrderItem[0].service.id;
    sites = body.serviceOrderItem[0]?.service.serviceCharacteristic[1]?.value as Row[];
    await people.day(200);
    standing = await tracesOf(system, fleet);
  }, 120_000);

  const post = (body: object) => system.call('orderStaff', 'POST', orders, body);
  const get = async (path: string): Promise<Row> => (await system.call('provisioning', 'GET', path)).body;
  const completed = (order: string): Promise<Row> =>
    people.until(`${order} to be completed`, async () => {
      const body = await get(`${orders}/${order}`);
      if (body.state === 'held') throw new Error(JSON.stringify(body.serviceOrderItem[0].errorMessage));
      return body.state === 'completed' ? body : undefined;
    });
  const change = (rates: Readonly<Record<string, number>>) => ({
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
              })),
            },
          ],
        },
      },
    ],
  });
  const accesses = async (): Promise<Row[]> =>
    (await get(`/turnup/v1/service/${id}/graph`)).resources.filter(({ role }: Row) =>
      role.startsWith('access:'),
    );
  const workOf = (order: string): Promise<Row[]> =>
    get(`/tmf-api/workOrder/v4/workOrder?serviceOrder=${order}`);
  const outagesOf = (order: string): Promise<Row[]> => get(`/turnup/v1/plannedOutage?serviceOrder=${order}`);

  it.each([
    ['one site to 2 Gbit/s', { 'ALDER-MAN': 2_000_000 }, ['ALDER-MAN']],
    [
      'both sites, to 3 and 5 Gbit/s',
      { 'ALDER-MAN': 3_000_000, 'ALDER-NCL': 5_000_000 },
      ['ALDER-MAN', 'ALDER-NCL'],
    ],
  ])(
    '%s: another port, a visit in an announced window, both in the history; changed back it is as it was',
    async (_, rates, moved) => {
      const before = await accesses();
      const untouched = (await tracesOf(system, fleet)).devices;
      const { status, body: up } = await post(change(rates as Record<string, number>));
      expect(status, JSON.stringify(up)).toBe(201);
      await people.quiet();
      const told = (await outagesOf(up.id))[0];
      expect(told).toMatchObject({ state: 'announced', leadWorkingDays: 10 });
      expect(told.services.map(({ id: service }: Row) => service)).toEqual([id]);
      // In the window of the place, more than ten working days from now; the services run on until then.
      const { now } = await get('/turnup/v1/simulation/clock');
      expect(Date.parse(told.startsAt) - Date.parse(now)).toBeGreaterThanOrEqual(13 * 86_400_000);
      const london = new Date(told.startsAt).toLocaleString('en-GB', {
        timeZone: 'Europe/London',
        weekday: 'long',
        hour: '2-digit',
      });
      expect(london).toMatch(/^(Tuesday|Wednesday|Thursday).*00/);
      expect(await workOf(up.id)).toEqual([]);
      expect((await tracesOf(system, fleet)).devices).toEqual(untouched);
      const { notices } = await get(`/turnup/v1/plannedOutage/${told.id}`);
      expect(notices.map(({ recipient, kind }: Row) => [recipient, kind]).sort()).toEqual([
        ['ALDER', 'plannedOutage'],
        ['surveillance', 'falseAlarm'],
      ]);
      const at = new Date(Date.parse(told.startsAt) + 600_000).toISOString();
      const [object] = told.objects;
      expect((await get(`/turnup/v1/expectedAlarm?object=${object}&at=${at}`)).expected).toBe(true);
      expect((await get(`/turnup/v1/expectedAlarm?object=${object}&at=${now}`)).expected).toBe(false);
      expect((await get(`/turnup/v1/expectedAlarm?object=PE-BRS/ge-0/0/1&at=${at}`)).expected).toBe(false);

      await completed(up.id);
      const work = await workOf(up.id);
      expect(work.map(({ kind, place, state }: Row) => [kind, place, state]).sort()).toEqual(
        moved.map((site) => ['patch', site, 'completed']),
      );
      for (const { startedAt } of work) expect(startedAt >= told.startsAt).toBe(true);
      expect((await outagesOf(up.id))[0].state).toBe('completed');
      const after = await accesses();
      for (const site of moved) {
        const legs = after.filter(
          ({ role, untilAt, fromAt }: Row) =>
            role === `access:${site}:0` && (untilAt === null || fromAt !== untilAt),
        );
        const old = before.find(({ role, untilAt }: Row) => role === `access:${site}:0` && untilAt === null);
        const ended = legs.find(({ key, fromAt }: Row) => key === old.key && fromAt === old.fromAt);
        expect(ended.untilAt).not.toBeNull();
        const current = legs.filter(({ untilAt }: Row) => untilAt === null);
        expect(current).toHaveLength(1);
        expect(current[0].key).not.toBe(old.key);
        expect(current[0].fromAt < ended.untilAt).toBe(true);
      }
      const held = (await tracesOf(system, fleet)).held as Row[];
      for (const node of ['PE-MAN', 'PE-NCL'])
        expect(held.find(({ pool, scope }) => pool === 'port' && scope === node)?.allocated).toBe(1);

      const back = await post(change({}));
      expect(back.status, JSON.stringify(back.body)).toBe(201);
      await completed(back.body.id);
      // The same kind and number of everything as before; the freed VLANs age, so the numbers may be others.
      const restored = await tracesOf(system, fleet);
      expect({ ...restored, devices: null }).toEqual({ ...standing, devices: null });
      const current = (rows: Row[]) =>
        rows
          .filter(({ untilAt }) => untilAt === null)
          .map(({ key }) => key)
          .sort();
      expect(current(await accesses())).toEqual(current(before));
    },
    240_000,
  );

  it('is refused in numbers where no port fits, with what would work, and keeps nothing', async () => {
    const before = await tracesOf(system, fleet);
    const taken = await system.call('provisioning', 'POST', '/turnup/v1/reservation', {
      id: 'every-large-port',
      owner: { kind: 'quote', id: 'Q-1' },
      reason: 'a quote that takes them all',
      holdMinutes: 60,
      lines: Array.from({ length: 4 }, (_, index) => ({
        key: `port:${index}`,
        shape: 'values',
        pool: 'port',
        scope: 'PE-MAN',
        value: `xe-0/1/${index}`,
      })),
    });
    expect(taken.status, JSON.stringify(taken.body)).toBe(201);
    const { status, body } = await post(change({ 'ALDER-MAN': 2_000_000 }));
    expect([status, body.code], JSON.stringify(body)).toEqual([422, 'NOT_FEASIBLE']);
    expect(body.message).toMatch(
      /PE-MAN has 4 customer ports of at least 2,000 Mbit\/s; 4 are there .*, 0 of them free/,
    );
    expect(body.message).toMatch(/Nearest: .+/);
    const after = await tracesOf(system, fleet);
    expect({ ...after, held: [] }).toEqual({ ...before, held: [] });
    expect((await post(change({ 'ALDER-MAN': 20_000_000 }))).status).toBe(422);
  });
});
