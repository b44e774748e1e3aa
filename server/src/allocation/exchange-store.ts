import type { Sql, Transaction } from '../platform/database.ts';

/** One value of a pool, by name. */
export type NamedValue = { readonly pool: string; readonly scope: string; readonly value: string };

/** Who has an allocated value, and by which line. */
export type ValueHolder = NamedValue & { readonly reservationId: string; readonly key: string };

/** Who has these values; those that are not allocated are absent. */
export function holdersOf(sql: Sql, tenant: string, values: readonly NamedValue[]): Promise<ValueHolder[]> {
  return sql<ValueHolder>`
    select v.pool, v.scope, v.value, v.reservation_id as "reservationId", v.line_key as key
      from unnest(${values.map(({ pool }) => pool)}::text[], ${values.map(({ scope }) => scope)}::text[],
                  ${values.map(({ value }) => value)}::text[]) as asked (pool, scope, value)
      join allocation_value v on v.tenant = ${tenant} and v.pool = asked.pool and v.scope = asked.scope
       and v.value = asked.value and v.state = 'allocated'
     order by v.pool, v.scope, v.value`;
}

/** Lets two holders change places. */
export async function exchangeHolders(
  tx: Transaction,
  tenant: string,
  holders: readonly ValueHolder[],
): Promise<void> {
  const [one, other] = holders;
  if (one === undefined || other === undefined) return;
  const moves = [
    { ...one, to: other },
    { ...other, to: one },
  ];
  await tx.sql`
    update allocation_value v set reservation_id = m.reservation, line_key = m.key, since = domain_now()
      from unnest(${moves.map(({ pool }) => pool)}::text[], ${moves.map(({ scope }) => scope)}::text[],
                  ${moves.map(({ value }) => value)}::text[], ${moves.map(({ to }) => to.reservationId)}::text[],
                  ${moves.map(({ to }) => to.key)}::text[]) as m (pool, scope, value, reservation, key)
     where v.tenant = ${tenant} and v.pool = m.pool and v.scope = m.scope and v.value = m.value`;
}
