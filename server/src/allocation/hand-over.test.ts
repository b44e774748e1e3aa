import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, request } from './fixture.ts';
import { holdersIn, reservation, reservations } from './index.ts';
import type { RequestLine } from './types.ts';

const { database } = await testDatabase();
const { room, facts, run, setClock } = fixture(database);
await setClock('2027-03-01T09:00:00.000Z');
const tenant = 'hand-over';
const unit = (site: string, named: object = {}): RequestLine => ({
  key: `cpe:${site}`,
  shape: 'values',
  pool: 'cpe',
  scope: 'CX-7',
  ...named,
});
const owner = { kind: 'cpe', id: 'U-1' };
const value = { pool: 'cpe', scope: 'CX-7', value: 'U-1' };

test('an allocated value passes to another owner and is free at no instant', async () => {
  await run((tx) =>
    room.registerMembers(tx, tenant, [{ pool: 'cpe', scope: 'CX-7', values: ['U-1', 'U-2'] }]),
  );
  const first = request('r-1', [unit('HQ', { value: 'U-1' }), unit('LDS')]);
  unwrap(await run((tx) => room.reserve(tx, tenant, first)));
  const early = await run((tx) =>
    room.handOver(tx, tenant, { value, reservationId: 'r-2', owner, reason: 'stays' }),
  );
  expect(early).toMatchObject({ ok: false, fault: { status: 409, code: 'NOT_ALLOCATED' } });
  unwrap(await run((tx) => room.allocate(tx, tenant, { reservationId: 'r-1', owner: first.owner })));
  // Somebody stands in line for the very unit.
  const waits = request('r-3', [unit('HQ', { value: 'U-1' })], { queue: true });
  expect(unwrap(await run((tx) => room.reserve(tx, tenant, waits))).state).toBe('waiting');

  facts.length = 0;
  unwrap(
    await run((tx) => room.handOver(tx, tenant, { value, reservationId: 'r-2', owner, reason: 'stays' })),
  );
  expect(facts.map((fact) => [fact.kind, fact.reservationId])).toEqual([
    ['parametersDeallocated', 'r-1'],
    ['parametersAllocated', 'r-2'],
  ]);
  expect(await holdersIn(database.sql, tenant, 'cpe', ['CX-7'])).toEqual([
    { scope: 'CX-7', value: 'U-1', reservationId: 'r-2' },
    { scope: 'CX-7', value: 'U-2', reservationId: 'r-1' },
  ]);
  const [held] = await reservations(database.sql, tenant, owner);
  expect(held).toMatchObject({ id: 'r-2', state: 'allocated', lines: [{ key: 'cpe:HQ', values: ['U-1'] }] });
  await assertConserved(database, tenant);

  // What the first gives back is the rest; the unit comes back with its own owner, to who waits.
  unwrap(await run((tx) => room.deallocate(tx, tenant, { reservationId: 'r-1', owner: first.owner })));
  expect((await reservation(database.sql, tenant, 'r-1'))?.state).toBe('released');
  expect((await reservation(database.sql, tenant, 'r-3'))?.state).toBe('waiting');
  unwrap(await run((tx) => room.deallocate(tx, tenant, { owner })));
  expect((await reservation(database.sql, tenant, 'r-2'))?.state).toBe('released');
  expect((await reservation(database.sql, tenant, 'r-3'))?.state).toBe('reserved');
  await assertConserved(database, tenant);
});
