import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Attempt, type Handler, startEngine } from '../../../../server/src/plan/index.ts';
import { openDatabase } from '../../../../server/src/platform/database.ts';
import { endWithParent } from '../../run/child.ts';

// A node of the engine that is made to be killed: node worker.ts '{"url": …, "incarnation": …}'. Each step is told to
// table `execution` when it begins, outside the engine's transaction, and takes effect in table `effect` within it.

endWithParent();
const { url, incarnation } = JSON.parse(process.argv[2] ?? '') as { url: string; incarnation: string };
const database = openDatabase({ url, connections: 10 });

async function begun(attempts: readonly Attempt[]): Promise<void> {
  await database.sql`
    insert into execution (task, incarnation)
    select unnest(${attempts.map((attempt) => attempt.taskId)}::text[]), ${incarnation}`;
}

const handlers: readonly Handler[] = [
  {
    kind: 'inside@1',
    mode: 'transactional',
    standsAlone: true,
    async run(tx, attempts) {
      await begun(attempts);
      await tx.sql`insert into effect (task) select unnest(${attempts.map((attempt) => attempt.taskId)}::text[])`;
      return attempts.map(() => ({ kind: 'completed', output: null }));
    },
  },
  {
    kind: 'outside@1',
    mode: 'external',
    limitPerNode: 25,
    async run(attempt) {
      await begun([attempt]);
      await pause(5);
      return { kind: 'completed', output: null };
    },
    async settle(tx, { taskId }) {
      await tx.sql`insert into effect (task) values (${taskId})`;
    },
  },
];

await startEngine({
  database,
  handlers,
  hooks: [],
  node: incarnation,
  random: randomBytes,
  clock: () => performance.now(),
  log: {
    info: () => {},
    warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  },
  leaseUrl: url,
});
process.stdout.write('ready\n');
