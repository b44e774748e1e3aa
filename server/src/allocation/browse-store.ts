import type { Sql } from '../platform/database.ts';
import { readReservations } from './store.ts';
import type { HeldAmount, HeldValue, Page, Reservation, ReservationFilter } from './types.ts';

/** Reservations that fit a filter, newest first, and how many there are. One whose time is over is expired, settled or not. */
export async function listReservations(
  sql: Sql,
  tenant: string,
  filter: ReservationFilter,
  page: Page,
): Promise<{ readonly items: readonly Reservation[]; readonly total: number }> {
  const rows = await sql<{ id: string; total: number }>`
    with clock as materialized (select domain_now() as now)
    select r.id, count(*) over () as total
      from clock, allocation_reservation r
     where r.tenant = ${tenant}
       and (${filter.ownerKind}::text is null or r.owner_kind = ${filter.ownerKind})
       and (${filter.ownerId}::text is null or r.owner_id = ${filter.ownerId})
       and (${filter.state}::text is null or ${filter.state} =
             case when r.state in ('reserved', 'waiting') and r.hold_until <= clock.now then 'expired' else r.state end)
       and (${filter.pool}::text is null
             or exists (select from unnest(r.touches) touch where split_part(touch, ' ', 1) = ${filter.pool}))
       and (${filter.expiringBefore}::timestamptz is null
             or (r.state in ('reserved', 'waiting') and r.hold_until > clock.now
                 and r.hold_until < ${filter.expiringBefore}::timestamptz))
     order by r.created_at desc, r.id desc offset ${page.offset} limit ${page.limit}`;
  const found = await readReservations(sql, tenant, { ids: rows.map((row) => row.id), owner: null });
  const byId = new Map(found.map((reservation) => [reservation.id, reservation]));
  return { items: rows.flatMap((row) => byId.get(row.id) ?? []), total: rows[0]?.total ?? 0 };
}

/** The rows of one scope of values or blocks, with who holds each; a hold that is over holds nothing here. */
export async function readHeldValues(
  sql: Sql,
  tenant: string,
  pool: string,
  scope: string,
  state: string | null,
  page: Page,
): Promise<{ readonly items: readonly HeldValue[]; readonly total: number }> {
  const rows = await sql<{
    value: string;
    state: HeldValue['state'];
    class: string | null;
    since: string;
    free_at: string | null;
    reservation_id: string | null;
    key: string | null;
    owner_kind: string | null;
    owner_id: string | null;
    hold_until: string | null;
    total: number;
  }>`
    with clock as materialized (select domain_now() as now),
    row_of as (
      select v.value, v.class, v.position, v.length, r.owner_kind, r.owner_id, r.hold_until, over.over,
             case when over.over or aged.aged then 'free' else v.state end as state,
             case when over.over then r.hold_until when aged.aged then v.free_at else v.since end as since,
             case when not aged.aged then v.free_at end as free_at, v.reservation_id, v.line_key as key
        from clock, allocation_value v
        left join allocation_reservation r on r.tenant = v.tenant and r.id = v.reservation_id
       cross join lateral (
         select coalesce(r.state = 'reserved' and v.state = 'reserved' and r.hold_until <= clock.now, false) as over) over
       cross join lateral (select coalesce(v.state = 'quarantined' and v.free_at <= clock.now, false) as aged) aged
       where v.tenant = ${tenant} and v.pool = ${pool} and v.scope = ${scope}
    )
    select value, state, class, since, free_at, case when not over then reservation_id end as reservation_id,
           case when not over then key end as key, case when not over then owner_kind end as owner_kind,
           case when not over then owner_id end as owner_id, case when not over then hold_until end as hold_until,
           count(*) over () as total
      from row_of where ${state}::text is null or state = ${state}
     order by position, length offset ${page.offset} limit ${page.limit}`;
  const items = rows.map(
    (row): HeldValue => ({
      value: row.value,
      state: row.state,
      since: row.since,
      ...(row.class === null ? {} : { class: row.class }),
      ...(row.free_at === null ? {} : { freeAt: row.free_at }),
      ...holderOf(row),
    }),
  );
  return { items, total: rows[0]?.total ?? 0 };
}

type HolderRow = {
  readonly reservation_id: string | null;
  readonly key: string | null;
  readonly owner_kind: string | null;
  readonly owner_id: string | null;
  readonly hold_until: string | null;
};

function holderOf(row: HolderRow): Pick<HeldValue, 'holder'> {
  if (row.reservation_id === null) return {};
  return {
    holder: {
      reservationId: row.reservation_id,
      key: row.key ?? '',
      owner: { kind: row.owner_kind ?? '', id: row.owner_id ?? '' },
      holdUntil: row.hold_until,
    },
  };
}

/** The amounts that are held on one scope of a quantity, the earliest use first; a hold that is over holds nothing. */
export async function readHeldAmounts(
  sql: Sql,
  tenant: string,
  pool: string,
  scope: string,
  page: Page,
): Promise<{ readonly items: readonly HeldAmount[]; readonly total: number }> {
  const rows = await sql<
    HolderRow & {
      amount: number;
      state: HeldAmount['state'];
      use_from: string;
      use_to: string | null;
      total: number;
    }
  >`
    select h.amount, h.state, h.use_from, h.use_to, h.reservation_id, h.line_key as key, r.owner_kind, r.owner_id,
           r.hold_until, count(*) over () as total
      from allocation_hold h join allocation_reservation r on r.tenant = h.tenant and r.id = h.reservation_id
     where h.tenant = ${tenant} and h.pool = ${pool} and h.scope = ${scope}
       and not (r.state = 'reserved' and r.hold_until is not null and r.hold_until <= (select domain_now()))
     order by h.use_from, h.reservation_id, h.line_key offset ${page.offset} limit ${page.limit}`;
  const items = rows.flatMap((row): HeldAmount[] => {
    const { holder } = holderOf(row);
    if (holder === undefined) return [];
    return [{ amount: row.amount, state: row.state, use: { from: row.use_from, to: row.use_to }, holder }];
  });
  return { items, total: rows[0]?.total ?? 0 };
}

/** The capacity of one scope of a quantity: the limit from each instant on. */
export async function readCapacity(
  sql: Sql,
  tenant: string,
  pool: string,
  scope: string,
): Promise<readonly { readonly from: string; readonly limit: number }[]> {
  const rows = await sql<{ from: string; limit: number }>`
    select starts_at as "from", upper_limit as "limit" from allocation_capacity
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} order by starts_at`;
  return rows;
}
