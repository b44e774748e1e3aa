import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { referenceLoaders } from '../access/load.ts';
import { type Activation, openActivation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync, deviceState } from '../device.ts';
import { renderService } from '../models/index.ts';
import { planChange } from '../plan-change.ts';
import type { ActivationPolicy } from '../policy.ts';
import { everyKind, sealKey } from '../testing/activation.ts';
import { CliDevice } from '../testing/cli-device.ts';
import { sampleL3vpn } from '../testing/intents.ts';
import type { ServiceChange } from '../types.ts';
import { cliDriver, deviceLists } from './driver.ts';
import { commandsOf } from './lines.ts';

const edges = ['PE-A', 'PE-B', 'PE-C'];
const vpn = renderService({ model: 'l3vpn', intent: sampleL3vpn }).provider;
const driver = cliDriver({
  timeouts: { connectMs: 3_000, requestMs: 1_500 },
  idleMs: 2_000,
  listKeys: deviceLists,
});
const devices = new Map<string, CliDevice>();
let db: TestDatabase;
let tenant: string;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => driver.close());
beforeEach(async () => {
  tenant = `t-${newId()}`;
  for (const name of edges) devices.set(name, await CliDevice.start());
  const records = [...devices].map(([device, { port, hostKeySha256 }]) => {
    return { device, driver: 'cli', host: '127.0.0.1', port, user: 'lab', secret: 'secret', hostKeySha256 };
  });
  await db.database.transaction((tx) =>
    referenceLoaders(sealKey).deviceAccess(tx, tenant, records as never[]),
  );
});
afterEach(() => {
  for (const device of devices.values()) device.stop();
});

function activation(policy: Partial<ActivationPolicy> = {}): Activation {
  const quick = { runnerLeaseS: 1, inDoubtRetryS: 0.1, confirmTimeoutS: 20, lockWaitS: 0.2, ...policy };
  return openActivation({
    database: db.database,
    drivers: everyKind(driver),
    sealKey,
    runner: newId(),
    policy: quick,
  });
}
const change = (more: Partial<ServiceChange> = {}): ServiceChange => {
  return { tenant, transactionId: newId(), serviceId: 'service-1', contributions: vpn, ...more };
};
const all = () => edges.map((name) => devices.get(name)?.running);
const device = (name: string): CliDevice => {
  const found = devices.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('a command line as another vendor', () => {
  test('what the plan shows is what is sent, the device then has it, and removal leaves nothing', async () => {
    const plan = await planChange(activation(), change());
    const text = plan.devices.find((one) => one.device === 'PE-C')?.forwardText ?? '';
    expect(text).toContain('set vrf ORCHID-1 import-target 65000:100\n');
    expect(await applyServiceChange(activation(), change())).toMatchObject({ state: 'completed' });
    const sent = text.split('\n').map((line) => line.replace(/^set /, ''));
    expect([...device('PE-C').running].sort()).toEqual(sent.sort());
    expect(await checkSync(activation(), tenant, 'PE-C')).toMatchObject({ value: { inSync: true } });
    expect(await deviceState(activation(), tenant, 'PE-C')).toMatchObject({
      value: { ports: [{ name: 'ge-0/0/1', operStatus: 'up' }] },
    });
    expect(await applyServiceChange(activation(), change({ contributions: null }))).toMatchObject({
      state: 'completed',
    });
    expect(all()).toEqual([[], [], []]);
  });

  test.each([
    ['refuses a line', { refuses: 'set vrf' }, 'edit', 'deviceRefused'],
    ['refuses the commit', { refuses: 'commit confirmed' }, 'commit', 'deviceRefused'],
    ['never answers the commit', { hangsOn: 'commit confirmed' }, 'commit', 'deviceTimeout'],
  ] as const)('a device that %s leaves nothing on any', async (_, fault, phase, code) => {
    Object.assign(device('PE-C'), fault);
    const outcome = await applyServiceChange(activation(), change());
    expect(outcome).toMatchObject({ state: 'undone', failures: [{ device: 'PE-C', phase, code }] });
    expect(all()).toEqual([[], [], []]);
  });

  test('an unconfirmed commit is taken back by the device itself', async () => {
    const session = await driver.open({
      tenant,
      device: 'PE-A',
      host: '127.0.0.1',
      port: device('PE-A').port,
      user: 'lab',
      secret: 'secret',
      hostKeySha256: device('PE-A').hostKeySha256,
    });
    await session.lock();
    const path = "/vrf[name='A']/rd";
    await session.edit([{ path, combiner: 'equal', operation: 'create', before: null, after: '1:1' }]);
    await session.commitConfirmed('trial', 1);
    expect(device('PE-A').running).toEqual(['vrf A rd 1:1']);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(device('PE-A').running).toEqual([]);
    expect(await session.confirm('trial')).toBe('nothingPending');
    await session.close();
  });

  test('while somebody else has a commit to confirm, a change is told so, and passes', async () => {
    const { port, hostKeySha256 } = device('PE-A');
    const reached = { host: '127.0.0.1', port, user: 'lab', secret: 'secret', hostKeySha256 };
    const session = await driver.open({ tenant, device: 'PE-A', ...reached });
    await session.lock();
    const path = "/vrf[name='ALIEN']/rd";
    await session.edit([{ path, combiner: 'equal', operation: 'create', before: null, after: '9:9' }]);
    await session.commitConfirmed('alien', 30);
    await session.unlock();
    expect(await applyServiceChange(activation(), change())).toMatchObject({
      state: 'undone',
      failures: [{ device: 'PE-A', phase: 'commit', code: 'deviceLocked' }],
    });
    expect(await session.cancel('alien')).toBe('cancelled');
    await session.close();
    expect(await applyServiceChange(activation(), change())).toMatchObject({ state: 'completed' });
  });

  test('a sequence is written anew, a set by its difference, and words with spaces are one', () => {
    const at = (path: string, combiner: 'set' | 'ordered' | 'equal', before: never, after: never) =>
      commandsOf([{ path, combiner, operation: 'set', before, after }]);
    expect(at("/path[name='p']/hop", 'ordered', ['a', 'b'] as never, ['b', 'a'] as never)).toEqual([
      'delete path p hop',
      'set path p hop b',
      'set path p hop a',
    ]);
    expect(
      at("/vrf[name='A']/import-target", 'set', ['1:1', '1:2'] as never, ['1:2', '1:3'] as never),
    ).toEqual(['delete vrf A import-target 1:1', 'set vrf A import-target 1:3']);
    expect(
      at("/port[name='x']/unit[vlan='1']/description", 'equal', 'a' as never, 'two words' as never),
    ).toEqual(['set port x unit 1 description "two words"']);
    expect(() => at("/vrf[name='A']/rd", 'equal', null as never, 'a\nreload' as never)).toThrow(
      'cannot take',
    );
  });
});
