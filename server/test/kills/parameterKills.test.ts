import { afterAll, beforeAll, expect, it } from 'vitest';
import { assertConserved } from '../../src/allocation/fixture.ts';
import { strays } from '../../src/allocation/fixture-store.ts';
import { contains, parsePrefix } from '../../src/allocation/index.ts';
import { testDatabase } from '../../src/platform/testing/database.ts';
import { Client, day } from './client.ts';
import { type KilledServer, killedServer } from './killedServer.ts';

const { database, url } = await testDatabase({ connections: 3 });
const operations = 2_000;
const lookEach = 20;
const killEach = 250;
let server: KilledServer;
let today = 0;

const pools = [
  { code: 'KILL-VLAN', kind: 'vlan', shape: 'values', scope: 'port', range: { first: 300, last: 319 } },
  {
    code: 'KILL-LINK',
    kind: 'linkPrefix',
    shape: 'blocks',
    scope: 'tenant',
    prefixes: ['10.9.0.0/25'],
    carveLength: 31,
  },
  {
    code: 'KILL-RATE',
    kind: 'bandwidth',
    shape: 'quantities',
    scope: 'link',
    unit: 'Mbit/s',
    capacities: [
      {
        scope: 'l',
        steps: [
          { from: day(0), limit: 20 },
          { from: day(12), limit: 26 },
        ],
      },
    ],
  },
].map((pool) => ({ ...pool, strategy: 'lowest', quarantineDays: pool.shape === 'values' ? 2 : 0 }));

beforeAll(async () => {
  server = await killedServer(url, day(0));
  const records = { kind: 'pool', records: pools };
  const loaded = await server.call('administrator', 'POST', '/turnup/v1/referenceData', records);
  expect(loaded.status, JSON.stringify(loaded.body)).toBe(200);
}, 60_000);
afterAll(() => server.close());

/** All values and blocks that somebody has, in one answer of the API: none twice. */
async function assertOneOwner(): Promise<void> {
  const { status, body } = await server.call('readOnly', 'GET', '/turnup/v1/reservation?limit=1000');
  expect(status).toBe(200);
  const values = new Set<string>();
  const blocks: string[] = [];
  for (const line of body.flatMap((one: { lines: unknown[] }) => one.lines)) {
    if (line.shape === 'blocks') blocks.push(...line.values);
    if (line.shape !== 'values') continue;
    for (const value of line.values) {
      const name = `${line.scope} ${value}`;
      if (values.has(name)) throw new Error(`two owners of ${name}`);
      values.add(name);
    }
  }
  const prefixes = blocks.map((text) => parsePrefix(text)).filter((prefix) => prefix !== undefined);
  for (const [index, one] of prefixes.entries())
    for (const other of prefixes.slice(index + 1))
      if (contains(one, other) || contains(other, one)) throw new Error('two owners of one address');
}

async function dayLater(): Promise<void> {
  const at = day(today + 1);
  const moved = await server.call('simulation', 'PATCH', '/turnup/v1/simulation/clock', { now: at });
  // Where the death of the server cut the answer off, the second call finds the clock there already.
  expect([200, 409, 422]).toContain(moved.status);
  today += 1;
}

it(`${operations} operations by parallel clients through the API of a server that is killed again and again: one owner, within limits, conserved at every look, nothing kept is lost, no leak`, async () => {
  const clients = Array.from({ length: 6 }, (_, index) => new Client(server, index + 1, () => today));
  const done = (): number => clients.reduce((sum, client) => sum + client.operations, 0);
  let kills = 0;
  let looks = 0;
  const failed = new AbortController();
  const playing = clients.map(async (client) => {
    while (done() < operations && !failed.signal.aborted) await client.act();
  });
  const watching = (async () => {
    while (done() < operations && !failed.signal.aborted) {
      if (done() < looks * lookEach) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      await assertConserved(database, 'operator');
      await assertOneOwner();
      looks += 1;
      if (done() >= (today + 1) * 100) await dayLater();
      if (done() >= (kills + 1) * killEach) {
        kills += 1;
        await server.kill();
      }
    }
  })();
  await Promise.all(
    [...playing, watching].map((each) =>
      each.catch((error) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  await assertConserved(database, 'operator');
  await assertOneOwner();
  expect(await strays(database, 'operator')).toEqual([]);
  await Promise.all(clients.map((client) => client.recall()));
  expect(kills).toBeGreaterThanOrEqual(operations / killEach - 1);
  expect(looks).toBeGreaterThan(kills);
  expect(clients.reduce((sum, client) => sum + client.cuts, 0)).toBeGreaterThan(0);
  expect(clients.reduce((sum, client) => sum + client.recalled, 0)).toBeGreaterThan(kills);

  // Nothing leaks: when all is given back and has aged, everything is free.
  for (let round = 0; round < 2; round++) {
    await Promise.all(clients.map((client) => client.giveAllBack()));
    for (let days = 0; days < 40; days += 10) {
      today += 9;
      await dayLater();
    }
  }
  const left = await database.sql<{ state: string; count: number }>`
    select state, count(*) as count from allocation_value where pool like 'KILL-%' and state <> 'free' group by 1
    union all select 'held', count(*) from allocation_hold having count(*) > 0`;
  expect(left).toEqual([]);
  await assertConserved(database, 'operator');
}, 300_000);
