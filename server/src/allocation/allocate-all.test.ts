import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, request, vlanPool } from './fixture.ts';
import { reservation } from './index.ts';

const { database } = await testDatabase({ connections: 4 });
const { room, run, facts, loadPools, setClock } = fixture(database);
const tenant = 'many';
await setClock('2027-03-01T00:00:00.000Z');
await loadPools(
  tenant,
  vlanPool({ code: 'rd', scope: 'tenant', range: { first: 1, last: 1000 } }),
  linkPool(),
);
unwrap(
  await run((tx) =>
    room.registerQuantity(tx, tenant, {
      pool: 'bandwidth',
      scope: 'l1',
      steps: [{ from: '2027-01-01T00:00:00.000Z', limit: 1000 }],
    }),
  ),
);

async function reserved(id: string, holdUntil: string | null = null) {
  const wanted = request(
    id,
    [
      { key: 'a', shape: 'values', pool: 'rd' },
      { key: 'b', shape: 'blocks', pool: 'link' },
      { key: 'c', shape: 'quantities', pool: 'bandwidth', scope: 'l1', amount: 10 },
    ],
    { holdUntil },
  );
  unwrap(await run((tx) => room.reserve(tx, tenant, wanted)));
  return { reservationId: id, owner: wanted.owner };
}

test('lines of many reservations come into use at once, with the values that were reserved', async () => {
  const [one, other] = [await reserved('r1'), await reserved('r2', '2027-03-02T00:00:00.000Z')];
  const before = await reservation(database.sql, tenant, 'r1');
  facts.length = 0;
  const answers = await run((tx) =>
    room.allocateAll(tx, tenant, [{ ...one, lines: ['a'] }, { ...one, lines: ['b'] }, other]),
  );
  expect(answers.map((answer) => unwrap(answer).map((line) => `${line.key} ${line.state}`))).toEqual([
    ['a allocated'],
    ['b allocated'],
    ['a allocated', 'b allocated', 'c allocated'],
  ]);
  const after = await reservation(database.sql, tenant, 'r1');
  expect(after).toMatchObject({ state: 'confirmed', holdUntil: null });
  expect(after?.lines.map((line) => line.state)).toEqual(['allocated', 'allocated', 'reserved']);
  expect(after?.lines.map((line) => ({ ...line, state: 'reserved' }))).toEqual(before?.lines);
  expect(await reservation(database.sql, tenant, 'r2')).toMatchObject({
    state: 'allocated',
    holdUntil: null,
  });
  expect(
    facts.map((fact) => `${fact.kind} ${fact.reservationId} ${fact.lines.map((line) => line.key)}`),
  ).toEqual([
    'reservationConfirmed r1 a,b,c',
    'reservationConfirmed r2 a,b,c',
    'parametersAllocated r1 a,b',
    'parametersAllocated r2 a,b,c',
  ]);
  await assertConserved(database, tenant);
});

test('the last line completes the allocation; the same again changes and tells nothing', async () => {
  const one = await reserved('r3');
  unwrap((await run((tx) => room.allocateAll(tx, tenant, [{ ...one, lines: ['a', 'b'] }])))[0] as never);
  facts.length = 0;
  const [last] = await run((tx) => room.allocateAll(tx, tenant, [{ ...one, lines: ['c'] }]));
  expect(last).toMatchObject({ ok: true, value: [{ key: 'c', state: 'allocated', amount: 10 }] });
  expect(await reservation(database.sql, tenant, 'r3')).toMatchObject({ state: 'allocated' });
  expect(facts.map((fact) => fact.kind)).toEqual(['parametersAllocated']);
  facts.length = 0;
  const [again] = await run((tx) => room.allocateAll(tx, tenant, [one]));
  expect(again).toMatchObject({ ok: true, value: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] });
  expect(facts).toEqual([]);
});

test('a refused request changes nothing and keeps nobody else', async () => {
  const [good, late] = [await reserved('r4'), await reserved('r5', '2027-03-01T00:00:01.000Z')];
  await setClock('2027-03-01T00:00:01.000Z');
  facts.length = 0;
  const answers = await run((tx) =>
    room.allocateAll(tx, tenant, [
      late,
      { reservationId: 'nobody', owner: good.owner },
      { reservationId: 'r4', owner: late.owner },
      { ...good, lines: ['a', 'z'] },
      { ...good, lines: ['b'] },
    ]),
  );
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.fault.code))).toEqual([
    'RESERVATION_EXPIRED',
    'UNKNOWN_RESERVATION',
    'NOT_THE_OWNER',
    'UNKNOWN_LINE',
    'ok',
  ]);
  expect((await reservation(database.sql, tenant, 'r4'))?.lines.map((line) => line.state)).toEqual([
    'reserved',
    'allocated',
    'reserved',
  ]);
  expect(facts.map((fact) => `${fact.kind} ${fact.reservationId}`)).toEqual([
    'reservationConfirmed r4',
    'parametersAllocated r4',
  ]);
  expect(await run((tx) => room.allocateAll(tx, tenant, []))).toEqual([]);
  await assertConserved(database, tenant);
});
