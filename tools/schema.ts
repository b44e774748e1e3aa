import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../server/src/platform/database.ts';
import { onLifelineLost } from '../server/src/platform/lifeline.ts';
import { migrate } from '../server/src/platform/migrate.ts';
import { startPostgres } from '../server/src/platform/postgres/index.ts';
import { dumpSchema } from './schema-dump.ts';

// `npm run schema` rewrites server/schema.sql from the migrations; with --check it only compares. The file is for
// readers: the whole schema in one place, and each migration's effect on it in the same change.
const server = join(import.meta.dirname, '../server');
const file = join(server, 'schema.sql');
const heading = '-- The schema after all migrations. Written by `npm run schema`; do not edit.\n\n';

async function migratedSchema(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'turnup-schema-'));
  const postgres = await startPostgres({ dataDir, durability: 'none' });
  const database = openDatabase({ url: postgres.url });
  try {
    await migrate(database, { directory: join(server, 'migrations') });
    return heading + (await dumpSchema(database.sql));
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

onLifelineLost(() => process.exit(1));
const schema = await migratedSchema();
const tables = schema.match(/^create (unlogged )?table /gm)?.length ?? 0;
if (tables === 0) throw new Error('the migrated database has no tables');
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== schema) {
    console.error('server/schema.sql is not what the migrations make: run npm run schema');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, schema);
}
console.log(`${tables} tables`);
