import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { administer, administering } from './administer.ts';
import { afterFile } from './after-file.ts';

/** A migrated database that belongs to one test file. */
export type TestDatabase = {
  readonly database: Database;
  /** For a process or a pool of its own that the test starts. */
  readonly url: string;
  /** Drops the database. Runs by itself after the file's last test; idempotent. */
  close(): Promise<void>;
};

/**
 * Clones the migrated template: `const db = await testDatabase()` at a test file's top or in `beforeAll`. Dropped
 * after the file's last test, with whatever connections are left on it.
 */
export async function testDatabase(
  options: { readonly connections?: number; readonly template?: string } = {},
): Promise<TestDatabase> {
  const serverUrl = inject('databaseServerUrl');
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await clone(serverUrl, options.template ?? inject('databaseTemplate'), name);
  const url = urlOf(serverUrl, name);
  const database = openDatabase({ url, connections: options.connections ?? 10 });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= database.close().then(() => administer(serverUrl, `drop database ${name} with (force)`));
    return closing;
  };
  afterFile(close);
  return { database, url, close };
}

/**
 * The name of a template that holds more than the migrated one: made by the first file of a run that asks for it, cloned
 * by all others. What makes it leaves no connection open.
 */
export async function sharedTemplate(part: string, make: (url: string) => Promise<void>): Promise<string> {
  const serverUrl = inject('databaseServerUrl');
  const base = inject('databaseTemplate');
  const name = `${base}_${part}`;
  await administering(serverUrl, async (run) => {
    // Of several files at a time one makes it, the others wait.
    await run(`select pg_advisory_lock(hashtext('${name}'))`);
    if ((await run(`select from pg_database where datname = '${name}'`)).length > 0) return;
    const half = `${name}_half`;
    await run(`drop database if exists ${half} with (force)`);
    await clone(serverUrl, base, half);
    await make(urlOf(serverUrl, half));
    await run(`alter database ${half} rename to ${name}`);
  });
  return name;
}

function clone(serverUrl: string, template: string, name: string): Promise<void> {
  return administer(serverUrl, `create database ${name} template ${template} strategy file_copy`);
}

function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
