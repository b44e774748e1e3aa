import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('the worklist of tasks that need a person', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  const ids: string[] = [];

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    for (const index of [1, 2, 3]) {
      const body = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: `F-${index}` };
      ids.push((await system.call('orderStaff', 'POST', orders, body)).body.id);
    }
    await people.until(
      'shipping to be rejected everywhere',
      async () =>
        (await groups()).find((group) => group.code === 'WORK_REJECTED')?.count === 3 ? true : undefined,
      { reject: new Map([['ship', 'OUT_OF_STOCK']]) },
    );
  }, 120_000);

  const get = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const groups = (): Promise<Row[]> => get('/turnup/v1/falloutGroup');
  const repair = (body: object) => system.call('noc', 'POST', '/turnup/v1/fallout/repair', body);

  it('is grouped by cause, with what was tried and what can be done', async () => {
    const group = (await groups()).find((each) => each.code === 'WORK_REJECTED');
    expect(group).toMatchObject({ cause: 'work', count: 3 });
    const rows = await get('/turnup/v1/fallout?code=WORK_REJECTED');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ tried: 1, cause: 'work' });
    expect(rows[0].serviceOrder.number).toMatch(/^SO-/);
  });

  it('is read page by page, and the oldest are not lost behind ten thousand orders that are open', async () => {
    const path = '/turnup/v1/fallout?code=WORK_REJECTED';
    const all = await get(path);
    const page = await system.call('noc', 'GET', `${path}&offset=1&limit=1`);
    expect([page.status, page.headers.get('x-total-count')]).toEqual([206, '3']);
    expect(page.body).toEqual([all[1]]);
    expect(await get('/turnup/v1/fallout?cause=network')).toEqual([]);
    const stalled = (await get('/turnup/v1/stalledOrder')).length;
    await system.database.sql`
      insert into service_order (tenant, id, number, kind, client, state, order_date)
      select 'operator', ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'SO-X' || n, 'request', 'crowd',
        'acknowledged', domain_now() from generate_series(1, 10050) n`;
    try {
      expect(await get(path)).toEqual(all);
      expect((await groups()).find((group) => group.code === 'WORK_REJECTED')).toMatchObject({
        count: 3,
        tasks: all.map((row: Row) => row.id),
      });
      expect(await get('/turnup/v1/stalledOrder')).toHaveLength(stalled);
    } finally {
      await system.database.sql`delete from service_order where client = 'crowd'`;
    }
  });

  it('is repaired in bulk, with the outcome of each: some go on, one is unknown, one is taken back', async () => {
    const { tasks } = (await groups()).find((each) => each.code === 'WORK_REJECTED');
    expect((await repair({ action: 'skip', tasks })).body.code).toBe('REASON_REQUIRED');
    expect((await repair({ action: 'correct', tasks })).body.code).toBe('INPUT_REQUIRED');
    const skipped = await repair({ action: 'skip', reason: 'brought along', tasks: [tasks[0], 'nothing.1'] });
    expect(skipped.status, JSON.stringify(skipped.body)).toBe(200);
    expect(skipped.body.map((each: Row) => each.outcome)).toEqual(['mended', 'refused']);
    const again = await repair({ action: 'retry', tasks: [tasks[0]] });
    expect(again.body[0]).toMatchObject({ outcome: 'refused' });
    expect(again.body[0].message).toContain('skipped');
    const undone = await repair({
      action: 'undo',
      reason: 'no stock',
      tasks: [tasks[1]],
      acceptCharges: true,
    });
    expect(undone.body[0].outcome).toBe('mended');
    const retried = await repair({ action: 'retry', tasks: [tasks[2]] });
    expect(retried.body[0]).toMatchObject({ outcome: 'mended', state: 'waiting', verified: true });
    const { body: work } = await system.call(
      'provisioning',
      'GET',
      `/tmf-api/workOrder/v4/workOrder?serviceOrder=${ids[2]}&kind=ship`,
    );
    // A second try is another piece of work.
    expect(work.map((each: Row) => each.state).sort()).toEqual(['assigned', 'rejected']);
    await people.until('the cancellation', async () => {
      const states = await Promise.all(ids.map(async (id) => (await get(`${orders}/${id}`)).state));
      return states.includes('cancelled') ? true : undefined;
    });
    const denied = await system.call('field', 'POST', '/turnup/v1/fallout/repair', {
      action: 'retry',
      tasks,
    });
    expect(denied.status).toBe(403);
  }, 60_000);

  it('takes items of one order back one by one, and tells why one may not be: its point of no return, not its error', async () => {
    const [first] = internetOrder('ALDER-MAN', 'ALDER').serviceOrderItem;
    const { body: order } = await system.call('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-MAN', 'ALDER'),
      externalId: 'F-4',
      serviceOrderItem: ['a', 'b', 'c'].map((id) => ({ ...first, id })),
    });
    const failed = await people.until(
      'installing to be rejected three times',
      async () => {
        const rows = (await get('/turnup/v1/fallout?code=WORK_REJECTED')).filter(
          (row: Row) => row.serviceOrder.id === order.id,
        );
        return rows.length === 3 ? rows.map((row: Row) => row.id) : undefined;
      },
      { reject: new Map([['install', 'NO_ACCESS']]) },
    );
    const undo = (tasks: readonly string[], more: object = {}) =>
      repair({ action: 'undo', reason: 'no way in', tasks, ...more });
    const unpaid = await undo(failed.slice(0, 1));
    expect(unpaid.body).toMatchObject([{ outcome: 'refused', verified: true }]);
    expect(unpaid.body[0].message).toContain('CPE_SHIP');
    expect(unpaid.body[0].message).toContain('180.00 GBP');
    expect((await get(`${orders}/${order.id}`)).serviceOrderItem[0].state).toBe('held');
    const paid = await undo(failed, { acceptCharges: true });
    expect(paid.body.map((each: Row) => each.outcome)).toEqual(['mended', 'mended', 'mended']);
    await people.until('the order to be cancelled', async () =>
      (await get(`${orders}/${order.id}`)).state === 'cancelled' ? true : undefined,
    );
  }, 60_000);

  it('finds orders that have not moved for the days of the policy', async () => {
    const body = { ...internetOrder('ALDER-NCL', 'ALDER'), externalId: 'F-9' };
    const { body: order } = await system.call('orderStaff', 'POST', orders, body);
    await people.day(3);
    expect((await get('/turnup/v1/stalledOrder')).map((row: Row) => row.id)).not.toContain(order.id);
    await people.day(12);
    expect((await get('/turnup/v1/stalledOrder')).map((row: Row) => row.id)).toContain(order.id);
  }, 60_000);
});
