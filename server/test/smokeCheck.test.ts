import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './demo.ts';
import { type LiveVpn, liveVpn, modifyOf } from './liveService.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('a change of a service in use', () => {
  let vpn: LiveVpn;
  const slow = 'PE-NCL';

  beforeAll(async () => {
    vpn = await liveVpn();
    const value = { withinS: 2, mostPairs: 3 };
    const policy = { kind: 'policy', records: [{ code: 'smokeCheck', text: 'a short look', value }] };
    const loaded = await vpn.system.call('administrator', 'POST', '/turnup/v1/referenceData', policy);
    expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
  }, 120_000);

  const get = async (path: string): Promise<Row> => (await vpn.system.call('noc', 'GET', path)).body;
  const hashes = async () => [...(await vpn.fleet.hashes())].sort();
  const rates = (bandwidthKbps: number) => {
    const sites = ['ALDER-MAN', 'ALDER-NCL'].map((site, index) => ({
      site,
      bandwidthKbps,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: [`10.${40 + index}.0.0/24`],
    }));
    return modifyOf('ALDER', vpn.id, { serviceCharacteristic: [{ name: 'sites', value: sites }] });
  };

  it('that leaves it silent is taken back everywhere inside the confirm window, and goes on when that is mended', async () => {
    const before = await hashes();
    const { fleet } = vpn.fleet;
    const { resources } = await get(`/turnup/v1/service/${vpn.id}/graph`);
    const access = resources.find(({ role }: Row) => role === 'access:ALDER-NCL:0').key.split('/');
    const port = access.slice(1).join('/');
    // The device takes its time, so that the line can break while the change is under way.
    await fleet.fault(slow, { kind: 'delayMs', delayMs: 600 });
    const sent = await vpn.live.post(rates(77_000));
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    await eventually('the change to be under way', async () => {
      const found = await get(`/turnup/v1/configurationTransaction?service=${vpn.id}`);
      return found.some(({ state }: Row) => state === 'preparing') ? true : undefined;
    });
    await fleet.fault(slow, { kind: 'portDown', port });
    const order = `/tmf-api/serviceOrdering/v4/serviceOrder/${sent.body.id}`;
    const held = await eventually('the order to fall out', async () => {
      const read = await get(order);
      return read.serviceOrderItem[0].errorMessage?.length > 0 ? read : undefined;
    });
    expect(JSON.stringify(held.serviceOrderItem[0].errorMessage)).toMatch(
      /ALDER-MAN to ALDER-NCL answered before and not within 2 s after/,
    );
    expect(await hashes()).toEqual(before);
    await fleet.clearFaults(slow);
    const { tasks } = await get(`/turnup/v1/serviceOrder/${sent.body.id}/plan`);
    const fallen = tasks.find(({ state }: Row) => state === 'fallout');
    const retried = await vpn.system.call('noc', 'POST', `/turnup/v1/task/${fallen.id}/retry`, {
      reason: 'the line is mended',
    });
    expect(retried.status, JSON.stringify(retried.body)).toBe(204);
    await vpn.people.until('the order to be completed', async () =>
      (await get(order)).state === 'completed' ? true : undefined,
    );
    expect(await hashes()).not.toEqual(before);
  }, 120_000);

  it('that is cut off already is changed all the same', async () => {
    const { fleet } = vpn.fleet;
    const { resources } = await get(`/turnup/v1/service/${vpn.id}/graph`);
    const access = resources.find(({ role }: Row) => role === 'access:ALDER-NCL:0').key.split('/');
    await fleet.fault(slow, { kind: 'portDown', port: access.slice(1).join('/') });
    const before = await hashes();
    const sent = await vpn.live.post(rates(66_000));
    const order = `/turnup/v1/serviceOrder/${sent.body.id}/plan`;
    await eventually('the devices to be changed', async () =>
      (await get(order)).tasks.some(
        ({ kind, state }: Row) => kind === 'network.reconfigure@1' && state === 'completed',
      )
        ? true
        : undefined,
    );
    expect(await hashes()).not.toEqual(before);
    await fleet.clearFaults(slow);
    expect(sent.status).toBe(201);
  }, 60_000);
});
