import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, eventually, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('the dates that an order asks for', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let live: LiveServices;
  let before: Traces;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    live = new LiveServices(system, people);
    before = await tracesOf(system, fleet);
  }, 120_000);

  const now = async (): Promise<string> =>
    (await system.call('simulation', 'GET', '/turnup/v1/simulation/clock')).body.now;
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const plan = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body;
  const internet = (externalId: string, more: object, site: object = {}) => ({
    ...internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 30_000, ...site }),
    externalId,
    ...more,
  });
  /** The earliest instants of the tasks that nothing of their order comes before. */
  const floors = async (id: string): Promise<string[]> => [
    ...new Set<string>(
      (await plan(id)).tasks
        .filter(({ after }: Row) => after.length === 0)
        .map(({ notBefore }: Row) => notBefore),
    ),
  ];

  it.each([
    ['standard', 'managed'],
    ['special', 'customerOwned'],
  ])(
    'a service that shall be begun later (%s) is begun then, and what is scarce kept from now on',
    async (route, cpe) => {
      // In summer time: the day begins at 23:00 UTC of the day before.
      const { status, body: order } = await live.post(
        internet(
          `LATER-${route}`,
          { requestedStartDate: '2027-05-17T10:00:00Z', requestedCompletionDate: '2027-11-30T12:00:00Z' },
          { cpe },
        ),
      );
      expect(status, JSON.stringify(order)).toBe(201);
      expect(order.serviceOrderItem[0].classification.route).toBe(route);
      const made = await plan(order.id);
      expect(made.activities.every(({ baselineStart }: Row) => baselineStart >= '2027-05-17')).toBe(true);
      expect(await floors(order.id)).toEqual(['2027-05-16T23:00:00.000Z']);
      await people.day(25);
      await people.now();
      expect((await now()) < '2027-05-16').toBe(true);
      expect((await plan(order.id)).tasks.filter(({ startedAt }: Row) => startedAt !== undefined)).toEqual(
        [],
      );
      expect(await read(order.id)).toMatchObject({ state: 'acknowledged', jeopardy: 'Normal' });
      const { held: _, ...theRest } = await tracesOf(system, fleet);
      const { held: __, ...asBefore } = before;
      expect(theRest).toEqual(asBefore);
      // Another completion, and another rate, leave the start.
      for (const change of [
        { requestedCompletionDate: '2027-12-15T12:00:00Z' },
        {
          serviceOrderItem: [
            {
              id: '1',
              service: {
                serviceCharacteristic: [
                  {
                    name: 'sites',
                    value: [{ site: 'ALDER-MAN', bandwidthKbps: 45_000, access: 'single', cpe }],
                  },
                ],
              },
            },
          ],
        },
      ]) {
        const amended = await system.call('orderStaff', 'PATCH', `${orders}/${order.id}`, change);
        expect(amended.body.amendment?.state, JSON.stringify(amended.body)).toBe('done');
        expect(await floors(order.id)).toEqual(['2027-05-16T23:00:00.000Z']);
      }
      await system.call('orderStaff', 'POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
        serviceOrder: { id: order.id },
      });
      await people.until('the cancellation', async () =>
        (await read(order.id)).state === 'cancelled' ? true : undefined,
      );
    },
    120_000,
  );

  it('begins when its day has come, and is delivered', async () => {
    const start = new Date(Date.parse(await now()) + 30 * 86_400_000).toISOString();
    const { status, body: order } = await live.post(
      internet('ON-THE-DAY', { requestedStartDate: start, requestedCompletionDate: '2028-01-31T12:00:00Z' }),
    );
    expect(status, JSON.stringify(order)).toBe(201);
    const done = await people.until('the service', async () => {
      const found = await read(order.id);
      return found.state === 'completed' ? found : undefined;
    });
    const [floor] = await floors(order.id);
    const begun = (await plan(order.id)).tasks.map(({ startedAt }: Row) => startedAt).sort()[0];
    expect(begun >= (floor as string)).toBe(true);
    expect(Date.parse(begun) - Date.parse(floor as string)).toBeLessThan(3 * 86_400_000);
    expect(done.startDate >= (floor as string)).toBe(true);
  }, 120_000);

  it('an alert says since when the order is in jeopardy, not when it began', async () => {
    const asked = new Date(Date.parse(await now()) + 75 * 86_400_000).toISOString();
    const { body: order } = await live.post(internet('LATE', { requestedCompletionDate: asked }));
    const leave = new Set(['install']);
    await people.now({ leave });
    expect(await read(order.id)).toMatchObject({ jeopardy: 'Normal', jeopardyAlert: [] });
    await people.day(80);
    const late = await now();
    const found = await people.until('the alert', async () => {
      const one = await read(order.id);
      return one.jeopardy === 'Normal' ? undefined : one;
    });
    expect(found.jeopardyAlert).toMatchObject([
      { jeopardyType: 'Critical', exception: 'COMMITTED_DATE_MISSED' },
    ]);
    expect(found.startDate < late).toBe(true);
    expect(found.jeopardyAlert[0].alertDate >= late).toBe(true);
  }, 120_000);

  it('refuses a start after the completion, with its place', async () => {
    const { status, body } = await live.post(
      internet('BACKWARDS', {
        requestedStartDate: '2027-10-02T12:00:00Z',
        requestedCompletionDate: '2027-10-01T12:00:00Z',
      }),
    );
    expect([status, body.code, body.faults]).toEqual([
      400,
      'INVALID_ORDER',
      [
        {
          path: '/requestedStartDate',
          message: 'is after the requested completion on 2027-10-01T12:00:00.000Z',
        },
      ],
    ]);
  });

  it('a day begins where the operator is: in New York a service is cut when it is midnight there', async () => {
    const id = await live.deliver(internet('NEW-YORK', { requestedCompletionDate: '2028-01-31T12:00:00Z' }));
    const [calendars] = demoDataSets().filter(({ kind }) => kind === 'calendar');
    const records = (calendars?.records ?? []).map((record) => ({
      ...(record as object),
      zone: 'America/New_York',
    }));
    const loaded = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'calendar',
      records,
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    // Late in the evening of the day before, in London already the day.
    const order = {
      ...modifyOf('ALDER', id, { state: 'inactive' }),
      requestedStartDate: '2028-06-01T15:00:00Z',
    };
    const { status, body } = await live.post(order);
    expect(status, JSON.stringify(body)).toBe(201);
    expect(await floors(body.id)).toEqual(['2028-06-01T04:00:00.000Z']);
    const moved = await system.call('orderStaff', 'PATCH', `${orders}/${body.id}`, {
      requestedStartDate: '2028-06-12T02:00:00Z',
    });
    expect(moved.body.amendment?.state, JSON.stringify(moved.body)).toBe('done');
    // It is still the evening of the 11th there.
    expect(await floors(body.id)).toEqual(['2028-06-11T04:00:00.000Z']);
    await system.call('simulation', 'PATCH', '/turnup/v1/simulation/clock', {
      runUntil: '2028-06-11T03:59:00Z',
    });
    await eventually('the evening before', async () => {
      const { body: clock } = await system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
      return clock.now >= '2028-06-11T03:59:00' && clock.quiescent ? true : undefined;
    });
    expect(await live.service(id)).toMatchObject({ state: 'active' });
    await people.until('the stop', async () =>
      (await live.service(id)).state === 'inactive' ? true : undefined,
    );
    const stop = (await live.billing(id)).find(({ kind }) => kind === 'stop');
    expect(stop.billingDate).toBe('2028-06-11');
    expect(stop.effectiveAt >= '2028-06-11T04:00:00').toBe(true);
  }, 180_000);
});
