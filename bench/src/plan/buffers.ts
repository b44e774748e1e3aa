import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { unwrap } from '../../../server/src/foundation/result.ts';
import { openPlans, startEngine } from '../../../server/src/plan/index.ts';
import type { Database } from '../../../server/src/platform/database.ts';
import { median } from '../rows.ts';
import { chainOf } from './orders.ts';
import { noWork } from './work.ts';

/** Counted apart, so that what something else touches in the database meanwhile is in some counts and not in the median. */
const counts = 5;
const rounds = 8;
const together = 50;
const steps = 10;
/** Longer than a connection keeps what it has counted to itself. */
const settleMs = 1_500;

/**
 * Buffers that a tick touches for 50 tasks: 50 orders in step, one loop, nothing else at work in the database. How long a
 * tick goes on depends on the machine's load; so its clock stands, and each takes as many tasks as it may. The database
 * must have one connection only: one that rests keeps what it has counted to itself for 10 s.
 */
export async function countBuffers(database: Database): Promise<number> {
  await database.sql`vacuum (analyze) task`;
  await database.sql`vacuum (analyze) plan`;
  // A vacuum in the middle would be counted, too.
  await database.sql`alter table task set (autovacuum_enabled = false)`;
  await database.sql`alter table plan set (autovacuum_enabled = false)`;
  let tasks = 0;
  let open = 0;
  let ended = Promise.withResolvers<void>();
  const engine = await startEngine({
    database,
    handlers: [noWork.handler],
    hooks: [
      async (_tx, changes) => {
        tasks += changes.filter((each) => each.change === 'completed').length;
        open -= changes.filter((each) => each.change === 'planFinished').length;
        if (open === 0) ended.resolve();
      },
    ],
    node: 'buffers',
    random: randomBytes,
    clock: () => 0,
    log: { info: () => {}, warn: () => {} },
    loops: 1,
  });
  const plans = openPlans([]);
  const work = async (round: number): Promise<void> => {
    const drafts = Array.from({ length: together }, (_, index) =>
      chainOf(`b${round}-${index}`, steps, noWork.handler.kind, noWork.inputOf),
    );
    // Told by the hook: asking whether it is over would touch buffers, too.
    open = together;
    ended = Promise.withResolvers<void>();
    await database.transaction(async (tx) => unwrap(await plans.createPlans(tx, 'bench', drafts)));
    engine.wake();
    await ended.promise;
  };
  for (let round = 0; round < 3; round++) await work(-round - 1);
  await pause(settleMs);
  const found: number[] = [];
  for (let count = 0; count < counts; count++) {
    const before = await touched(database);
    tasks = 0;
    for (let round = 0; round < rounds; round++) await work(count * rounds + round);
    await pause(settleMs);
    found.push((((await touched(database)) - before) / tasks) * together);
  }
  await engine.stop();
  return median(found);
}

async function touched(database: Database): Promise<number> {
  const [row] = await database.sql<{ buffers: number }>`
    select blks_hit + blks_read as buffers from pg_stat_database where datname = current_database()`;
  return row?.buffers ?? 0;
}
