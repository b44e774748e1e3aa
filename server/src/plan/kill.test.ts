import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { openPlans } from './plans.ts';
import { aPlan, aTask } from './testing/fixtures.ts';
import { miscounted } from './testing/recount.ts';

const tenant = 'kill';
const children: ChildProcess[] = [];
let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
  await db.database.sql`create table execution (task text, attempt int, worker text)`;
  await db.database.sql`create table effect (task text)`;
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function startWorker(name: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'testing/worker-process.ts'), [db.url, name], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await once(child, 'message');
  return child;
}

async function executions(): Promise<number> {
  const [row] = await db.database.sql<{ count: number }>`select count(*) from execution`;
  return row?.count ?? 0;
}

async function inHand(node: string): Promise<number> {
  const [row] = await db.database.sql<{ count: number }>`
    select count(*) from task t join plan_worker w on w.epoch = t.epoch
    where t.state = 'running' and w.node = ${node}`;
  return row?.count ?? 0;
}

async function until(check: () => Promise<boolean>, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('kill -9 of one of two workers', () => {
  it('loses nothing, repeats at most what it had in hand, and settles everything once', async () => {
    const plans = openPlans([]);
    const chain = Array.from({ length: 10 }, (_, index) =>
      aTask(`s${index}`, index === 0 ? [] : [`s${index - 1}`], { kind: 'side@1' }),
    );
    const [victim] = await Promise.all([startWorker('victim'), startWorker('survivor')]);
    await db.database.transaction(async (tx) =>
      unwrap(
        await plans.createPlans(
          tx,
          tenant,
          Array.from({ length: 20 }, () => aPlan(chain)),
        ),
      ),
    );
    // Killed in the middle of work: it is stopped first, to see that it has some in hand.
    await until(async () => {
      victim.kill('SIGSTOP');
      if ((await inHand('victim')) > 0 && (await executions()) > 40) return true;
      victim.kill('SIGCONT');
      return false;
    }, 10_000);
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    await until(async () => {
      const [row] = await db.database.sql<{
        open: number;
      }>`select count(*) as open from plan where remaining > 0`;
      return row?.open === 0;
    }, 20_000);
    const perTask = await db.database.sql<{ task: string; times: number }>`
      select task, count(*) as times from execution group by task`;
    expect(perTask).toHaveLength(200);
    // The victim's lease ran out; on a machine that starves the survivor its own may have, too.
    const [lost] = await db.database.sql<{ leases: number }>`
      select count(*) as leases from plan_worker where ended_at is not null`;
    const leases = lost?.leases ?? 0;
    expect(leases).toBeGreaterThanOrEqual(1);
    expect(Math.max(...perTask.map((row) => row.times))).toBeLessThanOrEqual(1 + leases);
    expect(perTask.filter((row) => row.times > 1).length).toBeLessThanOrEqual(8 * leases);
    const [effects] = await db.database.sql<{ all: number; tasks: number }>`
      select count(*) as all, count(distinct task) as tasks from effect`;
    expect(effects).toEqual({ all: 200, tasks: 200 });
    expect(await miscounted(db.database, tenant)).toEqual([]);
  }, 40_000);
});
