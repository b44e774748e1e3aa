import { json, type Transaction } from '../platform/database.ts';
import type { ValueHolder } from './exchange-store.ts';
import type { Owner } from './types.ts';

/** Makes a reservation that has one value allocated, which another had until then. */
export async function moveHolder(
  tx: Transaction,
  tenant: string,
  { pool, scope, value, key }: ValueHolder,
  to: { readonly reservationId: string; readonly owner: Owner; readonly reason: string },
): Promise<void> {
  const lines = [{ key, shape: 'values', pool, scope, value }];
  await tx.sql`
    insert into allocation_reservation (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines, use_from,
                                        touches, created_at, changed_at, confirmed_at)
    select ${tenant}, ${to.reservationId}, ${to.owner.kind}, ${to.owner.id}, ${to.reason}, 'allocated', '',
           ${json(lines)}::jsonb, clock.now, ${[`${pool} ${scope}`]}::text[], clock.now, clock.now, clock.now
      from (select domain_now() as now offset 0) clock`;
  await tx.sql`
    update allocation_value set reservation_id = ${to.reservationId}, since = domain_now()
     where tenant = ${tenant} and pool = ${pool} and scope = ${scope} and value = ${value}`;
}
