import type { Database } from '../../../server/src/platform/database.ts';
import { farAway, links, ports } from './room.ts';

/**
 * The least that SQL must do for the same promise: three updates and a row for the reservation in one transaction, its
 * confirmation in another. No rules, no expiry of others, no line to stand in, no fact.
 */
export async function openBare(
  database: Database,
): Promise<{ reserveAndConfirm(number: number): Promise<void> }> {
  await makeTables(database);
  return {
    async reserveAndConfirm(number) {
      const id = `r${number}`;
      await database.transaction(async (tx) => {
        await tx.sql`insert into bare_reservation (id, owner, state, hold_until)
          values (${id}, ${`q${number}`}, 'reserved', ${farAway}::timestamptz)`;
        const taken = [
          await tx.sql`
            update bare_value set state = 'reserved', reservation_id = ${id}
            where (pool, scope, value) = (
              select pool, scope, value from bare_value
              where pool = 'vlan' and scope = ${`p${number % ports}`} and state = 'free'
              order by rank limit 1 for update skip locked)
            returning value`,
          await tx.sql`
            update bare_value set state = 'reserved', reservation_id = ${id}
            where (pool, scope, value) = (
              select pool, scope, value from bare_value
              where pool = 'linkPrefix' and scope = '' and state = 'free'
              order by rank limit 1 for update skip locked)
            returning value`,
          await tx.sql`
            update bare_capacity set used = used + 1
            where scope = ${`l${number % links}`} and used + 1 <= upper_limit returning used`,
        ];
        if (taken.some((rows) => rows.length !== 1)) throw new Error('the bare pools are exhausted');
      });
      const kept = await database.transaction(
        (tx) => tx.sql`
          update bare_reservation set state = 'confirmed', hold_until = null
          where id = ${id} and state = 'reserved' and hold_until > clock_timestamp() returning id`,
      );
      if (kept.length !== 1) throw new Error(`${id} was not confirmed`);
    },
  };
}

async function makeTables({ sql }: Database): Promise<void> {
  await sql`create table bare_value (pool text, scope text, value text, rank bigint not null, state text not null,
    reservation_id text, primary key (pool, scope, value))`;
  await sql`create index on bare_value (pool, scope, rank) where state = 'free'`;
  await sql`create index on bare_value (reservation_id) where reservation_id is not null`;
  await sql`create table bare_capacity (scope text primary key, upper_limit bigint not null, used bigint not null)
    with (fillfactor = 50)`;
  await sql`create table bare_reservation (id text primary key, owner text not null, state text not null,
    hold_until timestamptz(3))`;
  await sql`insert into bare_value
    select 'vlan', 'p' || p, n::text, n, 'free', null from generate_series(0, ${ports - 1}::int) p, generate_series(100, 1100) n`;
  await sql`insert into bare_value
    select 'linkPrefix', '', (inet '10.0.0.0' + 2 * n)::text, n, 'free', null from generate_series(0, 200000) n`;
  await sql`insert into bare_capacity select 'l' || l, 1000000000, 0 from generate_series(0, ${links - 1}::int) l`;
  await sql`analyze`;
}
