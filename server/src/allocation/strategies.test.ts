import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { RefusalError, unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, request, valuesIn, vlanPool } from './fixture.ts';
import { listReservations, readHeldValues, readPools, reservation, utilisation } from './index.ts';
import { formatValue, parseValue, spreadIn } from './rules/values.ts';
import type { PoolRecord, RequestLine } from './types.ts';

const { database } = await testDatabase();
const { room, facts, run, loadPools, setClock } = fixture(database);
const now = '2027-03-01T09:00:00.000Z';
await setClock(now);

let tenant = '';
let round = 0;
beforeEach(() => {
  tenant = `strategies-${++round}`;
});
const ask = (id: string, lines: readonly RequestLine[], rest: Parameters<typeof request>[2] = {}) =>
  run((tx) => room.reserve(tx, tenant, request(id, lines, rest)));
const vlan = (scope: string, rest: object = {}): RequestLine => ({
  key: 'v',
  shape: 'values',
  pool: 'vlan',
  scope,
  ...rest,
});

describe('how a value is chosen', () => {
  test('odd and even: the lowest of that parity, and no other, until there is none', async () => {
    await loadPools(tenant, vlanPool({ strategy: 'odd', range: { first: 300, last: 305 } }));
    expect(valuesIn(await ask('a', [vlan('p', { count: 2 })]), 'v')).toEqual(['301', '303']);
    expect(valuesIn(await ask('b', [vlan('p', { strategy: 'even' })]), 'v')).toEqual(['300']);
    const short = await ask('c', [vlan('p', { count: 2 })]);
    expect(short).toMatchObject({ ok: false, fault: { lines: [{ why: 'exhausted', wanted: 2, free: 1 }] } });
    expect(await ask('d', [vlan('p', { value: '302' })])).toMatchObject({
      ok: false,
      fault: { status: 422, code: 'VALUE_OUT_OF_RANGE' },
    });
    await assertConserved(database, tenant);
  });

  test('parity far beyond the rows that a pool has made', async () => {
    await loadPools(tenant, vlanPool({ range: { first: 1, last: 4000 } }));
    expect(valuesIn(await ask('a', [vlan('p', { count: 700, strategy: 'even' })]), 'v').at(-1)).toBe('1400');
    await assertConserved(database, tenant);
  });

  test('spread: first end, other end, then the middle of the widest gap; guarded values keep their distance too', async () => {
    await loadPools(tenant, vlanPool({ strategy: 'spread', range: { first: 100, last: 200 } }));
    const taken: string[] = [];
    for (const id of ['a', 'b', 'c', 'd', 'e']) taken.push(...valuesIn(await ask(id, [vlan('p')]), 'v'));
    expect(taken).toEqual(['100', '200', '150', '125', '175']);
    expect(valuesIn(await ask('f', [vlan('q', { count: 3 })]), 'v')).toEqual(['100', '150', '200']);
    await assertConserved(database, tenant);
  });

  test('affinity: the same value on every port of a service where it is free, else the lowest', async () => {
    await loadPools(tenant, vlanPool({ strategy: 'affinity', range: { first: 300, last: 310 } }));
    unwrap(await ask('other', [vlan('p1', { value: '300' })]));
    const both = await ask('a', [
      { ...vlan('p1'), key: 'one' },
      { ...vlan('p2'), key: 'two' },
    ]);
    expect([valuesIn(both, 'one'), valuesIn(both, 'two')]).toEqual([['301'], ['301']]);
    const owner = { kind: 'quote', id: 'owner-of-a' };
    expect(valuesIn(await ask('later', [vlan('p3')], { owner }), 'v')).toEqual(['301']);
    unwrap(await ask('thief', [vlan('p4', { value: '301' })]));
    expect(valuesIn(await ask('latest', [vlan('p4')], { owner }), 'v')).toEqual(['300']);
    await assertConserved(database, tenant);
  });

  test('class: ports by speed and optic; the refusal counts that class alone', async () => {
    const members = (kind: string, ...values: string[]) =>
      run((tx) => room.registerMembers(tx, tenant, { pool: 'port', scope: 'pe1', values, class: kind }));
    unwrap(await members('1000000/LX', 'ge-0', 'ge-1'));
    unwrap(await members('10000000/LR', 'xe-0'));
    const port = (rest: object): RequestLine => ({
      key: 'port',
      shape: 'values',
      pool: 'port',
      scope: 'pe1',
      ...rest,
    });
    expect(valuesIn(await ask('a', [port({ class: '10000000/LR' })]), 'port')).toEqual(['xe-0']);
    const none = await ask('b', [port({ class: '10000000/LR' })]);
    expect(none).toMatchObject({ ok: false, fault: { code: 'POOL_EXHAUSTED', lines: [{ free: 0 }] } });
    expect(valuesIn(await ask('c', [port({ class: '1000000/LX', count: 2 })]), 'port')).toEqual([
      'ge-0',
      'ge-1',
    ]);
    const spread = await ask('d', [port({ strategy: 'spread' })]);
    expect(spread).toMatchObject({ ok: false, fault: { code: 'WRONG_STRATEGY' } });
  });

  test('property: spread keeps as far from what is taken as any free value could', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 40 }), (taken) => {
        const range = { first: 0, last: 40 };
        const edges = [-1, ...taken.toSorted((a, b) => a - b), 41];
        const gaps = edges
          .slice(1)
          .map((to, index) => ({ from: (edges[index] ?? 0) + 1, to: to - 1 }))
          .filter(({ from, to }) => to >= from);
        const distance = (n: number): number =>
          Math.min(Number.POSITIVE_INFINITY, ...taken.map((t) => Math.abs(t - n)));
        const free = Array.from({ length: 41 }, (_, n) => n).filter((n) => !taken.includes(n));
        const found = spreadIn(range, gaps);
        if (found === undefined) expect(free).toEqual([]);
        else expect(distance(found)).toBe(Math.max(...free.map(distance)));
      }),
    );
  });
});

describe('schemes', () => {
  test('telephone numbers and circuit ids: written with leading zeros, read back, and nothing else is', async () => {
    const numbers: PoolRecord = vlanPool({
      code: 'phone',
      kind: 'telephoneNumber',
      scope: 'tenant',
      range: { first: 98, last: 9999 },
      format: '+441632{n:6}',
      guardedRanges: [{ first: 100, last: 101 }],
    });
    await loadPools(tenant, numbers);
    const line: RequestLine = { key: 'n', shape: 'values', pool: 'phone', count: 3 };
    expect(valuesIn(await ask('a', [line]), 'n')).toEqual([
      '+441632000098',
      '+441632000099',
      '+441632000102',
    ]);
    const named = (value: string) => ask(value, [{ key: 'n', shape: 'values', pool: 'phone', value }]);
    expect(valuesIn(await named('+441632009999'), 'n')).toEqual(['+441632009999']);
    for (const wrong of ['+4416329999', '+4416320099990', '+441632010000', '+44163200100x'])
      expect(await named(wrong)).toMatchObject({ ok: false, fault: { code: 'VALUE_OUT_OF_RANGE' } });
    expect(await named('+441632000101')).toMatchObject({ ok: false, fault: { code: 'VALUE_GUARDED' } });
    expect(await readPools(database.sql, tenant)).toEqual([numbers]);
    await assertConserved(database, tenant);
  });

  test('property: a written value is read back, whatever the width', () => {
    const width = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.nat(10_000_000), width, (n, digits) => {
        const format = `CCT-{n:${digits}}/A`;
        expect(parseValue(format, formatValue(format, n))).toBe(n);
      }),
    );
  });
});

describe('blocks beside the customer’s own networks', () => {
  test('no block shares an address with what is to be avoided, named or not', async () => {
    await loadPools(tenant, linkPool({ prefixes: ['10.0.0.0/24'] }));
    const block = (rest: object): RequestLine => ({ key: 'b', shape: 'blocks', pool: 'link', ...rest });
    const avoid = ['10.0.0.0/26', '10.0.0.66/32', '2001:db8::/32'];
    expect(valuesIn(await ask('a', [block({ avoid, count: 2 })]), 'b')).toEqual([
      '10.0.0.64/31',
      '10.0.0.68/31',
    ]);
    expect(valuesIn(await ask('b', [block({})]), 'b')).toEqual(['10.0.0.0/31']);
    expect(valuesIn(await ask('c', [block({ avoid: ['10.0.0.0/25'], length: 26 })]), 'b')).toEqual([
      '10.0.0.128/26',
    ]);
    const overlap = await ask('d', [block({ value: '10.0.0.32/31', avoid })]);
    expect(overlap).toMatchObject({ ok: false, fault: { status: 422, code: 'PREFIX_OVERLAP' } });
    const all = await ask('e', [block({ avoid: ['10.0.0.0/8'] })]);
    expect(all).toMatchObject({ ok: false, fault: { code: 'POOL_EXHAUSTED' } });
    expect(await ask('f', [block({ avoid: ['lan'] })])).toMatchObject({ fault: { code: 'INVALID_PREFIX' } });
    await assertConserved(database, tenant);
  });
});

describe('loaded quantities', () => {
  const crews = (limit: number, rest: Partial<PoolRecord> = {}): PoolRecord => ({
    code: 'crew',
    kind: 'crew',
    shape: 'quantities',
    scope: 'team',
    strategy: 'lowest',
    quarantineDays: 0,
    unit: 'crew',
    capacities: [{ scope: 'LEEDS', steps: [{ from: '2027-01-01T00:00:00.000Z', limit }] }],
    ...rest,
  });
  const line = (amount: number, rest: object = {}): RequestLine => ({
    key: 'c',
    shape: 'quantities',
    pool: 'crew',
    scope: 'LEEDS',
    amount,
    ...rest,
  });

  test('crews of a team by day; a larger team serves who waits; a smaller one than promised is refused', async () => {
    await loadPools(tenant, crews(2));
    const use = { from: '2027-03-08T00:00:00.000Z', to: '2027-03-09T00:00:00.000Z' };
    unwrap(await ask('a', [line(2)], { use }));
    const full = await ask('b', [line(1)], { use });
    expect(full).toMatchObject({ ok: false, fault: { lines: [{ limit: 2, used: 2, earliest: use.to }] } });
    expect(unwrap(await ask('b', [line(1)], { use, queue: true })).state).toBe('waiting');
    await run((tx) => room.loadPools(tx, tenant, [crews(3)]));
    expect(await reservation(database.sql, tenant, 'b')).toMatchObject({ state: 'reserved' });
    expect(facts.some((fact) => fact.tenant === tenant && fact.kind === 'reservationGranted')).toBe(true);
    await expect(loadPools(tenant, crews(2))).rejects.toThrow(RefusalError);
    await expect(loadPools(tenant, crews(3, { capacities: [] }))).rejects.toThrow('needs capacities');
    expect(await ask('u', [line(1, { unit: 'furlong' })])).toMatchObject({ fault: { code: 'UNKNOWN_UNIT' } });
    expect(await ask('s', [{ ...line(1), scope: 'YORK' } as RequestLine])).toMatchObject({
      fault: { code: 'UNKNOWN_VALUE', lines: [{ why: 'notAMember' }] },
    });
    expect(await run((tx) => room.loadPools(tx, tenant, [crews(3)]))).toMatchObject({ unchanged: 1 });
  });

  test('what may be promised is a share of what is there: a reserve, or overbooking', async () => {
    await loadPools(tenant, crews(10, { bookablePercent: 80 }));
    expect(await ask('a', [line(9)])).toMatchObject({ ok: false, fault: { lines: [{ limit: 8 }] } });
    await loadPools(tenant, crews(10, { bookablePercent: 400 }));
    expect((await ask('b', [line(40)])).ok).toBe(true);
    expect((await ask('c', [line(1)])).ok).toBe(false);
  });

  test.each([
    ['a range for an amount', crews(1, { range: { first: 1, last: 2 } }), 'has no range'],
    ['no unit', (({ unit: _, ...rest }) => rest)(crews(1)), 'needs a unit'],
    ['a spread of blocks', linkPool({ strategy: 'spread' }), 'not spread'],
    ['an empty guard', vlanPool({ guardedRanges: [{ first: 9, last: 8 }] }), 'is empty'],
    ['a guard without end', vlanPool({ guardedRanges: [{ first: 1, last: 99_999 }] }), 'at most 10000'],
    ['a format without number', vlanPool({ format: 'CCT-{m}' }), 'needs {n}'],
    ['a format with two', vlanPool({ format: '{n}-{n:3}' }), 'needs {n}'],
  ])('a pool with %s is refused', async (_, record, message) => {
    await expect(loadPools(tenant, record as PoolRecord)).rejects.toThrow(message);
  });
});

describe('looking', () => {
  test('lists by owner, state, pool and coming expiry; a scope tells who holds what', async () => {
    await loadPools(tenant, vlanPool(), linkPool());
    unwrap(await ask('a', [vlan('p')], { holdUntil: '2027-03-02T09:00:00.000Z' }));
    unwrap(await ask('b', [vlan('p')], { holdUntil: '2027-03-05T09:00:00.000Z' }));
    unwrap(await ask('c', [{ key: 'l', shape: 'blocks', pool: 'link' }]));
    const all = { ownerKind: null, ownerId: null, state: null, pool: null, expiringBefore: null };
    const list = async (filter: object, page = { offset: 0, limit: 10 }) => {
      const { items, total } = await listReservations(database.sql, tenant, { ...all, ...filter }, page);
      return [items.map((item) => item.id).sort(), total];
    };
    expect(await list({})).toEqual([['a', 'b', 'c'], 3]);
    expect(await list({ pool: 'vlan' })).toEqual([['a', 'b'], 2]);
    expect(await list({ expiringBefore: '2027-03-03T00:00:00.000Z' })).toEqual([['a'], 1]);
    expect(await list({ ownerId: 'owner-of-c' })).toEqual([['c'], 1]);
    await setClock('2027-03-02T09:00:00.000Z');
    expect(await list({ state: 'expired' })).toEqual([['a'], 1]);
    const { items } = await readHeldValues(database.sql, tenant, 'vlan', 'p', null, { offset: 0, limit: 3 });
    expect(items.map(({ value, state, holder }) => [value, state, holder?.owner.id])).toEqual([
      ['300', 'free', undefined],
      ['301', 'reserved', 'owner-of-b'],
      ['302', 'free', undefined],
    ]);
    await setClock(now);
  });

  test('utilisation and run-out: four taken in 90 days of 16 addresses, and four more waited for by day 10', async () => {
    await loadPools(tenant, linkPool());
    unwrap(await ask('a', [{ key: 'l', shape: 'blocks', pool: 'link', length: 30 }]));
    unwrap(await ask('b', [{ key: 'l', shape: 'blocks', pool: 'link', length: 29 }]));
    const use = { from: '2027-03-11T09:00:00.000Z', to: null };
    unwrap(await ask('w', [{ key: 'l', shape: 'blocks', pool: 'link', length: 29 }], { queue: true, use }));
    const [line] = await utilisation(database.sql, tenant, 'link', now, { windowDays: 90, horizonDays: 365 });
    expect(line).toMatchObject({ size: 16, free: 4, reserved: 12, utilisationPercent: 75 });
    // 12 in 90 days: 4 are used up in 30. By need: 8 are waited for on day 10, and 4 are there.
    expect(line?.forecast).toEqual({
      takenPerDay: 0.133,
      linear: '2027-03-31T09:00:00.000Z',
      byNeed: '2027-03-11T09:00:00.000Z',
      combined: '2027-03-11T09:00:00.000Z',
    });
  });
});
