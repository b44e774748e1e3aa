import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../database.ts';
import { onLifelineLost } from '../lifeline.ts';
import { migrate } from '../migrate.ts';
import { startPostgres } from '../postgres/index.ts';
import { isAlive } from '../postgres/processes.ts';
import { administer, administering } from './administer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connects to the server's administrative database. */
    databaseServerUrl: string;
    /** The migrated database that each test file clones. */
    databaseTemplate: string;
  }
}

const migrations = join(import.meta.dirname, '../../../migrations');
const folderPrefix = 'turnup-test-';

/**
 * Runs once before all tests: one embedded cluster that forgets on a crash (or the server of
 * TURNUP_TEST_DATABASE_URL), one migrated template in it. Answers what takes both down again.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  onLifelineLost(() => process.kill(process.pid, 'SIGTERM'));
  removeLeftovers();
  const server = await findServer();
  // A server of one's own may serve several runs at once.
  const template = server.external ? `turnup_template_${process.pid}` : 'turnup_template';
  const takeDown = async (): Promise<void> => {
    if (server.external) await dropAll(server.url, template);
    await server.close();
  };
  try {
    await makeTemplate(server.url, template);
  } catch (error) {
    await takeDown();
    throw error;
  }
  project.provide('databaseServerUrl', server.url);
  project.provide('databaseTemplate', template);
  return takeDown;
}

/** Drops a template, and those that tests have made of it. */
async function dropAll(url: string, template: string): Promise<void> {
  await administering(url, async (run) => {
    const names = await run<{ datname: string }>(
      `select datname from pg_database where starts_with(datname, '${template}')`,
    );
    for (const { datname } of names) await run(`drop database ${datname} with (force)`);
  });
}

type Server = { readonly url: string; readonly external: boolean; close(): Promise<void> };

async function findServer(): Promise<Server> {
  const url = process.env.TURNUP_TEST_DATABASE_URL;
  if (url) return { url, external: true, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  const postgres = await startPostgres({ dataDir, durability: 'none' });
  return {
    url: postgres.url,
    external: false,
    async close() {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(serverUrl: string, name: string): Promise<void> {
  await administer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, connections: 1 });
  try {
    await migrate(database, { directory: migrations });
  } finally {
    // Nothing may be connected to a template while it is cloned.
    await database.close();
  }
}

/** The cluster of a run that was killed has ended with it; its folder has not. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    const pid = Number(name.slice(folderPrefix.length).split('-')[0]);
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
