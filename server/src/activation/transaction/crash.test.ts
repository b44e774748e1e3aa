import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { checkSync } from '../device.ts';
import { contribution, fakeActivation, loadFakeAccess } from '../testing/activation.ts';
import { FakeNetwork } from '../testing/fake-network.ts';
import { getTransaction } from '../transactions.ts';
import type { ServiceChange } from '../types.ts';
import { recoverTransaction, recoverTransactions } from './recover.ts';

const names = ['PE1', 'PE2'];
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});

class Crash extends Error {}

/** A network with one service on it, which is about to be changed on both devices. */
async function scene() {
  const tenant = `t-${newId()}`;
  const network = new FakeNetwork();
  for (const name of names)
    network.add(name, { "/port[name='p']": 'present', "/port[name='p']/mtu": '1500' });
  await loadFakeAccess(db.database, tenant, network);
  await applyServiceChange(fakeActivation(db.database, network), change(tenant, '1:1'));
  return { tenant, network };
}

function change(tenant: string, rd: string): ServiceChange {
  const contributions = names.map((name) =>
    contribution(
      name,
      {
        "/vrf[name='A']/rd": rd,
        [`/vrf[name='A']/peer[address='${rd}']/as`]: 1,
        "/port[name='p']/mtu": 9000,
      },
      { "/port[name='p']/mtu": { combiner: 'maximum' } },
    ),
  );
  return { tenant, transactionId: newId(), serviceId: 'service-a', contributions };
}

/** A process that dies at its nth journal point: nothing it would do afterwards happens. */
function dyingActivation(network: FakeNetwork, dieAt: number, runnerLeaseS = leaseS) {
  const points: string[] = [];
  const activation = fakeActivation(db.database, network, {
    policy: { runnerLeaseS },
    atStep: (point) => {
      if (network.dead) throw network.dead;
      points.push(point);
      if (points.length - 1 === dieAt) {
        network.dead = new Crash(point);
        throw network.dead;
      }
    },
  });
  return { activation, points };
}

function restart(network: FakeNetwork): void {
  network.dead = undefined;
  network.dropSessions();
}

const leaseS = 0.2;
const leaseOver = (seconds = leaseS) => new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 30));
const dumps = (network: FakeNetwork) => names.map((name) => network.devices.get(name)?.dump());

async function countPoints(): Promise<readonly string[]> {
  const { tenant, network } = await scene();
  const { activation, points } = dyingActivation(network, -1);
  expect((await applyServiceChange(activation, change(tenant, '2:2'))).state).toBe('completed');
  return points;
}

/** All or nothing, on the devices and in the records, with nothing pending, held or left open. */
async function expectWhole(
  tenant: string,
  network: FakeNetwork,
  before: unknown,
  id: string,
): Promise<'after' | 'before'> {
  const activation = fakeActivation(db.database, network);
  const record = await getTransaction(activation, tenant, id);
  for (const device of network.devices.values()) {
    expect(device.pending).toBeUndefined();
    expect(device.lockedBy).toBeUndefined();
  }
  for (const name of names)
    expect(await checkSync(activation, tenant, name)).toMatchObject({ value: { inSync: true } });
  expect(await db.database.sql`select device from device_lease where tenant = ${tenant}`).toEqual([]);
  const values = names.map((name) => network.devices.get(name)?.running.get("/vrf[name='A']/rd"));
  if (values[0] === '2:2') {
    expect(values).toEqual(['2:2', '2:2']);
    expect(record?.state).toBe('completed');
    return 'after';
  }
  expect(dumps(network)).toEqual(before);
  expect(record === undefined || record.state === 'interrupted').toBe(true);
  return 'before';
}

describe('a process that dies at any point of the journal', () => {
  test('leaves a transaction that the next one finishes: all or nothing; asked again, it goes through', async () => {
    const points = await countPoints();
    expect(points).toEqual(
      expect.arrayContaining([
        'before PE1 preparing',
        'after PE2 verified',
        'before confirming',
        'after PE1 confirmed',
        'before completed',
      ]),
    );
    const ends = new Map<string, string>();
    const runs = points.flatMap((point, index) =>
      [false, true].map((expired) => ({ point, index, expired })),
    );
    const prepared = await Promise.all(runs.map(async (run) => ({ ...run, ...(await scene()) })));
    const dead = await Promise.all(
      prepared.map(async (run) => {
        const before = dumps(run.network);
        const { activation } = dyingActivation(run.network, run.index);
        const request = change(run.tenant, '2:2');
        await expect(applyServiceChange(activation, request)).rejects.toThrow(Crash);
        restart(run.network);
        if (run.expired) for (const device of run.network.devices.values()) device.expire();
        return { ...run, before, request };
      }),
    );
    await leaseOver();
    for (const { point, expired, tenant, network, before, request } of dead) {
      const activation = fakeActivation(db.database, network);
      // Recovery works on all tenants; here each has a network of its own.
      await finish(activation, tenant, request.transactionId);
      ends.set(`${point} ${expired}`, await expectWhole(tenant, network, before, request.transactionId));
      expect(await applyServiceChange(activation, request)).toMatchObject({ state: 'completed' });
      expect(await expectWhole(tenant, network, before, request.transactionId)).toBe('after');
    }
    expect(ends.get('before confirming false')).toBe('before');
    expect(ends.get('after confirming false')).toBe('after');
    expect(ends.get('after confirming true')).toBe('after');
  }, 60_000);

  test('also when recovery dies as well, at any of its points', async () => {
    const points = await countPoints();
    const late = points.map((_, index) => index).filter((index) => index % 3 === 0);
    const dead = await Promise.all(
      late.map(async (index) => {
        const { tenant, network } = await scene();
        const before = dumps(network);
        const request = change(tenant, '2:2');
        await expect(applyServiceChange(dyingActivation(network, index).activation, request)).rejects.toThrow(
          Crash,
        );
        restart(network);
        return { index, tenant, network, before, request };
      }),
    );
    for (let dieAt = 0; dieAt < 4; dieAt++) {
      await leaseOver();
      await Promise.all(
        dead.map(async ({ tenant, network, request, index }) => {
          const { activation } = dyingActivation(network, (dieAt + index) % 5);
          await finish(activation, tenant, request.transactionId).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Crash);
          });
          restart(network);
        }),
      );
    }
    await leaseOver();
    for (const { tenant, network, before, request } of dead) {
      await finish(fakeActivation(db.database, network), tenant, request.transactionId);
      await expectWhole(tenant, network, before, request.transactionId);
    }
  }, 60_000);
});

test('recovery takes every orphan of every tenant, and leaves alone what a living process runs', async () => {
  const { tenant, network } = await scene();
  const request = change(tenant, '2:2');
  await expect(applyServiceChange(dyingActivation(network, 8, 3).activation, request)).rejects.toThrow(Crash);
  restart(network);
  const activation = fakeActivation(db.database, network);
  expect(await applyServiceChange(activation, request)).toEqual({
    state: 'running',
    transactionId: request.transactionId,
  });
  await leaseOver(3);
  const outcomes = await recoverTransactions(activation);
  expect(outcomes.map((outcome) => outcome.transactionId)).toContain(request.transactionId);
});

async function finish(
  activation: Parameters<typeof recoverTransactions>[0],
  tenant: string,
  id: string,
): Promise<void> {
  await recoverTransaction(activation, tenant, id);
}
