import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const cancellations = '/tmf-api/serviceOrdering/v4/cancelServiceOrder';
const activation = '/tmf-api/ServiceActivationAndConfiguration/v4/service';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says.
type Row = any;

describe('what is accepted as a service order, and what is not', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  const post = (body: object, key?: string) =>
    system.call(
      'orderStaff',
      'POST',
      orders,
      body,
      key === undefined ? {} : { headers: { 'idempotency-key': key } },
    );
  const internet = (more: object = {}) => {
    const { externalId: _, ...order } = internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: 30_000 });
    return { ...order, requestedCompletionDate: '2027-09-30T12:00:00Z', ...more };
  };
  const count = async (): Promise<number> => {
    const { headers } = await system.call('orderStaff', 'GET', `${orders}?limit=1`);
    return Number(headers.get('x-total-count'));
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

  it('refuses to cancel what is no order', async () => {
    const unknown = await system.call('orderStaff', 'POST', cancellations, { serviceOrder: { id: 'SO-1' } });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'UNKNOWN_ORDER']);
  });
});
