import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { administer } from './administer.ts';
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
export async function testDatabase(options: { readonly connections?: number } = {}): Promise<TestDatabase> {
  const serverUrl = inject('databaseServerUrl');
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await administer(
    serverUrl,
    `create database ${name} template ${inject('databaseTemplate')} strategy file_copy`,
  );
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, connections: options.connections ?? 10 });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= database.close().then(() => administer(serverUrl, `drop database ${name} with (force)`));
    return closing;
  };
  afterFile(close);
  return { database, url: url.href, close };
}
