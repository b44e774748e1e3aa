import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../platform/database.ts';
import { startEngine } from '../engine.ts';
import { completed, engineOptions } from './fixtures.ts';

// A worker that a test starts as a process of its own, to be killed: node worker-process.ts URL NAME

const [url, name] = process.argv.slice(2);
if (url === undefined || name === undefined) throw new Error('usage: worker-process.ts URL NAME');
const database = openDatabase({ url, connections: 8 });

await startEngine(
  engineOptions(database, {
    node: name,
    random: (bytes) => randomBytes(bytes),
    leaseUrl: url,
    leaseMs: 3000,
    handlers: [
      {
        kind: 'side@1',
        mode: 'external',
        limitPerNode: 8,
        async run({ taskId, attempt }) {
          await database.sql`insert into execution (task, attempt, worker) values (${taskId}, ${attempt}, ${name})`;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return completed(name);
        },
        async settle(tx, { taskId }) {
          await tx.sql`insert into effect (task) values (${taskId})`;
        },
      },
    ],
  }),
);
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
