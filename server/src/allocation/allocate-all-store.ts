import type { Transaction } from '../platform/database.ts';
import type { LockedReservation } from './store.ts';
import type { Instant, Owner, TakenLine } from './types.ts';

/** Names one line of a reservation. */
export type LineKey = { readonly id: string; readonly key: string };

/** A reservation that is locked, as far as its lines' way into use needs it. */
export type LockedOwner = Pick<LockedReservation, 'id' | 'owner' | 'reason' | 'state' | 'holdUntil'>;

/** Locks reservations in the order of their ids, in whatever state they are. */
export async function lockOwners(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LockedOwner>> {
  const rows = await tx.sql<{
    id: string;
    owner_kind: Owner['kind'];
    owner_id: string;
    reason: string;
    state: LockedOwner['state'];
    hold_until: Instant | null;
  }>`
    select id, owner_kind, owner_id, reason, state, hold_until from allocation_reservation
     where tenant = ${tenant} and id = any(${ids}::text[]) order by id for update`;
  return new Map(
    rows.map(({ owner_kind: kind, owner_id, hold_until: holdUntil, id, reason, state }) => [
      id,
      { id, owner: { kind, id: owner_id }, reason, state, holdUntil },
    ]),
  );
}

/** A line, and whose it is. */
type AskedLine = TakenLine & { readonly reservationId: string };

type AskedRow = {
  readonly id: string;
  readonly key: string;
  readonly pool: string;
  readonly scope: string;
  readonly state: 'reserved' | 'allocated';
  readonly value: string | null;
  readonly length: number | null;
  readonly amount: number | null;
};

/**
 * The lines of locked reservations that are asked for: of each pair the line with that key, all with a key of ''.
 * Each pair is looked up by itself (lateral, and "offset 0" keeps it so): the table of values grows while the plan is
 * kept, and whatever the planner thinks of it now, it must go by the reservation's index.
 */
export async function readAsked(
  tx: Transaction,
  tenant: string,
  asked: readonly LineKey[],
): Promise<AskedLine[]> {
  const rows = await tx.sql<AskedRow>`
    with asked as materialized (
      select * from unnest(${asked.map(({ id }) => id)}::text[], ${asked.map(({ key }) => key)}::text[]) as a (id, key)
    )
    select a.id, v.line_key as key, v.pool, v.scope, v.state, v.value, v.length, null::bigint as amount, v.position
      from asked a cross join lateral (
        select * from allocation_value v
         where v.tenant = ${tenant} and v.reservation_id = a.id and a.key in (v.line_key, '') offset 0) v
    union all
    select a.id, h.line_key, h.pool, h.scope, h.state, null, null, h.amount, 0
      from asked a cross join lateral (
        select * from allocation_hold h
         where h.tenant = ${tenant} and h.reservation_id = a.id and a.key in (h.line_key, '') offset 0) h
     order by 1, 2, 9`;
  return [...Map.groupBy(rows, ({ id, key }) => `${id}\n${key}`).values()].flatMap(askedLine);
}

/** The rows of one line, a row for each of its values, as that line. */
function askedLine(rows: readonly AskedRow[]): AskedLine[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { id: reservationId, key, pool, scope, state, length, amount } = first;
  const common = { reservationId, key, pool, scope, state };
  if (first.value === null) return [{ ...common, shape: 'quantities', amount: amount ?? 0 }];
  return [{ ...common, shape: length ? 'blocks' : 'values', values: rows.map((row) => row.value ?? '') }];
}

/**
 * Turns reserved lines of locked reservations into allocated ones, all in one statement. A reservation whose time is
 * over by the clock read now is left out; `kept` are the others. One of which nothing reserved remains is allocated.
 * Reservations are locked, and so what they hold stays where it is: all is updated by its place (ctid), whatever the
 * planner thinks of a fresh table.
 */
export async function allocateAsked(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  lines: readonly LineKey[],
): Promise<{ readonly now: Instant; readonly kept: ReadonlySet<string> }> {
  const [row] = await tx.sql<{ now: Instant; kept: string[] }>`
    with clock as materialized (select domain_now() as now),
    kept as materialized (
      select r.id, r.ctid as row_id from allocation_reservation r, clock
       where r.tenant = ${tenant} and r.id = any(${ids}::text[])
         and (r.state in ('confirmed', 'allocated')
              or r.state = 'reserved' and (r.hold_until is null or r.hold_until > clock.now))
    ), wanted as materialized (
      select w.id, w.key
        from unnest(${lines.map(({ id }) => id)}::text[], ${lines.map(({ key }) => key)}::text[]) as w (id, key)
        join kept using (id)
    ), values_of as materialized (
      select v.row_id from wanted w cross join lateral (
        select v.ctid as row_id from allocation_value v
         where v.tenant = ${tenant} and v.reservation_id = w.id and v.line_key = w.key and v.state = 'reserved'
        offset 0) v
    ), given as (
      update allocation_value v set state = 'allocated', since = clock.now from values_of w, clock
       where v.ctid = w.row_id and v.state = 'reserved'
      returning v.reservation_id
    ), holds_of as materialized (
      select h.row_id from wanted w cross join lateral (
        select h.ctid as row_id from allocation_hold h
         where h.tenant = ${tenant} and h.reservation_id = w.id and h.line_key = w.key and h.state = 'reserved'
        offset 0) h
    ), held as (
      update allocation_hold h set state = 'allocated' from holds_of w
       where h.ctid = w.row_id and h.state = 'reserved'
      returning h.reservation_id
    ), done as materialized (
      select kept.row_id, count(*) as lines,
             (select count(*) from allocation_value v
               where v.tenant = ${tenant} and v.reservation_id = kept.id and v.state = 'reserved')
             + (select count(*) from allocation_hold h
                 where h.tenant = ${tenant} and h.reservation_id = kept.id and h.state = 'reserved') as open
        from (select reservation_id as id from given union all select reservation_id from held) d
        join kept using (id) group by kept.id, kept.row_id
    ), restated as (
      update allocation_reservation r
         set hold_until = null, warn_at = null, confirmed_at = coalesce(r.confirmed_at, clock.now),
             changed_at = clock.now, state = case when done.lines = done.open then 'allocated' else 'confirmed' end
        from done, clock where r.ctid = done.row_id
    )
    select clock.now, array(select id from kept) as kept from clock`;
  if (row === undefined) throw new Error('a clock always answers');
  return { now: row.now, kept: new Set(row.kept) };
}
