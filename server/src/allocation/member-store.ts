import type { Transaction } from '../platform/database.ts';

/** A member as the inventory tells it. */
export type Member = {
  readonly pool: string;
  readonly scope: string;
  readonly value: string;
  readonly class: string | null;
};

/** What stands of a member that is told: whether it is there, as what, and the last position of its scope. */
type Standing = { readonly there: boolean; readonly class: string | null; readonly last: number };

/**
 * Adds members of locked scopes in the order in which they are told; answers how many are new. One that is there stays as
 * it is, but what it is (its class) may be told anew. Each is looked up by its key, so that the work is the same for
 * each of them, whether or not the tables were ever analysed.
 */
export async function insertMembers(
  tx: Transaction,
  tenant: string,
  told: readonly Member[],
): Promise<number> {
  const members = [...new Map(told.map((one) => [`${one.pool} ${one.scope} ${one.value}`, one])).values()];
  const standing = await readStanding(tx, tenant, members);
  const last = new Map<string, number>();
  const fresh: (Member & { readonly position: number })[] = [];
  const other: Member[] = [];
  for (const [index, member] of members.entries()) {
    const found = standing[index];
    if (found === undefined) throw new Error('a member has no answer');
    if (found.there && found.class !== member.class) other.push(member);
    if (found.there) continue;
    const scope = `${member.pool} ${member.scope}`;
    const position = (last.get(scope) ?? found.last) + 1;
    last.set(scope, position);
    fresh.push({ ...member, position });
  }
  if (other.length > 0) await retell(tx, tenant, other);
  if (fresh.length > 0) await insert(tx, tenant, fresh);
  return fresh.length;
}

function readStanding(tx: Transaction, tenant: string, members: readonly Member[]): Promise<Standing[]> {
  return tx.sql<Standing>`
    select v.value is not null as there, v.class, coalesce(s.last, 0) as last
      from unnest((select ${members.map(({ pool }) => pool)}::text[]), (select ${members.map(({ scope }) => scope)}::text[]),
                  (select ${members.map(({ value }) => value)}::text[])) with ordinality as w (pool, scope, value, nth)
      left join lateral (
        select value, class from allocation_value
         where tenant = ${tenant} and pool = w.pool and scope = w.scope and value = w.value limit 1) v on true
      left join lateral (
        select max(position) as last from allocation_value
         where v.value is null and tenant = ${tenant} and pool = w.pool and scope = w.scope) s on true
     order by w.nth`;
}

async function retell(tx: Transaction, tenant: string, members: readonly Member[]): Promise<void> {
  await tx.sql`
    update allocation_value v set class = w.class
      from unnest((select ${members.map(({ pool }) => pool)}::text[]), (select ${members.map(({ scope }) => scope)}::text[]),
                  (select ${members.map(({ value }) => value)}::text[]), (select ${members.map((one) => one.class)}::text[]))
             as w (pool, scope, value, class)
     where v.tenant = ${tenant} and v.pool = w.pool and v.scope = w.scope and v.value = w.value`;
}

async function insert(
  tx: Transaction,
  tenant: string,
  members: readonly (Member & { readonly position: number })[],
): Promise<void> {
  await tx.sql`
    insert into allocation_value (tenant, pool, scope, value, class, position, rank, state, since)
    select ${tenant}, w.pool, w.scope, w.value, w.class, w.position, w.position, 'free', clock.now
      from (select domain_now() as now offset 0) clock,
           unnest(${members.map(({ pool }) => pool)}::text[], ${members.map(({ scope }) => scope)}::text[],
                  ${members.map(({ value }) => value)}::text[], ${members.map((one) => one.class)}::text[],
                  ${members.map(({ position }) => position)}::bigint[]) as w (pool, scope, value, class, position)`;
}
