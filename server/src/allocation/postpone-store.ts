import { json, type Transaction } from '../platform/database.ts';
import { lockAll } from './scopes.ts';
import type { Owner } from './types.ts';

/** Moves the beginning of a reservation and of its quantities; whether any moved, undefined where there is none. */
export async function postponeUse(
  tx: Transaction,
  tenant: string,
  {
    reservationId,
    owner,
    useFrom,
  }: { readonly reservationId: string; readonly owner: Owner; readonly useFrom: string },
): Promise<boolean | undefined> {
  const scopes = await tx.sql<{ pool: string; scope: string }>`
    select distinct pool, scope from allocation_hold where tenant = ${tenant} and reservation_id = ${reservationId}`;
  await lockAll(
    tx,
    tenant,
    scopes.map(({ pool, scope }) => ({ pool, scope, make: false })),
    new Map(),
  );
  const [found] = await tx.sql<{ later: boolean }>`
    select use_from < ${useFrom}::timestamptz and (use_to is null or use_to > ${useFrom}::timestamptz) as later
      from allocation_reservation
     where tenant = ${tenant} and id = ${reservationId} and owner_kind = ${owner.kind} and owner_id = ${owner.id}
       for update`;
  if (found === undefined || !found.later) return found?.later;
  await tx.sql`
    update allocation_reservation set use_from = ${useFrom}::timestamptz
     where tenant = ${tenant} and id = ${reservationId}`;
  // What a hold uses never changes: it goes, and another comes.
  const gone = await tx.sql<{
    pool: string;
    scope: string;
    key: string;
    amount: number;
    to: string;
    state: string;
  }>`
    delete from allocation_hold
     where tenant = ${tenant} and reservation_id = ${reservationId} and use_from < ${useFrom}::timestamptz
    returning pool, scope, line_key as key, amount, use_to as to, state`;
  await tx.sql`
    insert into allocation_hold (tenant, pool, scope, reservation_id, line_key, amount, use_from, use_to, state)
    select ${tenant}, pool, scope, ${reservationId}, key, amount, ${useFrom}::timestamptz, "to", state
      from jsonb_to_recordset(${json(gone)}::jsonb)
        as r(pool text, scope text, key text, amount bigint, "to" timestamptz, state text)`;
  return true;
}
