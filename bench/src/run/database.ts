import { join } from 'node:path';
import { type Database, openDatabase } from '../../../server/src/platform/database.ts';
import { migrate } from '../../../server/src/platform/migrate.ts';
import { startPostgres } from '../../../server/src/platform/postgres/index.ts';
import { administer } from '../../../server/src/platform/testing/administer.ts';
import type { Run } from './run.ts';

/** A PostgreSQL server of the run's own, with every guarantee of durability on. */
export type Server = {
  /** Process id of its first process. */
  readonly pid: number;
  /** A folder that the server may write in. */
  readonly folder: string;
  /** Makes an empty database; answers its URL. */
  create(name: string): Promise<string>;
  /** Makes a database with the system's tables; answers its URL. */
  createMigrated(name: string): Promise<string>;
  drop(name: string): Promise<void>;
};

const template = 'bench_template';
const migrations = join(import.meta.dirname, '../../../server/migrations');

/** Starts a server below the run's folder; it ends with the run, or with this process. */
export async function startServer(run: Run): Promise<Server> {
  const dataDir = join(run.folder, 'postgres');
  const postgres = await startPostgres({ dataDir });
  run.defer(() => postgres.stop());
  const urlOf = (name: string): string => {
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  const command = (statement: string): Promise<void> => administer(urlOf('postgres'), statement);
  const create = async (name: string, from = 'template0'): Promise<string> => {
    await command(`drop database if exists ${name} with (force)`);
    await command(`create database ${name} template ${from}`);
    return urlOf(name);
  };
  const database = openDatabase({ url: await create(template), connections: 1 });
  await migrate(database, { directory: migrations });
  await database.close();
  return {
    pid: postgres.pid,
    folder: join(dataDir, 'cluster/data'),
    create: (name) => create(name),
    createMigrated: (name) => create(name, template),
    drop: (name) => command(`drop database if exists ${name} with (force)`),
  };
}

/** Opens a database for as long as the run lasts. */
export function openFor(run: Run, url: string, connections: number): Database {
  const database = openDatabase({ url, connections });
  run.defer(() => database.close());
  return database;
}
