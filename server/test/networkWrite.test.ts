import { beforeAll, describe, expect, it } from 'vitest';
import { setByHand } from './byHand.ts';
import { eventually, internetOrder } from './demo.ts';
import { type DemoFleet, demoFleet } from './fleet.ts';
import { People } from './people.ts';
import { type TestSystem, testSystem } from './system.ts';

const tmf = '/tmf-api/ServiceActivationAndConfiguration/v4';
const labels = '/turnup/v1/configurationLabel';
// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says; the tests say what it should be.
type Row = any;

describe('the network without an order: compared, written again, reconciled, rolled back', () => {
  let system: TestSystem;
  let fleet: DemoFleet;
  let people: People;
  let service: string;
  let edge: string;

  const get = async (path: string): Promise<Row> => (await system.call('noc', 'GET', path)).body;
  const post = (path: string, body?: object, account = 'noc') => system.call(account, 'POST', path, body);
  const policy = async (code: string, value: object): Promise<void> => {
    const body = { kind: 'policy', records: [{ code, text: 'test', value }] };
    expect((await system.call('administrator', 'POST', '/turnup/v1/referenceData', body)).status).toBe(200);
  };
  /** A monitor that was answered with 202, once it has ended. */
  const ended = async (answer: Row): Promise<Row> => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    expect(answer.headers.get('location')).toBe(answer.body.href);
    expect(answer.body.state).toBe('InProgress');
    return await eventually('the monitor to end', async () => {
      const monitor = await get(answer.body.href);
      return monitor.state === 'InProgress' ? undefined : monitor;
    });
  };
  const ordered = async (answer: Row): Promise<Row> => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    return await people.until('the monitor to end', async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const monitor = await get(answer.body.href);
      return monitor.state === 'InProgress' ? undefined : monitor;
    });
  };
  const byHand = (path: string, value: string): Promise<void> => setByHand(fleet, edge, path, value);
  const rateOf = async (): Promise<Row> =>
    (await get(`/turnup/v1/device/${edge}/configuration`)).values.find(({ path }: Row) =>
      path.endsWith('/ingress-rate-kbps'),
    );

  beforeAll(async () => {
    system = await testSystem({ demo: true });
    fleet = await demoFleet(system);
    people = new People(system, fleet);
    await people.hire();
  }, 120_000);

  it('a service is asked for by TMF640: 202, and the monitor ends with its order', async () => {
    const { relatedParty, serviceOrderItem } = internetOrder('ALDER-MAN', 'ALDER');
    const { service: asked } = serviceOrderItem[0] as Row;
    const body = { state: 'active', relatedParty, ...asked };
    expect((await post(`${tmf}/service`, { ...body, state: 'terminated' }, 'orderStaff')).status).toBe(400);
    expect((await post(`${tmf}/service`, body, 'readOnly')).status).toBe(403);
    const monitor = await ordered(await post(`${tmf}/service`, body, 'orderStaff'));
    expect(monitor).toMatchObject({
      state: 'Completed',
      response: { statusCode: 200, body: { state: 'completed' } },
    });
    const [made] = await get(`${tmf}/service?state=active`);
    service = made.id;
    expect(await get(`${tmf}/service/${service}`)).toMatchObject({ id: service, state: 'active' });
    for (const device of await get('/turnup/v1/device')) {
      const compared = await get(`/turnup/v1/device/${device}/comparison`);
      if (compared.code !== undefined) continue;
      expect([device, compared.inStep, compared.differences]).toEqual([device, true, []]);
    }
    const fixed = await fleet.hashes();
    const transactions = await get(`/turnup/v1/configurationTransaction?service=${service}`);
    edge = transactions
      .flatMap(({ devices }: Row) => devices)
      .find(({ device }: Row) => fixed.has(device)).device;
    expect(await get(`${tmf}/monitor?state=Completed`)).toMatchObject([{ id: monitor.id }]);
    expect((await system.call('noc', 'GET', `${tmf}/monitor/nothing`)).status).toBe(404);
  }, 120_000);

  it('a device that differs is told place by place with its service, and written again on demand', async () => {
    const rate = await rateOf();
    await byHand(rate.path, '7000');
    const compared = await get(`/turnup/v1/device/${edge}/comparison`);
    expect(compared.differences).toEqual([
      { path: rate.path, intended: rate.value, recorded: rate.value, have: '7000', services: [service] },
    ]);
    expect((await get(`/turnup/v1/device/${edge}/drift`)).drifts).toMatchObject([
      { path: rate.path, want: rate.value, have: '7000' },
    ]);
    const monitor = await ended(await post(`/turnup/v1/service/${service}/redeploy`));
    expect(monitor.state).toBe('Completed');
    expect((await get(`/turnup/v1/device/${edge}/comparison`)).inStep).toBe(true);
    expect((await get(`/turnup/v1/device/${edge}/drift`)).inSync).toBe(true);
    expect((await post(`/turnup/v1/service/${service}/redeploy`, undefined, 'sales')).status).toBe(403);
    expect((await post('/turnup/v1/service/nothing/redeploy')).status).toBe(404);
  });

  it('drift is told once when it comes, and reconciled: kept, adopted, put back, or as the policy says', async () => {
    const rate = await rateOf();
    const told = async (): Promise<Row[]> =>
      (await system.call('administrator', 'GET', '/turnup/v1/event?limit=1000')).body.filter(
        ({ type, eventType }: Row) => String(type ?? eventType).startsWith('DeviceDrift'),
      );
    await policy('driftWatch', { everyS: 1 });
    await byHand(rate.path, '8000');
    await eventually('drift to be told', async () => ((await told()).length === 1 ? true : undefined));
    const path = `/turnup/v1/device/${edge}/reconcile`;
    expect(
      (await ended(await post(path, { action: 'keep', reason: 'a test of the line' }))).response.body.kept,
    ).toEqual([rate.path]);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await told()).length).toBe(1);
    expect((await ended(await post(path, { action: 'putBack', reason: 'enough' }))).state).toBe('Completed');
    expect((await get(`/turnup/v1/device/${edge}/configuration`)).values).toContainEqual({
      path: rate.path,
      value: rate.value,
    });
    await eventually('its end to be told', async () => ((await told()).length === 2 ? true : undefined));
    await byHand(rate.path, '9000');
    expect(
      (await ended(await post(path, { action: 'adopt', reason: 'it is right so' }))).response.body.adopted,
    ).toEqual([rate.path]);
    expect((await get(`/turnup/v1/device/${edge}/drift`)).inSync).toBe(true);
    expect((await get(`/turnup/v1/device/${edge}/comparison`)).differences).toMatchObject([
      { path: rate.path, recorded: '9000', have: '9000', intended: rate.value },
    ]);
    await byHand(rate.path, '6000');
    await policy('driftReconciliation', { leaves: { 'ingress-rate-kbps': 'adopt' }, otherwise: 'putBack' });
    expect((await ended(await post(path, { reason: 'by policy' }))).response.body).toMatchObject({
      adopted: [rate.path],
      putBack: [],
    });
    expect((await post(path, { action: 'paint', reason: 'x' })).status).toBe(400);
    expect((await post('/turnup/v1/device/NOWHERE/reconcile', { reason: 'x' })).status).toBe(404);
    expect((await ended(await post(`/turnup/v1/service/${service}/redeploy`))).state).toBe('Completed');
    await policy('driftWatch', { everyS: null });
  }, 60_000);

  it('a device that tells of a change is looked at at once', async () => {
    const rate = await rateOf();
    const told = async (): Promise<readonly string[]> =>
      (await system.call('administrator', 'GET', '/turnup/v1/event?limit=1000')).body
        .filter(({ type, eventType }: Row) => String(type ?? eventType).startsWith('DeviceDrift'))
        .map((event: Row) => JSON.stringify(event));
    const cleared = async (): Promise<number> =>
      (await told()).filter((event) => event.includes('DeviceDriftClearedEvent')).length;
    await policy('driftWatch', { everyS: 86_400 });
    // Whoever listens has connected by then.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await byHand(rate.path, '7531');
    await eventually(
      'the drift to be told',
      async () => ((await told()).some((event) => event.includes('7531')) ? true : undefined),
      8_000,
    );
    const before = await cleared();
    expect((await ended(await post(`/turnup/v1/service/${service}/redeploy`))).state).toBe('Completed');
    await eventually(
      'its end to be told',
      async () => ((await cleared()) > before ? true : undefined),
      8_000,
    );
    await policy('driftWatch', { everyS: null });
  }, 60_000);

  it('an order in its confirm window is not taken for drift, and reconciling its device takes nothing of it back', async () => {
    const told = async (): Promise<Row[]> =>
      (await system.call('administrator', 'GET', '/turnup/v1/event?limit=1000')).body.filter(
        ({ type, eventType }: Row) => String(type ?? eventType).startsWith('DeviceDrift'),
      );
    const before = (await told()).length;
    await policy('driftReconciliation', { leaves: {}, otherwise: 'putBack' });
    await policy('driftWatch', { everyS: 1 });
    await fleet.fleet.fault(edge, { kind: 'delayMs', delayMs: 400 });
    const sites = [{ site: 'ALDER-MAN', bandwidthKbps: 80_000, access: 'single', cpe: 'managed' }];
    const change = { serviceCharacteristic: [{ name: 'sites', value: sites }] };
    const patched = await system.call('orderStaff', 'PATCH', `${tmf}/service/${service}`, change);
    const meanwhile = eventually('the change to be in its window', async () => {
      if ((await fleet.fleet.state(edge)).pending === undefined) return undefined;
      return await ended(await post(`/turnup/v1/device/${edge}/reconcile`, { reason: 'looks wrong' }));
    });
    expect((await ordered(patched)).state).toBe('Completed');
    expect(await meanwhile).toMatchObject({ state: 'Completed', response: { body: { putBack: [] } } });
    await fleet.fleet.clearFaults(edge);
    expect((await get(`/turnup/v1/device/${edge}/drift`)).inSync).toBe(true);
    expect((await get(`/turnup/v1/device/${edge}/comparison`)).inStep).toBe(true);
    expect((await told()).length).toBe(before);
    await policy('driftWatch', { everyS: null });
    const back = [{ ...sites[0], bandwidthKbps: 100_000 }];
    const again = { serviceCharacteristic: [{ name: 'sites', value: back }] };
    const undone = await system.call('orderStaff', 'PATCH', `${tmf}/service/${service}`, again);
    expect((await ordered(undone)).state).toBe('Completed');
  }, 120_000);

  it('a label brings devices back, names the service that would break, and rolls back what it may', async () => {
    const before = await fleet.hashes();
    expect((await post(labels, { name: 'morning', devices: ['NOWHERE'] })).status).toBe(422);
    expect((await post(labels, { name: 'morning' }, 'sales')).status).toBe(403);
    expect((await post(labels, { name: 'morning', text: 'before the change' })).status).toBe(201);
    expect((await post(labels, { name: 'morning' })).body.code).toBe('LABEL_TAKEN');
    const sites = [{ site: 'ALDER-MAN', bandwidthKbps: 60_000, access: 'single', cpe: 'managed' }];
    const change = { serviceCharacteristic: [{ name: 'sites', value: sites }] };
    const patched = await system.call('orderStaff', 'PATCH', `${tmf}/service/${service}`, change);
    expect((await ordered(patched)).state).toBe('Completed');
    const after = await fleet.hashes();
    expect(after.get(edge)).not.toBe(before.get(edge));
    const preview = (await post(`${labels}/morning/preview`, {})).body;
    expect(preview.services).toMatchObject([{ serviceId: service, verdict: 'rolledBack' }]);
    const shown = preview.devices.find(({ device }: Row) => device === edge);
    expect(shown.forwardText).toContain('rate');
    expect(shown.reverseText).toContain('60000');
    const second = { ...internetOrder('ALDER-MAN', 'ALDER'), externalId: 'W-2' };
    const { relatedParty, serviceOrderItem } = second;
    const { service: asked } = serviceOrderItem[0] as Row;
    const made = await post(
      `${tmf}/service`,
      { state: 'active', externalId: 'W-2', relatedParty, ...asked },
      'orderStaff',
    );
    expect((await ordered(made)).state).toBe('Completed');
    const refused = await post(`${labels}/morning/rollback`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'ROLLBACK_BREAKS_SERVICES']);
    expect(refused.body.message).toMatch(/SVC-\d+ \(came later\)/);
    const monitor = await ended(await post(`${labels}/morning/rollback`, { others: 'keep' }));
    expect(monitor.state, JSON.stringify(monitor)).toBe('Completed');
    const again = (await post(`${labels}/morning/preview`, {})).body;
    expect(again.services.map(({ verdict }: Row) => verdict)).toEqual(['later']);
    const differs = (await get(`/turnup/v1/device/${edge}/comparison`)).differences;
    expect(differs.map(({ services }: Row) => services[0])).toContain(service);
    expect((await ended(await post(`/turnup/v1/service/${service}/redeploy`))).state).toBe('Completed');
    expect((await get(`/turnup/v1/device/${edge}/comparison`)).inStep).toBe(true);
    await policy('unreachableDevices', { create: 'queue', modify: 'queue', delete: 'queueAndGoOn' });
    await fleet.fleet.fault(edge, { kind: 'unreachable' });
    const later = await post(`${labels}/morning/rollback`, { others: 'keep' });
    expect(later.status).toBe(202);
    const [part] = await eventually('its part to be queued', async () => {
      const parts = await get(`/turnup/v1/deviceQueue?device=${edge}`);
      return parts.length === 0 ? undefined : parts;
    });
    expect(part).toMatchObject({ change: 'modify', service: { id: service } });
    expect((await get(later.body.href)).state).toBe('InProgress');
    await fleet.fleet.clearFaults(edge);
    expect((await ended(later)).state).toBe('Completed');
    expect((await get(`/turnup/v1/deviceQueue?device=${edge}`)).length).toBe(0);
    const left = (await post(`${labels}/morning/preview`, {})).body;
    expect(left.services.map(({ verdict }: Row) => verdict)).toEqual(['later']);
    expect((await ended(await post(`/turnup/v1/service/${service}/redeploy`))).state).toBe('Completed');
    expect((await system.call('noc', 'DELETE', `${labels}/morning`)).status).toBe(204);
    expect((await system.call('noc', 'DELETE', `${labels}/morning`)).status).toBe(404);
  }, 120_000);

  it('a device that refuses leaves the monitor in error with its words; the service ends by TMF640', async () => {
    const rate = await rateOf();
    await byHand(rate.path, '5000');
    await fleet.fleet.fault(edge, { kind: 'refuseCommit', message: 'table full' });
    const monitor = await ended(
      await post(`/turnup/v1/device/${edge}/reconcile`, { action: 'putBack', reason: 'x' }),
    );
    expect(monitor).toMatchObject({ state: 'InError', response: { body: { code: 'deviceRefused' } } });
    expect(monitor.response.body.message).toContain('table full');
    await fleet.fleet.clearFaults(edge);
    expect((await ended(await post(`/turnup/v1/service/${service}/redeploy`))).state).toBe('Completed');
    const gone = await system.call('orderStaff', 'DELETE', `${tmf}/service/${service}`);
    expect((await ordered(gone)).state).toBe('Completed');
    expect((await get(`${tmf}/service/${service}`)).state).toBe('terminated');
  }, 120_000);
});
