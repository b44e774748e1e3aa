import type { Transaction } from '../platform/database.ts';
import { type PoolRow, poolOf } from './pool-store.ts';
import { schemeOf } from './rules/values.ts';
import type { Pool, ReservationState } from './types.ts';

/** Free rows beyond what is wanted that let a request take without locking the scope. */
const margin = 32;

/** What requests find before they take anything. Nothing is locked yet. */
export type Look = {
  readonly now: string;
  /** Those of the ids asked about that are in use. */
  readonly existing: ReadonlyMap<string, { readonly fingerprint: string; readonly state: ReservationState }>;
  readonly pools: ReadonlyMap<string, Pool>;
  /** For each group asked about, in its order: how many rows are free, counted up to the margin beyond what is wanted. */
  readonly free: readonly number[];
  /** Reservations on the same pools and scopes whose time is over but that nobody has settled. */
  readonly due: readonly { readonly id: string; readonly touches: readonly string[] }[];
  /** Those of the pools and scopes for which somebody waits. */
  readonly queued: readonly string[];
};

/** Whether free rows of a group abound, so that nobody need lock its scope. */
export function isAmple(group: Group, free: number): boolean {
  return free >= group.count + margin;
}

/** One question: how many values of this length (null: the pool's own) in this pool and scope. */
export type Group = {
  readonly pool: string;
  readonly scope: string;
  readonly length: number | null;
  readonly count: number;
};

/** Reads all that a decision about requests with these ids needs in one statement. */
export async function look(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
  poolCodes: readonly string[],
  groups: readonly Group[],
  touches: readonly string[],
): Promise<Look> {
  const [row] = await tx.sql<{
    now: string;
    existing: { id: string; fingerprint: string; state: ReservationState }[];
    pools: PoolRow[];
    free: number[];
    due: Look['due'];
    queued: string[];
  }>`
    with clock as materialized (select domain_now() as now)
    select clock.now,
      (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'fingerprint', r.fingerprint, 'state', r.state)), '[]')
         from allocation_reservation r where r.tenant = ${tenant} and r.id = any(${ids}::text[])) as existing,
      (select coalesce(jsonb_agg(to_jsonb(p)), '[]')
         from allocation_pool p where p.tenant = ${tenant} and p.code = any(${poolCodes}::text[])) as pools,
      array(select
          (select count(*)::int from (
             select from allocation_value v
              where v.tenant = ${tenant} and v.pool = g.pool and v.scope = g.scope
                and v.length = coalesce(g.length, p.carve_length, 0)
                and v.state = 'free' and (p.strategy = 'lowest' or v.rank < 1e39)
              limit g.count + ${margin}::int) free_rows)
         from unnest((select ${groups.map((group) => group.pool)}::text[]), (select ${groups.map((group) => group.scope)}::text[]),
                     (select ${groups.map((group) => group.length)}::int[]), (select ${groups.map((group) => group.count)}::int[]))
              with ordinality as g (pool, scope, length, count, ordinal)
         left join allocation_pool p on p.tenant = ${tenant} and p.code = g.pool
        order by g.ordinal) as free,
      (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'touches', r.touches) order by r.id), '[]')
         from allocation_reservation r
        where r.tenant = ${tenant} and r.state in ('reserved', 'waiting') and r.hold_until is not null
          and r.hold_until <= clock.now and r.touches && ${touches}::text[]) as due,
      array(select distinct t from allocation_reservation r cross join unnest(r.touches) t
             where r.tenant = ${tenant} and r.state = 'waiting' and r.touches && ${touches}::text[]
               and t = any(${touches}::text[])) as queued
      from clock`;
  if (row === undefined) throw new Error('a select without from always answers');
  return {
    ...row,
    existing: new Map(row.existing.map((each) => [each.id, each])),
    pools: new Map(row.pools.map((pool) => [pool.code, poolOf(pool)])),
  };
}

/** A locked scope: its edge of materialised values, its materialised roots. */
export type ScopeRow = {
  readonly pool: string;
  readonly scope: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly roots: readonly string[];
};

/** Scopes that the transaction has locked, by touch, in the order in which it did. */
export type LockedScopes = Map<string, ScopeRow>;

/** Makes a scope that is not there; waits for whoever is making it. */
export async function ensureScope(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
): Promise<void> {
  await tx.sql`
    insert into allocation_scope (tenant, pool, scope) values (${tenant}, ${pool}, ${scope}) on conflict do nothing`;
}

/**
 * Makes the scopes that are not there, in the order given. So many new ones turn what the database knows of the table:
 * it is told at once, because the checks of foreign keys keep the plans that they made while the table was small, and
 * would read all of it for each row.
 */
export async function ensureScopes(
  tx: Transaction,
  tenant: string,
  scopes: readonly { readonly pool: string; readonly scope: string }[],
): Promise<void> {
  await tx.sql`
    insert into allocation_scope (tenant, pool, scope)
    select ${tenant}, w.pool, w.scope
      from unnest(${scopes.map((one) => one.pool)}::text[], ${scopes.map((one) => one.scope)}::text[])
           with ordinality as w (pool, scope, nth)
     order by w.nth
    on conflict do nothing`;
  await tx.sql`analyze allocation_scope`;
}

/** Locks scopes in the one global order, by pool, then scope, if all of them exist; otherwise none. */
export function lockScopes(
  tx: Transaction,
  tenant: string,
  pools: readonly string[],
  scopes: readonly string[],
): Promise<ScopeRow[]> {
  return tx.sql<ScopeRow>`
    with wanted as materialized (select * from unnest((select ${pools}::text[]), (select ${scopes}::text[])) as w (pool, scope)),
    known as materialized (
      select count(s.pool) = count(*) as whole
        from wanted w
        left join allocation_scope s on s.tenant = ${tenant} and s.pool = w.pool and s.scope = w.scope
    )
    select s.pool, s.scope, s.low, s.high, s.roots
      from allocation_scope s join wanted w on s.pool = w.pool and s.scope = w.scope
     where s.tenant = ${tenant} and (select whole from known)
     order by s.pool collate "C", s.scope collate "C" for no key update of s`;
}

/** A row about to be taken. */
export type Pick = { readonly value: string; readonly position: string };

/**
 * Locks the next free rows of a scope, waiting for whoever holds one; `except` are those already picked. With
 * `freshOnly` only rows that were never taken count: the strategy `next` comes back to the others last.
 */
export function pickFree(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  length: number,
  count: number,
  except: readonly string[],
  freshOnly = false,
): Promise<Pick[]> {
  return tx.sql<Pick>`
    select value, position::text as position from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and length = ${length} and state = 'free'
       and value <> all(${except}::text[]) and (rank < 1e39 or not ${freshOnly}::boolean)
     order by rank limit ${count}::int for update`;
}

/** Locks the rows of these values that are free. */
export function pickNamed(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  values: readonly string[],
): Promise<Pick[]> {
  return tx.sql<Pick>`
    select value, position::text as position from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and value = any(${values}::text[])
       and state = 'free'
     order by value for update`;
}

/** Which of these values have a row at all. */
export async function existingValues(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  values: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and value = any(${values}::text[])`;
  return new Set(rows.map((row) => row.value));
}

/** The first free values, for a refusal that says what would have worked. Nothing is locked. */
export async function firstFree(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  length: number,
  except: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.sql<{ value: string }>`
    select value from allocation_value
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and length = ${length} and state = 'free'
       and value <> all(${except}::text[])
     order by rank limit 10`;
  return rows.map((row) => row.value);
}

/**
 * Gives rows to the integers from `from` to `to`. Values somebody asked for by name have theirs already; they are looked
 * for and not run into, because `on conflict` waits for whoever changes them. The scope is locked: nobody else inserts.
 */
export async function materialise(
  tx: Transaction,
  tenant: string,
  pool: Pool,
  scope: string,
  from: number,
  to: number,
): Promise<void> {
  const scheme = schemeOf(pool.format);
  if (scheme === undefined) throw new Error(`${pool.format} was judged to be a format`);
  await tx.sql`
    insert into allocation_value (tenant, pool, scope, value, position, rank, state, guarded, since)
    select ${tenant}, ${pool.code}, ${scope}, written.value, n, n,
           case when n = any(${pool.guarded}::bigint[]) then 'withdrawn' else 'free' end,
           n = any(${pool.guarded}::bigint[]), clock.now
      from (select domain_now() as now offset 0) clock, generate_series(${from}::bigint, ${to}::bigint) as n
     cross join lateral (
       select ${scheme.before} || lpad(n::text, greatest(${scheme.width}::int, length(n::text)), '0') || ${scheme.after} as value
     ) written
     where not exists (
       select from allocation_value v
        where v.tenant = ${tenant} and v.pool = ${pool.code} and v.scope = ${scope} and v.value = written.value)`;
  await tx.sql`
    update allocation_scope
       set low = least(low, ${from}::bigint), high = greatest(high, ${to}::bigint)
     where tenant = ${tenant} and pool = ${pool.code} and scope = ${scope}`;
}

/** Gives a row to one value that was asked for by name, beyond those that have rows. The scope is locked. */
export async function insertNamed(
  tx: Transaction,
  tenant: string,
  pool: string,
  scope: string,
  value: string,
  position: bigint,
): Promise<void> {
  await tx.sql`
    insert into allocation_value (tenant, pool, scope, value, position, rank, state, since)
    values (${tenant}, ${pool}, ${scope}, ${value}, ${String(position)}, ${String(position)}, 'free', domain_now())`;
}

/** Frees what has aged enough in a scope. */
export async function endQuarantine(
  tx: Transaction,
  tenant: string,
  pools: readonly string[],
  scopes: readonly string[],
): Promise<void> {
  await tx.sql`
    update allocation_value v
       set state = case when retiring then 'withdrawn' else 'free' end, free_at = null, since = v.free_at
      from (select domain_now() as now offset 0) clock,
           unnest((select ${pools}::text[]), (select ${scopes}::text[])) as w (pool, scope)
     where v.tenant = ${tenant} and v.pool = w.pool and v.scope = w.scope
       and v.state = 'quarantined' and v.free_at <= clock.now`;
}

/** All that is written when a request is met. */
export type Taking = {
  readonly id: string;
  readonly owner: { readonly kind: string; readonly id: string };
  readonly reason: string;
  readonly fingerprint: string;
  /** The request's lines as jsonb text. */
  readonly lines: string;
  readonly use: { readonly from: string; readonly to: string | null };
  readonly holdUntil: string | null;
  readonly warnAt: string | null;
  readonly warnBeforeMinutes: number | null;
  readonly touches: readonly string[];
  /** Whether it stands in line (and is locked); otherwise it is new. */
  readonly waited: boolean;
  /** Rows that are locked already. */
  readonly picked: readonly {
    readonly pool: string;
    readonly scope: string;
    readonly value: string;
    readonly key: string;
  }[];
  /** Rows to be found now: the n-th free one of a group goes to the line. */
  readonly open: readonly {
    readonly pool: string;
    readonly scope: string;
    readonly length: number;
    readonly nth: number;
    readonly key: string;
  }[];
  readonly holds: readonly {
    readonly pool: string;
    readonly scope: string;
    readonly key: string;
    readonly amount: number;
  }[];
};

/** A value that was taken for a line. */
export type TakenRow = { readonly key: string; readonly value: string; readonly position: string };

/**
 * Writes the reservation and takes everything in one statement. Open rows are found with SKIP LOCKED: parallel
 * requests to one pool take different rows and do not wait for each other. Answers null when the id exists already.
 *
 * How it is written decides its plan, which is made once for each connection, perhaps while the tables are empty and
 * never analysed. Rows that are locked are updated by their place (ctid). Arrays come through a sub-select, which hides
 * their lengths, so that the kept plan looks no dearer than a new one for each call (planning takes longer than the
 * work). The comparisons with '' hold for every row and keep the planner's guess at one row.
 */
export async function take(
  tx: Transaction,
  tenant: string,
  taking: Taking,
): Promise<readonly TakenRow[] | null> {
  const { picked, open, holds } = taking;
  const [row] = await tx.sql<{ made: boolean; taken: TakenRow[] }>`
    with clock as materialized (select domain_now() as now),
    inserted as (
      insert into allocation_reservation as r (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines,
        use_from, use_to, hold_until, warn_at, warn_before_minutes, touches, created_at, changed_at)
      select ${tenant}, ${taking.id}, ${taking.owner.kind}, ${taking.owner.id}, ${taking.reason}, 'reserved',
        ${taking.fingerprint}, ${taking.lines}::jsonb, ${taking.use.from}::timestamptz,
        ${taking.use.to}::timestamptz, ${taking.holdUntil}::timestamptz, ${taking.warnAt}::timestamptz,
        ${taking.warnBeforeMinutes}::int, ${taking.touches}::text[], clock.now, clock.now
        from clock where not ${taking.waited}::boolean
      on conflict do nothing
      returning r.tenant
    ), granted as (
      update allocation_reservation r
         set state = 'reserved', queue_order = null, warn_at = ${taking.warnAt}::timestamptz, changed_at = clock.now
        from clock
       where ${taking.waited}::boolean and r.tenant = ${tenant} and r.id = ${taking.id} and r.state = 'waiting'
      returning r.tenant
    ), made as materialized (
      select tenant from inserted union all select tenant from granted
    ), wanted as materialized (
      select * from unnest((select ${open.map((line) => line.pool)}::text[]), (select ${open.map((line) => line.scope)}::text[]),
                           (select ${open.map((line) => line.length)}::int[]), (select ${open.map((line) => line.nth)}::int[]),
                           (select ${open.map((line) => line.key)}::text[])) as w (pool, scope, length, nth, line_key)
    ), found as materialized (
      select g.pool, g.scope, g.length, free.row_id,
             row_number() over (partition by g.pool, g.scope, g.length order by free.rank) as nth
        from made
       cross join (select pool, scope, length, count(*) as count from wanted group by 1, 2, 3) g
       cross join lateral (
         select v.ctid as row_id, v.rank from allocation_value v
          where v.tenant = made.tenant and v.pool = g.pool and v.scope = g.scope and v.length = g.length
            and v.state = 'free'
          order by v.rank limit g.count for update skip locked) free
    ), chosen as (
      select found.row_id, wanted.line_key from found join wanted using (pool, scope, length, nth)
      union all
      select locked.row_id, p.line_key
        from made
       cross join unnest((select ${picked.map((line) => line.pool)}::text[]),
                         (select ${picked.map((line) => line.scope)}::text[]),
                         (select ${picked.map((line) => line.value)}::text[]),
                         (select ${picked.map((line) => line.key)}::text[])) as p (pool, scope, value, line_key)
       cross join lateral (
         select v.ctid as row_id from allocation_value v
          where v.tenant = made.tenant and v.pool = p.pool and v.scope = p.scope and v.value = p.value limit 1) locked
       where p.pool > '' and p.value > '' and p.line_key > ''
    ), taken as (
      update allocation_value v
         set state = 'reserved', reservation_id = ${taking.id}, line_key = chosen.line_key, since = clock.now
        from chosen, clock where v.ctid = chosen.row_id
      returning v.line_key as key, v.value, v.position::text as position
    ), held as (
      insert into allocation_hold (tenant, pool, scope, reservation_id, line_key, amount, use_from, use_to, state)
      select ${tenant}, h.pool, h.scope, ${taking.id}, h.line_key, h.amount, ${taking.use.from}::timestamptz,
             ${taking.use.to}::timestamptz, 'reserved'
        from made, unnest((select ${holds.map((line) => line.pool)}::text[]), (select ${holds.map((line) => line.scope)}::text[]),
                          (select ${holds.map((line) => line.key)}::text[]), (select ${holds.map((line) => line.amount)}::bigint[]))
                   as h (pool, scope, line_key, amount)
    )
    select exists (select from made) as made, (select coalesce(jsonb_agg(to_jsonb(taken)), '[]') from taken) as taken`;
  if (row === undefined || !row.made) return null;
  return row.taken;
}
