import { join } from 'node:path';
import { type Administer, administering } from '../../../server/src/platform/testing/administer.ts';

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
  await administering(url, (make) => administering(url, (run) => load(make, run, folder, orders)));
}

async function load(make: Administer, run: Administer, folder: string, orders: number): Promise<void> {
  const room = { plan: await fillFactor(run, 'plan'), task: await fillFactor(run, 'task') };
  const key = await keyOfTasks(run);
  await run('begin');
  await run('truncate plan, plan_version, task');
  await run(`alter table task drop constraint ${key.name}`);
  // Nothing of the past is written again, so nobody needs room on its pages.
  for (const table of tables) await run(`alter table ${table} set (fillfactor = 100)`);
  let next = makeFiles(make, folder, 0, orders);
  for (let first = 0; first < orders; first += chunk) {
    const files = await next;
    next = makeFiles(make, folder, first + chunk, orders);
    for (const table of tables)
      await run(`copy ${table} (${names(columns[table])}) from '${files[table]}' (format binary, freeze)`);
  }
  await next;
  await run(`set maintenance_work_mem = '512MB'`);
  await run(`alter table task add constraint ${key.name} ${key.definition}`);
  for (const table of tables) await run(`alter table ${table} set (fillfactor = ${room[table]})`);
  await run('commit');
  for (const table of tables) await run(`analyze ${table}`);
  await run('checkpoint');
  for (const parity of [0, 1])
    for (const table of tables)
      await run(`copy (select 1 where false) to '${fileOf(folder, table, parity)}'`);
}

/** How full the pages of a table are made, in per cent. */
async function fillFactor(run: Administer, table: Table): Promise<number> {
  const [option] = await run<{ value: string }>(
    `select option_value as value from pg_class, pg_options_to_table(reloptions)
      where oid = '${table}'::regclass and option_name = 'fillfactor'`,
  );
  return Number(option?.value ?? 100);
}

async function keyOfTasks(run: Administer): Promise<{ readonly name: string; readonly definition: string }> {
  const [key] = await run<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = 'task'::regclass and contype = 'p'`,
  );
  if (key === undefined) throw new Error('task has no primary key');
  return key;
}

/** Writes the rows of the next orders into files; those of two chunks lie side by side. */
async function makeFiles(
  make: Administer,
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
    await make(`copy (select ${values(columns[table])} ${rows[table]}) to '${files[table]}' binary`);
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
