import { expect, test } from 'vitest';
import { testDatabase } from '../server/src/platform/testing/database.ts';
import { dumpSchema } from './schema-dump.ts';

const db = await testDatabase();
const { sql } = db.database;

test('the dump has every table that there is, and is the same twice', async () => {
  const text = await dumpSchema(sql);
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename collate "C"`;
  expect(tables.length).toBeGreaterThan(1);
  expect([...text.matchAll(/^create (?:unlogged )?table (\w+)/gm)].map((match) => match[1])).toEqual(
    tables.map(({ name }) => name),
  );
  expect(await dumpSchema(sql)).toBe(text);
});

// Each change must show itself: a part of the schema that is not dumped can change unseen.
test.each([
  ['a table', () => sql`create table zz_sample (code text primary key, amount bigint not null default 7)`],
  ['a column', () => sql`alter table zz_sample add column at timestamptz(3)`],
  ['a type', () => sql`alter table zz_sample alter column amount type numeric(12, 2)`],
  ['a default', () => sql`alter table zz_sample alter column amount set default 8`],
  ['a not null', () => sql`alter table zz_sample alter column at set not null`],
  [
    'a generated column',
    () => sql`alter table zz_sample add column twice numeric generated always as (amount * 2) stored`,
  ],
  ['an identity', () => sql`alter table zz_sample add column place bigint generated always as identity`],
  ['a collation', () => sql`alter table zz_sample add column sorted text collate "C"`],
  ['a check', () => sql`alter table zz_sample add constraint zz_positive check (amount > 0)`],
  [
    'another check',
    () =>
      sql`alter table zz_sample drop constraint zz_positive, add constraint zz_positive check (amount > 1)`,
  ],
  ['a unique constraint', () => sql`alter table zz_sample add constraint zz_place unique (place)`],
  [
    'a foreign key',
    () => sql`alter table zz_sample add constraint zz_self foreign key (sorted) references zz_sample (code)`,
  ],
  ['a partial index', () => sql`create index zz_index on zz_sample (amount) where amount > 5`],
  ['a storage parameter', () => sql`alter table zz_sample set (fillfactor = 70)`],
  ['a comment on a table', () => sql`comment on table zz_sample is 'It''s a sample.'`],
  ['a comment on a column', () => sql`comment on column zz_sample.amount is 'How much.'`],
  [
    'a function',
    () => sql`create function zz_refuse() returns trigger language plpgsql as 'begin return null; end'`,
  ],
  ['a comment on a function', () => sql`comment on function zz_refuse() is 'Refuses.'`],
  [
    'a trigger',
    () => sql`create trigger zz_trigger before insert on zz_sample for each row execute function zz_refuse()`,
  ],
  ['a view', () => sql`create view zz_view as select code from zz_sample`],
  ['an enumeration', () => sql`create type zz_state as enum ('on', 'off')`],
  ['a domain', () => sql`create domain zz_rate as bigint check (value >= 0)`],
  ['a sequence', () => sql`create sequence zz_number start 5`],
  ['a partitioned table', () => sql`create table zz_part (day date) partition by range (day)`],
  [
    'a partition',
    () => sql`create table zz_part_1 partition of zz_part for values from ('2027-01-01') to ('2028-01-01')`,
  ],
])('%s shows', async (_, change) => {
  const before = await dumpSchema(sql);
  await change();
  expect(await dumpSchema(sql)).not.toBe(before);
});
