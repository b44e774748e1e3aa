import { beforeAll, describe, expect, it } from 'vitest';
import { internetOrder } from './demo.ts';
import { type TestSystem, testSystem } from './system.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

/** Replaces members of the one service of an order. */
function withService(change: object) {
  const order = internetOrder('ALDER-MAN', 'ALDER');
  const item = order.serviceOrderItem[0];
  return { ...order, serviceOrderItem: [{ ...item, service: { ...item?.service, ...change } }] };
}

describe('orders that cannot be', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await testSystem({ demo: true });
  }, 60_000);

  const cases: readonly (readonly [string, object, number, string, string])[] = [
    [
      'an unknown specification',
      withService({ serviceSpecification: { id: 'TELEPATHY' } }),
      422,
      'REQUIREMENT_INVALID',
      'TELEPATHY',
    ],
    ['an unknown site', internetOrder('ATLANTIS', 'ALDER'), 422, '', 'ATLANTIS'],
    [
      'a negative bandwidth',
      internetOrder('ALDER-MAN', 'ALDER', { bandwidthKbps: -1 }),
      400,
      '',
      'bandwidthKbps',
    ],
    [
      'an unknown member of a site',
      internetOrder('ALDER-MAN', 'ALDER', { colour: 'red' }),
      400,
      '',
      'colour',
    ],
    [
      'a date in the past',
      { ...internetOrder('ALDER-MAN', 'ALDER'), requestedCompletionDate: '2027-01-04T12:00:00Z' },
      422,
      '',
      '2027-01-04',
    ],
    ['no customer', { ...internetOrder('ALDER-MAN', 'ALDER'), relatedParty: [] }, 400, '', 'customer'],
    [
      'an item that is there twice',
      (() => {
        const order = internetOrder('ALDER-MAN', 'ALDER');
        return { ...order, serviceOrderItem: [...order.serviceOrderItem, ...order.serviceOrderItem] };
      })(),
      400,
      '',
      'again',
    ],
  ];

  const deleting = (service: object) => ({
    relatedParty: [{ id: 'ALDER', role: 'customer' }],
    serviceOrderItem: [{ id: '1', action: 'delete', service }],
  });

  it('refuses to end a service that is not named, unknown, or described', async () => {
    const unknown = { id: '018f0000-0000-7000-8000-000000000000' };
    const described = { ...unknown, serviceCharacteristic: [{ name: 'topology', value: 'internet' }] };
    for (const [service, status, told] of [
      [{}, 400, '/serviceOrderItem/0/service/id'],
      [described, 400, '/serviceOrderItem/0/service/serviceCharacteristic'],
      [unknown, 422, 'UNKNOWN_SERVICE'],
    ] as const) {
      const answer = await system.call('orderStaff', 'POST', orders, deleting(service));
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expect(JSON.stringify(answer.body)).toContain(told);
    }
    expect((await system.call('orderStaff', 'GET', orders)).body).toEqual([]);
  });

  it.each(cases)('refuses %s with its place, and makes nothing', async (what, body, status, code, told) => {
    const answer = await system.call('orderStaff', 'POST', orders, {
      ...body,
      externalId: `bad ${what}`.replaceAll(' ', '-'),
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (code !== '') expect(answer.body.code).toBe(code);
    expect(JSON.stringify(answer.body)).toContain(told);
    expect((await system.call('orderStaff', 'GET', orders)).body).toEqual([]);
    const { body: ledger } = await system.call('provisioning', 'GET', '/turnup/v1/pool?limit=1000');
    expect(
      ledger.filter((line: { reserved: number; allocated: number }) => line.reserved + line.allocated > 0),
    ).toEqual([]);
  });

  it('lets the same external id be used once the order is right', async () => {
    const answer = await system.call('orderStaff', 'POST', orders, {
      ...internetOrder('ALDER-MAN', 'ALDER'),
      externalId: 'bad-an-unknown-site',
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    expect(answer.body.serviceOrderItem[0].classification.route).toBe('standard');
  });
});
