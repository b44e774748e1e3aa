import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { startEngine } from './engine.ts';
import { openPlans } from './plans.ts';
import { aPlan, aTask, completed, engineOptions } from './testing/fixtures.ts';
import { miscounted } from './testing/recount.ts';
import type { Attempt, Handler, Json, Outcome, PlanView, TaskDraft } from './types.ts';
import { planView } from './view.ts';

const by = { by: 'test', reason: 'random' };
const plans = openPlans([]);
let database: Database;

beforeAll(async () => {
  database = (await testDatabase({ connections: 16 })).database;
  // What the tasks of a plan have done to the world: one row a task, with the content that it was done with.
  await database.sql`
    create table effect (tenant text, key text, content int, primary key (tenant, key))`;
});

type Wish = {
  readonly key: number;
  readonly content: number;
  readonly waits: boolean;
  readonly external: boolean;
  readonly repeatable: boolean;
  readonly after: readonly number[];
};

const wish: fc.Arbitrary<Wish> = fc.record({
  key: fc.nat(7),
  content: fc.nat(1),
  waits: fc.boolean(),
  external: fc.boolean(),
  repeatable: fc.boolean(),
  after: fc.array(fc.nat(20), { maxLength: 3 }),
});
/** Versions of one plan, and after how many looks at it each comes. */
const history = fc.record({
  versions: fc.array(fc.uniqueArray(wish, { minLength: 1, maxLength: 7, selector: (each) => each.key }), {
    minLength: 2,
    maxLength: 4,
  }),
  pauses: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
});

const wanted = (key: number, ...after: number[]): Wish => ({
  key,
  content: 0,
  waits: false,
  external: false,
  repeatable: false,
  after,
});
/** Work that one version removes and the next wants again, while it is still being taken back. */
const wantedAgain = {
  versions: [[wanted(6), wanted(0, 0)], [wanted(1)], [wanted(6), wanted(0)]],
  pauses: [0, 2, 0, 3],
};

/** How a task is done belongs to its key, so that a version changes contents and not kinds. */
function draftsOf(wishes: readonly Wish[], shape: ReadonlyMap<number, Wish>): TaskDraft[] {
  return wishes.map(({ key, content, after }, index) => {
    const { external, waits, repeatable } = shape.get(key) as Wish;
    return aTask(`t${key}`, index === 0 ? [] : after.map((each) => `t${wishes[each % index]?.key}`), {
      kind: external ? 'outside@1' : key % 2 === 0 ? 'inside@1' : 'alone@1',
      undo: 'undo@1',
      input: { content, waits },
      repeatable,
    });
  });
}

type Content = { readonly content: number; readonly waits: boolean };

/** The original key of a task, also of one that a version has retired. */
function nameOf(key: string): string {
  return key.split('~')[0] ?? key;
}

function outcomeOf(attempt: Attempt): Outcome {
  const { content, waits } = attempt.input as Content;
  return waits
    ? { kind: 'waiting', wait: { for: 'event', reference: `${attempt.taskId}#${attempt.attempt}` } }
    : completed(content);
}

async function apply(tx: Transaction, attempt: Attempt): Promise<void> {
  const { content } = attempt.input as Content;
  await tx.sql`
    insert into effect (tenant, key, content) values (${attempt.tenant}, ${nameOf(attempt.key)}, ${content})
    on conflict (tenant, key) do update set content = excluded.content`;
}

const inside: Handler = {
  kind: 'inside@1',
  mode: 'transactional',
  async run(tx, attempts) {
    for (const attempt of attempts) await apply(tx, attempt);
    return attempts.map(outcomeOf);
  },
};

const handlers: readonly Handler[] = [
  inside,
  { ...inside, kind: 'alone@1', standsAlone: true },
  {
    kind: 'outside@1',
    mode: 'external',
    limitPerNode: 8,
    async run(attempt, signal) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 3);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      // Told to stop, it has done its work all the same: the worst that external work can do.
      await database.transaction((tx) => apply(tx, attempt));
      return signal.aborted
        ? { kind: 'fallout', error: { code: 'stopped', message: 'stopped' } }
        : outcomeOf(attempt);
    },
  },
  {
    kind: 'undo@1',
    mode: 'transactional',
    standsAlone: true,
    async run(tx, attempts) {
      for (const attempt of attempts)
        await tx.sql`delete from effect where tenant = ${attempt.tenant} and key = ${nameOf(attempt.undoes ?? '')}`;
      return attempts.map(() => completed());
    },
  },
];

async function read(tenant: string, planId: string): Promise<PlanView> {
  const view = await planView(database.sql, tenant, planId);
  if (view === null) throw new Error('the plan is lost');
  return view;
}

async function answerWaits(tenant: string, planId: string): Promise<PlanView> {
  const view = await read(tenant, planId);
  for (const task of view.tasks.filter((each) => each.state === 'waiting'))
    await database.transaction((tx) =>
      plans.signalTask(tx, tenant, { taskId: task.id }, { kind: 'done', output: 'answered' }),
    );
  return view;
}

async function amend(tenant: string, planId: string, tasks: readonly TaskDraft[]): Promise<void> {
  for (;;) {
    const amended = await database.transaction(async (tx) => {
      const done = unwrap(await plans.amendPlan(tx, tenant, planId, { covers: 'all', tasks }, by));
      if (done.kind === 'amended') await checkVersion(tx, tenant, planId, tasks, done.difference);
      return done;
    });
    expect(await miscounted(database, tenant)).toEqual([]);
    if (amended.kind === 'amended') return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function checkVersion(
  tx: Transaction,
  tenant: string,
  planId: string,
  tasks: readonly TaskDraft[],
  difference: { readonly kept: readonly string[] },
): Promise<void> {
  const view = await planView(tx.sql, tenant, planId);
  const live = (view?.tasks ?? []).filter((task) => task.retiredIn === null && task.undoes === null);
  expect(live.map((task) => task.key).sort()).toEqual(tasks.map((task) => task.key).sort());
  for (const draft of tasks) {
    const task = live.find((each) => each.key === draft.key);
    expect((task?.input as Content | undefined)?.content, draft.key).toBe((draft.input as Content).content);
    expect(task?.after).toEqual(expect.arrayContaining([...new Set(draft.after)]));
  }
  for (const key of difference.kept)
    expect(live.find((task) => task.key === key)?.state, key).not.toMatch(/cancel|und/);
}

it('whatever had happened, a plan ends as its last version says, and nothing else is left of the others', async () => {
  let run = 0;
  let versions = 0;
  await fc.assert(
    fc.asyncProperty(history, async ({ versions: wishes, pauses }) => {
      const tenant = `amend-${++run}`;
      const shape = new Map(wishes.flat().map((each) => [each.key, each]));
      const drafts = wishes.map((each) => draftsOf(each, shape));
      const last = drafts.at(-1) ?? [];
      const planId = await database.transaction(async (tx) =>
        unwrap(await plans.createPlan(tx, tenant, aPlan(drafts[0] ?? []))),
      );
      const options = engineOptions(database, { handlers });
      const engines = [await startEngine(options), await startEngine(options)];
      try {
        for (const [index, tasks] of drafts.entries()) {
          for (let look = 0; look < (pauses[index] ?? 0); look++) {
            await answerWaits(tenant, planId);
            await new Promise((resolve) => setTimeout(resolve, 4));
          }
          if (index > 0) await amend(tenant, planId, tasks);
        }
        const until = performance.now() + 60_000;
        for (;;) {
          const view = await answerWaits(tenant, planId);
          expect(await miscounted(database, tenant)).toEqual([]);
          if (view.counts.remaining === 0) break;
          expect(
            performance.now(),
            JSON.stringify(view.tasks.map(({ key, state }) => [key, state])),
          ).toBeLessThan(until);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } finally {
        await Promise.all(engines.map((engine) => engine.stop()));
      }
      const view = await read(tenant, planId);
      expect(view.state).toBe('completed');
      versions += view.version;
      const effects = await database.sql<{ key: string; content: number }>`
        select key, content from effect where tenant = ${tenant}`;
      const asWanted: Record<string, Json> = Object.fromEntries(
        last.map((draft) => [draft.key, (draft.input as Content).content]),
      );
      expect(Object.fromEntries(effects.map(({ key, content }) => [key, content]))).toEqual(asWanted);
    }),
    { numRuns: 30, endOnFailure: false, examples: [[wantedAgain]] },
  );
  expect(versions).toBeGreaterThan(30);
}, 600_000);
