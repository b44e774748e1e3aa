import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { type Behaviour, People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('dependencies between items and between orders', () => {
  let system: TestSystem;
  let people: People;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    const fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
  }, 120_000);

  const post = (body: object) => system.call('orderStaff', 'POST', orders, body);
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const accepted = async (items: readonly object[], more: object = {}): Promise<string> => {
    const { status, body } = await post(order(items, more));
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id;
  };
  const order = (items: readonly object[], more: object = {}) => ({
    requestedCompletionDate: '2027-09-30T12:00:00Z',
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: items,
    ...more,
  });
  const add = (id: string, site: string, more: object = {}) => ({
    ...internetOrder(site, 'ALDER').serviceOrderItem[0],
    id,
    ...more,
  });
  const on = (itemId: string, serviceOrderId?: string, relationshipType = 'dependency') => ({
    relationshipType,
    orderItem: { itemId, ...(serviceOrderId === undefined ? {} : { serviceOrderId }) },
  });
  const reaches = (id: string, state: string, behaviour: Behaviour = {}): Promise<Row> =>
    people.until(
      `${id} to be ${state}`,
      async () => {
        const found = await read(id);
        return found.state === state ? found : undefined;
      },
      behaviour,
    );
  const tasks = async (id: string): Promise<Row[]> =>
    (await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`)).body.tasks;
  const itemOf = (found: Row, id: string): Row => found.serviceOrderItem.find((item: Row) => item.id === id);
  /** Of an item: when the first of its tasks but the wait began, and when the last ended. */
  const span = async (id: string, item: string): Promise<{ begun: string; ended: string }> => {
    const own = (await tasks(id)).filter(
      (task) => task.key.startsWith(`${item}/`) && task.kind !== 'order.await@1',
    );
    return {
      begun: own.map((task) => task.startedAt).sort()[0],
      ended: own
        .map((task) => task.finishedAt)
        .sort()
        .at(-1),
    };
  };

  it('an item begins when what it relies on is completed, and is dated so', async () => {
    const id = await accepted([
      add('last', 'ALDER-MAN', { serviceOrderItemRelationship: [on('middle')] }),
      add('first', 'ALDER-NCL'),
      add('middle', 'ALDER-MAN', {
        serviceOrderItemRelationship: [
          on('first', undefined, 'reliesFrom'),
          { ...on('last'), relationshipType: 'bundles' },
        ],
      }),
    ]);
    const planned = await system.call('orderStaff', 'GET', `/turnup/v1/serviceOrder/${id}/plan`);
    const activities: Row[] = planned.body.activities ?? [];
    const last = (item: string, member: string): string =>
      activities
        .filter((activity) => activity.key.startsWith(`${item}/`))
        .map((activity) => activity[member])
        .sort()
        .at(-1);
    expect(last('first', 'baselineFinish') < last('middle', 'baselineFinish')).toBe(true);
    expect(last('middle', 'forecastFinish') < last('last', 'forecastFinish')).toBe(true);
    await people.now();
    const before = await read(id);
    expect(before.serviceOrderItem.map((item: Row) => [item.id, item.state])).toEqual([
      ['last', 'acknowledged'],
      ['first', 'inProgress'],
      ['middle', 'acknowledged'],
    ]);
    expect(before.state).toBe('inProgress');
    expect(before.expectedDate).toBe(last('last', 'forecastFinish'));
    await reaches(id, 'completed');
    const [first, middle, end] = [await span(id, 'first'), await span(id, 'middle'), await span(id, 'last')];
    expect(middle.begun >= first.ended).toBe(true);
    expect(end.begun >= middle.ended).toBe(true);
    // Each of them has reached its milestones for itself, one after the other.
    const inTurn = ['first', 'middle', 'last'];
    for (const name of ['TESTED', 'IN_SERVICE']) {
      const reached = (await read(id)).milestone.filter((each: Row) => each.name === name);
      expect(reached.map((each: Row) => each.serviceOrderItem)).toEqual(
        inTurn.map((itemId) => [{ itemId, serviceOrderId: id }]),
      );
      expect(reached.map((each: Row) => each.status)).not.toContain('yetToReach');
      const told = await system.database.sql<{ item: string }>`
        select body -> 'milestone' ->> 'itemId' as item from event
        where aggregate_id = ${id} and type = 'ServiceOrderMilestoneEvent' and body -> 'milestone' ->> 'name' = ${name}
        order by sequence`;
      expect(told.map(({ item }) => item)).toEqual(inTurn);
    }
  }, 120_000);

  it('an amendment leaves the milestones of an item behind what the item waits for', async () => {
    const id = await accepted([
      add('last', 'ALDER-MAN', { serviceOrderItemRelationship: [on('first')] }),
      add('first', 'ALDER-NCL'),
    ]);
    const dates = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await read(id)).milestone.map((each: Row) => [each.id, each.milestoneDate.slice(0, 10)]),
      );
    const before = await dates();
    expect((before['last/IN_SERVICE'] as string) > (before['first/IN_SERVICE'] as string)).toBe(true);
    const amended = await system.call('orderStaff', 'PATCH', `${orders}/${id}`, {
      requestedCompletionDate: '2027-10-29T12:00:00Z',
    });
    expect(amended.body.amendment?.state, JSON.stringify(amended.body)).toBe('done');
    expect(await dates()).toEqual(before);
    await system.call('orderStaff', 'POST', cancellations, { serviceOrder: { id } });
    await reaches(id, 'cancelled');
  }, 60_000);

  it('an order waits for another, wholly or for one item, and is forecast from its date', async () => {
    const earlier = await accepted([add('a', 'ALDER-MAN'), add('b', 'ALDER-NCL')]);
    const whole = await accepted([add('1', 'ALDER-MAN')], {
      orderRelationship: [
        { id: earlier, relationshipType: 'dependency' },
        { id: earlier, relationshipType: 'crossReference' },
      ],
    });
    const one = await accepted([add('1', 'ALDER-NCL', { serviceOrderItemRelationship: [on('a', earlier)] })]);
    await people.now({ leave: new Set(['install']) });
    expect((await read(whole)).expectedDate > (await read(earlier)).expectedDate).toBe(true);
    expect((await read(whole)).orderRelationship.map((each: Row) => each.relationshipType).sort()).toEqual([
      'crossReference',
      'dependency',
    ]);
    await people.until(
      'item a to be completed',
      async () => (itemOf(await read(earlier), 'a').state === 'completed' ? true : undefined),
      { leave: new Set(['install:ALDER-NCL']) },
    );
    // One item of it is enough for the one order, and not for the other.
    await people.now({ leave: new Set(['install:ALDER-NCL']) });
    expect((await read(one)).state).toBe('inProgress');
    expect((await read(whole)).state).toBe('acknowledged');
    await reaches(earlier, 'completed');
    await reaches(whole, 'completed');
    expect((await span(whole, '1')).begun >= (await span(earlier, 'b')).ended).toBe(true);
  }, 120_000);

  it('what relies on a cancelled item is held with its name; it is skipped, or cancelled too', async () => {
    const earlier = await accepted([add('a', 'ALDER-MAN'), add('b', 'ALDER-NCL')]);
    const number = (await read(earlier)).number;
    const held = await accepted([
      add('1', 'ALDER-MAN', { serviceOrderItemRelationship: [on('a', earlier)] }),
    ]);
    const other = await accepted([
      add('1', 'ALDER-NCL', { serviceOrderItemRelationship: [on('a', earlier)] }),
    ]);
    await people.now({ leave: new Set(['ship']) });
    const cancel = await system.call('orderStaff', 'POST', cancellations, {
      serviceOrder: { id: earlier },
      serviceOrderItem: ['a'],
    });
    expect(cancel.status, JSON.stringify(cancel.body)).toBe(201);
    const stuck = await reaches(held, 'held', { leave: new Set(['ship']) });
    expect(stuck.serviceOrderItem[0].errorMessage[0]).toMatchObject({ code: 'PREREQUISITE_FAILED' });
    expect(stuck.serviceOrderItem[0].errorMessage[0].message).toContain(
      `item a of order ${number}, which is cancelled`,
    );
    const failed = (await tasks(held)).find((task) => task.state === 'fallout');
    const again = await system.call('noc', 'POST', `/turnup/v1/task/${failed.id}/retry`, {
      reason: 'look again',
    });
    expect(again.status).toBeLessThan(300);
    await reaches(held, 'held', { leave: new Set(['ship']) });
    const skip = await system.call('noc', 'POST', `/turnup/v1/task/${failed.id}/skip`, {
      reason: 'can do without',
    });
    expect(skip.status, JSON.stringify(skip.body)).toBeLessThan(300);
    await system.call('orderStaff', 'POST', cancellations, { serviceOrder: { id: other } });
    await reaches(other, 'cancelled');
    await reaches(held, 'completed');
    await reaches(earlier, 'partial');
    const late = await post(
      order([add('1', 'ALDER-MAN', { serviceOrderItemRelationship: [on('a', earlier)] })]),
    );
    expect([late.status, late.body.code]).toEqual([409, 'PREREQUISITE_FAILED']);
  }, 120_000);

  it('refuses circles by name, and what is not known, and keeps nothing', async () => {
    const before = (await system.call('orderStaff', 'GET', `${orders}?limit=1000`)).body.length;
    const circle = await post(
      order([
        add('x', 'ALDER-MAN', { serviceOrderItemRelationship: [on('z')] }),
        add('y', 'ALDER-NCL', { serviceOrderItemRelationship: [on('x')] }),
        add('z', 'ALDER-MAN', { serviceOrderItemRelationship: [on('y')] }),
      ]),
    );
    expect([circle.status, circle.body.code]).toEqual([422, 'DEPENDENCY_CYCLE']);
    for (const name of ['x → ', 'y → ', 'z → ']) expect(circle.body.message).toContain(name);
    const itself = await post(order([add('x', 'ALDER-MAN', { serviceOrderItemRelationship: [on('x')] })]));
    expect(itself.body.message).toContain('x → x');
    // An item that holds others stands for them too.
    const inner = add('inner', 'ALDER-NCL', { serviceOrderItemRelationship: [on('outer')] });
    const within = await post(order([add('outer', 'ALDER-MAN', { serviceOrderItem: [inner] })]));
    expect(within.body.code).toBe('DEPENDENCY_CYCLE');
    for (const [items, more, path] of [
      [
        [add('x', 'ALDER-MAN', { serviceOrderItemRelationship: [on('q')] })],
        {},
        '/serviceOrderItem/0/serviceOrderItemRelationship/0/orderItem',
      ],
      [
        [add('x', 'ALDER-MAN', { serviceOrderItemRelationship: [on('q', 'SO-1')] })],
        {},
        '/serviceOrderItem/0/serviceOrderItemRelationship/0/orderItem',
      ],
      [
        [add('x', 'ALDER-MAN')],
        { orderRelationship: [{ id: 'nothing', relationshipType: 'dependency' }] },
        '/orderRelationship/0/id',
      ],
      [
        [add('x', 'ALDER-MAN')],
        { orderRelationship: [{ id: 'nothing', relationshipType: 'initiates' }] },
        '/orderRelationship/0/relationshipType',
      ],
    ] as const) {
      const { status, body } = await post(order(items, more));
      expect([status, body.code, body.faults[0].path]).toEqual([422, 'UNKNOWN_PREREQUISITE', path]);
    }
    const twice = await post(order([add('x', 'ALDER-MAN', { serviceOrderItem: [add('x', 'ALDER-NCL')] })]));
    expect([twice.status, twice.body.faults[0].path]).toEqual([
      400,
      '/serviceOrderItem/0/serviceOrderItem/0/id',
    ]);
    expect((await system.call('orderStaff', 'GET', `${orders}?limit=1000`)).body).toHaveLength(before);
  }, 60_000);

  it('one order adds, changes, ends and keeps services, nested, each in its turn', async () => {
    const delivered = await Promise.all(
      ['ALDER-MAN', 'ALDER-NCL', 'ALDER-MAN'].map((site, index) =>
        accepted([add('1', site)], { externalId: `MIXED-${index}` }),
      ),
    );
    const services: string[] = [];
    for (const id of delivered)
      services.push((await reaches(id, 'completed')).serviceOrderItem[0].service.id);
    const [changed, ended, kept] = services;
    const sites = [{ site: 'ALDER-MAN', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' }];
    const id = await accepted([
      {
        ...{ id: 'keep', action: 'noChange', service: { id: kept } },
        serviceOrderItem: [
          add('new', 'ALDER-NCL', {
            serviceOrderItem: [
              {
                id: 'faster',
                action: 'modify',
                service: { id: changed, serviceCharacteristic: [{ name: 'sites', value: sites }] },
              },
            ],
          }),
        ],
      },
      {
        id: 'old',
        action: 'delete',
        service: { id: ended },
        serviceOrderItemRelationship: [on('keep')],
      },
    ]);
    await people.now({ leave: new Set(['install', 'collect']) });
    const early = await read(id);
    expect(itemOf(early, 'keep').state).toBe('inProgress');
    expect(itemOf(early, 'keep').serviceOrderItem[0].serviceOrderItem[0]).toMatchObject({
      id: 'faster',
      state: 'completed',
    });
    expect(itemOf(early, 'old').state).toBe('acknowledged');
    await reaches(id, 'completed');
    expect((await span(id, 'old')).begun >= (await span(id, 'new')).ended).toBe(true);
    const states = await Promise.all(
      [changed, ended, kept].map(
        async (service) =>
          (await system.call('orderStaff', 'GET', `/tmf-api/serviceInventory/v4/service/${service}`)).body
            .state,
      ),
    );
    expect(states).toEqual(['active', 'terminated', 'active']);
    const again = await post(
      order([
        { id: '1', action: 'delete', service: { id: kept } },
        { id: '2', action: 'noChange', service: { id: kept } },
      ]),
    );
    expect([again.status, again.body.code]).toEqual([400, 'INVALID_ORDER']);
  }, 180_000);

  it('takes requests of other processes by category, with what they refer to', async () => {
    const wrong = await post(order([add('1', 'ALDER-MAN')], { category: 'whim' }));
    expect([wrong.status, wrong.body.code]).toEqual([422, 'UNKNOWN_CATEGORY']);
    const bare = await post(order([add('1', 'ALDER-MAN')], { category: 'serviceProblem' }));
    expect([bare.status, bare.body.code]).toEqual([422, 'REFERENCE_REQUIRED']);
    const id = await accepted([add('1', 'ALDER-MAN')], {
      category: 'serviceProblem',
      externalReference: [{ id: 'T-77', externalReferenceType: 'troubleTicket' }],
    });
    expect(await read(id)).toMatchObject({ category: 'serviceProblem', priority: '0' });
  });
});
