import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { assertConserved, fixture, linkPool, rememberedUse, vlanPool } from './fixture.ts';
import { quantityUse } from './fixture-store.ts';
import { type GiveBackRequest, ledger, reservations, UseMemory } from './index.ts';
import { contains, type Prefix, parsePrefix } from './rules/prefix.ts';
import type { RequestLine, Reservation, ReserveRequest } from './types.ts';

const { database } = await testDatabase({ connections: 12 });
const { room, run, loadPools, setClock, deadlocks } = fixture(database);

const memory = new UseMemory({ database, pool: 'bandwidth' });

/** What is remembered is what is held, whatever instant is asked for. */
async function assertRemembered(tenant: string, days: readonly number[]): Promise<void> {
  for (const day of days) {
    const held = await quantityUse(database.sql, tenant, 'bandwidth', instant(day));
    const expected = new Map([...held].filter(([, amount]) => amount > 0));
    expect(await rememberedUse(memory, database.sql, tenant, instant(day))).toEqual(expected);
  }
}

/** The world of these tests: two ports with four VLANs, 32 addresses, a link that grows from 10 to 14 on day 20. */
const start = Date.parse('2027-03-01T00:00:00.000Z');
const instant = (day: number): string => new Date(start + day * 86_400_000).toISOString();
const ports = ['p1', 'p2'];
const vlans = ['300', '301', '302', '303'];
const limitAt = (day: number): number => (day >= 20 ? 14 : 10);
const lastDay = 60;
const owner = { kind: 'test', id: 'somebody' };

async function makeWorld(tenant: string): Promise<void> {
  await setClock(instant(0));
  await loadPools(tenant, vlanPool(), linkPool({ prefixes: ['10.0.0.0/27'] }));
  const steps = [
    { from: instant(0), limit: 10 },
    { from: instant(20), limit: 14 },
  ];
  unwrap(await run((tx) => room.registerQuantity(tx, tenant, { pool: 'bandwidth', scope: 'l', steps })));
}

type Ask = {
  readonly kind: 'reserve';
  readonly id: number;
  readonly vlans: readonly { readonly port: number; readonly count: number; readonly named: number | null }[];
  readonly blocks: readonly { readonly length: number; readonly count: number }[];
  readonly amount: number;
  readonly from: number;
  readonly days: number | null;
  readonly hold: number | null;
};
type Move =
  | Ask
  | { readonly kind: 'confirm' | 'allocate' | 'release' | 'deallocate'; readonly id: number }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'sweep' };

const ids = 12;
const ask: fc.Arbitrary<Ask> = fc.record({
  kind: fc.constant('reserve' as const),
  id: fc.nat(ids - 1),
  vlans: fc.uniqueArray(
    fc.record({
      port: fc.nat(1),
      count: fc.integer({ min: 1, max: 2 }),
      named: fc.option(fc.nat(3), { freq: 2 }),
    }),
    { maxLength: 2, selector: (line) => line.port },
  ),
  blocks: fc.array(
    fc.record({ length: fc.integer({ min: 28, max: 32 }), count: fc.integer({ min: 1, max: 2 }) }),
    { maxLength: 2 },
  ),
  amount: fc.nat(6),
  from: fc.nat(30),
  days: fc.option(fc.integer({ min: 1, max: 20 })),
  hold: fc.option(fc.integer({ min: 1, max: 8 })),
});
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: ask },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'confirm' as const,
        'allocate' as const,
        'release' as const,
        'deallocate' as const,
      ),
      id: fc.nat(ids - 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);

function linesOf(one: Ask): RequestLine[] {
  const lines: RequestLine[] = one.vlans.map(({ port, count, named }, index) => {
    const line = { key: `v${index}`, shape: 'values' as const, pool: 'vlan', scope: ports[port] ?? 'p1' };
    return named === null ? { ...line, count } : { ...line, value: vlans[named] ?? '300' };
  });
  for (const [index, block] of one.blocks.entries())
    lines.push({ key: `b${index}`, shape: 'blocks', pool: 'link', ...block });
  if (one.amount > 0)
    lines.push({ key: 'q', shape: 'quantities', pool: 'bandwidth', scope: 'l', amount: one.amount });
  return lines;
}

function requestOf(one: Ask, id: string, day: number): ReserveRequest {
  const from = day + one.from;
  return {
    reservationId: id,
    owner,
    reason: 'property',
    holdUntil: one.hold === null ? null : instant(day + one.hold),
    use: { from: instant(from), to: one.days === null ? null : instant(from + one.days) },
    lines: linesOf(one),
  };
}

/** Who has what, in the plainest form: sets and sums, no trees, no intervals. */
type Held = {
  state: 'reserved' | 'confirmed' | 'allocated';
  readonly until: number | null;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly values: readonly string[];
  readonly blocks: readonly Prefix[];
};

class Oracle {
  day = 0;
  readonly held = new Map<number, Held>();

  expire(): void {
    for (const [id, one] of this.held)
      if (one.state === 'reserved' && one.until !== null && one.until <= this.day) this.held.delete(id);
  }

  canMeet(one: Ask): boolean {
    const all = [...this.held.values()];
    const taken = new Set(all.flatMap((held) => held.values));
    for (const { port, count, named } of one.vlans) {
      const free = vlans.filter((vlan) => !taken.has(`${ports[port]} ${vlan}`));
      if (named === null ? free.length < count : !free.includes(vlans[named] ?? '')) return false;
    }
    return this.blocksFit(one, all) && this.amountFits(one, all);
  }

  private blocksFit(one: Ask, all: readonly Held[]): boolean {
    const free = new Array<boolean>(32).fill(true);
    const mark = (first: number, size: number): void => void free.fill(false, first, first + size);
    for (const block of all.flatMap((held) => held.blocks))
      mark(Number(block.address % 32n), 2 ** (32 - block.length));
    for (const { length, count } of one.blocks.toSorted((a, b) => a.length - b.length)) {
      const size = 2 ** (32 - length);
      for (let n = 0; n < count; n++) {
        const places = Array.from({ length: 32 / size }, (_, index) => index * size);
        const place = places.find((first) => free.slice(first, first + size).every(Boolean));
        if (place === undefined) return false;
        mark(place, size);
      }
    }
    return true;
  }

  private amountFits(one: Ask, all: readonly Held[]): boolean {
    if (one.amount === 0) return true;
    const from = this.day + one.from;
    const to = one.days === null ? lastDay * 4 : from + one.days;
    for (let day = from; day < to; day++) {
      const used = all.reduce((sum, held) => sum + (held.from <= day && day < held.to ? held.amount : 0), 0);
      if (used + one.amount > limitAt(day)) return false;
    }
    return true;
  }

  note(one: Ask, reservation: Reservation): void {
    const from = this.day + one.from;
    const values: string[] = [];
    const blocks: Prefix[] = [];
    for (const line of reservation.lines) {
      if (line.shape === 'values') values.push(...line.values.map((value) => `${line.scope} ${value}`));
      if (line.shape === 'blocks') blocks.push(...line.values.map((text) => parsePrefix(text) as Prefix));
    }
    this.held.set(one.id, {
      state: 'reserved',
      until: one.hold === null ? null : this.day + one.hold,
      from,
      to: one.days === null ? Number.POSITIVE_INFINITY : from + one.days,
      amount: one.amount,
      values,
      blocks,
    });
  }
}

/** Throws where two owners share a value or an address. */
function assertDisjoint(all: readonly Held[]): void {
  const values = all.flatMap((held) => held.values);
  if (new Set(values).size !== values.length) throw new Error(`two owners: ${values.join()}`);
  const blocks = all.flatMap((held) => held.blocks);
  for (const [index, one] of blocks.entries())
    for (const other of blocks.slice(index + 1))
      if (contains(one, other) || contains(other, one)) throw new Error('two owners of one address');
}

const keep = (tenant: string, move: 'confirm' | 'allocate', reservationId: string) =>
  run((tx) =>
    move === 'confirm'
      ? room.confirm(tx, tenant, { reservationId, owner })
      : room.allocate(tx, tenant, { reservationId, owner }),
  );
const giveBack = (tenant: string, move: 'release' | 'deallocate', whose: GiveBackRequest) =>
  run((tx) => (move === 'release' ? room.release(tx, tenant, whose) : room.deallocate(tx, tenant, whose)));

let worlds = 0;

test('one client: the room gives exactly what a plain model says there is', async () => {
  const property = fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 40 }), async (moves) => {
    const tenant = `model-${++worlds}`;
    await makeWorld(tenant);
    const oracle = new Oracle();
    const names = new Map<number, string>();
    for (const [step, one] of moves.entries()) {
      if (one.kind === 'wait') {
        oracle.day = Math.min(lastDay, oracle.day + one.days);
        await setClock(instant(oracle.day));
        oracle.expire();
      } else if (one.kind === 'sweep') {
        await run((tx) => room.expireDue(tx, 1_000));
      } else if (one.kind === 'reserve') {
        const lines = linesOf(one);
        if (lines.length === 0 || oracle.held.has(one.id)) continue;
        const name = `r${step}`;
        const expected = oracle.canMeet(one);
        const result = await run((tx) => room.reserve(tx, tenant, requestOf(one, name, oracle.day)));
        expect({ step, ok: result.ok }).toEqual({ step, ok: expected });
        if (!result.ok) continue;
        names.set(one.id, name);
        oracle.note(one, result.value);
      } else {
        await applyMove(tenant, one, oracle, names.get(one.id));
      }
      assertDisjoint([...oracle.held.values()]);
      await assertConserved(database, tenant);
      await assertRemembered(tenant, [oracle.day, (step * 7) % lastDay]);
    }
    // No leak: what is given back whole leaves every pool as it was.
    for (const kind of ['release', 'deallocate'] as const) unwrap(await giveBack(tenant, kind, { owner }));
    await run((tx) => room.expireDue(tx, 1_000));
    const left = await ledger(database.sql, tenant);
    expect(left.filter((line) => line.free !== line.size)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 25 });
});

async function applyMove(
  tenant: string,
  one: { readonly kind: 'confirm' | 'allocate' | 'release' | 'deallocate'; readonly id: number },
  oracle: Oracle,
  name: string | undefined,
): Promise<void> {
  if (name === undefined) return;
  const held = oracle.held.get(one.id);
  if (one.kind === 'confirm' || one.kind === 'allocate') {
    const result = await keep(tenant, one.kind, name);
    expect(result.ok).toBe(held !== undefined);
    if (held === undefined) return;
    if (one.kind === 'allocate') held.state = 'allocated';
    else if (held.state === 'reserved') held.state = 'confirmed';
    return;
  }
  const given = unwrap(await giveBack(tenant, one.kind, { reservationId: name }));
  const goes = held !== undefined && (held.state === 'allocated') === (one.kind === 'deallocate');
  // What expired and is not settled yet may still be released by its owner: it was his.
  if (goes) {
    expect(given).toHaveLength(1);
    oracle.held.delete(one.id);
  } else if (held !== undefined) expect(given).toEqual([]);
}

test('eight clients at once: no value with two owners, no amount above its limit, conserved at every look', async () => {
  const clients = fc.array(fc.array(move, { minLength: 12, maxLength: 20 }), { minLength: 8, maxLength: 8 });
  const property = fc.asyncProperty(clients, async (scripts) => {
    const tenant = `parallel-${++worlds}`;
    await makeWorld(tenant);
    let day = 0;
    let running = true;
    const play = async (client: number, script: readonly Move[]): Promise<void> => {
      for (const [step, one] of script.entries()) {
        const name = `c${client % 4}-${'id' in one ? one.id : ''}`;
        if (one.kind === 'wait') {
          day = Math.min(lastDay, day + one.days);
          await setClock(instant(day));
        } else if (one.kind === 'sweep') await run((tx) => room.expireDue(tx, 5));
        else if (one.kind === 'reserve') {
          const wanted = requestOf(one, `${name}-${step}`, day);
          if (wanted.lines.length > 0)
            await run((tx) => room.reserve(tx, tenant, { ...wanted, queue: step % 3 === 0 }));
        } else {
          const target = `${name}-${Math.max(0, step - 2)}`;
          if (one.kind === 'confirm' || one.kind === 'allocate') await keep(tenant, one.kind, target);
          else await giveBack(tenant, one.kind, { reservationId: target });
        }
      }
    };
    const watch = (async () => {
      let looks = 0;
      for (; running; looks++) {
        await memory.at(database.sql, tenant, instant(looks % 12));
        await assertConserved(database, tenant);
        assertDisjoint((await reservations(database.sql, tenant, owner)).map(heldOf));
      }
      return looks;
    })();
    try {
      await Promise.all(scripts.map((script, client) => play(client, script)));
    } finally {
      running = false;
    }
    expect(await watch).toBeGreaterThan(0);
    await assertConserved(database, tenant);
    await assertRemembered(tenant, [0, 3, day, 11, 25, 59]);
    for (const kind of ['release', 'deallocate', 'release'] as const)
      unwrap(await giveBack(tenant, kind, { owner }));
    for (let more = true; more; ) more = (await run((tx) => room.expireDue(tx, 1_000))).more;
    unwrap(await run((tx) => room.release(tx, tenant, { owner })));
    const left = await ledger(database.sql, tenant);
    expect(left.filter((line) => line.free !== line.size)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 4, endOnFailure: true });
  expect(deadlocks).toEqual([]);
}, 40_000);

function heldOf(reservation: Reservation): Held {
  const values: string[] = [];
  const blocks: Prefix[] = [];
  for (const line of reservation.lines) {
    if (line.shape === 'values') values.push(...line.values.map((value) => `${line.scope} ${value}`));
    if (line.shape === 'blocks') blocks.push(...line.values.map((text) => parsePrefix(text) as Prefix));
  }
  return { state: 'reserved', until: null, from: 0, to: 0, amount: 0, values, blocks };
}
