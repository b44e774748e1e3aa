import { type Database, type Sql, sqlState, type Transaction } from './database.ts';

/** One migration that a database has taken. */
export type AppliedMigration = { readonly number: number; readonly name: string; readonly checksum: string };

/** Makes the list of migrations where there is none. Several nodes may do it at once. */
export async function ensureMigrationTable(database: Database): Promise<void> {
  for (;;) {
    try {
      const [found] = await database.sql<{
        table: string | null;
      }>`select to_regclass('schema_migration')::text as table`;
      if (found?.table == null) await createTable(database.sql);
      // Row 0 is the list itself: nodes that migrate at once take turns by locking it.
      await database.sql`
        insert into schema_migration (number, name, checksum) values (0, 'the list of migrations', '')
        on conflict do nothing`;
      return;
    } catch (error) {
      // "If not exists" still meets another node's uncommitted table as a duplicate in the catalogue.
      if (!['23505', '42P07', '42710'].includes(sqlState(error) ?? '')) throw error;
    }
  }
}

async function createTable(sql: Sql): Promise<void> {
  await sql`
    create table if not exists schema_migration (
      number integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz(3) not null default clock_timestamp()
    )`;
}

/** Waits for this node's turn, until the end of the transaction. */
export async function lockMigrations(tx: Transaction, patienceMs: number): Promise<void> {
  await tx.sql`select set_config('lock_timeout', ${String(patienceMs)}, true)`;
  await tx.sql`select from schema_migration where number = 0 for update`;
}

/** All migrations that the database has taken, in order. */
export async function listApplied(tx: Transaction): Promise<readonly AppliedMigration[]> {
  return tx.sql<AppliedMigration>`
    select number, name, checksum from schema_migration where number > 0 order by number`;
}

/**
 * Runs a migration's statements and writes it down. `lockTimeoutMs` bounds the wait for each table's lock, so that a
 * migration waiting behind a long transaction does not hold up everybody behind itself.
 */
export async function applyMigration(
  tx: Transaction,
  migration: AppliedMigration,
  statements: string,
  lockTimeoutMs: number,
): Promise<void> {
  await tx.sql`select set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
  // A prepared statement holds one command; EXECUTE runs as many as the file has, and refuses BEGIN and COMMIT.
  await tx.sql`select set_config('turnup.migration', ${statements}, true)`;
  await tx.sql`do $$ begin execute current_setting('turnup.migration'); end $$`;
  await tx.sql`
    insert into schema_migration (number, name, checksum)
    values (${migration.number}, ${migration.name}, ${migration.checksum})`;
}
