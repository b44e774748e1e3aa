import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, sqlState } from './database.ts';
import {
  type AppliedMigration,
  applyMigration,
  ensureMigrationTable,
  listApplied,
  lockMigrations,
} from './migrate-store.ts';
import { StartupError } from './startup-error.ts';

/** One file of the migrations directory: `NNNN_name.sql`. */
export type Migration = AppliedMigration & { readonly statements: string };

const turnPatienceMs = 120_000;
const lockAttempts = 6;

/**
 * Brings a database up to the newest migration in `directory` and answers the names applied by this call, in order.
 * Each file runs in its own transaction. Several nodes may call it at once: they take turns, and each file is applied
 * once. Throws a {@link StartupError} where the database has a migration that this program does not know, or one
 * whose text has changed since.
 */
export async function migrate(
  database: Database,
  options: {
    readonly directory: string;
    /** How long one statement waits for a table that others use before they are let through. */
    readonly lockTimeoutMs?: number;
  },
): Promise<readonly string[]> {
  const migrations = readMigrations(options.directory);
  await ensureMigrationTable(database);
  const applied: string[] = [];
  for (;;) {
    const name = await withPatience(() => applyNext(database, migrations, options.lockTimeoutMs ?? 5_000));
    if (name === undefined) return applied;
    applied.push(name);
  }
}

/** Reads and checks the migrations directory, in order of number. Numbers may have gaps. */
export function readMigrations(directory: string): readonly Migration[] {
  const migrations = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => readMigration(directory, file));
  for (const [index, migration] of migrations.entries()) {
    if (migrations[index - 1]?.number === migration.number) {
      throw new StartupError(`two migrations have the number ${migration.number} in ${directory}`);
    }
  }
  return migrations;
}

/**
 * The first migration not yet applied; undefined when there is none. Throws where what was applied is not what the
 * program has.
 */
function nextMigration(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration | undefined {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const { number, name, checksum } of applied) {
    const migration = known.get(number);
    if (migration === undefined) {
      throw new StartupError(
        `the database has migration ${number} (${name}), which this program does not know: it belongs to a newer version`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new StartupError(
        `migration ${number} (${name}) has changed since the database took it: restore the file`,
      );
    }
  }
  const taken = new Set(applied.map(({ number }) => number));
  return migrations.find(({ number }) => !taken.has(number));
}

function readMigration(directory: string, file: string): Migration {
  const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
  const number = Number(match?.[1] ?? 0);
  if (match?.[2] === undefined || number === 0) {
    throw new StartupError(`${join(directory, file)} is not named NNNN_name.sql with a number from 0001`);
  }
  const statements = readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n');
  return {
    number,
    name: match[2],
    checksum: createHash('sha256').update(statements).digest('hex'),
    statements,
  };
}

async function applyNext(
  database: Database,
  migrations: readonly Migration[],
  lockTimeoutMs: number,
): Promise<string | undefined> {
  return database.transaction(async (tx) => {
    await lockMigrations(tx, turnPatienceMs);
    const next = nextMigration(migrations, await listApplied(tx));
    if (next === undefined) return undefined;
    await applyMigration(tx, next, next.statements, lockTimeoutMs);
    return next.name;
  });
}

/** A table that others keep busy is tried again, with a pause in which they get through. */
async function withPatience<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= lockAttempts || sqlState(error) !== '55P03') throw error;
      await pause(500 * attempt);
    }
  }
}
