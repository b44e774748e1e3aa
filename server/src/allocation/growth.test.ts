import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, request, valuesIn, vlanPool } from './fixture.ts';
import { ledger } from './index.ts';
import { reserveTogether } from './together.ts';

const { database } = await testDatabase({ connections: 4 });
const { room, run, facts, loadPools, setClock } = fixture(database);
const at = '2027-03-01T00:00:00.000Z';
await setClock(at);

type Reads = { readonly scans: number; readonly rows: number };

/** What this connection has read so far: scans of all values, and rows by index. */
async function readsOf(tx: Transaction): Promise<Reads> {
  const [row] = await tx.sql<Reads>`
    select coalesce(sum(seq_scan) filter (where relname = 'allocation_value'), 0)::int as scans, coalesce(sum(idx_tup_fetch), 0)::int as rows
      from pg_stat_xact_user_tables
     where relname in ('allocation_value', 'allocation_hold', 'allocation_reservation')`;
  return row ?? { scans: -1, rows: -1 };
}

/** Takes one of each kind, confirms, allocates and gives back; answers what each of the moves read. */
async function oneRound(tenant: string, name: string): Promise<Reads[]> {
  const wanted = request(
    name,
    [
      { key: 'rd', shape: 'values', pool: 'rd' },
      { key: 'named', shape: 'values', pool: 'rd', value: String(900_000 + Number(name.slice(1))) },
      { key: 'vlan', shape: 'values', pool: 'vlan', scope: `port-${name}` },
      { key: 'link', shape: 'blocks', pool: 'link' },
      { key: 'bandwidth', shape: 'quantities', pool: 'bandwidth', scope: 'l1', amount: 1 },
    ],
    { holdUntil: '2027-04-01T00:00:00.000Z' },
  );
  const open = {
    ...wanted,
    reservationId: `${name}-open`,
    lines: wanted.lines.filter((line) => line.key === 'rd'),
  };
  const beside = Array.from({ length: 8 }, (_, n) => ({ ...open, reservationId: `${name}-beside${n}` }));
  const key = { reservationId: name, owner: wanted.owner };
  const moves: ((tx: Transaction) => Promise<{ readonly ok: boolean }>)[] = [
    (tx) => room.reserve(tx, tenant, wanted),
    (tx) => room.reserve(tx, tenant, open),
    async (tx) => {
      const made = await reserveTogether(tx, tenant, { record: async () => {} }, beside);
      return { ok: made.some((each) => each !== undefined) };
    },
    (tx) => room.confirm(tx, tenant, key),
    (tx) => room.allocate(tx, tenant, key),
    (tx) => room.deallocate(tx, tenant, key),
  ];
  const reads: Reads[] = [];
  for (const move of moves) {
    reads.push(
      await run(async (tx) => {
        const before = await readsOf(tx);
        expect((await move(tx)).ok).toBe(true);
        const after = await readsOf(tx);
        return { scans: after.scans - before.scans, rows: after.rows - before.rows };
      }),
    );
  }
  return reads;
}

test('with 100,000 values taken the next one reads as few rows, and never the whole table', async () => {
  const tenant = 'large';
  await loadPools(
    tenant,
    vlanPool({ code: 'rd', scope: 'tenant', range: { first: 1, last: 1_000_000 } }),
    vlanPool({ range: { first: 1, last: 4094 } }),
    linkPool({ prefixes: ['10.0.0.0/8'] }),
  );
  const steps = [{ from: at, limit: 1_000_000 }];
  unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l1', steps })));
  const small: Reads[] = [];
  await database.sql`analyze`;
  for (let n = 1; n <= 32; n++) small.push(...(await oneRound(tenant, `s${n}`)));
  const many = request('many', [{ key: 'rd', shape: 'values', pool: 'rd', count: 100_000 }]);
  expect(valuesIn(await run((tx) => room.reserve(tx, tenant, many)), 'rd')).toHaveLength(100_000);
  // What autovacuum does within a minute.
  await database.sql`analyze`;
  const large: Reads[] = [];
  for (let n = 101; n <= 132; n++) large.push(...(await oneRound(tenant, `l${n}`)));
  const most = (reads: readonly Reads[]): number => Math.max(...reads.slice(-80).map((read) => read.rows));
  expect(large.filter((read) => read.scans > 0)).toEqual([]);
  expect(most(large)).toBeLessThanOrEqual(most(small) * 1.25 + 10);
  await assertConserved(database, tenant);
}, 60_000);

test('10,000 reservations that expire at once are settled in one sweep, each told once', async () => {
  const tenant = 'mass';
  await loadPools(tenant, vlanPool({ code: 'rt', scope: 'tenant', range: { first: 1, last: 20_000 } }));
  const everything = request('all', [{ key: 'v', shape: 'values', pool: 'rt', count: 10_000 }]);
  unwrap(await run((tx) => room.reserve(tx, tenant, everything)));
  // The same as 10,000 requests, made in two statements.
  await database.sql`
    insert into allocation_reservation (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines, use_from,
                                        hold_until, touches, created_at, changed_at)
    select ${tenant}, 'm' || n, 'quote', 'q' || n, 'mass', 'reserved', '', '[]', ${at}::timestamptz,
           ${'2027-03-02T00:00:00.000Z'}::timestamptz, array['rt '], ${at}::timestamptz, ${at}::timestamptz
      from generate_series(1, 10000) n`;
  await database.sql`
    update allocation_value set reservation_id = 'm' || position
     where tenant = ${tenant} and pool = 'rt' and reservation_id = 'all'`;
  await database.sql`analyze`;
  await setClock('2027-03-02T00:00:00.000Z');
  expect((await ledger(database.sql, tenant))[0]).toMatchObject({
    free: 20_000,
    reserved: 0,
    conserved: true,
  });
  facts.length = 0;
  const started = performance.now();
  const sweep = await run((tx) => room.expireDue(tx, 10_001));
  const tookMs = performance.now() - started;
  expect(sweep).toMatchObject({ more: false });
  expect(new Set(facts.map((fact) => `${fact.kind} ${fact.reservationId}`)).size).toBe(10_000);
  expect(facts.every((fact) => fact.lines.length === 1)).toBe(true);
  expect((await run((tx) => room.expireDue(tx, 10_001))).facts).toEqual([]);
  expect((await ledger(database.sql, tenant))[0]).toMatchObject({
    free: 20_000,
    reserved: 0,
    conserved: true,
  });
  // The promise is 2 s on an idle machine (see the benchmark `ledger`); a busy one gets more.
  expect(tookMs).toBeLessThan(8_000);
}, 60_000);
