import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestSystem, testSystem } from './system.ts';

const path = '/turnup/v1/event';

describe('events as auditors see them', () => {
  let system: TestSystem;
  const heard: string[] = [];
  const listener = createServer((request, response) => {
    request.resume().on('end', () => {
      heard.push(request.url ?? '');
      response.writeHead(204).end();
    });
  });
  afterAll(() => new Promise((resolve) => listener.close(resolve)));
  const list = (query: string, account = 'noc') => system.call(account, 'GET', `${path}?${query}`);

  beforeAll(async () => {
    system = await testSystem();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const callback = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/heard`;
    const hub = { callback, query: 'eventType=ReservationCreateEvent' };
    expect((await system.call('noc', 'POST', '/tmf-api/eventManagement/v4/hub', hub)).status).toBe(201);
    const records = [
      {
        code: 'RD',
        kind: 'routeDistinguisher',
        shape: 'values',
        scope: 'tenant',
        range: { first: 1, last: 99 },
        strategy: 'lowest',
        quarantineDays: 0,
      },
    ];
    const loaded = await system.call('administrator', 'POST', '/turnup/v1/referenceData', {
      kind: 'pool',
      records,
    });
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
    for (const id of ['one', 'two', 'three']) {
      const owner = { kind: 'quote', id: `Q-${id}` };
      const lines = [{ key: 'rd', shape: 'values', pool: 'RD' }];
      const made = await system.call('sales', 'POST', '/turnup/v1/reservation', {
        id,
        owner,
        reason: 'r',
        holdMinutes: 60,
        lines,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
    }
    const owner = { kind: 'quote', id: 'Q-two' };
    expect((await system.call('sales', 'POST', '/turnup/v1/reservation/two/confirm', { owner })).status).toBe(
      200,
    );
  }, 60_000);

  it('tells what happened to one thing, newest first, with what it was', async () => {
    const { status, body, headers } = await list('kind=reservation&id=two');
    expect([status, headers.get('x-total-count')]).toEqual([200, '2']);
    expect(body.map((one: { eventType: string }) => one.eventType)).toEqual([
      'ReservationConfirmedEvent',
      'ReservationCreateEvent',
    ]);
    expect(body[1]).toMatchObject({
      about: { kind: 'reservation', id: 'two' },
      correlationId: 'Q-two',
      sequence: 1,
      event: { reservation: { lines: [{ values: ['2'] }] } },
    });
  });

  it('tells who heard it and whether it arrived', async () => {
    let told: { state: string; attempts: number; account: string }[] = [];
    while (told[0]?.state !== 'delivered') told = (await list('kind=reservation&id=one')).body[0].told;
    expect(told).toMatchObject([{ account: 'noc', state: 'delivered', attempts: 1, lastError: null }]);
    expect(heard.length).toBeGreaterThan(0);
    expect((await list('eventType=ReservationConfirmedEvent')).body[0].told).toEqual([]);
  }, 60_000);

  it('filters and pages', async () => {
    const some = await list('eventType=ReservationCreateEvent,ReservationConfirmedEvent&limit=1&offset=1');
    expect([some.status, some.headers.get('x-total-count'), some.body.length]).toEqual([206, '4', 1]);
    expect((await list('correlationId=Q-three')).body).toHaveLength(1);
    expect((await list('kind=reservation&until=2027-02-15T09:00:00Z')).body).toEqual([]);
    expect((await list('kind=reservation&from=2027-02-15T09:00:00Z')).body).toHaveLength(4);
  });

  it('refuses who may not see it and what it does not know', async () => {
    expect((await list('', 'sales')).status).toBe(403);
    expect((await list('color=red')).body.code).toBe('UNKNOWN_FILTER');
    expect((await list('from=yesterday')).body.code).toBe('INVALID_FILTER');
  });
});
