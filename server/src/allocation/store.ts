import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Instant, Owner, RequestLine, Reservation, ReservationState, TakenLine } from './types.ts';

/** A reservation row with its lines, as the statements below bring it. */
type ReservationRow = {
  readonly tenant: string;
  readonly id: string;
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly reason: string;
  readonly state: ReservationState;
  readonly requested: readonly RequestLine[];
  readonly use_from: Instant;
  readonly use_to: Instant | null;
  readonly hold_until: Instant | null;
  readonly created_at: Instant;
  readonly changed_at: Instant;
  readonly confirmed_at: Instant | null;
  readonly extensions: number;
  readonly ruling?: Readonly<Record<string, unknown>> | null;
  readonly lines: readonly LineRow[];
  readonly behind: number | null;
};

type LineRow = {
  readonly key: string;
  readonly shape: TakenLine['shape'];
  readonly pool: string;
  readonly scope: string;
  readonly state: 'reserved' | 'allocated';
  readonly values: string[] | null;
  readonly amount: number | null;
};

/** A line as the view has it, in the room's words. */
export function lineOf(row: LineRow): TakenLine {
  const common = { key: row.key, pool: row.pool, scope: row.scope, state: row.state };
  return row.shape === 'quantities'
    ? { ...common, shape: row.shape, amount: row.amount ?? 0 }
    : { ...common, shape: row.shape, values: row.values ?? [] };
}

function reservationOf(row: ReservationRow): Reservation {
  const waiting = row.state === 'waiting' && row.behind !== null ? { waitingBehind: row.behind } : {};
  return {
    id: row.id,
    owner: { kind: row.owner_kind, id: row.owner_id },
    reason: row.reason,
    state: row.state,
    holdUntil: row.hold_until,
    use: { from: row.use_from, to: row.use_to },
    createdAt: row.created_at,
    changedAt: row.changed_at,
    confirmedAt: row.confirmed_at,
    requested: row.requested,
    lines: row.lines.map(lineOf),
    extensions: row.extensions,
    ...(row.ruling == null ? {} : { ruling: row.ruling }),
    ...waiting,
  };
}

/**
 * Reservations by id, or all of an owner (`owner` given, `ids` null), oldest first. One whose time is over reads as
 * expired and without lines, settled or not.
 */
export async function readReservations(
  sql: Sql,
  tenant: string,
  wanted: { readonly ids: readonly string[] | null; readonly owner: Owner | null },
): Promise<Reservation[]> {
  const rows = await sql<ReservationRow>`
    with clock as materialized (select domain_now() as now),
    found as materialized (
      select r.*, r.state in ('reserved', 'waiting') and r.hold_until is not null and r.hold_until <= clock.now as over
        from clock, allocation_reservation r
       where r.tenant = ${tenant}
         and (${wanted.ids}::text[] is null or r.id = any(${wanted.ids}::text[]))
         and (${wanted.owner?.kind ?? null}::text is null
              or (r.owner_kind = ${wanted.owner?.kind ?? null}::text and r.owner_id = ${wanted.owner?.id ?? null}::text))
    )
    select r.tenant, r.id, r.owner_kind, r.owner_id, r.reason, case when r.over then 'expired' else r.state end as state,
           r.lines as requested, r.use_from, r.use_to, r.hold_until, r.created_at, r.changed_at, r.confirmed_at,
           r.extensions, r.ruling,
           case when r.over then '[]' else
             (select coalesce(jsonb_agg(to_jsonb(l) order by l.key, l.state), '[]') from allocation_line l
               where l.tenant = r.tenant and l.reservation_id = r.id) end as lines,
           case when r.state = 'waiting' then
             (select count(*) from allocation_reservation o where o.tenant = r.tenant and o.state = 'waiting'
                 and o.queue_order < r.queue_order and o.touches && r.touches) end as behind
      from found r order by r.created_at, r.id`;
  return rows.map(reservationOf);
}

/** A reservation as it stands while it is locked; its lines are read when they are needed. */
export type LockedReservation = Omit<Reservation, 'lines' | 'waitingBehind'> & {
  readonly warnBeforeMinutes: number | null;
};

type LockedRow = Omit<ReservationRow, 'tenant' | 'lines' | 'behind'> & {
  readonly warn_before_minutes: number | null;
};

/** Locks one reservation, in whatever state it is. */
export async function lockReservation(
  tx: Transaction,
  tenant: string,
  id: string,
): Promise<LockedReservation | null> {
  const [row] = await tx.sql<LockedRow>`
    select id, owner_kind, owner_id, reason, state, lines as requested, use_from, use_to, hold_until, created_at,
           changed_at, confirmed_at, extensions, warn_before_minutes
      from allocation_reservation where tenant = ${tenant} and id = ${id} for update`;
  return row === undefined ? null : lockedOf(row);
}

/** Locks all reservations of an owner in the order of their ids, in whatever state they are. */
export async function lockReservationsOf(
  tx: Transaction,
  tenant: string,
  owner: Owner,
): Promise<LockedReservation[]> {
  const rows = await tx.sql<LockedRow>`
    select id, owner_kind, owner_id, reason, state, lines as requested, use_from, use_to, hold_until, created_at,
           changed_at, confirmed_at, extensions, warn_before_minutes
      from allocation_reservation
     where tenant = ${tenant} and owner_kind = ${owner.kind} and owner_id = ${owner.id}
     order by id for update`;
  return rows.map(lockedOf);
}

function lockedOf(row: LockedRow): LockedReservation {
  const { lines: _, ...held } = reservationOf({ ...row, tenant: '', lines: [], behind: null });
  return { ...held, warnBeforeMinutes: row.warn_before_minutes };
}

/** Notes why a reservation was made. */
export async function noteRuling(
  tx: Transaction,
  tenant: string,
  id: string,
  ruling: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.sql`
    update allocation_reservation set ruling = ${json(ruling)}::jsonb where tenant = ${tenant} and id = ${id}`;
}

/** The domain clock, read now: after whatever was locked before. */
export async function readNow(tx: Transaction): Promise<Instant> {
  const [row] = await tx.sql<{ now: Instant }>`select domain_now() as now`;
  if (row === undefined) throw new Error('a select without from always answers');
  return row.now;
}

/**
 * Ends the expiry of a locked reservation, unless its time is over by the clock read now. Answers when and what it
 * keeps, or null when it was too late.
 */
export async function confirmHeld(
  tx: Transaction,
  tenant: string,
  id: string,
  owner: Owner,
): Promise<{ readonly now: Instant; readonly lines: readonly TakenLine[] } | null> {
  const [row] = await tx.sql<{ now: Instant; lines: LineRow[] }>`
    with clock as materialized (select domain_now() as now),
    kept as (
      update allocation_reservation r
         set state = 'confirmed', hold_until = null, warn_at = null, confirmed_at = clock.now, changed_at = clock.now,
             owner_kind = ${owner.kind}, owner_id = ${owner.id}
        from clock
       where r.tenant = ${tenant} and r.id = ${id} and r.state = 'reserved'
         and (r.hold_until is null or r.hold_until > clock.now)
      returning r.tenant, r.id, clock.now
    )
    select kept.now,
           (select coalesce(jsonb_agg(to_jsonb(l) order by l.key, l.state), '[]') from allocation_line l
             where l.tenant = kept.tenant and l.reservation_id = kept.id) as lines
      from kept`;
  return row === undefined ? null : { now: row.now, lines: row.lines.map(lineOf) };
}

/** Ends the expiry of locked reservations, each for its owner; answers those whose time is not over by the clock read now. */
export async function confirmAllHeld(
  tx: Transaction,
  tenant: string,
  kept: readonly { readonly id: string; readonly owner: Owner }[],
): Promise<readonly string[]> {
  const rows = await tx.sql<{ id: string }>`
    with clock as materialized (select domain_now() as now)
    update allocation_reservation r
       set state = 'confirmed', hold_until = null, warn_at = null, confirmed_at = clock.now, changed_at = clock.now,
           owner_kind = k.owner_kind, owner_id = k.owner_id
      from clock, unnest((select ${kept.map(({ id }) => id)}::text[]), (select ${kept.map(({ owner }) => owner.kind)}::text[]),
                         (select ${kept.map(({ owner }) => owner.id)}::text[])) as k (id, owner_kind, owner_id)
     where r.tenant = ${tenant} and r.id = k.id and r.state = 'reserved'
       and (r.hold_until is null or r.hold_until > clock.now)
    returning r.id`;
  return rows.map(({ id }) => id);
}

/** Moves the expiry of a locked, unexpired reservation. Answers when, or null when it was too late. */
export async function extendHeld(
  tx: Transaction,
  tenant: string,
  id: string,
  holdUntil: Instant | null,
  warnAt: Instant | null,
): Promise<Instant | null> {
  const [row] = await tx.sql<{ now: Instant }>`
    with clock as materialized (select domain_now() as now)
    update allocation_reservation r
       set hold_until = ${holdUntil}::timestamptz, warn_at = ${warnAt}::timestamptz, changed_at = clock.now,
           extensions = extensions + 1
      from clock
     where r.tenant = ${tenant} and r.id = ${id} and r.state = 'reserved'
       and (r.hold_until is null or r.hold_until > clock.now)
    returning clock.now`;
  return row?.now ?? null;
}

/** Turns reserved lines (all, or these keys) of a locked reservation into allocated ones; answers them. */
export async function allocateLines(
  tx: Transaction,
  tenant: string,
  id: string,
  keys: readonly string[] | null,
): Promise<{ readonly now: Instant; readonly lines: readonly TakenLine[] }> {
  const [row] = await tx.sql<{ now: Instant; keys: string[] }>`
    with clock as materialized (select domain_now() as now),
    given as (
      update allocation_value v set state = 'allocated', since = clock.now from clock
       where v.tenant = ${tenant} and v.reservation_id = ${id} and v.state = 'reserved'
         and (${keys}::text[] is null or v.line_key = any(${keys}::text[]))
      returning v.line_key
    ), held as (
      update allocation_hold h set state = 'allocated'
       where h.tenant = ${tenant} and h.reservation_id = ${id} and h.state = 'reserved'
         and (${keys}::text[] is null or h.line_key = any(${keys}::text[]))
      returning h.line_key
    )
    select clock.now, array(select line_key from given union select line_key from held) as keys from clock`;
  if (row === undefined) throw new Error('a clock always answers');
  if (row.keys.length === 0) return { now: row.now, lines: [] };
  const lines = await readLines(tx.sql, tenant, [id]);
  const whole = lines.every((line) => line.state === 'allocated');
  await tx.sql`
    update allocation_reservation
       set changed_at = ${row.now}::timestamptz, state = case when ${whole}::boolean then 'allocated' else state end
     where tenant = ${tenant} and id = ${id}`;
  return { now: row.now, lines: lines.filter((line) => row.keys.includes(line.key)) };
}

/** The lines of reservations, with whose they are. */
export async function readLines(
  sql: Sql,
  tenant: string,
  ids: readonly string[],
): Promise<(TakenLine & { readonly reservationId: string })[]> {
  const rows = await sql<LineRow & { reservation_id: string }>`
    select reservation_id, key, shape, pool, scope, state, values, amount from allocation_line
     where tenant = ${tenant} and reservation_id = any(${ids}::text[]) order by reservation_id, key, state`;
  return rows.map((row) => ({ reservationId: row.reservation_id, ...lineOf(row) }));
}

/**
 * Gives back lines of locked reservations in one state (`reserved`, or `allocated`): reserved values are free at once,
 * allocated ones age as long as their pool says; what the inventory withdrew meanwhile is withdrawn. Amounts are gone.
 */
export async function giveBack(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  state: 'reserved' | 'allocated',
  keys: readonly string[] | null,
): Promise<{ readonly now: Instant; readonly given: ReadonlyMap<string, readonly TakenLine[]> }> {
  const [row] = await tx.sql<{ now: Instant; lines: (LineRow & { reservation_id: string })[] }>`
    with clock as materialized (select domain_now() as now),
    before as materialized (
      select l.* from allocation_line l
       where l.tenant = ${tenant} and l.reservation_id = any(${ids}::text[]) and l.state = ${state}
         and (${keys}::text[] is null or l.key = any(${keys}::text[]))
    ), freed as (
      update allocation_value v
         set state = case when v.retiring then 'withdrawn'
                          when ${state} = 'allocated' and p.quarantine_days > 0 then 'quarantined' else 'free' end,
             free_at = case when not v.retiring and ${state} = 'allocated' and p.quarantine_days > 0
                            then clock.now + make_interval(hours => 24 * p.quarantine_days) end,
             rank = case when p.strategy = 'next' then 1e39 + floor(extract(epoch from clock.now) * 1000)
                         else v.position end,
             retiring = false, reservation_id = null, line_key = null, since = clock.now
        from allocation_pool p, clock
       where v.tenant = ${tenant} and v.reservation_id = any(${ids}::text[]) and v.state = ${state}
         and (${keys}::text[] is null or v.line_key = any(${keys}::text[]))
         and p.tenant = v.tenant and p.code = v.pool
    ), gone as (
      delete from allocation_hold h
       where h.tenant = ${tenant} and h.reservation_id = any(${ids}::text[]) and h.state = ${state}
         and (${keys}::text[] is null or h.line_key = any(${keys}::text[]))
    )
    select clock.now, (select coalesce(jsonb_agg(to_jsonb(b) order by b.key), '[]') from before b) as lines from clock`;
  if (row === undefined) throw new Error('a clock always answers');
  const given = new Map<string, TakenLine[]>();
  for (const line of row.lines) {
    const lines = given.get(line.reservation_id);
    if (lines === undefined) given.set(line.reservation_id, [lineOf(line)]);
    else lines.push(lineOf(line));
  }
  return { now: row.now, given };
}

/** After lines were given back: reservations with nothing left are released, those with allocated lines only are allocated. */
export async function restate(tx: Transaction, tenant: string, ids: readonly string[]): Promise<void> {
  await tx.sql`
    update allocation_reservation r
       set changed_at = domain_now(), queue_order = null,
           state = case left_over.most when 'reserved' then r.state when 'allocated' then 'allocated' else 'released' end,
           hold_until = case when left_over.most = 'reserved' then r.hold_until end,
           warn_at = case when left_over.most = 'reserved' then r.warn_at end
      from (select i.id, (select max(l.state) from allocation_line l
                           where l.tenant = ${tenant} and l.reservation_id = i.id) as most
              from unnest(${ids}::text[]) as i (id)) left_over
     where r.tenant = ${tenant} and r.id = left_over.id and r.state not in ('released', 'expired')`;
}
