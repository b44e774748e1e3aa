import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { startEngine } from './engine.ts';
import { openPlans } from './plans.ts';
import { aPlan, aTask, completed, engineOptions } from './testing/fixtures.ts';
import { miscounted } from './testing/recount.ts';
import type { Attempt, Handler, Outcome, PlanDraft } from './types.ts';
import { planView } from './view.ts';

type Step = 'retry' | 'throw' | 'fallout' | 'wait';
type Script = {
  readonly kind: 'inside@1' | 'alone@1' | 'outside@1';
  readonly steps: readonly Step[];
  readonly after: readonly number[];
};

const by = { by: 'test', reason: 'random' };
const plans = openPlans([]);
let database: Database;

beforeAll(async () => {
  database = (await testDatabase({ connections: 16 })).database;
  await database.sql`create table effect (id bigserial primary key, tenant text, plan_id text, key text)`;
});

const script: fc.Arbitrary<Script> = fc.record({
  kind: fc.constantFrom('inside@1', 'alone@1', 'outside@1'),
  steps: fc.array(fc.constantFrom<Step>('retry', 'throw', 'fallout', 'wait'), { maxLength: 2 }),
  after: fc.array(fc.nat(11), { maxLength: 3 }),
});
const plan = fc.array(script, { minLength: 1, maxLength: 12 });

function draftOf(scripts: readonly Script[]): PlanDraft {
  return aPlan(
    scripts.map((each, index) =>
      aTask(`t${index}`, index === 0 ? [] : each.after.map((before) => `t${before % index}`), {
        kind: each.kind,
        input: { steps: each.steps },
        ...(index % 4 === 0 ? { limitKey: `L${index % 3}` } : {}),
      }),
    ),
  );
}

const error = { code: 'scripted', message: 'as the script says' };

/** Steps are taken in the order of the task's own memory, so that they do not depend on who runs which attempt. */
function play(attempt: Attempt, taken: Map<string, number>): Outcome {
  const steps = (attempt.input as { steps: readonly Step[] }).steps;
  const done = taken.get(attempt.taskId) ?? 0;
  taken.set(attempt.taskId, done + 1);
  switch (steps[done]) {
    case undefined:
      return completed(attempt.key);
    case 'retry':
      return { kind: 'retry', error, afterMs: 1 };
    case 'throw':
      throw new Error('scripted');
    case 'fallout':
      return { kind: 'fallout', error };
    default:
      return { kind: 'waiting', wait: { for: 'event', reference: `${attempt.taskId}/${done}` } };
  }
}

async function note(tx: Transaction, attempt: Attempt, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'completed')
    await tx.sql`insert into effect (tenant, plan_id, key) values (${attempt.tenant}, ${attempt.planId}, ${attempt.key})`;
}

function scriptedHandlers(taken: Map<string, number>): readonly Handler[] {
  const retry = { maxFailures: 4, firstMs: 1, factor: 1, capMs: 2 };
  const inside: Handler = {
    kind: 'inside@1',
    mode: 'transactional',
    retry,
    async run(tx, attempts) {
      const outcomes: Outcome[] = [];
      for (const attempt of attempts) {
        const outcome = play(attempt, taken);
        await note(tx, attempt, outcome);
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
  return [
    inside,
    { ...inside, kind: 'alone@1', standsAlone: true },
    {
      kind: 'outside@1',
      mode: 'external',
      limitPerNode: 6,
      retry,
      async run(attempt) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return play(attempt, taken);
      },
      settle: note,
    },
  ];
}

/** Uniform numbers in [0,1) from a seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What people and the world do meanwhile: answer what waits, retry what fell out, steal leases, pause and resume. */
async function world(tenant: string, ids: readonly string[], dice: () => number): Promise<boolean> {
  let finished = true;
  for (const planId of ids) {
    const view = await planView(database.sql, tenant, planId);
    if (view === null) throw new Error('a plan is lost');
    if (view.state !== 'completed') finished = false;
    await database.transaction(async (tx) => {
      if (view.paused !== null) unwrap(await plans.resumePlan(tx, tenant, planId));
      for (const task of view.tasks) {
        const ref = { taskId: task.id };
        // What was seen a moment ago may have moved on: a refusal is as good as success here.
        if (task.state === 'fallout') await plans.retryTask(tx, tenant, ref, by);
        const reference = task.wait?.reference ?? null;
        if (task.state !== 'waiting' || reference === null) continue;
        const target = dice() < 0.5 ? { waitingReference: reference } : ref;
        await plans.signalTask(tx, tenant, target, { kind: 'done', output: 'answered' });
      }
      if (dice() < 0.1) await plans.pausePlan(tx, tenant, planId, by);
    });
  }
  if (dice() < 0.1)
    await database.sql`update plan_worker set expires_at = clock_timestamp() - interval '1 second'
      where ended_at is null and epoch = (select min(epoch) from plan_worker where ended_at is null)`;
  return finished;
}

describe('two engines on one database', () => {
  it('bring every random plan to its end, once, in order, with counters that equal a recount', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(plan, { minLength: 1, maxLength: 8 }),
        fc.integer(),
        async (scripts, seed) => {
          const tenant = `random-${++run}`;
          const dice = uniform(seed);
          const taken = new Map<string, number>();
          const drafts = scripts.map(draftOf);
          const ids = await database.transaction(async (tx) =>
            unwrap(await plans.createPlans(tx, tenant, drafts)),
          );
          const options = engineOptions(database, { handlers: scriptedHandlers(taken), leaseMs: 400 });
          const engines = [await startEngine(options), await startEngine(options)];
          try {
            const until = performance.now() + 10_000;
            while (!(await world(tenant, ids, dice))) {
              expect(await miscounted(database, tenant)).toEqual([]);
              expect(performance.now(), 'time to finish').toBeLessThan(until);
              await new Promise((resolve) => setTimeout(resolve, 10));
            }
          } finally {
            await Promise.all(engines.map((engine) => engine.stop()));
          }
          expect(await miscounted(database, tenant)).toEqual([]);
          await checkEffects(tenant, ids, drafts);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  }, 60_000);
});

/** A task that was answered by the world has no effect of its own; every other has exactly one, after its predecessors'. */
async function checkEffects(
  tenant: string,
  ids: readonly string[],
  drafts: readonly PlanDraft[],
): Promise<void> {
  const rows = await database.sql<{ id: number; planId: string; key: string }>`
    select id, plan_id as "planId", key from effect where tenant = ${tenant}`;
  for (const [index, planId] of ids.entries()) {
    const view = await planView(database.sql, tenant, planId);
    const mine = rows.filter((row) => row.planId === planId);
    const own = (view?.tasks ?? []).filter((task) => task.output !== 'answered').map((task) => task.key);
    expect(mine.map((row) => row.key).sort()).toEqual([...own].sort());
    const at = new Map(mine.map((row) => [row.key, row.id]));
    for (const { key, after } of drafts[index]?.tasks ?? [])
      for (const before of after)
        if (at.has(key) && at.has(before)) expect(at.get(before)).toBeLessThan(at.get(key) as number);
  }
}
