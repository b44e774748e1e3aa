import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';
import { type Traces, tracesOf } from './traces.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('an order that cannot end whole', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let start: Traces;
  let id: string;
  const notInstalled: Behaviour = { reject: new Map([['install:ALDER-NCL', '1X']]) };

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
    start = await tracesOf(system, fleet);
  }, 120_000);

  const read = async (path: string): Promise<Row> => (await system.call('orderStaff', 'GET', path)).body;
  const post = (path: string, body: object) => system.call('orderStaff', 'POST', path, body);
  const item = (itemId: string, site: string, relies?: string) => ({
    ...internetOrder(site, 'ALDER').serviceOrderItem[0],
    id: itemId,
    ...(relies === undefined
      ? {}
      : {
          serviceOrderItemRelationship: [{ relationshipType: 'dependency', orderItem: { itemId: relies } }],
        }),
  });
  const giveUp = (body: object) => post(`/turnup/v1/serviceOrder/${id}/giveUp`, body);
  const until = (what: string, holds: (order: Row) => boolean, behaviour: Behaviour = {}): Promise<Row> =>
    people.until(
      what,
      async () => {
        const found = await read(`${orders}/${id}`);
        return holds(found) ? found : undefined;
      },
      behaviour,
    );

  it('goes on without what was given up, which ends failed with its code and leaves nothing behind', async () => {
    const { status, body } = await post(orders, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      requestedCompletionDate: '2027-09-30T12:00:00Z',
      serviceOrderItem: [item('a', 'ALDER-MAN'), item('b', 'ALDER-NCL'), item('c', 'ALDER-MAN', 'a')],
    });
    expect(status, JSON.stringify(body)).toBe(201);
    id = body.id;
    await until('b to be held', (order) => order.serviceOrderItem[1].state === 'held', notInstalled);
    const unpaid = await giveUp({ serviceOrderItem: ['b'], code: '1X', reason: 'no way in' });
    expect([unpaid.status, unpaid.body.code]).toEqual([409, 'CHARGES_NOT_ACCEPTED']);
    const unknown = await giveUp({ serviceOrderItem: ['b', 'z'], code: '1X', reason: 'no way in' });
    expect([unknown.status, unknown.body.faults[0].path]).toEqual([422, '/serviceOrderItem/1']);
    const done = await giveUp({
      serviceOrderItem: ['b'],
      code: '1X',
      reason: 'no way in',
      acceptCharges: true,
    });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    const again = await giveUp({ serviceOrderItem: ['b'], code: '1X', reason: 'no way in' });
    expect([again.status, again.body.code]).toEqual([422, 'NOT_OPEN']);
    const ended = await until('the order to end', (order) => order.state === 'partial', notInstalled);
    expect(ended.serviceOrderItem.map((each: Row) => each.state)).toEqual([
      'completed',
      'failed',
      'completed',
    ]);
    expect(ended.serviceOrderItem[1].errorMessage[0]).toMatchObject({ code: '1X', message: 'no way in' });
    expect(ended.completionDate).toBeDefined();
    const matrix = await read(`/turnup/v1/serviceOrder/${id}/compliance`);
    const waived = matrix.filter((line: Row) => line.waived !== undefined);
    expect(new Set(waived.map((line: Row) => line.item))).toEqual(new Set(['b']));
    expect(waived[0].waived).toEqual({ code: '1X', reason: 'no way in', by: 'orderStaff' });
    const billed = await read('/turnup/v1/billingEvent');
    expect(billed.map((event: Row) => event.kind).sort()).toEqual(['cancellation', 'start', 'start']);
    const late = await giveUp({ serviceOrderItem: ['a'], code: '1X', reason: 'too late' });
    expect([late.status, late.body.code]).toEqual([409, 'ORDER_FINAL']);
  }, 120_000);

  it('is backed out by a linked order, in reverse of what relied on what, down to the start', async () => {
    const { status, body: back } = await post(`/turnup/v1/serviceOrder/${id}/backOut`, {
      reason: 'not without b',
    });
    expect(status, JSON.stringify(back)).toBe(201);
    expect(back.orderRelationship.map((each: Row) => [each.id, each.relationshipType])).toEqual([
      [id, 'backsOut'],
    ]);
    const gone = await people.until('the back-out', async () => {
      const found = await read(`${orders}/${back.id}`);
      return found.state === 'completed' ? found : undefined;
    });
    expect(gone.serviceOrderItem.map((each: Row) => [each.id, each.action])).toEqual([
      ['a', 'delete'],
      ['c', 'delete'],
    ]);
    const { tasks } = await read(`/turnup/v1/serviceOrder/${back.id}/plan`);
    const at = (key: string): string => tasks.find((task: Row) => task.key === key).finishedAt;
    expect(at('a/DEACTIVATE/service:deactivate') >= at('c/END/recovery:close')).toBe(true);
    expect((await read(`${orders}/${id}`)).state).toBe('partial');
    const kinds = (await read('/turnup/v1/billingEvent')).map((event: Row) => event.kind);
    expect(kinds.filter((kind: string) => kind === 'stop')).toHaveLength(2);
    expect(await tracesOf(system, fleet)).toEqual(start);
    const twice = await post(`/turnup/v1/serviceOrder/${id}/backOut`, { reason: 'again' });
    expect([twice.status, twice.body.code]).toEqual([409, 'SERVICE_TERMINATED']);
    const nothing = await post(`/turnup/v1/serviceOrder/${back.id}/backOut`, { reason: 'back again' });
    expect([nothing.status, nothing.body.code]).toEqual([409, 'CANNOT_BACK_OUT']);
    expect((await post(`/turnup/v1/serviceOrder/nothing/backOut`, { reason: 'x' })).status).toBe(404);
  }, 120_000);

  it('is backed out only where what is open of it may be cancelled: else nothing that was delivered ends', async () => {
    const { body } = await post(orders, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      requestedCompletionDate: '2027-12-17T12:00:00Z',
      serviceOrderItem: [item('d', 'ALDER-MAN'), item('e', 'ALDER-NCL')],
    });
    id = body.id;
    const nobodyInstalls: Behaviour = { leave: new Set(['install:ALDER-NCL']) };
    const shipped = await until(
      'd to be delivered, the units of e being at its door',
      ({ serviceOrderItem: [d] }) => d.state === 'completed',
      nobodyInstalls,
    );
    const backOut = (more: object) =>
      post(`/turnup/v1/serviceOrder/${id}/backOut`, { reason: 'moves abroad', ...more });
    const before = await tracesOf(system, fleet);
    const placed = (await read(`${orders}?limit=100`)).length;

    const unpaid = await backOut({});
    expect([unpaid.status, unpaid.body.code]).toEqual([409, 'CHARGES_NOT_ACCEPTED']);
    expect(unpaid.body.message).toContain('180.00 GBP');
    expect((await read(`${orders}/${id}`)).serviceOrderItem).toEqual(shipped.serviceOrderItem);
    expect(await read(`${orders}?limit=100`)).toHaveLength(placed);
    await people.now(nobodyInstalls);
    expect(await tracesOf(system, fleet)).toEqual(before);

    const paid = await backOut({ acceptCharges: true });
    expect(paid.status, JSON.stringify(paid.body)).toBe(201);
    expect(paid.body.serviceOrderItem.map((each: Row) => each.id)).toEqual(['d']);
    const ended = await until('the order to end', (order) => order.state === 'partial', nobodyInstalls);
    expect(ended.serviceOrderItem.map((each: Row) => each.state)).toEqual(['completed', 'cancelled']);
    const service = await people.until('the service to end', async () => {
      const found = await read(
        `/tmf-api/serviceInventory/v4/service/${ended.serviceOrderItem[0].service.id}`,
      );
      return found.state === 'terminated' ? found : undefined;
    });
    expect(service.state).toBe('terminated');
    const billed = (await read('/turnup/v1/billingEvent?limit=100')).filter(
      (event: Row) => event.orderId === id && event.kind === 'cancellation',
    );
    expect(billed).toMatchObject([{ oneOffMinor: 18_000, currency: 'GBP' }]);
  }, 120_000);

  it('is not closed before Service Quality Management has accepted its parameters, where the policy asks for it', async () => {
    const gates = { networkEqualsInventory: true, qualityParametersAccepted: true };
    const policy = { code: 'closeGates', text: 'What must hold before an order is closed', value: gates };
    const loaded = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'policy',
      records: [policy],
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    const { body } = await post(orders, {
      relatedParty: [{ id: 'ALDER', role: 'customer' }],
      serviceOrderItem: [item('q', 'ALDER-MAN')],
    });
    id = body.id;
    const held = await until('the order to be held', (order) => order.state === 'held');
    const [error] = held.serviceOrderItem[0].errorMessage;
    expect(error.code).toBe('NOT_READY_TO_CLOSE');
    expect(error.message).toContain('has not accepted');
    const beyond = await post(`/turnup/v1/serviceOrder/${id}/backOut`, { reason: 'x', acceptCharges: true });
    expect([beyond.status, beyond.body.code]).toEqual([409, 'BEYOND_POINT_OF_NO_RETURN']);
    expect((await read(`${orders}/${id}`)).serviceOrderItem[0].state).toBe('held');
    const service = held.serviceOrderItem[0].service.id;
    const objectives = await system.database.sql<{ id: string }>`
      select id from service_level_objective where service_id = ${service}::uuid`;
    for (const objective of objectives) {
      const path = `/turnup/v1/serviceLevelObjective/${objective.id}/accept`;
      expect((await system.call('provisioning', 'POST', path)).status).toBe(204);
    }
    const { tasks } = await read(`/turnup/v1/serviceOrder/${id}/plan`);
    const failed = tasks.find((task: Row) => task.state === 'fallout');
    await system.call('noc', 'POST', `/turnup/v1/task/${failed.id}/retry`, { reason: 'accepted' });
    await until('the order to be closed', (order) => order.state === 'completed');
  }, 120_000);
});
