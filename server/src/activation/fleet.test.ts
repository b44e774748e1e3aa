import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { deviceTargets, referenceLoaders } from './access/load.ts';
import { type Activation, openActivation } from './activation.ts';
import { applyServiceChange } from './apply-service-change.ts';
import { checkSync, deviceState, probe, readBack } from './device.ts';
import type { DeviceDriver, DeviceTarget } from './driver.ts';
import { renderService } from './models/index.ts';
import { netconfDriver } from './netconf/driver.ts';
import { planChange } from './plan-change.ts';
import type { ActivationPolicy } from './policy.ts';
import { putBack } from './reconcile/put-back.ts';
import { settleDrift } from './reconcile/settle.ts';
import { takeAway } from './take-away.ts';
import { contribution, everyKind, sealKey } from './testing/activation.ts';
import { Fleet, sampleWorld } from './testing/fleet.ts';
import { sampleEline, sampleInternet, sampleL3vpn } from './testing/intents.ts';
import type { DeviceContribution, ServiceChange } from './types.ts';

const edges = ['PE-A', 'PE-B', 'PE-C'];
let db: TestDatabase;
let fleet: Fleet;
let driver: DeviceDriver;
let tenant: string;

beforeAll(async () => {
  db = await testDatabase();
  fleet = await Fleet.start();
  await fleet.control('PUT', '/world', sampleWorld);
  driver = netconfDriver({
    timeouts: { connectMs: 3_000, rpcMs: 2_500 },
    idleMs: 5_000,
    dialect: { root: 'device', namespace: 'urn:turnup:device' },
    testNamespace: 'urn:turnup:device-test',
  });
});
afterAll(async () => {
  await driver?.close();
  await fleet?.stop();
});

// Each test has a tenant of its own, and leaves the devices as it found them.
beforeEach(async () => {
  tenant = `t-${newId()}`;
  await fleet.loadAccess(db.database, tenant);
});
afterEach(async () => {
  for (const device of edges) await fleet.clearFaults(device);
  await applyServiceChange(activation(), change(null));
});

function activation(policy: Partial<ActivationPolicy> = {}): Activation {
  return openActivation({
    database: db.database,
    drivers: everyKind(driver),
    sealKey,
    runner: newId(),
    policy: { runnerLeaseS: 1, inDoubtRetryS: 0.1, confirmTimeoutS: 20, lockWaitS: 1, ...policy },
  });
}

const vpn = renderService({ model: 'l3vpn', intent: sampleL3vpn });

function change(
  contributions: readonly DeviceContribution[] | null,
  more: Partial<ServiceChange> = {},
): ServiceChange {
  return { tenant, transactionId: newId(), serviceId: sampleL3vpn.serviceId, contributions, ...more };
}

async function hashes(): Promise<readonly string[]> {
  return await Promise.all(edges.map(async (device) => (await fleet.state(device)).hash));
}

const ping = { vrf: 'ORCHID-1', source: '10.1.0.1', destination: '10.2.0.1', count: 10, sizeBytes: 500 };

describe('on real NETCONF over SSH', () => {
  test('a VPN is configured, carries packets, and leaves no trace when it is removed', async () => {
    const running = activation();
    const before = await hashes();
    expect(await applyServiceChange(running, change(vpn.provider))).toMatchObject({ state: 'completed' });
    expect(await applyServiceChange(running, change(vpn.customer))).toMatchObject({ state: 'completed' });
    const state = await deviceState(running, tenant, 'PE-A');
    expect(state).toMatchObject({ ok: true });
    if (!state.ok) throw new Error('state');
    expect(state.value.neighbors).toContainEqual({
      vrf: 'ORCHID-1',
      address: '100.64.0.1',
      sessionState: 'established',
    });
    const answer = await probe(running, tenant, 'CE-HQ-1', ping);
    expect(answer).toMatchObject({ ok: true, value: { sent: 10, received: 10 } });
    if (!answer.ok) throw new Error('probe');
    // There by P1 and P2 as asked, back the shortest way: (100 + 1000 + 500 + 2500 + 100) + (100 + 1500 + 1000 + 100) µs.
    expect(answer.value.rttAvgUs).toBeGreaterThanOrEqual(6_900);
    expect(answer.value.hops).toEqual(['CE-HQ-1', 'PE-A', 'P1', 'P2', 'PE-C', 'CE-BRANCH']);
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
    expect(await applyServiceChange(running, change(null))).toMatchObject({ state: 'completed' });
    expect(await hashes()).toEqual(before);
  });

  test.each([
    { model: 'internet', intent: sampleInternet },
    { model: 'eline', intent: sampleEline },
  ] as const)(
    '$model: what the plan shows is what the device then reports, and reverse restores it',
    async (service) => {
      const running = activation();
      const before = await hashes();
      const rendered = renderService(service);
      const request = change([...rendered.provider, ...rendered.customer], {
        serviceId: service.intent.serviceId,
      });
      const plan = await planChange(running, request);
      expect(plan.unread).toEqual([]);
      expect(plan.devices.length).toBe(rendered.provider.length + rendered.customer.length);
      expect(await hashes()).toEqual(before);
      expect(await applyServiceChange(running, request)).toMatchObject({ state: 'completed' });
      for (const { device, forward } of plan.devices) {
        const reported = await readBack(running, tenant, device);
        if (!reported.ok) throw new Error(reported.fault.message);
        const values = new Map(reported.value.values.map(({ path, value }) => [path, value]));
        for (const { path, after } of forward) expect([path, values.get(path)]).toEqual([path, after]);
      }
      const removal = await planChange(running, { ...request, contributions: null });
      expect(removal.devices.map(({ device }) => device)).toEqual(plan.devices.map(({ device }) => device));
      for (const { device, forwardText } of removal.devices) {
        expect(forwardText).toBe(plan.devices.find((planned) => planned.device === device)?.reverseText);
      }
      await applyServiceChange(running, { ...request, transactionId: newId(), contributions: null });
      expect(await hashes()).toEqual(before);
    },
  );

  test('an E-Line is one wire between the customer’s two devices, whatever VLAN each end has, at its rate', async () => {
    const running = activation();
    const line = renderService({ model: 'eline', intent: sampleEline });
    const request = change([...line.provider, ...line.customer], { serviceId: sampleEline.serviceId });
    expect(await applyServiceChange(running, request)).toMatchObject({ state: 'completed' });
    const stream = {
      vrf: 'EVC-1',
      source: '198.18.0.0',
      destination: '198.18.0.1',
      count: 1,
      sizeBytes: 1400,
    };
    const answer = await probe(running, tenant, 'CE-HQ-1', { ...stream, rateKbps: 400_000, durationS: 1 });
    expect(answer).toMatchObject({ ok: true, value: { deliveredKbps: sampleEline.rateKbps } });
    await applyServiceChange(running, { ...request, transactionId: newId(), contributions: null });
  });

  test('a live change sends only the difference; an ordered list is written in its new order', async () => {
    const running = activation();
    await applyServiceChange(running, change(vpn.provider));
    const [corePath] = sampleL3vpn.corePaths;
    if (!corePath) throw new Error('the sample has a path');
    const rerouted = renderService({
      model: 'l3vpn',
      intent: {
        ...sampleL3vpn,
        importTargets: ['65000:200', '65000:100'],
        corePaths: [{ ...corePath, hops: ['P2', 'P1'] }],
      },
    });
    const plan = await planChange(running, change(rerouted.provider));
    const onA = plan.devices.find(({ device }) => device === 'PE-A');
    expect(onA?.forward.map(({ path }) => path)).toEqual([
      "/path[name='ORCHID-1-PE-C']/hop",
      "/vrf[name='ORCHID-1']/import-target",
    ]);
    expect(await applyServiceChange(running, change(rerouted.provider))).toMatchObject({
      state: 'completed',
    });
    const after = await readBack(running, tenant, 'PE-A');
    if (!after.ok) throw new Error('read');
    expect(after.value.values).toContainEqual({
      path: "/path[name='ORCHID-1-PE-C']/hop",
      value: ['P2', 'P1'],
    });
  });

  test('another host key, a wrong secret and a silent device are each told as what they are, without the secret', async () => {
    const running = activation();
    const load = (record: object) =>
      db.database.transaction((tx) =>
        referenceLoaders(sealKey).deviceAccess(tx, tenant, [record] as never[]),
      );
    const { devices } = (await fleet.control('GET', '/devices')) as { devices: Record<string, unknown>[] };
    const found = devices.find(({ name }) => name === 'PE-A');
    const access = {
      device: 'PE-A',
      driver: 'netconf',
      host: found?.host,
      port: found?.port,
      user: 'lab',
      secret: 'secret',
    };
    await load({ ...access, hostKeySha256: 'A'.repeat(43) });
    expect(await applyServiceChange(running, change(vpn.provider))).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE-A', phase: 'connect', code: 'hostKeyMismatch' }],
    });
    await load({ ...access, hostKeySha256: found?.hostKeySha256, secret: 'guessed wrong' });
    const refused = await applyServiceChange(running, change(vpn.provider));
    expect(refused).toMatchObject({ state: 'undone', failures: [{ code: 'authenticationFailed' }] });
    expect(JSON.stringify(refused)).not.toContain('guessed wrong');
    await load({ ...access, hostKeySha256: found?.hostKeySha256 });
    await fleet.fault('PE-A', { kind: 'unreachable' });
    expect(await applyServiceChange(running, change(vpn.provider))).toMatchObject({
      state: 'undone',
      failures: [{ code: 'deviceUnreachable' }],
    });
  });
});

describe('whatever a device does wrong, all devices are as before and the next try goes through', () => {
  test.each([
    [{ kind: 'refuseEdit', message: 'bad element' }, 'edit', 'deviceRefused'],
    [{ kind: 'refuseCommit', message: 'resource exhausted' }, 'commit', 'deviceRefused'],
    [{ kind: 'commitDoesNothing' }, 'verify', 'readBackDiffers'],
    [{ kind: 'staleReadBack', once: true, after: 1 }, 'verify', 'readBackDiffers'],
    [{ kind: 'refuseConfirm', message: 'no' }, 'confirm', 'deviceRefused'],
    [{ kind: 'hang', operation: 'commit', once: true }, 'commit', 'deviceTimeout'],
    [
      { kind: 'dropSessionOn', operation: 'commit', when: 'after', once: true },
      'commit',
      'deviceUnreachable',
    ],
  ])('%j', async (fault, phase, code) => {
    const running = activation();
    const before = await hashes();
    await fleet.fault('PE-C', fault);
    const request = change(vpn.provider);
    const outcome = await applyServiceChange(running, request);
    expect(outcome).toMatchObject({ state: 'undone', failures: [{ device: 'PE-C', phase, code }] });
    expect(await hashes()).toEqual(before);
    for (const device of edges) expect((await fleet.state(device)).pending).toBeUndefined();
    await fleet.clearFaults('PE-C');
    expect(await applyServiceChange(running, { ...request, transactionId: newId() })).toMatchObject({
      state: 'completed',
    });
  });

  test('cancelling is refused as well: in doubt, until the device has taken its commit back by itself', async () => {
    const running = activation({ confirmTimeoutS: 4, confirmMarginS: 0.1 });
    const before = await hashes();
    await fleet.fault('PE-B', { kind: 'refuseCancel' });
    await fleet.fault('PE-C', { kind: 'refuseCommit' });
    const request = change(vpn.provider);
    expect(await applyServiceChange(running, request)).toMatchObject({ state: 'inDoubt', decision: 'undo' });
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(await applyServiceChange(running, request)).toMatchObject({ state: 'undone' });
    expect(await hashes()).toEqual(before);
  });
});

test('a device whose model has another root and namespace says so itself', async () => {
  const elsewhere = netconfDriver({
    timeouts: { connectMs: 3_000, rpcMs: 2_500 },
    idleMs: 5_000,
    dialect: { root: 'config', namespace: 'urn:elsewhere' },
    testNamespace: 'urn:elsewhere:test',
  });
  const running = { ...activation(), drivers: everyKind(elsewhere) };
  const { devices } = (await fleet.control('GET', '/devices')) as { devices: Record<string, unknown>[] };
  const { host, port, hostKeySha256 } = devices.find(({ name }) => name === 'PE-A') ?? {};
  const dialect = { root: 'device', namespace: 'urn:turnup:device', testNamespace: 'urn:turnup:device-test' };
  const access = { device: 'PE-A', driver: 'netconf', host, port, user: 'lab', secret: 'secret', dialect };
  const key = String(hostKeySha256).replace(/^SHA256:/, '');
  await db.database.transaction((tx) =>
    referenceLoaders(sealKey).deviceAccess(tx, tenant, [{ ...access, hostKeySha256: key }] as never[]),
  );
  const wanted = ['PE-A', 'PE-B'].map((device) =>
    contribution(device, { "/vrf[name='MODEL-1']/rd": '65010:88' }),
  );
  const plan = await planChange(running, change(wanted, { serviceId: 'service-model' }), 'records');
  expect(plan.devices.map(({ forwardText }) => /xmlns="([^"]+)"/.exec(forwardText)?.[1])).toEqual([
    'urn:turnup:device',
    'urn:elsewhere',
  ]);
  const one = change(wanted.slice(0, 1), { serviceId: 'service-model' });
  expect(await applyServiceChange(running, one)).toMatchObject({ state: 'completed' });
  expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
  const gone = change(null, { serviceId: 'service-model' });
  expect(await applyServiceChange(running, gone)).toMatchObject({ state: 'completed' });
  await elsewhere.close();
});

describe('drift is looked for while a change is in its confirm window', () => {
  const by = { account: 'ada', reason: 'somebody was there' };
  const faster = renderService({
    model: 'l3vpn',
    intent: {
      ...sampleL3vpn,
      sites: sampleL3vpn.sites.map((site) => ({
        ...site,
        legs: site.legs.map((leg) => ({ ...leg, rateKbps: 2 * leg.rateKbps })),
      })),
    },
  });

  /** Begins a change that stays in its window until told how its check ended. */
  async function inWindow(running: Activation) {
    const opened = Promise.withResolvers<void>();
    const checked = Promise.withResolvers<boolean>();
    const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
      opened.resolve();
      return (await checked.promise) ? { ok: true } : { ok: false, message: 'too slow' };
    };
    const ended = applyServiceChange(running, change(faster.provider, { smokeCheck }));
    await opened.promise;
    return { ended, check: checked.resolve };
  }

  test('it is not told, and what is put back meanwhile is what the change leaves', async () => {
    const running = activation();
    await applyServiceChange(running, change(vpn.provider));
    const slow = await hashes();
    const { ended, check } = await inWindow(running);
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({
      fault: { code: 'DEVICE_IN_TRANSACTION' },
    });
    const settled = settleDrift(running, tenant, 'PE-A', () => 'putBack', by);
    const services = new Set([sampleL3vpn.serviceId]);
    const put = putBack(running, { tenant, transactionId: newId(), device: 'PE-A', services });
    await new Promise((resolve) => setTimeout(resolve, 300));
    check(true);
    expect(await ended).toMatchObject({ state: 'completed' });
    const fast = await hashes();
    expect(fast[0]).not.toBe(slow[0]);
    expect(await settled).toEqual({ ok: true, value: { ruled: [], kept: [], adopted: [] } });
    expect(await put).toMatchObject({ state: 'completed' });
    expect(await hashes()).toEqual(fast);
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
  });

  test('what is undone is not adopted', async () => {
    const running = activation();
    await applyServiceChange(running, change(vpn.provider));
    const slow = await hashes();
    const { ended, check } = await inWindow(running);
    const settled = settleDrift(running, tenant, 'PE-A', () => 'adopt', by);
    await new Promise((resolve) => setTimeout(resolve, 300));
    check(false);
    expect(await ended).toMatchObject({ state: 'undone' });
    expect(await settled).toMatchObject({ value: { adopted: [] } });
    expect(await hashes()).toEqual(slow);
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
  });
});

describe('a commit that is to be confirmed by somebody else', () => {
  const unitOf = (device: string): string => {
    const paths = vpn.provider.find((one) => one.device === device)?.leaves.map(({ path }) => path) ?? [];
    const unit = paths.map((path) => /^\/port\[[^\]]+\]\/unit\[[^\]]+\]/.exec(path)?.[0]).find(Boolean);
    if (unit === undefined) throw new Error(`no unit on ${device}`);
    return unit;
  };
  const other = [contribution('PE-A', { "/vrf[name='BESIDE-1']/rd": '65010:77' })];
  const beside = (more: Partial<ServiceChange> = {}) =>
    change(other, { serviceId: 'service-beside', ...more });

  test('a leg that is away for a test holds its device: a change waits and goes through when it is back', async () => {
    const running = activation();
    await applyServiceChange(running, change(vpn.provider));
    const restore = unwrap(await takeAway(running, tenant, { device: 'PE-A', path: unitOf('PE-A') }, 30));
    expect((await fleet.state('PE-A')).pending).toBeDefined();
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({
      ok: false,
      fault: { code: 'DEVICE_IN_TRANSACTION' },
    });
    const impatient = activation({ deviceWaitS: 0.2 });
    const refused = await applyServiceChange(impatient, beside());
    expect(refused).toMatchObject({ state: 'refused', failures: [{ code: 'deviceLocked' }] });
    expect(JSON.stringify(refused)).toContain('away for a test');
    expect(await takeAway(impatient, tenant, { device: 'PE-A', path: unitOf('PE-A') }, 30)).toMatchObject({
      fault: { code: 'DEVICE_IN_TRANSACTION' },
    });
    const waiting = applyServiceChange(running, beside());
    await restore();
    expect(await waiting).toMatchObject({ state: 'completed' });
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
    await applyServiceChange(running, change(null, { serviceId: 'service-beside' }));
  });

  test('nobody gives the leg back: the device does, and is free when it has', async () => {
    const running = activation({ deviceWaitS: 40 });
    await applyServiceChange(running, change(vpn.provider));
    unwrap(await takeAway(running, tenant, { device: 'PE-A', path: unitOf('PE-A') }, 1));
    expect(await applyServiceChange(running, beside())).toMatchObject({ state: 'completed' });
    expect(await checkSync(running, tenant, 'PE-A')).toMatchObject({ value: { inSync: true } });
    await applyServiceChange(running, change(null, { serviceId: 'service-beside' }));
  }, 60_000);

  test('one from outside is told as what it is, and passes', async () => {
    const running = activation();
    const before = await hashes();
    const access = await deviceTargets(db.database.sql, sealKey, tenant, ['PE-A']);
    const session = await driver.open(access.get('PE-A')?.target as DeviceTarget);
    await session.lock();
    const leaf = { path: "/vrf[name='ALIEN']/rd", combiner: 'equal', before: null } as const;
    await session.edit([{ ...leaf, operation: 'create', after: '65099:1' }]);
    await session.commitConfirmed('alien', 30);
    await session.unlock();
    const outcome = await applyServiceChange(running, beside());
    expect(outcome).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE-A', phase: 'commit', code: 'deviceLocked' }],
    });
    expect(await session.cancel('alien')).toBe('cancelled');
    await session.close();
    expect(await hashes()).toEqual(before);
    expect(await applyServiceChange(running, beside())).toMatchObject({ state: 'completed' });
    await applyServiceChange(running, change(null, { serviceId: 'service-beside' }));
  });
});

describe('kill -9 of all devices between prepare and confirm', () => {
  /** Kills the fleet inside the confirm window, and brings it back after a while on the same state. */
  async function killedInWindow(policy: Partial<ActivationPolicy>, awayMs: number, smokeOk: boolean) {
    const running = activation(policy);
    const before = await hashes();
    const smokeCheck: NonNullable<ServiceChange['smokeCheck']> = async () => {
      await fleet.kill();
      return smokeOk ? { ok: true } : { ok: false, message: 'nothing answers' };
    };
    const request = change(vpn.provider, { smokeCheck });
    const outcome = await applyServiceChange(running, request);
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await fleet.restart();
    await fleet.loadAccess(db.database, tenant);
    // Whoever asks for a transaction in doubt has it settled without waiting out the pause.
    const settle = () => applyServiceChange(running, request);
    return { running, before, outcome, settle };
  }

  test('with the commits still pending: confirmed everywhere', async () => {
    const { running, outcome, settle } = await killedInWindow({}, 0, true);
    expect(outcome).toMatchObject({ state: 'inDoubt', decision: 'confirm' });
    expect(await settle()).toMatchObject({ state: 'completed' });
    for (const device of edges) {
      expect((await fleet.state(device)).pending).toBeUndefined();
      expect(await checkSync(running, tenant, device)).toMatchObject({ value: { inSync: true } });
    }
  });

  test('with the commits taken back by their time-out: made again, since the decision to confirm stands', async () => {
    const { running, outcome, settle } = await killedInWindow(
      { confirmTimeoutS: 4, confirmMarginS: 0.1 },
      4_500,
      true,
    );
    expect(outcome).toMatchObject({ state: 'inDoubt', decision: 'confirm' });
    expect(await settle()).toMatchObject({ state: 'completed' });
    for (const device of edges)
      expect(await checkSync(running, tenant, device)).toMatchObject({ value: { inSync: true } });
  });

  test('before the decision: undone everywhere', async () => {
    const { before, outcome, settle } = await killedInWindow({}, 0, false);
    expect(outcome).toMatchObject({ state: 'inDoubt', decision: 'undo' });
    expect(await settle()).toMatchObject({ state: 'undone' });
    expect(await hashes()).toEqual(before);
    for (const device of edges) expect((await fleet.state(device)).pending).toBeUndefined();
  });
});
