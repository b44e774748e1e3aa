import { beforeAll, describe, expect, it } from 'vitest';
import { setByHand } from './byHand.ts';
import { eventually } from './demo.ts';
import { type LiveVpn, liveVpn, modifyOf } from './liveService.ts';

const labels = '/turnup/v1/configurationLabel';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('what is written to the network without an order, where it interrupts a service in use', () => {
  let vpn: LiveVpn;
  /** The place of the service's packet size on its edge in Manchester, and what stands there. */
  let place: { readonly path: string; readonly value: string };
  const edge = 'PE-MAN';

  const get = async (path: string): Promise<Row> => (await vpn.system.call('noc', 'GET', path)).body;
  const post = (path: string, body?: object) => vpn.system.call('noc', 'POST', path, body);
  const now = async (): Promise<string> => (await get('/turnup/v1/simulation/clock')).now;
  const valueAt = async (): Promise<string> =>
    (await get(`/turnup/v1/device/${edge}/configuration`)).values.find(({ path }: Row) => path === place.path)
      ?.value;
  const outages = (): Promise<Row[]> => get('/turnup/v1/plannedOutage');
  const begun = (answer: Row): string => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    return answer.body.href;
  };
  const ended = (href: string): Promise<Row> =>
    vpn.people.until('the monitor to end', async () => {
      const monitor = await get(href);
      return monitor.state === 'InProgress' ? undefined : monitor;
    });
  const announced = (reason: RegExp): Promise<Row> =>
    eventually('an outage to be announced', async () =>
      (await outages()).find((one) => one.state === 'announced' && reason.test(one.reason)),
    );

  beforeAll(async () => {
    vpn = await liveVpn();
    place = (await get(`/turnup/v1/device/${edge}/configuration`)).values.find(({ path }: Row) =>
      /\/unit\[vlan='\d+'\]\/mtu$/.test(path),
    );
    expect(place.path).toBeDefined();
  }, 120_000);

  it('is announced with the lead time and done in the window, not before', async () => {
    await setByHand(vpn.fleet, edge, place.path, '1400');
    const href = begun(await post(`/turnup/v1/service/${vpn.id}/redeploy`));
    const outage = await announced(/again/);
    expect(outage).toMatchObject({ leadWorkingDays: 10, orderId: null, devices: [edge] });
    expect(outage.services.map(({ id, customer }: Row) => [id, customer])).toEqual([[vpn.id, 'ALDER']]);
    expect(outage.objects).toEqual([`${edge}/${/name='([^']+)'/.exec(place.path)?.[1]}`]);
    expect(Date.parse(outage.startsAt) - Date.parse(await now())).toBeGreaterThan(13 * 86_400_000);
    expect([(await get(href)).state, await valueAt()]).toEqual(['InProgress', '1400']);
    // It is not for a person to end what the write itself ends.
    expect((await post(`/turnup/v1/plannedOutage/${outage.id}/withdraw`, {})).body.code).toBe(
      'OUTAGE_OF_A_WRITE',
    );
    expect((await ended(href)).state).toBe('Completed');
    expect(await valueAt()).toBe(place.value);
    const over = await get(`/turnup/v1/plannedOutage/${outage.id}`);
    expect([over.state, over.startedAt]).toEqual(['completed', outage.startsAt]);
    expect((await now()) >= outage.startsAt).toBe(true);
  }, 120_000);

  it('that cannot wait is told and done at once, with its reason in the audit', async () => {
    await setByHand(vpn.fleet, edge, place.path, '1300');
    const from = await now();
    const urgent = { reason: 'half of the site is cut off' };
    const path = `/turnup/v1/device/${edge}/reconcile`;
    expect((await post(path, { action: 'putBack', reason: 'drift', urgent: true })).status).toBe(400);
    const href = begun(await post(path, { action: 'putBack', reason: 'drift', urgent }));
    const monitor = await eventually('the monitor to end', async () => {
      const read = await get(href);
      return read.state === 'InProgress' ? undefined : read;
    });
    expect([monitor.state, await valueAt(), await now()]).toEqual(['Completed', place.value, from]);
    const [told] = (await outages()).filter(({ reason }) => /Reconcile/.test(reason));
    expect(told).toMatchObject({ state: 'completed', leadWorkingDays: 0, startsAt: from });
    const audit = await vpn.system.call(
      'administrator',
      'GET',
      `/turnup/v1/audit/configurationMonitor/${monitor.id}`,
    );
    const entry = audit.body.find(({ action }: Row) => action === 'network.reconcile');
    expect(entry.detail.urgent).toEqual(urgent);
  }, 60_000);

  it('a rollback waits too, by what it does to all of its services', async () => {
    expect((await post(labels, { name: 'noon' })).status).toBe(201);
    const sites = ['ALDER-MAN', 'ALDER-NCL'].map((site, index) => ({
      site,
      bandwidthKbps: 80_000,
      access: 'single',
      cpe: 'managed',
      lanPrefixes: [`10.${40 + index}.0.0/24`],
    }));
    await vpn.live.done(
      modifyOf('ALDER', vpn.id, { serviceCharacteristic: [{ name: 'sites', value: sites }] }),
    );
    const value = { leadWorkingDays: 2, minutes: 40, hitless: [], disruptive: [], emergencies: [] };
    const policy = {
      kind: 'policy',
      records: [{ code: 'plannedOutage', text: 'rates interrupt here', value }],
    };
    expect((await vpn.system.call('administrator', 'POST', '/turnup/v1/referenceData', policy)).status).toBe(
      200,
    );
    const href = begun(await post(`${labels}/noon/rollback`, { others: 'keep' }));
    const outage = await announced(/noon/);
    expect(outage).toMatchObject({ leadWorkingDays: 2, services: [{ id: vpn.id }] });
    expect(outage.devices).toContain(edge);
    expect((await get(href)).state).toBe('InProgress');
    expect((await ended(href)).state).toBe('Completed');
    expect((await get(`/turnup/v1/plannedOutage/${outage.id}`)).state).toBe('completed');
  }, 120_000);
});
