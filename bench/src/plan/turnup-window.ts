import { randomBytes } from 'node:crypto';
import { unwrap } from '../../../server/src/foundation/result.ts';
import { type ChangeHook, openPlans, startEngine } from '../../../server/src/plan/index.ts';
import { type Database, openDatabase, type Transaction } from '../../../server/src/platform/database.ts';
import { chainOf } from './orders.ts';
import { realWork } from './real.ts';
import { gathered, runWindow, type Subject, type WindowOrder, waiters } from './window.ts';
import { noWork, stepByStep } from './work.ts';

/** This engine, as a node runs it: the steps of an order are the tasks of its plan. */
async function turnup(order: WindowOrder): Promise<Subject> {
  const database = openDatabase({ url: order.url, connections: order.connections });
  const { wait, done } = waiters();
  const { committing, finished } = toldAfterCommit(database, done);
  const plans = openPlans([]);
  const whole = order.handlers === 'real' ? await realWork(database) : noWork;
  const work = order.stepByStep ? stepByStep(whole) : whole;
  const engine = await startEngine({
    database: committing,
    handlers: [work.handler],
    hooks: [finished],
    node: 'bench',
    random: randomBytes,
    clock: () => performance.now(),
    log: {
      info: () => {},
      warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
    },
    leaseUrl: order.url,
    loops: order.loops,
    batch: order.batch,
  });
  const create = gathered<string>(order.connections, async (names) => {
    await database.transaction(async (tx) => {
      await work.prepare(tx, names);
      const drafts = names.map((name) => chainOf(name, order.steps, work.handler.kind, work.inputOf));
      unwrap(await plans.createPlans(tx, 'bench', drafts));
    });
    engine.wake();
  });
  const subject: Subject = {
    async submit(name) {
      await work.reserve(name, order.steps);
      const ended = wait(name);
      create(name);
      await ended;
    },
    stop: () => engine.stop(),
  };
  if (order.handlers === 'real') {
    // A system at work has statistics of its tables; this one is a second old.
    await Promise.all(Array.from({ length: 100 }, (_, index) => subject.submit(`first${index}`)));
    await database.sql`analyze`;
  }
  return subject;
}

/** A hook hears of an order's end in the transaction that makes it so; its client may not before the commit. */
function toldAfterCommit(
  database: Database,
  done: (name: string) => void,
): { readonly committing: Database; readonly finished: ChangeHook } {
  const ended = new WeakMap<Transaction, string[]>();
  const finished: ChangeHook = async (tx, changes) => {
    const failed = changes.find((each) => each.change === 'fallout' || each.change === 'retrying');
    if (failed !== undefined) throw new Error(`a step failed: ${JSON.stringify(failed)}`);
    const names = changes.flatMap((each) => (each.change === 'planFinished' ? [each.subject.id] : []));
    ended.get(tx)?.push(...names);
  };
  const committing: Database = {
    ...database,
    async transaction(work) {
      let names: string[] = [];
      const value = await database.transaction((tx) => {
        names = [];
        ended.set(tx, names);
        return work(tx);
      });
      for (const name of names) done(name);
      return value;
    },
  };
  return { committing, finished };
}

await runWindow(turnup);
