import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './demo.ts';
import { type LiveVpn, liveVpn, modifyOf } from './liveService.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('a maintenance window that passes with nothing done', () => {
  let vpn: LiveVpn;

  beforeAll(async () => {
    vpn = await liveVpn();
    const value = {
      leadWorkingDays: 3,
      minutes: 45,
      startWithinMinutes: 10,
      hitless: [],
      disruptive: [],
      emergencies: [],
    };
    const body = {
      kind: 'policy',
      records: [{ code: 'plannedOutage', text: 'rates interrupt here', value }],
    };
    const loaded = await vpn.system.call('administrator', 'POST', '/turnup/v1/referenceData', body);
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
  }, 120_000);

  const get = async (path: string): Promise<Row> => (await vpn.system.call('noc', 'GET', path)).body;
  const post = (path: string, body: object) => vpn.system.call('noc', 'POST', path, body);
  const outages = (order: string): Promise<Row[]> => get(`/turnup/v1/plannedOutage?serviceOrder=${order}`);
  const now = async (): Promise<string> => (await get('/turnup/v1/simulation/clock')).now;
  const hashes = async () => [...(await vpn.fleet.hashes())].sort();
  const stateOf = async (order: string): Promise<string> =>
    (await get(`/tmf-api/serviceOrdering/v4/serviceOrder/${order}`)).state;
  const asked = async (bandwidthKbps: number): Promise<string> => {
    const sites = ['ALDER-MAN', 'ALDER-NCL'].map((site, index) => ({
      site,
      bandwidthKbps,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: [`10.${40 + index}.0.0/24`],
    }));
    const change = { serviceCharacteristic: [{ name: 'sites', value: sites }] };
    const sent = await vpn.live.post(modifyOf('ALDER', vpn.id, change));
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    return sent.body.id;
  };
  /** The outage that is announced for an order, once it is. */
  const announced = async (order: string): Promise<Row> =>
    vpn.people.until('an outage to be announced', async () =>
      (await outages(order)).find(({ state }) => state === 'announced'),
    );
  const completed = (order: string): Promise<Row> =>
    vpn.people.until('the order to be completed', async () =>
      (await stateOf(order)) === 'completed' ? true : undefined,
    );

  it('because a device was paused: it is withdrawn and told, nothing is changed, another one is announced', async () => {
    const order = await asked(70_000);
    const first = await announced(order);
    expect(first.leadWorkingDays).toBe(3);
    const devices: string[] = await get('/turnup/v1/device');
    const pause = (reference: string) => ({ scope: 'device', reference, reason: 'a card is looked at' });
    for (const device of devices) expect((await post('/turnup/v1/pause', pause(device))).status).toBe(200);
    const before = await hashes();
    await vpn.people.day(9);
    expect((await outages(order)).map(({ id, state }) => [id, state])).toEqual([[first.id, 'inProgress']]);
    for (const device of devices) await post('/turnup/v1/pause/end', pause(device));
    const resumedAt = await now();
    expect(resumedAt > first.endsAt).toBe(true);
    const second = await announced(order);
    expect(second.id).not.toBe(first.id);
    expect(second.startsAt > resumedAt).toBe(true);
    expect(await hashes()).toEqual(before);
    const missed = await get(`/turnup/v1/plannedOutage/${first.id}`);
    expect(missed.state).toBe('withdrawn');
    expect(missed.notices.map(({ recipient, state }: Row) => [recipient, state]).sort()).toEqual([
      ['ALDER', 'withdrawn'],
      ['surveillance', 'withdrawn'],
    ]);
    await completed(order);
    const ended = await get(`/turnup/v1/plannedOutage/${second.id}`);
    expect([ended.state, ended.startedAt]).toEqual(['completed', second.startsAt]);
    expect(await hashes()).not.toEqual(before);
  }, 180_000);

  it('because the order was paused: that is told while it is paused, and it waits anew when it is resumed', async () => {
    const order = await asked(90_000);
    const first = await announced(order);
    const verb = (name: string) =>
      post(`/turnup/v1/serviceOrder/${order}/${name}`, { reason: 'a fair is on' });
    expect((await verb('pause')).status).toBe(200);
    const before = await hashes();
    await vpn.people.day(12);
    await eventually('the missed outage to be withdrawn', async () =>
      (await outages(order))[0].state === 'withdrawn' ? true : undefined,
    );
    expect((await verb('resume')).status).toBe(200);
    const second = await announced(order);
    expect(second.startsAt > first.endsAt).toBe(true);
    expect(await hashes()).toEqual(before);
    await completed(order);
    expect((await outages(order)).map(({ state }) => state).sort()).toEqual(['completed', 'withdrawn']);
  }, 180_000);

  it('of an order that is cancelled ends with it', async () => {
    const order = await asked(60_000);
    const told = await announced(order);
    const cancelled = await vpn.system.call(
      'orderStaff',
      'POST',
      '/tmf-api/serviceOrdering/v4/cancelServiceOrder',
      { serviceOrder: { id: order }, cancellationReason: 'not needed' },
    );
    expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(201);
    await vpn.people.until('the cancellation', async () =>
      (await stateOf(order)) === 'cancelled' ? true : undefined,
    );
    await eventually('the outage to be withdrawn', async () =>
      (await get(`/turnup/v1/plannedOutage/${told.id}`)).state === 'withdrawn' ? true : undefined,
    );
  }, 120_000);
});
