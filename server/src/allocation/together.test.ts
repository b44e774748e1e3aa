import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, request, vlanPool } from './fixture.ts';
import { createAllocation, ledger, reservation, reservations } from './index.ts';
import type { AllocationFact, PoolRecord, RequestLine } from './types.ts';

const { database } = await testDatabase({ connections: 12 });
const { room: alone, run, loadPools, setClock } = fixture(database);
const facts: AllocationFact[] = [];
const room = createAllocation({
  async record(_, made) {
    facts.push(...made);
  },
});
const notes: string[] = [];
const moves = room.gathered<string>(database, async (_, __, made) => {
  for (const { tag, reservation: found } of made) {
    if (tag === 'fail') throw new Error('the note cannot be written');
    notes.push(`${tag} ${found.id} ${found.state}`);
  }
});
await setClock('2027-03-01T00:00:00.000Z');

const vlan = (scope: string): RequestLine => ({ key: 'v', shape: 'values', pool: 'vlan', scope });
const link: RequestLine = { key: 'b', shape: 'blocks', pool: 'link' };
const kbps = (amount: number): RequestLine => ({
  key: 'q',
  shape: 'quantities',
  pool: 'bandwidth',
  scope: 'l',
  amount,
});

async function world(tenant: string, limit: number, ...pools: readonly PoolRecord[]): Promise<void> {
  await loadPools(tenant, ...pools);
  const steps = [{ from: '2027-01-01T00:00:00.000Z', limit }];
  unwrap(await run((tx) => alone.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l', steps })));
}

const wide = vlanPool({ range: { first: 100, last: 4094 } });
const many = linkPool({ prefixes: ['10.0.0.0/16'] });

test('40 at once want three kinds and 25 fit: 25 have all three, 15 have nothing and are told the numbers', async () => {
  await world('fit', 100, wide, many);
  facts.length = 0;
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      moves.reserve('fit', { request: request(`r${n}`, [vlan(`p${n % 3}`), link, kbps(4)]), tag: 'made' }),
    ),
  );
  const met = answers.flatMap((each) => (each.ok ? [each.value] : []));
  expect(met).toHaveLength(25);
  expect(met.every((one) => one.state === 'reserved' && one.lines.length === 3)).toBe(true);
  for (const each of answers)
    if (!each.ok)
      expect(each.fault).toMatchObject({
        code: 'CAPACITY_EXCEEDED',
        lines: [{ wanted: 4, limit: 100, used: 100, free: 0, earliest: null }],
      });
  const values = met.flatMap((one) =>
    one.lines.flatMap((line) =>
      line.shape === 'quantities' ? [] : line.values.map((value) => `${line.pool} ${line.scope} ${value}`),
    ),
  );
  expect(new Set(values).size).toBe(50);
  for (const one of met) expect(await reservation(database.sql, 'fit', one.id)).toEqual(one);
  expect(facts.filter((fact) => fact.kind === 'reservationCreated')).toHaveLength(25);
  expect(notes.filter((note) => note.startsWith('made'))).toHaveLength(25);
  await assertConserved(database, 'fit');
});

test('one after the other they get the lowest values in the order in which they came', async () => {
  await world('order', 1_000, wide, many);
  // The first one has the blocks cut; those after it find them.
  unwrap(await moves.reserve('order', { request: request('first', [vlan('p'), link]), tag: '' }));
  const ids = Array.from({ length: 20 }, (_, n) => `r${20 - n}`);
  const answers = await Promise.all(
    ids.map((id) => moves.reserve('order', { request: request(id, [vlan('p'), link]), tag: '' })),
  );
  const lines = answers.map((answer) => unwrap(answer).lines);
  expect(lines.map(([b]) => b)).toMatchObject(
    Array.from({ length: 20 }, (_, n) => ({ values: [`10.0.0.${2 * n + 2}/31`] })),
  );
  expect(lines.map(([, v]) => v)).toMatchObject(
    Array.from({ length: 20 }, (_, n) => ({ values: [String(101 + n)] })),
  );
});

test('twice the same, another under the same id, and nonsense beside good ones: each has its own answer', async () => {
  await world('mixed', 10, wide, many);
  const good = request('same', [vlan('p'), kbps(2)]);
  const ask = (asked: typeof good) => moves.reserve('mixed', { request: asked, tag: '' });
  const [one, two, other, wrong, unknown, named, held] = await Promise.all([
    ask(good),
    ask(good),
    ask({ ...good, owner: { kind: 'quote', id: 'somebody else' } }),
    ask(request('wrong', [{ ...kbps(2), unit: 'furlong' } as RequestLine])),
    ask(request('unknown', [{ ...kbps(2), scope: 'nowhere' } as RequestLine])),
    ask(request('named', [{ ...vlan('p'), value: '200' } as RequestLine])),
    ask(request('held', [kbps(1)], { holdUntil: '2027-02-01T00:00:00.000Z' })),
  ]);
  expect(one).toEqual(two);
  expect(unwrap(one).lines).toMatchObject([{ amount: 2 }, { values: ['100'] }]);
  expect(other).toMatchObject({ ok: false, fault: { status: 409, code: 'RESERVATION_ID_REUSED' } });
  expect(wrong).toMatchObject({ ok: false, fault: { status: 422, code: 'UNKNOWN_UNIT' } });
  expect(unknown).toMatchObject({ ok: false, fault: { status: 422, code: 'UNKNOWN_VALUE' } });
  expect(unwrap(named).lines).toMatchObject([{ values: ['200'] }]);
  expect(held).toMatchObject({ ok: false, fault: { status: 422, code: 'INVALID_HOLD' } });
  expect((await ledger(database.sql, 'mixed', 'bandwidth'))[0]).toMatchObject({ reserved: 2 });
  await assertConserved(database, 'mixed');
});

test('a hold that is over makes room, and who waits is served before those who come', async () => {
  await world('line', 4, wide, many);
  const first = request('first', [kbps(4)], { holdUntil: '2027-03-01T01:00:00.000Z' });
  unwrap(await moves.reserve('line', { request: first, tag: '' }));
  const waiting = request('waiting', [kbps(3)], { queue: true });
  expect(unwrap(await moves.reserve('line', { request: waiting, tag: '' })).state).toBe('waiting');
  await setClock('2027-03-01T01:00:00.000Z');
  const [three, one] = await Promise.all([
    moves.reserve('line', { request: request('three', [kbps(3)]), tag: '' }),
    moves.reserve('line', { request: request('one', [kbps(1)]), tag: '' }),
  ]);
  expect(three).toMatchObject({ ok: false, fault: { lines: [{ wanted: 3, limit: 4 }] } });
  expect(one.ok).toBe(true);
  expect((await reservation(database.sql, 'line', 'waiting'))?.state).toBe('reserved');
  expect((await reservation(database.sql, 'line', 'first'))?.state).toBe('expired');
});

test('confirmed together: the owner keeps, another is refused, twice is once, too late is told', async () => {
  await world('keep', 1_000, wide, many);
  const until = '2027-03-02T00:00:00.000Z';
  const ids = ['a', 'b', 'c'];
  for (const id of ids)
    unwrap(await run((tx) => alone.reserve(tx, 'keep', request(id, [kbps(1)], { holdUntil: until }))));
  const keep = (reservationId: string, id = `owner-of-${reservationId}`) =>
    moves.confirm('keep', { request: { reservationId, owner: { kind: 'quote', id } }, tag: 'kept' });
  facts.length = 0;
  const answers = await Promise.all([keep('a'), keep('a'), keep('b', 'a thief'), keep('nobody')]);
  expect(answers[0]).toEqual(answers[1]);
  expect(answers).toMatchObject([
    { ok: true, value: { state: 'confirmed', holdUntil: null, lines: [{ amount: 1 }] } },
    { ok: true },
    { ok: false, fault: { status: 403, code: 'NOT_THE_OWNER' } },
    { ok: false, fault: { status: 404, code: 'UNKNOWN_RESERVATION' } },
  ]);
  expect(facts.map((fact) => `${fact.kind} ${fact.reservationId}`)).toEqual(['reservationConfirmed a']);
  await setClock(until);
  const late = await Promise.all([keep('b'), keep('c'), keep('a')]);
  expect(late).toMatchObject([
    { ok: false, fault: { code: 'RESERVATION_EXPIRED' } },
    { ok: false, fault: { code: 'RESERVATION_EXPIRED' } },
    { ok: true },
  ]);
});

test('what cannot be written with one move takes back that move alone', async () => {
  await world('notes', 1_000, wide, many);
  const ask = (id: string, tag: string) =>
    moves.reserve('notes', { request: request(id, [vlan('p'), kbps(1)]), tag });
  const [good, bad, text] = await Promise.allSettled([
    ask('good', 'made'),
    ask('bad', 'fail'),
    moves.reserve('notes', { request: request('text', [kbps(1)], { reason: 'a \u0000 in it' }), tag: '' }),
  ]);
  expect(good).toMatchObject({ status: 'fulfilled', value: { ok: true } });
  expect([bad?.status, text?.status]).toEqual(['rejected', 'rejected']);
  const owners = ['good', 'bad', 'text'].map((id) => ({ kind: 'quote', id: `owner-of-${id}` }));
  const found = await Promise.all(owners.map((owner) => reservations(database.sql, 'notes', owner)));
  expect(found.map((each) => each.length)).toEqual([1, 0, 0]);
  await assertConserved(database, 'notes');
});

test('who must wait for a long transaction does so alone', async () => {
  await world('long', 1_000, wide, many);
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = (): void => {};
  const holding = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const long = database.transaction(async (tx) => {
    unwrap(await alone.reserve(tx, 'long', request('long', [kbps(1)])));
    begun();
    await ended;
  });
  await holding;
  let met = false;
  const waits = moves.reserve('long', { request: request('waits', [kbps(2)]), tag: '' }).then((answer) => {
    met = true;
    return answer;
  });
  const others = await Promise.all(
    ['a', 'b'].map((id) => moves.reserve('long', { request: request(id, [vlan('p')]), tag: '' })),
  );
  expect(others.map((answer) => answer.ok)).toEqual([true, true]);
  expect(met).toBe(false);
  end();
  await long;
  expect(unwrap(await waits).lines).toMatchObject([{ amount: 2 }]);
  await assertConserved(database, 'long');
});

test('a thousand changes on one link are summed up, also while their holds go', async () => {
  await world('sums', 100_000, wide, many);
  for (let day = 2; day <= 9; day++) {
    await setClock(`2027-03-0${day}T00:00:00.000Z`);
    const use = { from: `2027-03-0${day}T00:00:00.000Z`, to: '2027-04-01T00:00:00.000Z' };
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const asked = request(`d${day}n${n}`, [kbps(n + 1)], { use });
        unwrap(await moves.reserve('sums', { request: asked, tag: '' }));
        if (n % 3 === 0)
          unwrap(await run((tx) => alone.release(tx, 'sums', { reservationId: `d${day}n${n}` })));
      }),
    );
    await assertConserved(database, 'sums');
  }
  // 8 days × (1 + … + 60, less the 20 that were given back: 1, 4, …, 58).
  expect((await ledger(database.sql, 'sums', 'bandwidth'))[0]).toMatchObject({ reserved: 8 * (1_830 - 590) });
  const over = await moves.reserve('sums', { request: request('over', [kbps(100_000)]), tag: '' });
  expect(over).toMatchObject({
    ok: false,
    fault: { lines: [{ used: 9_920, free: 90_080, earliest: '2027-04-01T00:00:00.000Z' }] },
  });
});
