import type { Transaction } from '../platform/database.ts';
import { lockMissing } from './attempt.ts';
import { firstInstant, judgeQuantities, scopesOf, type Usage, usageOf } from './quantities.ts';
import { factOf, fingerprintOf, groupsOf, reservationOf, warnBefore } from './reserve.ts';
import {
  isPlain,
  type Need,
  type QuantityNeed,
  resolveRequest,
  touchesOf,
  touchOf,
  type ValueNeed,
} from './rules/request.ts';
import { nextRows } from './rules/values.ts';
import { warnAtOf } from './rules/warning.ts';
import { type Group, isAmple, type LockedScopes, type Look, look } from './take-store.ts';
import {
  materialiseAll,
  type OpenRow,
  type Rows,
  type TakenTogether,
  type Together,
  takeTogether,
} from './together-store.ts';
import type { AllocationPorts, Reservation, ReserveRequest, TakenLine } from './types.ts';

/** Free rows that a computed scope gets beyond what is wanted when it gets any. */
const spare = 8;
/** A request for more values than that is no small thing, and is not done beside others. */
const mostValues = 64;

/** A request of a batch, judged: nothing keeps it from taking the next free values. */
type Simple = { readonly request: ReserveRequest; readonly needs: readonly Need[] };

/** How the rows of a pool and scope are found: abounding ones without its lock. */
type Ways = ReadonlyMap<string, { readonly ample: boolean; readonly free: number; readonly group: Group }>;

/**
 * Something came between what was read and what was written: the batch is taken back, and each of its requests goes the
 * way of a single one.
 */
export class Apart extends Error {}

/**
 * Reserves for several requests in one transaction, set-wise: each gets all of its lines or is left out, and one that is
 * left out does not keep the others. Only what is simple is done here: new requests for the next free values and for
 * amounts that fit, where nobody's time is over and nobody waits. Answers undefined for every other one; `reserve` alone
 * knows what is to be done or told then. Throws {@link Apart} when the batch must be taken back.
 */
export async function reserveTogether(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  requests: readonly ReserveRequest[],
): Promise<readonly (Reservation | undefined)[]> {
  const lines = requests.flatMap((request) => request.lines);
  const groups = groupsOf(lines);
  const codes = [...new Set(lines.map((line) => line.pool))];
  const ids = requests.map((request) => request.reservationId);
  const seen = await look(tx, tenant, ids, codes, groups, touchesOf(lines));
  const ways = waysOf(groups, seen);
  const simple = simpleOf(requests, seen, ways);
  if (simple.length === 0) return requests.map(() => undefined);
  const locked: LockedScopes = new Map();
  const careful = simple.flatMap(({ needs }) => needs.filter((need) => !isOpen(ways, need)));
  await lockMissing(tx, tenant, careful, locked);
  await makeRows(tx, tenant, ways, careful, locked);
  const met = await thoseThatFit(tx, tenant, seen.now, simple, locked);
  if (met.length === 0) return requests.map(() => undefined);
  const warning = await warningOf(tx, tenant, ports, met);
  const rows = await takeTogether(tx, tenant, takingOf(met, ways, seen.now, warning));
  const made = new Map(met.map((each) => [each.request.reservationId, answerOf(each, seen.now, rows)]));
  await ports.record(
    tx,
    met.map(({ request }) =>
      factOf('reservationCreated', tenant, request, seen.now, made.get(request.reservationId)?.lines ?? []),
    ),
  );
  // Of two with one id the first is met; the other finds it afterwards.
  const first = new Set(met.map(({ request }) => request));
  return requests.map((request) => (first.has(request) ? made.get(request.reservationId) : undefined));
}

function waysOf(groups: readonly Group[], seen: Look): Ways {
  const ways = new Map<string, { ample: boolean; free: number; group: Group }>();
  for (const [index, group] of groups.entries()) {
    const free = seen.free[index] ?? 0;
    ways.set(groupName(group.pool, group.scope, group.length), { ample: isAmple(group, free), free, group });
  }
  return ways;
}

const groupName = (pool: string, scope: string, length: number | null): string =>
  `${touchOf(pool, scope)} ${length}`;

/** The way of a need. A group asks for the pool's own length where the line does. */
function wayOf(ways: Ways, { pool, scope, shape, length }: ValueNeed) {
  const own = shape === 'blocks' && length === pool.carveLength;
  return (
    ways.get(groupName(pool.code, scope, length)) ??
    (own ? ways.get(groupName(pool.code, scope, null)) : undefined)
  );
}

function isOpen(ways: Ways, need: Need): boolean {
  return need.shape !== 'quantities' && wayOf(ways, need)?.ample === true;
}

/** The requests that are new, valid and plain, the first of each id. */
function simpleOf(requests: readonly ReserveRequest[], seen: Look, ways: Ways): Simple[] {
  const disturbed = new Set([...seen.queued, ...seen.due.flatMap((one) => one.touches)]);
  const ids = new Set(seen.existing.keys());
  const simple: Simple[] = [];
  for (const request of requests) {
    if (ids.has(request.reservationId)) continue;
    if (touchesOf(request.lines).some((touch) => disturbed.has(touch))) continue;
    if (!request.lines.every((line) => isPlain(line, seen.pools.get(line.pool)))) continue;
    const needs = resolveRequest(request, seen.pools, Date.parse(seen.now));
    if (!needs.ok || !needs.value.every((need) => canBeFound(ways, need))) continue;
    if (needs.value.reduce((sum, need) => sum + countOf(need), 0) > mostValues) continue;
    ids.add(request.reservationId);
    simple.push({ request, needs: needs.value });
  }
  return simple;
}

const countOf = (need: Need): number => (need.shape === 'quantities' ? 0 : need.count);

/** Whether rows for a need are there, or are made by counting on. */
function canBeFound(ways: Ways, need: Need): boolean {
  if (need.shape === 'quantities') return true;
  const way = need.value === null ? wayOf(ways, need) : undefined;
  if (way === undefined) return false;
  return way.ample || (need.strategy === 'lowest' && (way.free >= way.group.count || isCounted(need)));
}

const isCounted = ({ shape, pool }: ValueNeed): boolean => shape === 'values' && pool.source === 'computed';

/** Gives rows to the next integers of locked scopes that have too few. */
async function makeRows(
  tx: Transaction,
  tenant: string,
  ways: Ways,
  careful: readonly Need[],
  locked: LockedScopes,
): Promise<void> {
  const rows = new Map<string, Rows>();
  for (const need of careful) {
    if (need.shape === 'quantities' || !isCounted(need)) continue;
    const { pool, scope } = need;
    const way = wayOf(ways, need);
    const edge = locked.get(touchOf(pool.code, scope));
    if (way === undefined || edge === undefined || way.free >= way.group.count) continue;
    const known = edge.low === null || edge.high === null ? null : { low: edge.low, high: edge.high };
    const range = { first: pool.first ?? 0, last: pool.last ?? -1 };
    const next = nextRows(range, known, way.group.count - way.free + spare);
    if (next !== undefined) rows.set(touchOf(pool.code, scope), { pool, scope, ...next });
  }
  if (rows.size > 0) await materialiseAll(tx, tenant, [...rows.values()]);
}

/** The requests whose amounts fit, each judged after those before it. */
async function thoseThatFit(
  tx: Transaction,
  tenant: string,
  now: string,
  simple: readonly Simple[],
  locked: LockedScopes,
): Promise<Simple[]> {
  const amounts = simple.flatMap(({ needs }) => needs.filter(isQuantity));
  const known = amounts.filter((need) => locked.has(touchOf(need.pool.code, need.scope)));
  const fromMs = Math.min(...simple.map(({ request }) => firstInstant(now, request.use)));
  const usage: ReadonlyMap<string, Usage> =
    known.length === 0
      ? new Map()
      : await usageOf(tx, tenant, scopesOf(known), new Date(fromMs).toISOString());
  return simple.filter(
    ({ request, needs }) => judgeQuantities(usage, now, request.use, needs.filter(isQuantity)).length === 0,
  );
}

const isQuantity = (need: Need): need is QuantityNeed => need.shape === 'quantities';

/** How long before its end the owner of a hold is warned, as policy says. */
async function warningOf(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  met: readonly Simple[],
): Promise<number | null> {
  const asks = met.some(
    ({ request }) => request.holdUntil !== null && request.warnBeforeMinutes === undefined,
  );
  return asks ? warnBefore(tx, tenant, ports, {}) : null;
}

function takingOf(met: readonly Simple[], ways: Ways, now: string, policy: number | null): Together {
  const taken = new Map<string, number>();
  const open = met.flatMap(({ request, needs }) =>
    needs.flatMap((need): OpenRow[] => {
      if (need.shape === 'quantities') return [];
      const { key, pool, scope, length } = need;
      const name = groupName(pool.code, scope, length);
      const before = taken.get(name) ?? 0;
      taken.set(name, before + need.count);
      const waits = wayOf(ways, need)?.ample !== true;
      return Array.from({ length: need.count }, (_, index) => ({
        reservationId: request.reservationId,
        key,
        pool: pool.code,
        scope,
        length,
        nth: before + index + 1,
        waits,
      }));
    }),
  );
  const holds = met.flatMap(({ request, needs }) =>
    needs.filter(isQuantity).map(({ key, pool, scope, amount }) => ({
      reservationId: request.reservationId,
      key,
      pool: pool.code,
      scope,
      amount,
    })),
  );
  const requests = met.map(({ request }) => {
    const minutes = request.holdUntil === null ? null : (request.warnBeforeMinutes ?? policy);
    return {
      request,
      fingerprint: fingerprintOf(request),
      touches: touchesOf(request.lines),
      warnBeforeMinutes: minutes,
      warnAt: warnAtOf(request.holdUntil, minutes, now),
    };
  });
  // Rows are made in the order of their ids, as they are locked everywhere.
  requests.sort((a, b) => (a.request.reservationId < b.request.reservationId ? -1 : 1));
  return { requests, open, holds };
}

function answerOf({ request, needs }: Simple, now: string, rows: TakenTogether): Reservation {
  const taken = rows.get(request.reservationId);
  if (taken === undefined) throw new Apart(`${request.reservationId} came into use in between`);
  const lines = needs
    .map((need): TakenLine => {
      const common = { key: need.key, pool: need.pool.code, scope: need.scope, state: 'reserved' as const };
      if (need.shape === 'quantities') return { ...common, shape: need.shape, amount: need.amount };
      const values = taken.get(need.key) ?? [];
      if (values.length !== need.count) throw new Apart('values were taken in between');
      return { ...common, shape: need.shape, values };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return reservationOf(request, now, lines);
}
