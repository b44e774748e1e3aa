import type { Sql, Transaction } from '../platform/database.ts';
import { lineOf } from './store.ts';
import type { Instant, Owner, RequestLine, ReserveRequest, TakenLine } from './types.ts';

/** A reservation that is over, or nears its end. */
export type DueReservation = {
  readonly tenant: string;
  readonly id: string;
  readonly owner: Owner;
  readonly reason: string;
  readonly holdUntil: Instant;
  readonly touches: readonly string[];
};

type DueRow = {
  tenant: string;
  id: string;
  owner_kind: string;
  owner_id: string;
  reason: string;
  hold_until: Instant;
  touches: string[];
};

function dueOf(row: DueRow): DueReservation {
  return {
    tenant: row.tenant,
    id: row.id,
    owner: { kind: row.owner_kind, id: row.owner_id },
    reason: row.reason,
    holdUntil: row.hold_until,
    touches: row.touches,
  };
}

/** Locks reservations whose time is over, oldest first; leaves those that another transaction has in hand. */
export async function lockDue(tx: Transaction, limit: number): Promise<DueReservation[]> {
  const rows = await tx.sql<DueRow>`
    select tenant, id, owner_kind, owner_id, reason, hold_until, touches from allocation_reservation
     where state in ('reserved', 'waiting') and hold_until is not null and hold_until <= (select domain_now())
     order by hold_until limit ${limit}::int for update skip locked`;
  return rows.map(dueOf);
}

/** Locks those of these reservations whose time is over, in the order of their ids, waiting for whoever has one. */
export async function lockDueAmong(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<DueReservation[]> {
  const rows = await tx.sql<DueRow>`
    select tenant, id, owner_kind, owner_id, reason, hold_until, touches from allocation_reservation
     where tenant = ${tenant} and id = any(${ids}::text[])
       and state in ('reserved', 'waiting') and hold_until is not null and hold_until <= (select domain_now())
     order by id for update`;
  return rows.map(dueOf);
}

/** Whether the time of anybody on these pools and scopes is over. */
export async function anyDue(tx: Transaction, tenant: string, touches: readonly string[]): Promise<boolean> {
  const [row] = await tx.sql<{ due: boolean }>`
    select exists (
      select from allocation_reservation r
       where r.tenant = ${tenant} and r.state in ('reserved', 'waiting') and r.hold_until is not null
         and r.hold_until <= (select domain_now()) and r.touches && ${touches}::text[]) as due`;
  return row?.due ?? false;
}

/** Expires locked reservations that are over: set-wise, whatever they hold is free. Answers what each lost. */
export async function expireLocked(
  tx: Transaction,
  due: readonly DueReservation[],
): Promise<ReadonlyMap<string, readonly TakenLine[]>> {
  const tenants = due.map((one) => one.tenant);
  const ids = due.map((one) => one.id);
  const rows = await tx.sql<{
    tenant: string;
    reservation_id: string;
    key: string;
    pool: string;
    scope: string;
    value: string | null;
    length: number | null;
    amount: number | null;
  }>`
    with due as materialized (select * from unnest(${tenants}::text[], ${ids}::text[]) as d (tenant, id)),
    before as materialized (
      select v.tenant, v.pool, v.scope, v.value, v.length, v.reservation_id, v.line_key
        from due d join allocation_value v on v.tenant = d.tenant and v.reservation_id = d.id and v.state = 'reserved'
    ), freed as (
      update allocation_value v
         set state = case when v.retiring then 'withdrawn' else 'free' end,
             rank = case when p.strategy = 'next' then 1e39 + floor(extract(epoch from r.hold_until) * 1000)
                         else v.position end,
             retiring = false, reservation_id = null, line_key = null, since = r.hold_until
        from before b
        join allocation_pool p on p.tenant = b.tenant and p.code = b.pool
        join allocation_reservation r on r.tenant = b.tenant and r.id = b.reservation_id
       where v.tenant = b.tenant and v.pool = b.pool and v.scope = b.scope and v.value = b.value
    ), gone as (
      delete from allocation_hold h using due d where h.tenant = d.tenant and h.reservation_id = d.id
      returning h.tenant, h.reservation_id, h.line_key, h.pool, h.scope, h.amount
    ), over as (
      update allocation_reservation r
         set state = 'expired', changed_at = r.hold_until, warn_at = null, queue_order = null
        from due d where r.tenant = d.tenant and r.id = d.id
    )
    select tenant, reservation_id, line_key as key, pool, scope, value, length, null::bigint as amount from before
    union all
    select tenant, reservation_id, line_key, pool, scope, null, null, amount from gone`;
  const lines = Map.groupBy(rows, (row) => `${row.tenant} ${row.reservation_id} ${row.key}`);
  const result = new Map<string, TakenLine[]>();
  for (const group of lines.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const owner = `${first.tenant} ${first.reservation_id}`;
    const values = first.value === null ? null : group.map((row) => row.value ?? '');
    const shape = values === null ? 'quantities' : (first.length ?? 0) > 0 ? 'blocks' : 'values';
    const line = lineOf({ ...first, shape, state: 'reserved', values });
    const others = result.get(owner);
    if (others === undefined) result.set(owner, [line]);
    else others.push(line);
  }
  return result;
}

/** Marks and answers reservations whose owners are to be warned now, once. */
export async function takeWarnings(tx: Transaction, limit: number): Promise<DueReservation[]> {
  const rows = await tx.sql<DueRow>`
    with clock as materialized (select domain_now() as now),
    due as materialized (
      select r.tenant, r.id from allocation_reservation r, clock
       where r.state = 'reserved' and r.warn_at is not null and r.warn_at <= clock.now and r.hold_until > clock.now
       order by r.warn_at limit ${limit}::int for update of r skip locked
    )
    update allocation_reservation r set warn_at = null from due
     where r.tenant = due.tenant and r.id = due.id
    returning r.tenant, r.id, r.owner_kind, r.owner_id, r.reason, r.hold_until, r.touches`;
  return rows.map(dueOf);
}

/**
 * Frees values that have aged enough, of all tenants; answers where. Scopes are locked before values, as everywhere: a
 * request that holds a scope may be about to end the same quarantines.
 */
export async function endQuarantines(
  tx: Transaction,
  limit: number,
): Promise<readonly { tenant: string; pool: string; scope: string }[]> {
  const scopes = await tx.sql<{ tenant: string; pool: string; scope: string }>`
    select s.tenant, s.pool, s.scope from allocation_scope s
     where (s.tenant, s.pool, s.scope) in (
             select tenant, pool, scope from allocation_value
              where state = 'quarantined' and free_at <= (select domain_now()) order by free_at limit ${limit}::int)
     order by s.tenant, s.pool, s.scope for update`;
  if (scopes.length === 0) return [];
  return tx.sql<{ tenant: string; pool: string; scope: string }>`
    with locked as (
      select * from unnest(${scopes.map((one) => one.tenant)}::text[], ${scopes.map((one) => one.pool)}::text[],
                           ${scopes.map((one) => one.scope)}::text[]) as s (tenant, pool, scope)
    ), due as materialized (
      select v.tenant, v.pool, v.scope, v.value
        from locked join allocation_value v using (tenant, pool, scope)
       where v.state = 'quarantined' and v.free_at <= (select domain_now())
       order by v.free_at limit ${limit}::int for update of v
    )
    update allocation_value v
       set state = case when v.retiring then 'withdrawn' else 'free' end, free_at = null, since = v.free_at
      from due where v.tenant = due.tenant and v.pool = due.pool and v.scope = due.scope and v.value = due.value
    returning v.tenant, v.pool, v.scope`;
}

/** Somebody in line. */
export type Waiter = { readonly request: ReserveRequest; readonly fingerprint: string };

/** Puts a request at the end of the line; false when the id exists already. */
export async function enqueue(
  tx: Transaction,
  tenant: string,
  { request, fingerprint }: Waiter,
  touches: readonly string[],
): Promise<boolean> {
  const rows = await tx.sql`
    insert into allocation_reservation (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines, use_from,
      use_to, hold_until, warn_before_minutes, touches, queue_order, created_at, changed_at)
    select ${tenant}, ${request.reservationId}, ${request.owner.kind}, ${request.owner.id}, ${request.reason},
           'waiting', ${fingerprint}, ${JSON.stringify(request.lines)}::jsonb, ${request.use.from}::timestamptz,
           ${request.use.to}::timestamptz, ${request.holdUntil}::timestamptz, ${request.warnBeforeMinutes ?? null}::int,
           ${touches}::text[], nextval('allocation_queue_order'), clock.now, clock.now
      from (select domain_now() as now offset 0) clock
    on conflict do nothing returning 1`;
  return rows.length === 1;
}

/** Locks those who wait on any of these pools and scopes, first come first; leaves those that are in hand elsewhere. */
export async function lockWaiters(
  tx: Transaction,
  tenant: string,
  touches: readonly string[],
  limit: number,
): Promise<Waiter[]> {
  const rows = await tx.sql<{
    id: string;
    owner_kind: string;
    owner_id: string;
    reason: string;
    fingerprint: string;
    lines: RequestLine[];
    use_from: Instant;
    use_to: Instant | null;
    hold_until: Instant | null;
    warn_before_minutes: number | null;
  }>`
    select id, owner_kind, owner_id, reason, fingerprint, lines, use_from, use_to, hold_until, warn_before_minutes
      from allocation_reservation
     where tenant = ${tenant} and state = 'waiting' and touches && ${touches}::text[]
       and (hold_until is null or hold_until > (select domain_now()))
     order by queue_order limit ${limit}::int for update skip locked`;
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    request: {
      reservationId: row.id,
      owner: { kind: row.owner_kind, id: row.owner_id },
      reason: row.reason,
      holdUntil: row.hold_until,
      ...(row.warn_before_minutes === null ? {} : { warnBeforeMinutes: row.warn_before_minutes }),
      use: { from: row.use_from, to: row.use_to },
      lines: row.lines,
    },
  }));
}

/** The earliest instant of the domain clock at which something expires, warns or leaves quarantine. */
export async function nextDue(sql: Sql): Promise<Instant | null> {
  const [row] = await sql<{ at: Instant | null }>`
    select at from due_instant where source = 'reservations'`;
  return row?.at ?? null;
}
