import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, vlanPool } from './fixture.ts';
import { strays } from './fixture-store.ts';
import { ledger, reservations } from './index.ts';
import { contains, type Prefix, parsePrefix } from './rules/prefix.ts';
import type { Reservation } from './types.ts';

const { database, url } = await testDatabase({ connections: 4 });
const { room, run, loadPools, setClock } = fixture(database);
const tenant = 'kill';
const clients = 4;
const operations = 3_000;
const owner = { kind: 'test', id: 'somebody' };
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** What all clients did, and how many of them died at it. */
const done = { moves: 0, kills: 0 };

function start(seed: number): ChildProcess {
  const child = fork(join(import.meta.dirname, 'testing/client-process.ts'), [url, tenant, String(seed)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (message) => {
    if (message === 'did') done.moves += 1;
  });
  children.add(child);
  return child;
}

/** Throws where two owners share a value or an address, at one look. */
function assertOneOwner(all: readonly Reservation[]): void {
  const values = new Set<string>();
  const blocks: Prefix[] = [];
  for (const line of all.flatMap((one) => one.lines)) {
    if (line.shape === 'blocks') blocks.push(...line.values.map((text) => parsePrefix(text) as Prefix));
    if (line.shape !== 'values') continue;
    for (const value of line.values.map((one) => `${line.scope} ${one}`)) {
      if (values.has(value)) throw new Error(`two owners of ${value}`);
      values.add(value);
    }
  }
  for (const [index, one] of blocks.entries())
    for (const other of blocks.slice(index + 1))
      if (contains(one, other) || contains(other, one)) throw new Error('two owners of one address');
}

test(`${operations} operations by ${clients} processes that are killed again and again: one owner, within limits, conserved, no leak`, async () => {
  await setClock('2027-03-01T00:00:00.000Z');
  await loadPools(
    tenant,
    vlanPool({ range: { first: 300, last: 319 } }),
    linkPool({ prefixes: ['10.0.0.0/25'] }),
  );
  const steps = [
    { from: '2027-03-01T00:00:00.000Z', limit: 10 },
    { from: '2027-03-12T00:00:00.000Z', limit: 14 },
  ];
  unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l', steps })));

  const playing = Array.from({ length: clients }, (_, index) => start(index + 1));
  let day = 0;
  while (done.moves < operations) {
    await assertConserved(database, tenant);
    const all = await reservations(database.sql, tenant, owner);
    assertOneOwner(all);
    const live = all.filter((one) => !['released', 'expired'].includes(one.state)).map((one) => one.id);
    for (const child of playing) if (child.connected) child.send(live);
    if (done.moves >= (done.kills + 1) * 150) {
      const victim = done.kills % clients;
      playing[victim]?.kill('SIGKILL');
      done.kills += 1;
      playing[victim] = start(1_000 + done.kills);
    }
    if (done.moves >= (day + 1) * 100) await setClock(new Date(Date.UTC(2027, 2, 1 + ++day)).toISOString());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(
    [...children].map((child) =>
      child.exitCode !== null || child.signalCode !== null
        ? undefined
        : new Promise((resolve) => {
            child.once('exit', resolve);
            child.kill('SIGKILL');
          }),
    ),
  );
  expect(done.kills).toBeGreaterThan(10);
  expect(await strays(database, tenant)).toEqual([]);
  await assertConserved(database, tenant);
  for (const kind of ['release', 'deallocate', 'release'] as const)
    unwrap(await run((tx) => room[kind](tx, tenant, { owner })));
  for (let more = true; more; ) more = (await run((tx) => room.expireDue(tx, 1_000))).more;
  const left = await ledger(database.sql, tenant);
  expect(left.filter((line) => line.free !== line.size)).toEqual([]);
  expect(await strays(database, tenant)).toEqual([]);
}, 120_000);
