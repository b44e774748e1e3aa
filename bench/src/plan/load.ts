import { join } from 'node:path';
import { administer } from '../../../server/src/platform/testing/administer.ts';

const chunk = 50_000;

/**
 * Loads finished orders of 10 steps by COPY, through a file in a folder that the server may write in, and analyses
 * what it loaded. Ids are UUIDv7 of the past, as they would be.
 */
export async function loadFinishedOrders(url: string, folder: string, orders: number): Promise<void> {
  const file = join(folder, 'bench.copy');
  for (let first = 0; first < orders; first += chunk) {
    const last = Math.min(first + chunk, orders) - 1;
    const plans = `from (select n, ${idOf('n')} as id from generate_series(${first}, ${last}) as n) p`;
    await administer(url, `copy (select ${values(planColumns)} ${plans}) to '${file}' binary`);
    await administer(url, `copy plan (${names(planColumns)}) from '${file}' binary`);
    const tasks = `${plans}, generate_series(0, 9) as o`;
    await administer(url, `copy (select ${values(taskColumns)} ${tasks}) to '${file}' binary`);
    await administer(url, `copy task (${names(taskColumns)}) from '${file}' binary`);
  }
  await administer(url, `copy (select 1 where false) to '${file}'`);
  await administer(url, 'vacuum (analyze) plan');
  await administer(url, 'vacuum (analyze) task');
  await administer(url, 'checkpoint');
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

function names(columns: Columns): string {
  return Object.keys(columns).join(', ');
}

function values(columns: Columns): string {
  return Object.values(columns).join(', ');
}
