import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import type { Activation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync } from '../device.ts';
import { contribution, fakeActivation, loadFakeAccess } from '../testing/activation.ts';
import { FakeNetwork } from '../testing/fake-network.ts';
import { getTransaction } from '../transactions.ts';
import type { ServiceChange, SmokeResult } from '../types.ts';
import { recoverTransactions } from './recover.ts';

const names = ['PE1', 'PE2', 'PE3'];
const foreign = "/vrf[name='OTHER']/rd";
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});

/** Three edges, one of which holds another customer's VRF that is in no record. */
async function scene(): Promise<{
  tenant: string;
  network: FakeNetwork;
  activation: Activation;
  dumps: () => string[];
}> {
  const tenant = `t-${newId()}`;
  const network = new FakeNetwork();
  for (const name of names)
    network.add(name, name === 'PE1' ? { "/vrf[name='OTHER']": 'present', [foreign]: '1:9' } : {});
  await loadFakeAccess(db.database, tenant, network);
  const dumps = () => names.map((name) => network.devices.get(name)?.dump() ?? '');
  return { tenant, network, activation: fakeActivation(db.database, network), dumps };
}

function change(tenant: string, rd = '1:1', more: Partial<ServiceChange> = {}): ServiceChange {
  const contributions = names.map((name) =>
    contribution(name, { "/vrf[name='A']/rd": rd, "/vrf[name='A']/as": 65_000 }),
  );
  return { tenant, transactionId: newId(), serviceId: 'service-a', contributions, ...more };
}

function device(network: FakeNetwork, name: string) {
  const found = network.devices.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('a transaction', () => {
  test('confirms everywhere, records ownership, and removal restores every device', async () => {
    const { tenant, network, activation, dumps } = await scene();
    const before = dumps();
    const outcome = await applyServiceChange(activation, change(tenant));
    expect(outcome).toMatchObject({
      state: 'completed',
      devices: names.map((name) => ({ device: name, state: 'confirmed' })),
    });
    for (const name of names) {
      expect(device(network, name).running.get("/vrf[name='A']/rd")).toBe('1:1');
      expect(device(network, name).pending).toBeUndefined();
      expect(await checkSync(activation, tenant, name)).toMatchObject({ ok: true, value: { inSync: true } });
    }
    const removal = await applyServiceChange(activation, change(tenant, '', { contributions: null }));
    expect(removal.state).toBe('completed');
    expect(dumps()).toEqual(before);
    const left = await db.database.sql`select path from configuration_leaf where tenant = ${tenant}`;
    expect(left).toEqual([]);
  });

  test('asked again with the same id answers the recorded outcome without touching a device', async () => {
    const { tenant, network, activation } = await scene();
    const request = change(tenant);
    const first = await applyServiceChange(activation, request);
    const touched = device(network, 'PE1').log.length;
    expect(await applyServiceChange(activation, request)).toEqual(first);
    expect(device(network, 'PE1').log.length).toBe(touched);
    await expect(applyServiceChange(activation, { ...request, contributions: null })).rejects.toThrow(
      /another change/,
    );
  });

  test('the same wishes under another id are an empty difference and contact nobody', async () => {
    const { tenant, network, activation } = await scene();
    await applyServiceChange(activation, change(tenant));
    const touched = device(network, 'PE2').log.length;
    const again = await applyServiceChange(activation, change(tenant));
    expect(again).toMatchObject({ state: 'completed', devices: [] });
    expect(device(network, 'PE2').log.length).toBe(touched);
  });

  test('a place that another service holds differently is refused with its owner; equal values are shared', async () => {
    const { tenant, network, activation } = await scene();
    await applyServiceChange(activation, change(tenant));
    const other = { ...change(tenant, '1:2'), serviceId: 'service-b' };
    const log = device(network, 'PE3').log.length;
    const refused = await applyServiceChange(activation, other);
    expect(refused).toMatchObject({ state: 'refused' });
    if (refused.state !== 'refused') throw new Error('refused');
    expect(refused.conflicts[0]).toMatchObject({
      path: "/vrf[name='A']/rd",
      wanted: '1:2',
      standing: '1:1',
      owners: ['service-a'],
    });
    expect(device(network, 'PE3').log.length).toBe(log);
    const shared = { ...change(tenant), serviceId: 'service-b' };
    expect((await applyServiceChange(activation, shared)).state).toBe('completed');
    await applyServiceChange(activation, change(tenant, '', { contributions: null }));
    expect(device(network, 'PE3').running.get("/vrf[name='A']/rd")).toBe('1:1');
    await applyServiceChange(activation, {
      ...change(tenant, '', { contributions: null }),
      serviceId: 'service-b',
    });
    expect(device(network, 'PE3').running.size).toBe(0);
  });

  test('a hand-made change stops it in phase check; overwriting is asked for expressly', async () => {
    const { tenant, network, activation } = await scene();
    await applyServiceChange(activation, change(tenant));
    device(network, 'PE2').running.set("/vrf[name='A']/rd", '6:6');
    expect(await checkSync(activation, tenant, 'PE2')).toMatchObject({
      value: {
        inSync: false,
        drifts: [{ path: "/vrf[name='A']/rd", have: '6:6', want: '1:1', services: ['service-a'] }],
      },
    });
    const stopped = await applyServiceChange(activation, change(tenant, '1:7'));
    expect(stopped).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE2', phase: 'check', code: 'unmanagedChange' }],
    });
    expect(device(network, 'PE1').running.get("/vrf[name='A']/rd")).toBe('1:1');
    const forced = await applyServiceChange(activation, change(tenant, '1:1', { onDrift: 'overwrite' }));
    expect(forced.state).toBe('completed');
    expect(device(network, 'PE2').running.get("/vrf[name='A']/rd")).toBe('1:1');
  });

  test('an unknown device is refused before any is touched', async () => {
    const { tenant, network, activation } = await scene();
    const request = change(tenant);
    const contributions = [...(request.contributions ?? []), contribution('PE9', { '/x': 1 })];
    const outcome = await applyServiceChange(activation, { ...request, contributions });
    expect(outcome).toMatchObject({ state: 'refused', failures: [{ device: 'PE9', code: 'deviceUnknown' }] });
    expect(device(network, 'PE1').log).toEqual([]);
  });
});

describe('a failing device leaves all devices as before, whichever step fails', () => {
  test.each([
    ['connect', 'unreachable', 'connect', 'deviceUnreachable'],
    ['connect', 'hostKey', 'connect', 'hostKeyMismatch'],
    ['lock', 'locked', 'lock', 'deviceLocked'],
    ['edit', 'refused', 'edit', 'deviceRefused'],
    ['commitConfirmed', 'refused', 'commit', 'deviceRefused'],
    ['commitConfirmed', 'losesAnswer', 'commit', 'deviceTimeout'],
    ['commitConfirmed', 'pretends', 'verify', 'readBackDiffers'],
    ['confirm', 'refused', 'confirm', 'deviceRefused'],
  ] as const)('%s %s → phase %s, %s', async (operation, fault, phase, code) => {
    const { tenant, network, activation, dumps } = await scene();
    const before = dumps();
    device(network, 'PE3').faults.set(operation, fault);
    const request = change(tenant);
    const outcome = await applyServiceChange(activation, request);
    expect(outcome).toMatchObject({ state: 'undone', failures: [{ device: 'PE3', phase, code }] });
    expect(dumps()).toEqual(before);
    for (const name of names) expect(device(network, name).pending).toBeUndefined();
    expect(await db.database.sql`select device from device_lease where tenant = ${tenant}`).toEqual([]);
    // The fault is gone: another transaction goes through.
    device(network, 'PE3').faults.clear();
    expect((await applyServiceChange(activation, change(tenant))).state).toBe('completed');
  });

  test('a smoke check that says no, throws or takes too long undoes everywhere', async () => {
    const { tenant, network, dumps } = await scene();
    const before = dumps();
    const checks: readonly (() => Promise<SmokeResult>)[] = [
      async () => ({ ok: false, message: 'no ping' }),
      async () => {
        throw new Error('no probe');
      },
      () => new Promise(() => {}),
    ];
    const activation = fakeActivation(db.database, network, { policy: { smokeCheckS: 0.05 } });
    for (const smokeCheck of checks) {
      const outcome = await applyServiceChange(activation, change(tenant, '1:1', { smokeCheck }));
      expect(outcome).toMatchObject({
        state: 'undone',
        failures: [{ phase: 'smoke', code: 'smokeCheckFailed' }],
      });
      expect(dumps()).toEqual(before);
    }
    let seen: readonly string[] = [];
    const passing = async (devices: readonly string[]): Promise<SmokeResult> => {
      seen = devices;
      return { ok: true };
    };
    expect((await applyServiceChange(activation, change(tenant, '1:1', { smokeCheck: passing }))).state).toBe(
      'completed',
    );
    expect(seen).toEqual(names);
  });

  test('too little left of the confirm window undoes everywhere', async () => {
    const { tenant, network, dumps } = await scene();
    const before = dumps();
    const activation = fakeActivation(db.database, network, {
      policy: { confirmTimeoutS: 5, confirmMarginS: 6 },
    });
    const outcome = await applyServiceChange(activation, change(tenant));
    expect(outcome).toMatchObject({ state: 'undone', failures: [{ code: 'windowTooShort' }] });
    expect(dumps()).toEqual(before);
  });
});

describe('a device lost in the second phase is in doubt until it is read', () => {
  test.each([
    ['never heard the confirm, and took its commit back', 'unreachable', true],
    ['never heard the confirm, and still has it pending', 'unreachable', false],
    ['confirmed, and only the answer was lost', 'losesAnswer', false],
  ] as const)('%s: ends confirmed everywhere', async (_, fault, expires) => {
    const { tenant, network, activation } = await scene();
    device(network, 'PE2').faults.set('confirm', fault).set('connect', 'unreachable');
    // Phase 1 needs the connection: it breaks with the confirm.
    device(network, 'PE2').faults.delete('connect');
    const request = change(tenant);
    const first = await applyServiceChange(activation, request);
    expect(first).toMatchObject({ state: 'inDoubt', decision: 'confirm' });
    const waiting = { ...change(tenant, '9:9'), serviceId: 'service-b' };
    expect(await applyServiceChange(activation, waiting)).toMatchObject({
      state: 'refused',
      failures: [{ code: 'deviceLocked' }, {}, {}],
    });
    if (expires) device(network, 'PE2').expire();
    device(network, 'PE2').faults.clear();
    const settled = await applyServiceChange(activation, request);
    expect(settled).toMatchObject({ state: 'completed' });
    for (const name of names) {
      expect(device(network, name).running.get("/vrf[name='A']/rd")).toBe('1:1');
      expect(device(network, name).pending).toBeUndefined();
    }
  });

  test('and when another device says no to the confirm, everything is undone, also what was confirmed', async () => {
    const { tenant, network, activation, dumps } = await scene();
    const before = dumps();
    device(network, 'PE2').faults.set('confirm', 'unreachable').set('cancel', 'unreachable');
    device(network, 'PE3').faults.set('confirm', 'refused');
    const request = change(tenant);
    const first = await applyServiceChange(activation, request);
    expect(first).toMatchObject({ state: 'inDoubt', decision: 'undo' });
    expect(dumps()[0]).toBe(before[0]);
    device(network, 'PE2').faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await recoverTransactions(activation)).toMatchObject([
      { state: 'undone', failures: [{ device: 'PE3', phase: 'confirm' }] },
    ]);
    expect(dumps()).toEqual(before);
  });

  test('unreachable at undo: in doubt, then undone once it answers', async () => {
    const { tenant, network, activation, dumps } = await scene();
    const before = dumps();
    device(network, 'PE1').faults.set('cancel', 'timeout');
    device(network, 'PE3').faults.set('commitConfirmed', 'refused');
    const request = change(tenant);
    expect(await applyServiceChange(activation, request)).toMatchObject({
      state: 'inDoubt',
      decision: 'undo',
    });
    device(network, 'PE1').faults.clear();
    expect(await applyServiceChange(activation, request)).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE3' }, {}].slice(0, 1),
    });
    expect(dumps()).toEqual(before);
    expect(
      (await getTransaction(activation, tenant, request.transactionId))?.journal.map((entry) => entry.state),
    ).toContain('inDoubt');
  });
});

describe('two transactions', () => {
  test('on common devices run one after the other, in any order of devices', async () => {
    const { tenant, activation } = await scene();
    const requests = Array.from({ length: 6 }, (_, index) => ({
      tenant,
      transactionId: newId(),
      serviceId: `service-${index}`,
      contributions: (index % 2 ? names : names.toReversed()).map((name) =>
        contribution(name, { "/port[name='p']/rate": 10 }, { "/port[name='p']/rate": { combiner: 'sum' } }),
      ),
    }));
    const patient = { ...activation, policy: { ...activation.policy, deviceWaitS: 20 } };
    const outcomes = await Promise.all(requests.map((request) => applyServiceChange(patient, request)));
    expect(outcomes.map((outcome) => outcome.state)).toEqual(Array(6).fill('completed'));
    expect(await checkSync(activation, tenant, 'PE1')).toMatchObject({ ok: true, value: { inSync: true } });
    const [row] = await db.database.sql<{ value: number }>`
      select sum((value #>> '{}')::int) as value from configuration_owner where tenant = ${tenant} and device = 'PE1' and path like '%/rate'`;
    expect(row?.value).toBe(60);
  });

  test('with the same id at once: one runs, the other is told so', async () => {
    const { tenant, activation } = await scene();
    const request = change(tenant);
    const states = (await Promise.all([1, 2].map(() => applyServiceChange(activation, request))))
      .map(({ state }) => state)
      .sort();
    expect(states[0]).toBe('completed');
    expect(['completed', 'running']).toContain(states[1]);
  });
});
