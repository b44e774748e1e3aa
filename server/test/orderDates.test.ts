import { beforeAll, describe, expect, it } from 'vitest';
import { demoDataSets, eventually, internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { LiveServices, modifyOf } from './liveService.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('the dates that an order asks for', () => {
  let system: TestSystem;
  let people: People;
  let live: LiveServices;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
    live = new LiveServices(system, people);
  }, 120_000);

  const plan = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body;
  const internet = (externalId: string, more: object) => ({
    ...internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 30_000 }),
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
