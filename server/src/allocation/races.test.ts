import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, rememberedUse, request, vlanPool } from './fixture.ts';
import { ledger, nextDue, reservation, reservations, takenValues, UseMemory } from './index.ts';
import type { RequestLine } from './types.ts';

const { database } = await testDatabase({ connections: 24 });
const { room, facts, run, loadPools, setClock, deadlocks } = fixture(database);
const at = (time: string): Promise<void> => setClock(`2027-03-01T${time}Z`);
const expiry = '2027-03-01T13:00:00.000Z';
const port = 'pe2/port4';
const vlan: RequestLine[] = [{ key: 'vlan', shape: 'values', pool: 'vlan', scope: port }];
const ownerA = { kind: 'quote', id: 'owner-of-a' };
const evening = '2027-03-01T20:00:00.000Z';

let tenant = '';
let round = 0;

/** Pool 300–303 on one port with 301 to 303 used; quote A reserves 300 at 09:00 for four hours. */
beforeEach(async () => {
  tenant = `s2-${++round}`;
  await at('09:00:00.000');
  await loadPools(tenant, vlanPool());
  const used = ['301', '302', '303'].map(
    (value): RequestLine => ({ key: value, shape: 'values', pool: 'vlan', scope: port, value }),
  );
  unwrap(await run((tx) => room.reserve(tx, tenant, request('used', used))));
  unwrap(
    await run((tx) =>
      room.reserve(tx, tenant, request('a', vlan, { holdUntil: expiry, warnBeforeMinutes: 30 })),
    ),
  );
});

// The order of locks leaves the database no deadlock to find.
afterAll(() => {
  expect(deadlocks).toEqual([]);
});

const confirmA = () => run((tx) => room.confirm(tx, tenant, { reservationId: 'a', owner: ownerA }));
const askB = (queue = true) =>
  run((tx) => room.reserve(tx, tenant, request('b', vlan, { holdUntil: evening, queue })));
const factsOf = (kind: string): string[] =>
  facts.filter((fact) => fact.tenant === tenant && fact.kind === kind).map((fact) => fact.reservationId);
const holderOf300 = async (): Promise<string[]> => {
  const holders: string[] = [];
  for (const id of ['a', 'b', 'c']) {
    const found = await reservation(database.sql, tenant, id);
    if (found?.lines.some((line) => line.shape === 'values' && line.values.includes('300'))) holders.push(id);
  }
  return holders;
};

describe('S2: the race at the end of a hold, to the millisecond', () => {
  test('case 1: confirmed 100 ms before the end, A keeps 300; a replay after the end is the same; B is refused', async () => {
    await at('12:59:00.000');
    expect(await askB(false)).toMatchObject({ ok: false, fault: { lines: [{ wanted: 1, free: 0 }] } });
    await at('12:59:59.900');
    expect(await confirmA()).toMatchObject({ ok: true, value: { state: 'confirmed', holdUntil: null } });
    await at('13:00:00.000');
    expect(await confirmA()).toMatchObject({
      ok: true,
      value: { state: 'confirmed', lines: [{ values: ['300'] }] },
    });
    await at('13:00:00.001');
    expect((await askB(false)).ok).toBe(false);
    const allocated = await run((tx) => room.allocate(tx, tenant, { reservationId: 'a', owner: ownerA }));
    expect(unwrap(allocated)).toMatchObject({ state: 'allocated', lines: [{ values: ['300'] }] });
    expect(factsOf('reservationConfirmed')).toEqual(['a']);
    expect(factsOf('reservationExpired')).toEqual([]);
    await assertConserved(database, tenant);
  });

  test('case 2: at the very instant A is too late; B, first in line, gets 300 by asking again, without a sweep', async () => {
    await at('12:59:00.000');
    expect(unwrap(await askB())).toMatchObject({ state: 'waiting', lines: [], waitingBehind: 0 });
    await at('12:59:59.999');
    expect(unwrap(await askB()).state).toBe('waiting');
    await at('13:00:00.000');
    expect(await confirmA()).toMatchObject({
      ok: false,
      fault: { status: 409, code: 'RESERVATION_EXPIRED' },
    });
    expect(await reservation(database.sql, tenant, 'a')).toMatchObject({ state: 'expired', lines: [] });
    await at('13:00:00.001');
    expect(unwrap(await askB())).toMatchObject({ state: 'reserved', lines: [{ values: ['300'] }] });
    await run((tx) => room.expireDue(tx, 100));
    expect(await holderOf300()).toEqual(['b']);
    expect(factsOf('reservationExpired')).toEqual(['a']);
    expect(factsOf('reservationGranted')).toEqual(['b']);
    await assertConserved(database, tenant);
  });

  test('case 3: down from 12:58 to 13:05; the first sweep after it expires once and serves the line in its order', async () => {
    await at('12:30:00.000');
    expect(await nextDue(database.sql)).toBe('2027-03-01T12:30:00.000Z');
    await run((tx) => room.expireDue(tx, 100));
    await run((tx) => room.expireDue(tx, 100));
    expect(factsOf('reservationExpiryWarning')).toEqual(['a']);
    expect(await nextDue(database.sql)).toBe(expiry);
    await at('12:57:00.000');
    expect(unwrap(await askB()).state).toBe('waiting');
    const third = request('c', vlan, { queue: true });
    expect(unwrap(await run((tx) => room.reserve(tx, tenant, third)))).toMatchObject({ waitingBehind: 1 });
    await at('13:05:00.000');
    // A process that starts knows nothing but the database.
    const restarted = fixture(database);
    await Promise.all([1, 2, 3, 4].map(() => restarted.run((tx) => restarted.room.expireDue(tx, 100))));
    const kinds = restarted.facts.map((fact) => `${fact.kind} ${fact.reservationId}`);
    expect(kinds).toEqual(['reservationExpired a', 'reservationGranted b']);
    expect(restarted.facts[0]).toMatchObject({
      effectiveAt: expiry,
      lines: [{ key: 'vlan', values: ['300'] }],
    });
    expect(await holderOf300()).toEqual(['b']);
    unwrap(await restarted.run((tx) => restarted.room.release(tx, tenant, { reservationId: 'b' })));
    expect(await holderOf300()).toEqual(['c']);
    await assertConserved(database, tenant);
  });

  test.each([0, 1, 2])(
    '100 parallel confirmations and requests while the clock passes the end: one owner (%#)',
    async (delay) => {
      await at('12:59:59.999');
      const strangers = Array.from({ length: 50 }, (_, index) =>
        run((tx) => room.reserve(tx, tenant, request(`x${index}`, vlan))),
      );
      const confirmations = Array.from({ length: 50 }, () => confirmA());
      for (let turn = 0; turn < delay * 4; turn++) await database.sql`select 1`;
      await at('13:00:00.000');
      const [asked, confirmed] = await Promise.all([Promise.all(strangers), Promise.all(confirmations)]);
      const kept = confirmed.some((result) => result.ok);
      const given = asked.filter((result) => result.ok);
      expect(given.length + Number(kept)).toBeLessThanOrEqual(1);
      const last = await run((tx) => room.reserve(tx, tenant, request('last', vlan)));
      expect(given.length + Number(kept) + Number(last.ok)).toBe(1);
      for (const result of confirmed) if (!result.ok) expect(result.fault.code).toBe('RESERVATION_EXPIRED');
      expect(factsOf('reservationConfirmed').length).toBe(Number(kept));
      expect((await takenValues(database.sql, tenant, 'vlan', expiry)).map((taken) => taken.value)).toEqual([
        '300',
        '301',
        '302',
        '303',
      ]);
      await assertConserved(database, tenant);
    },
  );
});

test('100 parallel requests for the last 10 values and blocks: 10 get both, nothing is left over or lost', async () => {
  await loadPools(
    tenant,
    vlanPool({ code: 'rd', scope: 'tenant', range: { first: 1, last: 10 } }),
    linkPool({ prefixes: ['10.0.0.0/27'] }),
  );
  const steps = [{ from: '2027-01-01T00:00:00.000Z', limit: 10 }];
  unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l', steps })));
  const lines: RequestLine[] = [
    { key: 'bandwidth', shape: 'quantities', pool: 'bandwidth', scope: 'l', amount: 1 },
    { key: 'link', shape: 'blocks', pool: 'link' },
    { key: 'rd', shape: 'values', pool: 'rd' },
  ];
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      run((tx) =>
        // Half of them name the lines the other way round: the order of locks is the room's, not the caller's.
        room.reserve(tx, tenant, request(`p${index}`, index % 2 === 0 ? lines : [...lines].reverse())),
      ),
    ),
  );
  const values = results.flatMap((result) => (result.ok ? result.value.lines : []));
  const names = values.flatMap((line) => (line.shape === 'quantities' ? [] : line.values));
  expect(results.filter((result) => result.ok)).toHaveLength(10);
  expect(new Set(names).size).toBe(20);
  const refusals = results
    .filter((result) => !result.ok)
    .map((result) => (result.ok ? '' : result.fault.code));
  expect(new Set(refusals)).toEqual(new Set(['POOL_EXHAUSTED']));
  const lines300 = (await ledger(database.sql, tenant)).filter((line) => line.pool !== 'vlan');
  expect(lines300.map(({ pool, free, reserved }) => ({ pool, free, reserved }))).toEqual([
    { pool: 'bandwidth', free: 0, reserved: 10 },
    { pool: 'link', free: 12, reserved: 20 },
    { pool: 'rd', free: 0, reserved: 10 },
  ]);
});

test('the same request 40 times at once is one reservation', async () => {
  await loadPools(tenant, vlanPool({ code: 'rd', scope: 'tenant', range: { first: 1, last: 10_000 } }));
  const same = request('same', [{ key: 'rd', shape: 'values', pool: 'rd', count: 2 }]);
  const results = await Promise.all(
    Array.from({ length: 40 }, () => run((tx) => room.reserve(tx, tenant, same))),
  );
  const answers = new Set(results.map((result) => JSON.stringify(unwrap(result).lines)));
  expect(answers.size).toBe(1);
  expect(await reservations(database.sql, tenant, same.owner)).toHaveLength(1);
  expect(factsOf('reservationCreated').filter((id) => id === 'same')).toHaveLength(1);
});

describe('what is remembered of use, beside transactions that are under way', () => {
  const since = '2027-03-01T00:00:00.000Z';
  const take = (id: string, scope: string, amount: number, holdUntil: string | null = null) =>
    request(id, [{ key: 'rate', shape: 'quantities', pool: 'bandwidth', scope, amount }], {
      holdUntil,
      use: { from: since, to: null },
    });
  const one = 'link one';
  const two = 'link two';

  /** Lets a transaction stand where it has done its work, until it is told how to end. */
  function standing(work: (tx: Parameters<typeof room.reserve>[0]) => Promise<void>) {
    const done = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const over = run(async (tx) => {
      await work(tx);
      done.resolve();
      await end.promise;
    });
    over.catch(() => undefined);
    return {
      done: done.promise,
      commit: async () => {
        end.resolve();
        await over;
      },
      giveUp: async () => {
        end.reject(new Error('given up'));
        await expect(over).rejects.toThrow('given up');
      },
    };
  }

  let memory = new UseMemory({ database, pool: 'bandwidth' });
  const seen = async (sql = database.sql) =>
    Object.fromEntries(await rememberedUse(memory, sql, tenant, since));

  beforeEach(async () => {
    memory = new UseMemory({ database, pool: 'bandwidth' });
    for (const scope of [one, two]) {
      const steps = [{ from: since, limit: 100 }];
      unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope, steps })));
    }
  });

  test('who began first and ends last is not missed; each sees his own and nobody’s that is given up', async () => {
    const slow = standing(async (tx) => {
      unwrap(await room.reserve(tx, tenant, take('slow', one, 5)));
      // The memory is empty: the transaction reads all, and what it keeps is not for others.
      expect(await seen(tx.sql)).toEqual({ [one]: 5 });
    });
    await slow.done;
    expect(await seen()).toEqual({});
    unwrap(await run((tx) => room.reserve(tx, tenant, take('fast', two, 7))));
    expect(await seen()).toEqual({ [two]: 7 });
    const lost = standing(async (tx) => {
      unwrap(await room.release(tx, tenant, { reservationId: 'fast' }));
      expect(await seen(tx.sql)).toEqual({});
      unwrap(await room.reserve(tx, tenant, take('lost', two, 9)));
      expect(await seen(tx.sql)).toEqual({ [two]: 9 });
    });
    await lost.done;
    expect(await seen()).toEqual({ [two]: 7 });
    await lost.giveUp();
    expect(await seen()).toEqual({ [two]: 7 });
    await slow.commit();
    expect(await seen()).toEqual({ [one]: 5, [two]: 7 });
    // What is written after a look of one's own is found as well.
    const later = standing(async (tx) => {
      unwrap(await room.reserve(tx, tenant, take('later', one, 1)));
      expect(await seen(tx.sql)).toEqual({ [one]: 6, [two]: 7 });
      unwrap(await room.reserve(tx, tenant, take('latest', two, 2)));
    });
    await later.done;
    expect(await seen()).toEqual({ [one]: 5, [two]: 7 });
    await later.commit();
    expect(await seen()).toEqual({ [one]: 6, [two]: 9 });
  });

  test('a hold ends with its time, unless it was confirmed in time by who commits later', async () => {
    unwrap(await run((tx) => room.reserve(tx, tenant, take('q', one, 5, expiry))));
    expect(await seen()).toEqual({ [one]: 5 });
    await at('12:59:59.999');
    const confirming = standing(async (tx) => {
      const owner = { kind: 'quote', id: 'owner-of-q' };
      unwrap(await room.confirm(tx, tenant, { reservationId: 'q', owner }));
    });
    await confirming.done;
    expect(await seen()).toEqual({ [one]: 5 });
    await at('13:00:00.000');
    expect(await seen()).toEqual({});
    await confirming.commit();
    expect(await seen()).toEqual({ [one]: 5 });
    unwrap(await run((tx) => room.reserve(tx, tenant, take('q2', two, 3, evening))));
    await at('20:00:00.000');
    expect(await seen()).toEqual({ [one]: 5 });
    await run((tx) => room.expireDue(tx, 100));
    expect(await seen()).toEqual({ [one]: 5 });
  });

  test('many changes of one scope that come to nothing are still a change', async () => {
    for (let n = 0; n < 50; n++) {
      unwrap(await run((tx) => room.reserve(tx, tenant, take(`n${n}`, one, 1))));
      expect(await seen()).toEqual({ [one]: 1 });
      unwrap(await run((tx) => room.release(tx, tenant, { reservationId: `n${n}` })));
      // Who is refused may have summed up what was, and adds nothing.
      expect((await run((tx) => room.reserve(tx, tenant, take(`m${n}`, one, 101)))).ok).toBe(false);
      expect(await seen()).toEqual({});
    }
    await assertConserved(database, tenant);
  });
});
