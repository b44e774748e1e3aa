import { join } from 'node:path';
import pg from 'pg';

/** Orders whose rows are in one file. */
const chunk = 50_000;

/**
 * Loads finished orders of 10 steps by COPY, through files in a folder that the server may write in, and analyses what it
 * loaded. Ids are UUIDv7 of the past, as they would be. While one connection loads a file another one makes the next.
 *
 * All of it is one transaction that begins with empty tables. So the rows may be written as what they are for whoever comes
 * after (FREEZE), without a vacuum that writes each page again, and the key of the tasks is built when they are there.
 */
export async function loadFinishedOrders(url: string, folder: string, orders: number): Promise<void> {
  const [maker, loader] = await Promise.all([connected(url), connected(url)]);
  try {
    const room = await fillFactors(loader);
    const key = await keyOfTasks(loader);
    await loader.query('begin');
    await loader.query('truncate plan, plan_version, task');
    await loader.query(`alter table task drop constraint ${key.name}`);
    // Nothing of the past is written again, so nobody needs room on its pages.
    for (const table of tables) await loader.query(`alter table ${table} set (fillfactor = 100)`);
    let next = makeFiles(maker, folder, 0, orders);
    for (let first = 0; first < orders; first += chunk) {
      const files = await next;
      next = makeFiles(maker, folder, first + chunk, orders);
      for (const table of tables)
        await loader.query(
          `copy ${table} (${names(columns[table])}) from '${files[table]}' (format binary, freeze)`,
        );
    }
    await next;
    await loader.query(`set maintenance_work_mem = '512MB'`);
    await loader.query(`alter table task add constraint ${key.name} ${key.definition}`);
    for (const table of tables) await loader.query(`alter table ${table} set (fillfactor = ${room[table]})`);
    await loader.query('commit');
    for (const table of tables) await loader.query(`analyze ${table}`);
    await loader.query('checkpoint');
    for (const parity of [0, 1])
      for (const table of tables)
        await maker.query(`copy (select 1 where false) to '${fileOf(folder, table, parity)}'`);
  } finally {
    await Promise.all([maker.end(), loader.end()]);
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** How full the pages of the tables are made, in per cent. */
async function fillFactors(client: pg.Client): Promise<Readonly<Record<Table, number>>> {
  const of = async (table: Table): Promise<number> => {
    const { rows } = await client.query<{ value: string }>(
      `select option_value as value from pg_class, pg_options_to_table(reloptions)
        where oid = '${table}'::regclass and option_name = 'fillfactor'`,
    );
    return Number(rows[0]?.value ?? 100);
  };
  return { plan: await of('plan'), task: await of('task') };
}

async function keyOfTasks(
  client: pg.Client,
): Promise<{ readonly name: string; readonly definition: string }> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = 'task'::regclass and contype = 'p'`,
  );
  if (rows[0] === undefined) throw new Error('task has no primary key');
  return rows[0];
}

/** Writes the rows of the next orders into files; those of two chunks lie side by side. */
async function makeFiles(
  maker: pg.Client,
  folder: string,
  first: number,
  orders: number,
): Promise<Readonly<Record<Table, string>>> {
  const parity = (first / chunk) % 2;
  const files = { plan: fileOf(folder, 'plan', parity), task: fileOf(folder, 'task', parity) };
  if (first >= orders) return files;
  const last = Math.min(first + chunk, orders) - 1;
  const plans = `from (select n, ${idOf('n')} as id from generate_series(${first}, ${last}) as n offset 0) p`;
  const rows = { plan: plans, task: `${plans}, generate_series(0, 9) as o` };
  for (const table of tables)
    await maker.query(`copy (select ${values(columns[table])} ${rows[table]}) to '${files[table]}' binary`);
  return files;
}

function fileOf(folder: string, table: Table, parity: number): string {
  return join(folder, `bench-${table}-${parity}.copy`);
}

function idOf(n: string): string {
  const time = `lpad(to_hex(1700000000000 + ${n}::bigint * 1000), 12, '0')`;
  const random = `md5(${n}::text)`;
  return `substr(${time}, 1, 8) || '-' || substr(${time}, 9, 4) || '-7' || substr(${random}, 1, 3)
    || '-8' || substr(${random}, 4, 3) || '-' || substr(${random}, 7, 12)`;
}

type Columns = Readonly<Record<string, string>>;

const then = `timestamptz '2026-01-01' + p.n * interval '1 second'`;

const planColumns: Columns = {
  tenant: `'bench'::text`,
  id: 'p.id',
  subject_kind: `'order'::text`,
  subject_id: `'past' || p.n`,
  version: '1',
  priority: '0::smallint',
  total: '10',
  remaining: '0',
  active: '0',
  waiting: '0',
  fallout: '0',
  done: '10',
  failed: '0',
  cancelled: '0',
  created_at: then,
  finished_at: then,
  recorded_at: then,
};

const taskColumns: Columns = {
  tenant: `'bench'::text`,
  plan_id: 'p.id',
  ordinal: 'o',
  key: `'s' || o`,
  version: '1',
  kind: `'nothing@1'::text`,
  activity: `'bench'::text`,
  label: `'Step ' || o`,
  input: `'null'::jsonb`,
  input_hash: `md5('nothing')`,
  owner_kind: `'system'::text`,
  priority: '0::smallint',
  predecessors: `case when o = 0 then '{}'::int[] else array[o - 1] end`,
  successors: `case when o = 9 then '{}'::int[] else array[o + 1] end`,
  state: `'completed'::text`,
  holds: '0::smallint',
  pending: '0',
  rank: then,
  attempt: '1',
  failures: '0',
  output: `'1'::jsonb`,
  started_at: then,
  finished_at: then,
  recorded_at: then,
};

const columns = { plan: planColumns, task: taskColumns };
const tables = ['plan', 'task'] as const;
type Table = (typeof tables)[number];

function names(columns: Columns): string {
  return Object.keys(columns).join(', ');
}

function values(columns: Columns): string {
  return Object.values(columns).join(', ');
}
