import { json, type Transaction } from '../platform/database.ts';
import { schemeOf } from './rules/values.ts';
import type { Pool, ReserveRequest } from './types.ts';

/** From now on this transaction waits for nobody longer than a moment: others of its batch must not wait with it. */
export async function waitBriefly(tx: Transaction): Promise<void> {
  await tx.sql`select set_config('lock_timeout', '250ms', true)`;
}

/** The integers of a computed pool that get rows in a scope. */
export type Rows = {
  readonly pool: Pool;
  readonly scope: string;
  readonly from: number;
  readonly to: number;
};

/** Gives rows to integers of several locked scopes that have none yet; see `materialise`. */
export async function materialiseAll(tx: Transaction, tenant: string, rows: readonly Rows[]): Promise<void> {
  const made = rows.map(({ pool, scope, from, to }) => {
    const scheme = schemeOf(pool.format);
    if (scheme === undefined) throw new Error(`${pool.format} was judged to be a format`);
    return { pool: pool.code, scope, from, to, guarded: pool.guarded, ...scheme };
  });
  await tx.sql`
    with wanted as materialized (
      select * from jsonb_to_recordset(${json(made)}::jsonb)
        as w (pool text, scope text, "from" bigint, "to" bigint, guarded bigint[], before text, after text, width int)
    ), edged as (
      update allocation_scope s set low = least(s.low, w."from"), high = greatest(s.high, w."to")
        from wanted w where s.tenant = ${tenant} and s.pool = w.pool and s.scope = w.scope
    )
    insert into allocation_value (tenant, pool, scope, value, position, rank, state, guarded, since)
    select ${tenant}, w.pool, w.scope, written.value, n, n,
           case when n = any(w.guarded) then 'withdrawn' else 'free' end, n = any(w.guarded), clock.now
      from (select domain_now() as now offset 0) clock, wanted w
     cross join generate_series(w."from", w."to") as n
     cross join lateral (
       select w.before || lpad(n::text, greatest(w.width, length(n::text)), '0') || w.after as value
     ) written
     where not exists (
       select from allocation_value v
        where v.tenant = ${tenant} and v.pool = w.pool and v.scope = w.scope and v.value = written.value)`;
}

/** A row to be found for a line: the n-th free one of its pool, scope and length. */
export type OpenRow = {
  readonly reservationId: string;
  readonly key: string;
  readonly pool: string;
  readonly scope: string;
  readonly length: number;
  readonly nth: number;
  /** Whether rows in other hands are waited for (the scope is locked), or others taken instead. */
  readonly waits: boolean;
};

/** All that is written when several requests are met. */
export type Together = {
  /** In the order of their ids. */
  readonly requests: readonly {
    readonly request: ReserveRequest;
    readonly fingerprint: string;
    readonly touches: readonly string[];
    readonly warnAt: string | null;
    readonly warnBeforeMinutes: number | null;
  }[];
  readonly open: readonly OpenRow[];
  readonly holds: readonly {
    readonly reservationId: string;
    readonly key: string;
    readonly pool: string;
    readonly scope: string;
    readonly amount: number;
  }[];
};

/** The values that were taken, by reservation and line, lowest first. */
export type TakenTogether = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/**
 * Writes reservations and takes everything for them in one statement. An id that has come into use meanwhile has no
 * values in the answer, a line for which too few rows were found too few: the caller takes the batch back. Written for
 * its plan as `take` is.
 */
export async function takeTogether(
  tx: Transaction,
  tenant: string,
  { requests, open, holds }: Together,
): Promise<TakenTogether> {
  const rows = await tx.sql<{ id: string; key: string; value: string }>`
    with clock as materialized (select domain_now() as now),
    made as materialized (
      insert into allocation_reservation (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines, use_from,
        use_to, hold_until, warn_at, warn_before_minutes, touches, ruling, created_at, changed_at)
      select ${tenant}, a.id, a.owner_kind, a.owner_id, a.reason, 'reserved', a.fingerprint, a.lines, a.use_from,
             a.use_to, a.hold_until, a.warn_at, a.warn_before_minutes, a.touches, a.ruling, clock.now, clock.now
        from clock, jsonb_to_recordset(${json(requests.map(reservationRow))}::jsonb)
          as a (id text, owner_kind text, owner_id text, reason text, fingerprint text, lines jsonb, use_from timestamptz,
                use_to timestamptz, hold_until timestamptz, warn_at timestamptz, warn_before_minutes int, touches text[],
                ruling jsonb)
      on conflict do nothing
      returning id, use_from, use_to
    ), wanted as materialized (
      select * from unnest((select ${open.map((row) => row.reservationId)}::text[]), (select ${open.map((row) => row.key)}::text[]),
                           (select ${open.map((row) => row.pool)}::text[]), (select ${open.map((row) => row.scope)}::text[]),
                           (select ${open.map((row) => row.length)}::int[]), (select ${open.map((row) => row.nth)}::int[]),
                           (select ${open.map((row) => row.waits)}::boolean[]))
        as w (reservation_id, line_key, pool, scope, length, nth, waits)
    ), groups as materialized (
      select pool, scope, length, waits, count(*) as count from wanted group by 1, 2, 3, 4
    ), apart as materialized (
      select g.pool, g.scope, g.length, free.row_id, free.rank
        from groups g
       cross join lateral (
         select v.ctid as row_id, v.rank from allocation_value v
          where v.tenant = ${tenant} and v.pool = g.pool and v.scope = g.scope and v.length = g.length
            and v.state = 'free'
          order by v.rank limit g.count for update skip locked) free
       where not g.waits
    ), in_turn as materialized (
      select g.pool, g.scope, g.length, free.row_id, free.rank
        from groups g
       cross join lateral (
         select v.ctid as row_id, v.rank from allocation_value v
          where v.tenant = ${tenant} and v.pool = g.pool and v.scope = g.scope and v.length = g.length
            and v.state = 'free'
          order by v.rank limit g.count for update) free
       where g.waits
    ), found as materialized (
      -- One array for each group: a join by rank would compare everything with everything.
      select pool, scope, length, array_agg(row_id order by rank) as row_ids
        from (select * from apart union all select * from in_turn) each group by 1, 2, 3
    ), chosen as materialized (
      select found.row_ids[w.nth] as row_id, w.reservation_id, w.line_key
        from wanted w join found using (pool, scope, length) join made on made.id = w.reservation_id
       where w.nth <= cardinality(found.row_ids)
    ), taken as (
      update allocation_value v
         set state = 'reserved', reservation_id = chosen.reservation_id, line_key = chosen.line_key, since = clock.now
        from chosen, clock where v.ctid = chosen.row_id
      returning v.reservation_id as id, v.line_key as key, v.value, v.position
    ), held as (
      insert into allocation_hold (tenant, pool, scope, reservation_id, line_key, amount, use_from, use_to, state)
      select ${tenant}, h.pool, h.scope, made.id, h.line_key, h.amount, made.use_from, made.use_to, 'reserved'
        from unnest((select ${holds.map((hold) => hold.reservationId)}::text[]), (select ${holds.map((hold) => hold.key)}::text[]),
                    (select ${holds.map((hold) => hold.pool)}::text[]), (select ${holds.map((hold) => hold.scope)}::text[]),
                    (select ${holds.map((hold) => hold.amount)}::bigint[]))
               as h (reservation_id, line_key, pool, scope, amount)
        join made on made.id = h.reservation_id
    )
    select made.id, t.key, t.value from made left join taken t using (id) order by t.position`;
  const taken = new Map<string, Map<string, string[]>>();
  for (const { id, key, value } of rows) {
    const lines = taken.get(id) ?? new Map<string, string[]>();
    taken.set(id, lines);
    if (key !== null) lines.set(key, [...(lines.get(key) ?? []), value]);
  }
  return taken;
}

function reservationRow({ request, ...rest }: Together['requests'][number]): Record<string, unknown> {
  return {
    id: request.reservationId,
    owner_kind: request.owner.kind,
    owner_id: request.owner.id,
    reason: request.reason,
    fingerprint: rest.fingerprint,
    lines: request.lines,
    use_from: request.use.from,
    use_to: request.use.to,
    hold_until: request.holdUntil,
    warn_at: rest.warnAt,
    warn_before_minutes: rest.warnBeforeMinutes,
    touches: rest.touches,
    ruling: request.ruling ?? null,
  };
}
