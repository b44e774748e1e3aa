import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';
const activation = '/tmf-api/ServiceActivationAndConfiguration/v4/service';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('what is accepted as a service order, and what is not', () => {
  let system: TestSystem;
  let people: People;
  /** A service of ALDER's in use. */
  let service: string;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    people = new People(system, await demoFleet(system));
    await people.hire();
    const { body } = await post(internet({ externalId: 'IN-USE' }));
    service = (await reaches(body.id, 'completed')).serviceOrderItem[0].service.id;
  }, 120_000);

  const post = (body: object, key?: string) =>
    system.call(
      'orderStaff',
      'POST',
      orders,
      body,
      key === undefined ? {} : { headers: { 'idempotency-key': key } },
    );
  const read = async (id: string): Promise<Row> =>
    (await system.call('orderStaff', 'GET', `${orders}/${id}`)).body;
  const reaches = (id: string, state: string): Promise<Row> =>
    people.until(`${id} to be ${state}`, async () => {
      const found = await read(id);
      return found.state === state ? found : undefined;
    });
  const internet = (more: object = {}) => {
    const { externalId: _, ...order } = internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 30_000 });
    return { ...order, requestedCompletionDate: '2027-09-30T12:00:00Z', ...more };
  };
  const order = (items: readonly object[], customer = 'ALDER') => ({
    relatedParty: [{ id: customer, role: 'customer' }],
    serviceOrderItem: items,
  });
  const keep = (id: string, more: object = {}) => ({
    id: 'keep',
    action: 'noChange',
    service: { id, ...more },
  });
  const count = async (): Promise<number> => {
    const { headers } = await system.call('orderStaff', 'GET', `${orders}?limit=1`);
    return Number(headers.get('x-total-count'));
  };
  /** The states that an order was told to be in, in order. */
  const told = async (id: string): Promise<string[]> => {
    const rows = await system.database.sql<{ state: string }>`
      select body ->> 'state' as state from event where aggregate_kind = 'serviceOrder' and aggregate_id = ${id}
        and type in ('ServiceOrderCreateEvent', 'ServiceOrderStateChangeEvent') order by sequence`;
    return rows.map(({ state }) => state);
  };

  it('knows a request again by its external id, whatever key it comes under, and by each of its keys', async () => {
    const body = internet({ externalId: 'CRM-7' });
    const first = await post(body, 'key-1');
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    const before = await count();
    for (const key of ['key-1', 'key-2', undefined, 'key-2']) {
      const again = await post(body, key);
      expect([again.status, again.body.id], String(key)).toEqual([200, first.body.id]);
    }
    const plain = await post(internet({ externalId: 'CRM-8' }));
    expect(plain.status).toBe(201);
    const keyed = await post(internet({ externalId: 'CRM-8' }), 'key-3');
    expect([keyed.status, keyed.body.id]).toEqual([200, plain.body.id]);
    expect(await count()).toBe(before + 1);

    const other = internet({ externalId: 'CRM-7', description: 'another body' });
    const conflicts = [await post(other, 'key-4'), await post(other), await post(internet(), 'key-1')];
    expect(conflicts.map(({ status, body: { code, faults } }) => [status, code, faults[0].path])).toEqual([
      [409, 'IDEMPOTENCY_CONFLICT', '/externalId'],
      [409, 'IDEMPOTENCY_CONFLICT', '/externalId'],
      [409, 'IDEMPOTENCY_CONFLICT', 'Idempotency-Key'],
    ]);
    // What was refused leaves its key free.
    expect((await post(internet({ externalId: 'CRM-9' }), 'key-4')).status).toBe(201);
  });

  it('makes one order of the same request sent many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        post(internet({ externalId: 'CRM-10' }), `at-once-${index % 4}`),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('knows a request for activation (TMF640) by its external id too', async () => {
    const [item]: Row[] = internetOrder('ALDER-MAN', 'ALDER').serviceOrderItem;
    const { serviceSpecification, serviceCharacteristic } = item.service;
    const activate = (externalId: string) =>
      system.call('orderStaff', 'POST', activation, {
        state: 'active',
        serviceSpecification,
        serviceCharacteristic,
        relatedParty: [{ id: 'ALDER', role: 'customer' }],
        externalId,
      });
    const [one, other] = [await activate('ACT-1'), await activate('ACT-1')];
    expect([one.status, other.status]).toEqual([202, 202]);
    expect(other.body.sourceHref).toBe(one.body.sourceHref);
    const taken = await activate('CRM-7');
    expect([taken.status, taken.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });

  it.each([
    ['designed', 'add'],
    ['terminated', 'add'],
    ['inactive', 'add'],
    ['reserved', 'add'],
    ['feasibilityChecked', 'add'],
    ['terminated', 'delete'],
    ['active', 'delete'],
    ['active', 'noChange'],
  ])('refuses to leave a service %s by an item that says %s', async (state, action) => {
    const before = await count();
    const item =
      action === 'add'
        ? {
            ...internet().serviceOrderItem[0],
            service: { ...internet().serviceOrderItem[0]?.service, state },
          }
        : { id: '1', action, service: { id: service, state } };
    const { status, body } = await post(order([item]));
    expect([status, body.code, body.faults[0].path]).toEqual([
      422,
      'STATE_NOT_POSSIBLE',
      '/serviceOrderItem/0/service/state',
    ]);
    expect(body.message).toContain(state);
    expect(await count()).toBe(before);
  });

  it('takes an item that says that its service shall be active', async () => {
    const [item] = internet().serviceOrderItem;
    const { status, body } = await post(order([{ ...item, service: { ...item?.service, state: 'active' } }]));
    expect(status, JSON.stringify(body)).toBe(201);
  });

  it('asks of an item without change what it asks of the others: a service, and the customer’s', async () => {
    const nobody = '01a22e50-e464-7c27-a37e-7b6f18ab7711';
    const before = await count();
    const refused = [
      await post(order([keep(nobody)])),
      await post(order([keep('SVC-1')])),
      await post(order([keep(service)], 'MERIDIAN')),
      await post(order([{ id: '1', action: 'noChange', service: {} }])),
      await post(order([keep(service, { serviceCharacteristic: [{ name: 'x', value: 1 }] })])),
    ];
    expect(refused.map(({ status, body: { code, faults } }) => [status, code, faults[0].path])).toEqual([
      [422, 'UNKNOWN_SERVICE', '/serviceOrderItem/0/service/id'],
      [422, 'UNKNOWN_SERVICE', '/serviceOrderItem/0/service/id'],
      [422, 'UNKNOWN_SERVICE', '/serviceOrderItem/0/service/id'],
      [400, 'INVALID_ORDER', '/serviceOrderItem/0/service/id'],
      [400, 'INVALID_ORDER', '/serviceOrderItem/0/service/serviceCharacteristic'],
    ]);
    expect(await count()).toBe(before);
  });

  it('an order without any change goes the way of all orders to its end, at once', async () => {
    const { status, body } = await post({ serviceOrderItem: [keep(service)] });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ state: 'completed', serviceOrderItem: [{ state: 'completed' }] });
    expect(await told(body.id)).toEqual(['acknowledged', 'inProgress', 'completed']);
    expect([body.startDate, body.completionDate]).toEqual([expect.any(String), expect.any(String)]);
    // Nobody said whose it is: the service does.
    const { body: mine } = await system.call('orderStaff', 'GET', `${orders}?customer=ALDER&limit=1`);
    expect(mine[0].id).toBe(body.id);
  });

  it('an item without change has no part in the state of its order', async () => {
    const [added] = internet().serviceOrderItem;
    const { status, body: made } = await post(order([keep(service), added as object]));
    expect(status, JSON.stringify(made)).toBe(201);
    expect((await told(made.id))[0]).toBe('acknowledged');
    const begun = await reaches(made.id, 'inProgress');
    expect(begun.startDate).toBeDefined();
    const cancelled = await system.call('orderStaff', 'POST', cancellations, {
      serviceOrder: { id: made.id },
    });
    expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(201);
    const end = await reaches(made.id, 'cancelled');
    expect(end.serviceOrderItem.map(({ state }: Row) => state)).toEqual(['completed', 'cancelled']);
    expect(await told(made.id)).toEqual([
      'acknowledged',
      'inProgress',
      'assessingCancellation',
      'pendingCancellation',
      'cancelled',
    ]);
  }, 60_000);

  it('refuses to cancel what is no order, and on another day than today', async () => {
    const cancel = (body: object) => system.call('orderStaff', 'POST', cancellations, body);
    const unknown = await cancel({ serviceOrder: { id: 'SO-1' } });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'UNKNOWN_ORDER']);
    const { body: made } = await post(internet());
    const { body: clock } = await system.call('simulation', 'GET', '/turnup/v1/simulation/clock');
    const on = (days: number) => new Date(Date.parse(clock.now) + days * 86_400_000).toISOString();
    const later = await cancel({ serviceOrder: { id: made.id }, requestedCancellationDate: on(30) });
    expect([later.status, later.body.code, later.body.faults[0].path]).toEqual([
      422,
      'CANCELLATION_DATE_NOT_POSSIBLE',
      '/requestedCancellationDate',
    ]);
    expect(['acknowledged', 'inProgress']).toContain((await read(made.id)).state);
    const now = await cancel({ serviceOrder: { id: made.id }, requestedCancellationDate: on(0) });
    expect(now.status, JSON.stringify(now.body)).toBe(201);
    await reaches(made.id, 'cancelled');
  }, 60_000);
});
