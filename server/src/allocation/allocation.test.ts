import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, request, valuesIn, vlanPool } from './fixture.ts';
import { quantityUse } from './fixture-store.ts';
import { ledger, reservation, takenValues, valuesOf, withdraw } from './index.ts';
import type { PoolRecord } from './types.ts';

const { database } = await testDatabase();
const { room, facts, run, loadPools, setClock } = fixture(database);
const day = (n: number): string => `2027-03-${String(n).padStart(2, '0')}T00:00:00.000Z`;
await setClock(day(1));

describe('values', () => {
  test('a three-site VPN takes one RT, three RDs, VLANs per port and links, and again takes nothing new', async () => {
    const tenant = 'vpn';
    await loadPools(
      tenant,
      vlanPool({ range: { first: 2, last: 4094 }, guarded: [2, 4] }),
      linkPool({ prefixes: ['10.0.0.0/16'] }),
      linkPool({ code: 'link6', prefixes: ['2001:db8::/48'], carveLength: 127 }),
      vlanPool({
        code: 'rd',
        scope: 'tenant',
        range: { first: 77, last: 4_000_000_000 },
        format: '65000:{n}',
      }),
      vlanPool({ code: 'rt', scope: 'tenant', range: { first: 1, last: 9 }, format: 'target:65000:{n}' }),
    );
    const wanted = request('vpn-1', [
      { key: 'rt', shape: 'values', pool: 'rt' },
      { key: 'rd', shape: 'values', pool: 'rd', count: 3 },
      { key: 'vlan-a', shape: 'values', pool: 'vlan', scope: 'pe1/1' },
      { key: 'vlan-b', shape: 'values', pool: 'vlan', scope: 'pe1/1' },
      { key: 'vlan-c', shape: 'values', pool: 'vlan', scope: 'pe2/1' },
      { key: 'links', shape: 'blocks', pool: 'link', count: 3 },
      { key: 'links6', shape: 'blocks', pool: 'link6', count: 2 },
    ]);
    const first = await run((tx) => room.reserve(tx, tenant, wanted));
    expect(valuesIn(first, 'rt')).toEqual(['target:65000:1']);
    expect(valuesIn(first, 'rd')).toEqual(['65000:77', '65000:78', '65000:79']);
    expect(valuesIn(first, 'vlan-a')).toEqual(['3']);
    expect(valuesIn(first, 'vlan-b')).toEqual(['5']);
    expect(valuesIn(first, 'vlan-c')).toEqual(['3']);
    expect(valuesIn(first, 'links')).toEqual(['10.0.0.0/31', '10.0.0.2/31', '10.0.0.4/31']);
    expect(valuesIn(first, 'links6')).toEqual(['2001:db8::/127', '2001:db8::2/127']);
    const again = await run((tx) => room.reserve(tx, tenant, wanted));
    expect(unwrap(again).lines).toEqual(unwrap(first).lines);
    const other = await run((tx) => room.reserve(tx, tenant, { ...wanted, lines: wanted.lines.slice(1) }));
    expect(other).toMatchObject({ ok: false, fault: { status: 409, code: 'RESERVATION_ID_REUSED' } });
    await assertConserved(database, tenant);
    const rd = (await ledger(database.sql, tenant, 'rd'))[0];
    expect(rd).toMatchObject({ size: 3_999_999_924, reserved: 3, free: 3_999_999_921, conserved: true });
    const owner = await valuesOf(database.sql, tenant, wanted.owner);
    expect(owner).toHaveLength(7);
  });

  test('an exhausted pool refuses the whole request, names the line and leaves nothing', async () => {
    const tenant = 'full';
    await loadPools(
      tenant,
      vlanPool(),
      vlanPool({ code: 'rt', scope: 'tenant', range: { first: 1, last: 9 } }),
    );
    const four = request('a', [{ key: 'v', shape: 'values', pool: 'vlan', scope: 'p', count: 3 }]);
    unwrap(await run((tx) => room.reserve(tx, tenant, four)));
    const refused = await run((tx) =>
      room.reserve(
        tx,
        tenant,
        request('b', [
          { key: 'rt', shape: 'values', pool: 'rt' },
          { key: 'v', shape: 'values', pool: 'vlan', scope: 'p', count: 2 },
        ]),
      ),
    );
    expect(refused).toMatchObject({
      ok: false,
      fault: {
        status: 409,
        code: 'POOL_EXHAUSTED',
        lines: [{ key: 'v', why: 'exhausted', wanted: 2, free: 1, freeValues: ['303'] }],
      },
    });
    expect(await reservation(database.sql, tenant, 'b')).toBeNull();
    expect(await takenValues(database.sql, tenant, 'rt', day(1))).toEqual([]);
    await assertConserved(database, tenant);
  });

  test('a value asked by name is given, refused when taken, and refused out of range or guarded', async () => {
    const tenant = 'named';
    await loadPools(tenant, vlanPool({ range: { first: 1, last: 4094 }, guarded: [1] }));
    const ask = (id: string, value: string) =>
      run((tx) =>
        room.reserve(
          tx,
          tenant,
          request(id, [{ key: 'v', shape: 'values', pool: 'vlan', scope: 'p', value }]),
        ),
      );
    expect(valuesIn(await ask('a', '3001'), 'v')).toEqual(['3001']);
    expect(await ask('b', '3001')).toMatchObject({ ok: false, fault: { status: 409, code: 'VALUE_TAKEN' } });
    expect(await ask('c', '4095')).toMatchObject({
      ok: false,
      fault: { status: 422, code: 'VALUE_OUT_OF_RANGE' },
    });
    expect(await ask('d', '1')).toMatchObject({ ok: false, fault: { status: 422, code: 'VALUE_GUARDED' } });
    await assertConserved(database, tenant);
  });

  test('lowest comes back to what was freed; next goes round', async () => {
    const tenant = 'strategy';
    await loadPools(tenant, vlanPool(), vlanPool({ code: 'round', strategy: 'next' }));
    const take = async (id: string, pool: string) =>
      valuesIn(
        await run((tx) =>
          room.reserve(tx, tenant, request(id, [{ key: 'v', shape: 'values', pool, scope: 'p' }])),
        ),
        'v',
      )[0];
    for (const pool of ['vlan', 'round']) {
      expect(await take(`${pool}-1`, pool)).toBe('300');
      expect(await take(`${pool}-2`, pool)).toBe('301');
      unwrap(await run((tx) => room.release(tx, tenant, { reservationId: `${pool}-1` })));
    }
    expect(await take('vlan-3', 'vlan')).toBe('300');
    expect(await take('round-3', 'round')).toBe('302');
    expect(await take('round-4', 'round')).toBe('303');
    expect(await take('round-5', 'round')).toBe('300');
  });

  test('members of the inventory: registered once, taken by name, withdrawn when given back', async () => {
    const tenant = 'ports';
    const ports = { pool: 'port', scope: 'pe1', values: ['ge-0/0/1', 'ge-0/0/2'] };
    expect(unwrap(await run((tx) => room.registerMembers(tx, tenant, ports)))).toEqual({ added: 2 });
    expect(unwrap(await run((tx) => room.registerMembers(tx, tenant, ports)))).toEqual({ added: 0 });
    const wanted = request('r', [
      { key: 'p', shape: 'values', pool: 'port', scope: 'pe1', value: 'ge-0/0/2' },
    ]);
    unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
    expect(await takenValues(database.sql, tenant, 'port', day(1))).toEqual([
      { scope: 'pe1', value: 'ge-0/0/2', state: 'reserved', retiring: false },
    ]);
    const gone = await run((tx) => withdraw(tx, tenant, ports));
    expect(unwrap(gone)).toEqual({ withdrawn: ['ge-0/0/1'], whenGivenBack: ['ge-0/0/2'] });
    const none = await run((tx) =>
      room.reserve(tx, tenant, request('s', [{ key: 'p', shape: 'values', pool: 'port', scope: 'pe1' }])),
    );
    expect(none).toMatchObject({ ok: false, fault: { code: 'POOL_EXHAUSTED' } });
    const unknown = await run((tx) =>
      room.reserve(tx, tenant, request('t', [{ key: 'p', shape: 'values', pool: 'port', scope: 'pe9' }])),
    );
    expect(unknown).toMatchObject({ ok: false, fault: { status: 422, code: 'UNKNOWN_VALUE' } });
    unwrap(await run((tx) => room.release(tx, tenant, { reservationId: 'r' })));
    expect(await ledger(database.sql, tenant)).toMatchObject([
      { size: 2, withdrawn: 2, free: 0, conserved: true },
    ]);
    expect(await run((tx) => room.reinstate(tx, tenant, ports))).toBe(2);
    expect(await ledger(database.sql, tenant)).toMatchObject([
      { size: 2, withdrawn: 0, free: 2, conserved: true },
    ]);
  });
});

describe('blocks', () => {
  test('a tree splits, refuses with the largest block, and merges what was given back', async () => {
    const tenant = 'blocks';
    await loadPools(tenant, linkPool());
    const take = (id: string, length: number, count = 1) =>
      run((tx) =>
        room.reserve(tx, tenant, request(id, [{ key: 'b', shape: 'blocks', pool: 'link', length, count }])),
      );
    expect(valuesIn(await take('a', 31), 'b')).toEqual(['10.0.0.0/31']);
    expect(valuesIn(await take('b', 30), 'b')).toEqual(['10.0.0.4/30']);
    expect(valuesIn(await take('c', 29), 'b')).toEqual(['10.0.0.8/29']);
    await assertConserved(database, tenant);
    expect(await take('d', 30)).toMatchObject({
      ok: false,
      fault: {
        code: 'POOL_EXHAUSTED',
        lines: [{ why: 'noBlock', largestLength: 31, largestBlock: '10.0.0.2/31' }],
      },
    });
    for (const id of ['a', 'b', 'c'])
      unwrap(await run((tx) => room.release(tx, tenant, { reservationId: id })));
    expect(valuesIn(await take('e', 28), 'b')).toEqual(['10.0.0.0/28']);
    await assertConserved(database, tenant);
  });

  test('a block by name is carved out of what is free around it, or merged from what is free within', async () => {
    const tenant = 'named-blocks';
    await loadPools(tenant, linkPool());
    const take = (id: string, value: string) =>
      run((tx) =>
        room.reserve(tx, tenant, request(id, [{ key: 'b', shape: 'blocks', pool: 'link', value }])),
      );
    expect(valuesIn(await take('a', '10.0.0.6/31'), 'b')).toEqual(['10.0.0.6/31']);
    expect(await take('b', '10.0.0.4/30')).toMatchObject({ ok: false, fault: { code: 'VALUE_TAKEN' } });
    unwrap(await run((tx) => room.release(tx, tenant, { reservationId: 'a' })));
    expect(valuesIn(await take('c', '10.0.0.0/29'), 'b')).toEqual(['10.0.0.0/29']);
    expect(await take('d', '10.0.0.1/31')).toMatchObject({ ok: false, fault: { status: 422 } });
    expect(await take('e', '10.0.1.0/31')).toMatchObject({
      ok: false,
      fault: { code: 'VALUE_OUT_OF_RANGE' },
    });
    await assertConserved(database, tenant);
  });
});

describe('quantities over time', () => {
  const mbps = (amount: number) => amount * 1_000;
  const line = (amount: number) => [
    { key: 'bw', shape: 'quantities' as const, pool: 'bandwidth', scope: 'uplink', amount: mbps(amount) },
  ];

  test('S6: 6.8 G sold and two holds of 0.5 G leave no room for 1 G before the augmentation', async () => {
    const tenant = 's6';
    await setClock('2027-03-22T09:00:00.000Z');
    const steps = [
      { from: day(1), limit: mbps(8_000) },
      { from: '2027-05-06T00:00:00.000Z', limit: mbps(16_000) },
    ];
    unwrap(
      await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'uplink', steps })),
    );
    const sold = request('sold', line(6_800), { use: { from: day(1), to: null } });
    unwrap(await run((tx) => room.reserve(tx, tenant, sold)));
    const use = { from: '2027-04-20T00:00:00.000Z', to: null };
    for (const id of ['h1', 'h2'])
      unwrap(
        await run((tx) =>
          room.reserve(
            tx,
            tenant,
            request(id, line(500), { use, holdUntil: `2027-04-0${id === 'h1' ? 2 : 7}T17:00:00.000Z` }),
          ),
        ),
      );
    const ask = (id: string) => run((tx) => room.reserve(tx, tenant, request(id, line(1_000), { use })));
    expect(await ask('n1')).toMatchObject({
      ok: false,
      fault: {
        code: 'CAPACITY_EXCEEDED',
        lines: [
          {
            limit: mbps(8_000),
            used: mbps(7_800),
            free: mbps(200),
            at: use.from,
            earliest: '2027-05-06T00:00:00.000Z',
          },
        ],
      },
    });
    expect((await quantityUse(database.sql, tenant, 'bandwidth', use.from)).get('uplink')).toBe(mbps(7_800));
    await setClock('2027-04-02T17:00:00.000Z');
    expect(await ask('n2')).toMatchObject({
      ok: false,
      fault: { lines: [{ used: mbps(7_300), free: mbps(700) }] },
    });
    await setClock('2027-04-07T16:59:59.999Z');
    expect((await ask('n3')).ok).toBe(false);
    await setClock('2027-04-07T17:00:00.000Z');
    expect((await ask('n4')).ok).toBe(true);
    await assertConserved(database, tenant);
    const less = await run((tx) =>
      room.registerQuantity(tx, tenant, {
        pool: 'bandwidth',
        scope: 'uplink',
        steps: [{ from: day(1), limit: mbps(7_000) }],
      }),
    );
    expect(less).toMatchObject({ ok: false, fault: { status: 409, code: 'CAPACITY_IN_USE' } });
    await setClock(day(1));
  });

  test('a crew is free between two jobs, and a job of two days finds the first gap that is long enough', async () => {
    const tenant = 'crew';
    const steps = [{ from: day(1), limit: 1 }];
    unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'crew', scope: 'leeds', steps })));
    const job = (id: string, from: number, to: number) =>
      run((tx) =>
        room.reserve(
          tx,
          tenant,
          request(id, [{ key: 'c', shape: 'quantities', pool: 'crew', scope: 'leeds', amount: 1 }], {
            use: { from: day(from), to: day(to) },
          }),
        ),
      );
    expect((await job('a', 2, 4)).ok).toBe(true);
    expect((await job('b', 5, 6)).ok).toBe(true);
    expect((await job('c', 4, 5)).ok).toBe(true);
    expect(await job('d', 3, 5)).toMatchObject({
      ok: false,
      fault: { lines: [{ earliest: day(6), at: day(3) }] },
    });
  });
});

describe('from reservation to allocation and back', () => {
  test('same values all the way; another owner 403; quarantine, then free', async () => {
    const tenant = 'life';
    await loadPools(tenant, vlanPool({ range: { first: 1, last: 2 }, quarantineDays: 30 }));
    const wanted = request('r', [{ key: 'v', shape: 'values', pool: 'vlan', scope: 'p' }], {
      holdUntil: day(15),
    });
    unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
    const order = { kind: 'order', id: 'o1' };
    const stranger = await run((tx) => room.confirm(tx, tenant, { reservationId: 'r', owner: order }));
    expect(stranger).toMatchObject({ ok: false, fault: { status: 403 } });
    await setClock(day(9));
    const confirmation = { reservationId: 'r', owner: wanted.owner, keepFor: order };
    const confirmed = await run((tx) => room.confirm(tx, tenant, confirmation));
    expect(unwrap(confirmed)).toMatchObject({
      state: 'confirmed',
      holdUntil: null,
      owner: order,
      confirmedAt: day(9),
    });
    expect(unwrap(await run((tx) => room.confirm(tx, tenant, confirmation)))).toEqual(unwrap(confirmed));
    await setClock(day(20));
    const allocation = { reservationId: 'r', owner: order };
    const allocated = unwrap(await run((tx) => room.allocate(tx, tenant, allocation)));
    expect(allocated.lines).toEqual([
      { key: 'v', shape: 'values', pool: 'vlan', scope: 'p', state: 'allocated', values: ['1'] },
    ]);
    expect(unwrap(await run((tx) => room.allocate(tx, tenant, allocation)))).toEqual(allocated);
    expect(unwrap(await run((tx) => room.release(tx, tenant, { owner: order })))).toEqual([]);
    const given = unwrap(await run((tx) => room.deallocate(tx, tenant, { owner: order })));
    expect(given).toMatchObject([{ reservationId: 'r', lines: [{ values: ['1'] }] }]);
    expect(unwrap(await run((tx) => room.deallocate(tx, tenant, { owner: order })))).toEqual([]);
    expect(await ledger(database.sql, tenant)).toMatchObject([{ free: 1, quarantined: 1, conserved: true }]);
    const two = request('s', [{ key: 'v', shape: 'values', pool: 'vlan', scope: 'p', count: 2 }]);
    expect((await run((tx) => room.reserve(tx, tenant, two))).ok).toBe(false);
    await setClock('2027-04-19T00:00:00.000Z');
    expect(valuesIn(await run((tx) => room.reserve(tx, tenant, two)), 'v')).toEqual(['1', '2']);
    const kinds = facts.filter((fact) => fact.tenant === tenant).map((fact) => fact.kind);
    expect(kinds).toEqual([
      'reservationCreated',
      'reservationConfirmed',
      'parametersAllocated',
      'parametersDeallocated',
      'reservationCreated',
    ]);
    await setClock(day(1));
  });

  test('part by part: one line allocated, one released, the reservation tells', async () => {
    const tenant = 'parts';
    await loadPools(tenant, vlanPool());
    const wanted = request('r', [
      { key: 'a', shape: 'values', pool: 'vlan', scope: 'p' },
      { key: 'b', shape: 'values', pool: 'vlan', scope: 'p' },
    ]);
    unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
    const part = { reservationId: 'r', owner: wanted.owner, lines: ['a'] };
    expect(unwrap(await run((tx) => room.allocate(tx, tenant, part)))).toMatchObject({
      state: 'confirmed',
      lines: [{ state: 'allocated' }, { state: 'reserved' }],
    });
    const wrong = { ...part, lines: ['zzz'] };
    expect(await run((tx) => room.allocate(tx, tenant, wrong))).toMatchObject({
      fault: { code: 'UNKNOWN_LINE' },
    });
    unwrap(await run((tx) => room.release(tx, tenant, { reservationId: 'r', lines: ['b'] })));
    expect(await reservation(database.sql, tenant, 'r')).toMatchObject({
      state: 'allocated',
      lines: [{ key: 'a' }],
    });
    unwrap(await run((tx) => room.deallocate(tx, tenant, { reservationId: 'r' })));
    expect(await reservation(database.sql, tenant, 'r')).toMatchObject({ state: 'released', lines: [] });
    expect(await run((tx) => room.confirm(tx, tenant, part))).toMatchObject({
      fault: { code: 'RESERVATION_RELEASED' },
    });
  });

  test('extension within the limit, not beyond, not after expiry', async () => {
    const tenant = 'extend';
    await loadPools(tenant, vlanPool());
    const wanted = request('r', [{ key: 'v', shape: 'values', pool: 'vlan', scope: 'p' }], {
      holdUntil: day(3),
    });
    unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
    const extend = (holdUntil: string, longestTotalMinutes = 14_400) =>
      run((tx) =>
        room.extend(tx, tenant, { reservationId: 'r', owner: wanted.owner, holdUntil, longestTotalMinutes }),
      );
    expect(unwrap(await extend(day(11))).holdUntil).toBe(day(11));
    expect(await extend(day(12))).toMatchObject({ fault: { status: 422, code: 'HOLD_TOO_LONG' } });
    expect(await extend('2027-02-01T00:00:00.000Z')).toMatchObject({ fault: { code: 'INVALID_HOLD' } });
    await setClock(day(11));
    expect(await extend(day(11))).toMatchObject({ fault: { status: 409, code: 'RESERVATION_EXPIRED' } });
    await setClock(day(1));
  });
});

test('every fault of a request is told at once, and nothing is made', async () => {
  const tenant = 'faults';
  await loadPools(tenant, vlanPool());
  const bad = request(
    'r',
    [
      { key: 'a', shape: 'values', pool: 'nothing' },
      { key: 'b', shape: 'blocks', pool: 'vlan', scope: 'p' },
      { key: 'c', shape: 'values', pool: 'vlan' },
      { key: 'c', shape: 'values', pool: 'vlan', scope: 'p', count: 0 },
    ],
    { holdUntil: '2027-02-28T00:00:00.000Z', use: { from: day(2), to: day(2) } },
  );
  const refused = await run((tx) => room.reserve(tx, tenant, bad));
  if (refused.ok) throw new Error('should be refused');
  expect(refused.fault.status).toBe(422);
  expect(refused.fault.faults?.map((fault) => fault.path)).toEqual([
    '/use/to',
    '/holdUntil',
    '/lines/0/pool',
    '/lines/1/shape',
    '/lines/2/scope',
    '/lines/3/key',
    '/lines/3/count',
  ]);
  expect(await reservation(database.sql, tenant, 'r')).toBeNull();
});

test('pools grow in any direction and shrink only by what is free', async () => {
  const tenant = 'grow';
  await loadPools(tenant, vlanPool(), linkPool());
  const load = (...records: PoolRecord[]) =>
    database.transaction((tx) => room.loadPools(tx, tenant, records));
  expect(await load(vlanPool(), linkPool())).toEqual({ created: 0, changed: 0, unchanged: 2 });
  const wanted = request('r', [
    { key: 'v', shape: 'values', pool: 'vlan', scope: 'p', value: '302' },
    { key: 'b', shape: 'blocks', pool: 'link' },
    { key: 'w', shape: 'values', pool: 'vlan', scope: 'p' },
  ]);
  unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
  expect(await load(vlanPool({ range: { first: 200, last: 999 }, guarded: [301, 998] }))).toMatchObject({
    changed: 1,
  });
  await assertConserved(database, tenant);
  expect(await ledger(database.sql, tenant, 'vlan')).toMatchObject([
    { size: 800, reserved: 2, withdrawn: 2, free: 796 },
  ]);
  await expect(load(vlanPool({ range: { first: 303, last: 999 } }))).rejects.toThrow(/302 on p is reserved/);
  await expect(load(vlanPool({ range: { first: 200, last: 999 }, guarded: [302] }))).rejects.toThrow(
    /POOL_IN_USE/,
  );
  expect(await load(vlanPool({ range: { first: 300, last: 302 } }))).toMatchObject({ changed: 1 });
  await assertConserved(database, tenant);
  expect(await load(linkPool({ prefixes: ['10.0.0.0/28', '10.0.1.0/24'] }))).toMatchObject({ changed: 1 });
  await assertConserved(database, tenant);
  await expect(load(linkPool({ prefixes: ['10.0.1.0/24'] }))).rejects.toThrow(/10.0.0.0\/31 is reserved/);
  await expect(load(linkPool({ prefixes: ['10.0.1.0/24', '10.0.1.128/25'] }))).rejects.toThrow(/overlap/);
  await expect(load(vlanPool({ scope: 'node' }))).rejects.toThrow(/unique per port/);
});

test('two tenants with the same pools and ids are independent', async () => {
  for (const tenant of ['one', 'two']) {
    await loadPools(tenant, vlanPool(), linkPool());
    const steps = [{ from: day(1), limit: 10 }];
    unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l', steps })));
    const wanted = request('same', [
      { key: 'v', shape: 'values', pool: 'vlan', scope: 'p', count: 4 },
      { key: 'b', shape: 'blocks', pool: 'link', length: 28 },
      { key: 'q', shape: 'quantities', pool: 'bandwidth', scope: 'l', amount: 10 },
    ]);
    expect((await run((tx) => room.reserve(tx, tenant, wanted))).ok).toBe(true);
  }
  unwrap(await run((tx) => room.release(tx, 'one', { reservationId: 'same' })));
  expect(await reservation(database.sql, 'two', 'same')).toMatchObject({ state: 'reserved' });
  expect((await ledger(database.sql, 'two')).map((line) => line.free)).toEqual([0, 0, 0]);
  expect((await ledger(database.sql, 'one')).map((line) => line.free)).toEqual([10, 16, 4]);
});

test('a prefix is withdrawn whatever it is cut into: what is free at once, what is taken when it comes back', async () => {
  const tenant = 'withdrawn-prefix';
  await loadPools(tenant, linkPool({ prefixes: ['10.0.0.0/28'] }));
  const ask = (id: string, line: object) =>
    run((tx) =>
      room.reserve(tx, tenant, request(id, [{ key: 'b', shape: 'blocks', pool: 'link', ...line }])),
    );
  const out = (...values: string[]) => run((tx) => withdraw(tx, tenant, { pool: 'link', scope: '', values }));
  expect(valuesIn(await ask('a', { length: 31 }), 'b')).toEqual(['10.0.0.0/31']);
  expect(valuesIn(await ask('b', { value: '10.0.0.12/30' }), 'b')).toEqual(['10.0.0.12/30']);
  expect(unwrap(await out('10.0.0.0/30'))).toEqual({
    withdrawn: ['10.0.0.2/31'],
    whenGivenBack: ['10.0.0.0/31'],
  });
  expect((await out('10.0.0.12/31')).ok).toBe(false);
  expect(await out('10.0.0.12/31')).toMatchObject({ fault: { status: 409, code: 'VALUE_TAKEN' } });
  expect(await out('10.1.0.0/31')).toMatchObject({ fault: { status: 422, code: 'UNKNOWN_VALUE' } });
  expect(unwrap(await out('10.0.0.8/32'))).toEqual({ withdrawn: ['10.0.0.8/32'], whenGivenBack: [] });
  await assertConserved(database, tenant);
  // 4–7 and 10–11 are left: three /31.
  expect(valuesIn(await ask('c', { length: 31, count: 3 }), 'b')).toEqual([
    '10.0.0.4/31',
    '10.0.0.6/31',
    '10.0.0.10/31',
  ]);
  expect(await ask('d', { length: 31 })).toMatchObject({ ok: false, fault: { code: 'POOL_EXHAUSTED' } });
  unwrap(await run((tx) => room.release(tx, tenant, { reservationId: 'a' })));
  const [line] = await ledger(database.sql, tenant, 'link');
  expect(line).toMatchObject({ size: 16, withdrawn: 5, reserved: 10, free: 1, conserved: true });
  const back = await run((tx) =>
    room.reinstate(tx, tenant, { pool: 'link', scope: '', values: ['10.0.0.0/29'] }),
  );
  expect(back).toBe(2);
  expect(valuesIn(await ask('e', { length: 30 }), 'b')).toEqual(['10.0.0.0/30']);
  await assertConserved(database, tenant);
});
