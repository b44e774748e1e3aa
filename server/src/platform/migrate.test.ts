import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { testDatabase } from './testing/database.ts';

const db = await testDatabase();
const directory = mkdtempSync(join(tmpdir(), 'turnup-migrations-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(join(directory, file), text);
}

// Each test starts from a database without any list of migrations.
beforeEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  await db.database.sql`drop table if exists schema_migration, fruit, root cascade`;
  write('0001_root.sql', `create table root (name text); insert into root values ('a;b'), ($$c;d$$);`);
  write('0004_fruit.sql', 'create table fruit (name text primary key);');
});

describe('migrate', () => {
  test('applies all files in order of number, over gaps, and nothing the second time', async () => {
    expect(await migrate(db.database, { directory })).toEqual(['root', 'fruit']);
    expect(await migrate(db.database, { directory })).toEqual([]);
    const rows = await db.database.sql`select name from root order by name`;
    expect(rows).toEqual([{ name: 'a;b' }, { name: 'c;d' }]);
    const list = await db.database
      .sql`select number, name from schema_migration where number > 0 order by number`;
    expect(list).toEqual([
      { number: 1, name: 'root' },
      { number: 4, name: 'fruit' },
    ]);
  });

  test('several nodes at once apply each file once', async () => {
    const nodes = Array.from({ length: 6 }, () => openDatabase({ url: db.url, connections: 2 }));
    const applied = await Promise.all(nodes.map((node) => migrate(node, { directory })));
    await Promise.all(nodes.map((node) => node.close()));
    expect(applied.flat().sort()).toEqual(['fruit', 'root']);
    expect(await db.database.sql`select count(*) from root`).toEqual([{ count: 2 }]);
  });

  test('a file that fails leaves nothing behind and keeps those before it', async () => {
    write('0005_broken.sql', 'create table half (x int); insert into nowhere values (1);');
    await expect(migrate(db.database, { directory })).rejects.toThrow('relation "nowhere" does not exist');
    expect(
      await db.database.sql`select to_regclass('half') as half, to_regclass('fruit')::text as fruit`,
    ).toEqual([{ half: null, fruit: 'fruit' }]);
    write('0005_broken.sql', 'create table half (x int);');
    expect(await migrate(db.database, { directory })).toEqual(['broken']);
    await db.database.sql`drop table half`;
  });

  test('a file cannot end its transaction', async () => {
    write('0005_commit.sql', 'create table half (x int); commit;');
    await expect(migrate(db.database, { directory })).rejects.toThrow();
    expect(await db.database.sql`select to_regclass('half') as half`).toEqual([{ half: null }]);
  });

  test('refuses a database newer than understood', async () => {
    await migrate(db.database, { directory });
    rmSync(join(directory, '0004_fruit.sql'));
    await expect(migrate(db.database, { directory })).rejects.toThrow(
      'the database has migration 4 (fruit), which this program does not know',
    );
  });

  test('refuses a file that changed after it was applied', async () => {
    await migrate(db.database, { directory });
    write('0004_fruit.sql', 'create table fruit (name text);');
    await expect(migrate(db.database, { directory })).rejects.toThrow('migration 4 (fruit) has changed');
  });

  test('gets through when the table it needs is locked for longer than one lock time-out', async () => {
    await migrate(db.database, { directory });
    write('0006_colour.sql', 'alter table fruit add column colour text;');
    const other = openDatabase({ url: db.url, connections: 1 });
    const busy = other.transaction(async (tx) => {
      await tx.sql`select * from fruit`;
      await tx.sql`select pg_sleep(0.8)`;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await migrate(db.database, { directory, lockTimeoutMs: 100 })).toEqual(['colour']);
    await busy;
    await other.close();
  });

  test('refuses file names without a number and numbers given twice', () => {
    write('0004_other.sql', 'select 1');
    expect(() => readMigrations(directory)).toThrow('two migrations have the number 4');
    rmSync(join(directory, '0004_other.sql'));
    write('later.sql', 'select 1');
    expect(() => readMigrations(directory)).toThrow('is not named NNNN_name.sql');
  });
});

describe('the domain clock', () => {
  test('follows real time to the millisecond, and stands where a simulation puts it', async () => {
    const [real] = await db.database.sql<{ fits: boolean; whole: boolean }>`
      select abs(extract(epoch from clock_timestamp() - now_)) < 1 as fits,
             date_trunc('milliseconds', now_) = now_ as whole
      from (select domain_now() as now_) clock`;
    expect(real).toEqual({ fits: true, whole: true });
    await db.database.sql`update domain_clock set mode = 'simulated', at = '2027-05-05T09:00:00.123Z'`;
    const [simulated] = await db.database.sql<{ now: string }>`select domain_now() as now`;
    expect(simulated).toEqual({ now: '2027-05-05T09:00:00.123Z' });
  });

  test('has one row, and an instant exactly when it is simulated', async () => {
    await expect(db.database.sql`insert into domain_clock default values`).rejects.toThrow('duplicate key');
    await expect(db.database.sql`update domain_clock set mode = 'real'`).rejects.toThrow('check constraint');
  });
});
