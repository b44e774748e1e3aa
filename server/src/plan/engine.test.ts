import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import type { Database } from '../platform/database.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { type Engine, type EngineOptions, startEngine } from './engine.ts';
import { advanced, standing } from './moves.ts';
import { openPlans, type Plans } from './plans.ts';
import { loadTasks, saveMoves } from './store.ts';
import { isQuiescent, nextDue } from './store-plans.ts';
import { aPlan, aTask, completed, engineOptions, handler } from './testing/fixtures.ts';
import type { ChangeHook, Handler, Outcome, PlanDraft, PlanView, TaskChange } from './types.ts';
import { findBySubject, planView } from './view.ts';

let db: TestDatabase;
let database: Database;
const engines: Engine[] = [];
const by = { by: 'ann', reason: 'because' };

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

async function run(handlers: readonly Handler[], more: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await startEngine(engineOptions(database, { handlers, ...more }));
  engines.push(engine);
  return engine;
}

let tenants = 0;
const newTenant = (): string => `tenant-${++tenants}`;

async function create(tenant: string, draft: PlanDraft, plans: Plans = openPlans([])): Promise<string> {
  return await database.transaction(async (tx) => unwrap(await plans.createPlan(tx, tenant, draft)));
}

async function view(tenant: string, planId: string): Promise<PlanView> {
  const found = await planView(database.sql, tenant, planId);
  if (found === null) throw new Error('no plan');
  return found;
}

function states(plan: PlanView): Record<string, string> {
  return Object.fromEntries(plan.tasks.map((task) => [task.key, task.state]));
}

async function eventually(check: () => Promise<boolean>, ms = 5000): Promise<void> {
  const until = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > until) throw new Error('did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const external = (
  kind: string,
  runOne: (
    attempt: Parameters<Extract<Handler, { mode: 'external' }>['run']>[0],
    signal: AbortSignal,
  ) => Promise<Outcome>,
  more: Partial<Extract<Handler, { mode: 'external' }>> = {},
): Handler => ({ kind, mode: 'external', run: runOne, limitPerNode: 10, ...more });

const cancelledWait = (): Outcome => ({ kind: 'waiting', wait: { for: 'event', reference: null } });

describe('a plan', () => {
  it('runs in the order of its dependencies, hands outputs on, and tells the hooks in the transaction', async () => {
    const tenant = newTenant();
    const order: string[] = [];
    const changes: TaskChange[] = [];
    const hook: ChangeHook = async (_tx, told) => void changes.push(...told);
    const inputs: Record<string, unknown> = {};
    const work = handler('work@1', ({ key, outputsOf }) => {
      order.push(key);
      inputs[key] = outputsOf;
      return completed(`${key}!`);
    });
    const planId = await create(
      tenant,
      aPlan([aTask('a'), aTask('b', ['a']), aTask('c', ['a']), aTask('d', ['b', 'c'])]),
    );
    const engine = await run([work], { hooks: [hook] });
    await engine.drain();
    const plan = await view(tenant, planId);
    expect(plan.state).toBe('completed');
    expect([order[0], order[3], [...order].sort().join('')]).toEqual(['a', 'd', 'abcd']);
    expect(inputs.d).toEqual({ b: 'b!', c: 'c!' });
    expect(plan.tasks.every((task) => task.startedAt !== null && task.finishedAt !== null)).toBe(true);
    expect(changes.map((change) => change.change).filter((name) => name === 'completed')).toHaveLength(4);
    expect(changes.at(-1)).toEqual({
      change: 'planFinished',
      tenant,
      planId,
      subject: { kind: 'test', id: 's1' },
      state: 'completed',
    });
    expect((await findBySubject(database.sql, tenant, 'test', 's1')).map((each) => each.id)).toEqual([
      planId,
    ]);
    expect(await findBySubject(database.sql, newTenant(), 'test', 's1')).toEqual([]);
  });

  it('refuses cycles, unknown predecessors and emptiness, and leaves nothing', async () => {
    const plans = openPlans([]);
    const tenant = newTenant();
    for (const [tasks, code] of [
      [[aTask('a', ['b']), aTask('b', ['a'])], 'planCycle'],
      [[aTask('a', ['z'])], 'planInvalid'],
      [[], 'planEmpty'],
    ] as const) {
      const refusal = await database.transaction((tx) => plans.createPlan(tx, tenant, aPlan(tasks)));
      expect(!refusal.ok && refusal.fault.code).toBe(code);
    }
    expect(await findBySubject(database.sql, tenant, 'test', 's1')).toEqual([]);
  });

  it('takes more tasks while it runs, behind finished and unfinished ones', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, aPlan([aTask('a'), aTask('b', ['a'], { kind: 'later@1' })]));
    const engine = await run([handler('work@1', () => completed())]);
    await eventually(async () => states(await view(tenant, planId)).a === 'completed');
    await database.transaction(async (tx) => {
      unwrap(await plans.addTasks(tx, tenant, planId, [aTask('c', ['a']), aTask('d', ['b', 'c'])]));
    });
    await eventually(async () => states(await view(tenant, planId)).c === 'completed');
    expect(states(await view(tenant, planId))).toMatchObject({ b: 'ready', d: 'blocked' });
    const duplicate = await database.transaction((tx) => plans.addTasks(tx, tenant, planId, [aTask('a')]));
    expect(!duplicate.ok && duplicate.fault.code).toBe('planInvalid');
    await engine.stop();
    await run([handler('work@1', () => completed()), handler('later@1', () => completed())]);
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
  });

  it('writes no move of a task whose plan it had not locked', async () => {
    const tenant = newTenant();
    const planId = await create(tenant, aPlan([aTask('a')]));
    await database.transaction(async (tx) => {
      const [row] = await loadTasks(tx, [{ tenant, planId, ordinal: 1 }]);
      if (row === undefined) throw new Error('no task');
      const stale = advanced(standing({ ...row, attempt: 3 }), { kind: 'claimed' }, 1);
      await expect(saveMoves(tx, [stale])).rejects.toThrow('1 tasks to move, 0 moved');
    });
    await database.transaction(async (tx) => {
      unwrap(await openPlans([]).cancelTasks(tx, tenant, planId, 'all', by));
    });
    expect((await view(tenant, planId)).state).toBe('cancelled');
  });

  it('claims urgent work first, and old work before urgent work that came much later', async () => {
    const tenant = newTenant();
    const order: string[] = [];
    const work = handler('rank@1', ({ key }) => {
      order.push(key);
      return completed();
    });
    const one = (key: string, priority: number): PlanDraft =>
      aPlan([aTask(key, [], { kind: 'rank@1' })], { priority });
    await create(tenant, one('usual', 0));
    await create(tenant, one('urgent', 5));
    const aged = await create(tenant, one('aged', 0));
    await database.sql`update task set rank = rank - interval '10 minutes' where plan_id = ${aged}`;
    const engine = await run([work], { batch: 1, loops: 1 });
    await engine.drain();
    expect(order).toEqual(['aged', 'urgent', 'usual']);
  });
});

describe('failures', () => {
  it('isolates a poisoned task, retries it by policy, and lets it fall out alone', async () => {
    const tenant = newTenant();
    const poisoned: Handler = {
      kind: 'batch@1',
      mode: 'transactional',
      retry: { maxFailures: 2, firstMs: 10, factor: 2, capMs: 50 },
      async run(tx, attempts) {
        if (attempts.some((attempt) => attempt.key === 'k7')) await tx.sql`select 1 / 0 as boom`;
        return attempts.map(() => completed());
      },
    };
    const tasks = Array.from({ length: 20 }, (_, index) => aTask(`k${index}`, [], { kind: 'batch@1' }));
    const planId = await create(tenant, aPlan([...tasks, aTask('after', ['k7'], { kind: 'batch@1' })]));
    await run([poisoned]);
    await eventually(async () => (await view(tenant, planId)).state === 'fallout');
    const plan = await view(tenant, planId);
    expect(plan.counts).toMatchObject({ total: 21, remaining: 2, done: 19, fallout: 1, active: 0 });
    const k7 = plan.tasks.find((task) => task.key === 'k7');
    expect(k7).toMatchObject({ state: 'fallout', failures: 2, attempt: 2 });
    expect(k7?.error).toMatchObject({ code: 'handlerThrew', message: 'division by zero' });
  });

  it('treats a hook that throws as the fault of the task it throws for', async () => {
    const tenant = newTenant();
    const hook: ChangeHook = async (_tx, changes) => {
      if (changes.some((each) => each.change === 'completed' && each.task.key === 'bad'))
        throw new Error('hook');
    };
    const planId = await create(
      tenant,
      aPlan([aTask('good', [], { kind: 'h@1' }), aTask('bad', [], { kind: 'h@1' })]),
    );
    await run(
      [{ ...handler('h@1', () => completed()), retry: { maxFailures: 1, firstMs: 1, factor: 1, capMs: 1 } }],
      {
        hooks: [hook],
      },
    );
    await eventually(async () => (await view(tenant, planId)).state === 'fallout');
    expect(states(await view(tenant, planId))).toEqual({ good: 'completed', bad: 'fallout' });
  });

  it('retries an external failure with back-off and then succeeds; the attempt id tells attempts apart', async () => {
    const tenant = newTenant();
    const ids: string[] = [];
    const planId = await create(tenant, aPlan([aTask('x', [], { kind: 'flaky@1' })]));
    const engine = await run([
      external(
        'flaky@1',
        async ({ attempt, attemptId }) => {
          ids.push(attemptId);
          if (attempt < 3) throw new Error('no answer');
          return completed(attempt);
        },
        { retry: { maxFailures: 5, firstMs: 5, factor: 2, capMs: 20 } },
      ),
    ]);
    await engine.drain();
    const plan = await view(tenant, planId);
    expect(plan.tasks[0]).toMatchObject({
      state: 'completed',
      attempt: 3,
      failures: 0,
      output: 3,
      error: null,
    });
    expect(ids).toEqual([1, 2, 3].map((attempt) => `${planId}.1#${attempt}`));
  });

  it('offers people retry, corrected input, skip and giving up, and refuses the rest by name', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const error = { code: 'badVlan', message: 'VLAN 5000 does not exist', cause: 'data' };
    const picky = handler('picky@1', ({ input }) =>
      (input as { vlan: number }).vlan < 4095 ? completed(input) : { kind: 'fallout', error },
    );
    const task = (key: string, after: string[] = []) =>
      aTask(key, after, { kind: 'picky@1', input: { vlan: 5000 } });
    const planId = await create(
      tenant,
      aPlan([task('fix'), task('skip'), task('drop'), task('behind', ['drop']), task('next', ['skip'])]),
    );
    await run([picky]);
    await eventually(async () => (await view(tenant, planId)).counts.fallout === 3);
    await database.transaction(async (tx) => {
      unwrap(await plans.correctInput(tx, tenant, { planId, key: 'fix' }, { vlan: 7 }, by));
      unwrap(await plans.retryTask(tx, tenant, { planId, key: 'fix' }, by));
      unwrap(await plans.skipTask(tx, tenant, { planId, key: 'skip' }, by));
      unwrap(await plans.giveUpTask(tx, tenant, { planId, key: 'drop' }, by));
    });
    await eventually(async () => (await view(tenant, planId)).state === 'fallout');
    const plan = await view(tenant, planId);
    expect(states(plan)).toEqual({
      fix: 'completed',
      skip: 'skipped',
      drop: 'failed',
      behind: 'cancelled',
      next: 'fallout',
    });
    expect(plan.tasks.find((each) => each.key === 'skip')?.resolution).toEqual(by);
    const illegal = await database.transaction((tx) =>
      plans.retryTask(tx, tenant, { planId, key: 'fix' }, by),
    );
    expect(!illegal.ok && [illegal.fault.status, illegal.fault.message]).toEqual([
      409,
      'Task fix is completed: retryRequested is not possible, undoPlanned would be.',
    ]);
    const unknown = await database.transaction((tx) =>
      plans.retryTask(tx, tenant, { taskId: 'nonsense' }, by),
    );
    expect(!unknown.ok && unknown.fault.status).toBe(404);
    const foreign = await database.transaction((tx) =>
      plans.skipTask(tx, newTenant(), { planId, key: 'next' }, by),
    );
    expect(!foreign.ok && foreign.fault.status).toBe(404);
  });
});

describe('waiting', () => {
  const waits = handler('wait@1', ({ input }) => ({
    kind: 'waiting',
    wait: { for: 'partner', reference: (input as { reference: string }).reference },
  }));
  const waiting = (key: string, reference: string): PlanDraft =>
    aPlan([
      aTask(key, [], { kind: 'wait@1', input: { reference }, owner: { kind: 'partner', ref: 'P1' } }),
      aTask('next', [key]),
    ]);
  const signal = { kind: 'done', output: { tail: 'T1' } } as const;
  const handlers = [waits, handler('work@1', ({ outputsOf }) => completed(outputsOf))];

  it.each(['reference', 'key', 'id'] as const)('is ended by a signal to its %s, once', async (way) => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, waiting('tail', 'PO-1'));
    await run(handlers);
    await eventually(async () => states(await view(tenant, planId)).tail === 'waiting');
    expect((await view(tenant, planId)).state).toBe('waiting');
    const target = {
      reference: { waitingReference: 'PO-1' },
      key: { planId, key: 'tail' },
      id: { taskId: `${planId}.1` },
    }[way];
    const say = () =>
      database.transaction(async (tx) => unwrap(await plans.signalTask(tx, tenant, target, signal)));
    expect(await say()).toBe('applied');
    expect(await say()).toBe('ignored');
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
    expect((await view(tenant, planId)).tasks[1]?.output).toEqual({ tail: { tail: 'T1' } });
  });

  it.each(['reference', 'key'] as const)('keeps a signal to its %s that comes first', async (way) => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, waiting('tail', 'PO-2'));
    const target = way === 'reference' ? { waitingReference: 'PO-2' } : { planId, key: 'tail' };
    const effect = await database.transaction((tx) => plans.signalTask(tx, tenant, target, signal));
    expect(effect).toEqual({ ok: true, value: 'kept' });
    await run(handlers);
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
  });

  it('meets its answer in whichever order the two commit', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, index) => create(tenant, waiting('tail', `R${index}`))),
    );
    const engine = await run(handlers);
    const effects = await Promise.all(
      ids.map((_, index) =>
        database.transaction((tx) => plans.signalTask(tx, tenant, { waitingReference: `R${index}` }, signal)),
      ),
    );
    expect(effects.every((effect) => effect.ok && effect.value !== 'ignored')).toBe(true);
    await engine.drain();
    for (const id of ids) expect((await view(tenant, id)).state).toBe('completed');
  });

  it('falls out on a fallout signal, notes progress, and can be retried', async () => {
    const tenant = newTenant();
    const changes: TaskChange[] = [];
    const hooks: ChangeHook[] = [async (_tx, told) => void changes.push(...told)];
    const plans = openPlans(hooks);
    const planId = await create(tenant, waiting('tail', 'PO-3'));
    await run(handlers, { hooks });
    await eventually(async () => states(await view(tenant, planId)).tail === 'waiting');
    const target = { waitingReference: 'PO-3' };
    const say = (what: Parameters<Plans['signalTask']>[3]) =>
      database.transaction((tx) => plans.signalTask(tx, tenant, target, what));
    await say({ kind: 'progress', progress: { milestone: 'surveyed' } });
    expect((await view(tenant, planId)).tasks[0]?.progress).toEqual({ milestone: 'surveyed' });
    await say({ kind: 'fallout', error: { code: 'noDuct', message: 'duct is full' } });
    expect((await view(tenant, planId)).tasks[0]).toMatchObject({
      state: 'fallout',
      error: { code: 'noDuct' },
    });
    await database.transaction(async (tx) =>
      unwrap(await plans.retryTask(tx, tenant, { planId, key: 'tail' }, by)),
    );
    await eventually(async () => states(await view(tenant, planId)).tail === 'waiting');
    expect(await say(signal)).toEqual({ ok: true, value: 'applied' });
    const told = changes.filter((change) => change.change !== 'planFinished' && change.task.key === 'tail');
    expect(told.map((change) => change.change)).toEqual([
      'waiting',
      'progress',
      'fallout',
      'moved',
      'waiting',
      'completed',
    ]);
  });
});

describe('the two clocks', () => {
  it('starts tasks at their domain date, wakes waits at their until, and says what is due next', async () => {
    const tenant = newTenant();
    await database.sql`update domain_clock set mode = 'simulated', at = '2027-01-01T00:00:00Z'`;
    try {
      const woken: (string | null)[] = [];
      const poll = handler('poll@1', ({ wokenBy }) => {
        woken.push(wokenBy);
        return wokenBy === 'until'
          ? completed()
          : { kind: 'waiting', wait: { for: 'device', reference: null, until: '2027-03-01T00:00:00Z' } };
      });
      const planId = await create(
        tenant,
        aPlan([
          aTask('dated', [], { notBefore: '2027-02-01T00:00:00Z' }),
          aTask('poll', ['dated'], { kind: 'poll@1' }),
        ]),
      );
      const engine = await run([handler('work@1', () => completed()), poll]);
      await engine.drain();
      expect((await view(tenant, planId)).state).toBe('waiting');
      expect(await nextDue(database.sql)).toBe('2027-02-01T00:00:00.000Z');
      expect(await isQuiescent(database.sql)).toBe(true);
      const steps: string[] = [];
      for (let at = await nextDue(database.sql); at !== null; at = await nextDue(database.sql)) {
        steps.push(at);
        await database.sql`update domain_clock set at = ${at}::timestamptz`;
        await engine.runDue();
        await engine.drain();
      }
      expect(steps).toEqual(['2027-02-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z']);
      expect(woken).toEqual([null, 'until']);
      const plan = await view(tenant, planId);
      expect(plan.state).toBe('completed');
      expect(plan.tasks.map((task) => task.finishedAt)).toEqual(steps);
    } finally {
      await database.sql`update domain_clock set mode = 'real', at = null`;
    }
  });
});

describe('pauses', () => {
  it('hold back a task, a plan, a kind and everything until resumed', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, aPlan([aTask('a'), aTask('b'), aTask('c', ['b'])]));
    const tx = <Value>(work: (tx: Parameters<Plans['pauseTask']>[0]) => Promise<Value>) =>
      database.transaction(work);
    await tx(async (t) => unwrap(await plans.pauseTask(t, tenant, { planId, key: 'a' })));
    const engine = await run([handler('work@1', () => completed())]);
    await engine.drain();
    expect(states(await view(tenant, planId))).toEqual({ a: 'ready', b: 'completed', c: 'completed' });
    await tx(async (t) => unwrap(await plans.pausePlan(t, tenant, planId, by)));
    await tx(async (t) => unwrap(await plans.resumeTask(t, tenant, { planId, key: 'a' })));
    expect((await view(tenant, planId)).state).toBe('paused');
    for (const scope of [{ scope: 'kind', kind: 'work@1' }, { scope: 'everything' }] as const)
      await tx((t) => plans.pause(t, tenant, scope, by));
    await tx(async (t) => unwrap(await plans.resumePlan(t, tenant, planId)));
    await tx(async (t) => unwrap(await plans.resume(t, tenant, { scope: 'kind', kind: 'work@1' })));
    await engine.drain();
    expect(states(await view(tenant, planId)).a).toBe('ready');
    await tx(async (t) => unwrap(await plans.resume(t, tenant, { scope: 'everything' })));
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
    const again = await tx((t) => plans.resume(t, tenant, { scope: 'everything' }));
    expect(!again.ok && again.fault.code).toBe('notPaused');
    const late = await tx((t) => plans.pausePlan(t, tenant, planId, by));
    expect(!late.ok && late.fault.code).toBe('planFinished');
  });
});

describe('external work', () => {
  it('runs one attempt at a time per limit key, across nodes, and many across keys', async () => {
    const tenant = newTenant();
    const out = new Map<string, number>();
    let most = 0;
    let together = 0;
    const device = external('device@1', async ({ limitKey }) => {
      const key = limitKey ?? '';
      out.set(key, (out.get(key) ?? 0) + 1);
      most = Math.max(most, out.get(key) ?? 0);
      together = Math.max(
        together,
        [...out.values()].reduce((sum, each) => sum + each, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
      out.set(key, (out.get(key) ?? 0) - 1);
      return completed();
    });
    const tasks = Array.from({ length: 24 }, (_, index) =>
      aTask(`t${index}`, [], { kind: 'device@1', limitKey: `PE${index % 3}` }),
    );
    const planId = await create(tenant, aPlan(tasks));
    const engine = await run([device]);
    await run([device]);
    await engine.drain();
    expect((await view(tenant, planId)).state).toBe('completed');
    expect(most).toBe(1);
    expect(together).toBeGreaterThan(1);
    expect(await database.sql`select 1 from task_limit where tenant = ${tenant}`).toEqual([]);
  });

  it('keeps to the limit of its kind on a node', async () => {
    const tenant = newTenant();
    let out = 0;
    let most = 0;
    const slow = external(
      'slow@1',
      async () => {
        most = Math.max(most, ++out);
        await new Promise((resolve) => setTimeout(resolve, 5));
        out--;
        return completed();
      },
      { limitPerNode: 3 },
    );
    await create(
      tenant,
      aPlan(Array.from({ length: 20 }, (_, index) => aTask(`t${index}`, [], { kind: 'slow@1' }))),
    );
    const engine = await run([slow], { loops: 3 });
    await engine.drain();
    expect(most).toBe(3);
  });

  it('writes the facts of an outcome with it, and fences off an attempt whose lease was stolen', async () => {
    const tenant = newTenant();
    await database.sql`create table if not exists fact (task text, attempt int)`;
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const stolen: Handler = external(
      'stolen@1',
      async ({ attempt }) => {
        if (attempt === 1) await held;
        return completed(attempt);
      },
      {
        async settle(tx, { taskId, attempt }) {
          await tx.sql`insert into fact (task, attempt) values (${taskId}, ${attempt})`;
        },
      },
    );
    const planId = await create(tenant, aPlan([aTask('x', [], { kind: 'stolen@1', limitKey: 'PE1' })]));
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (_: unknown, message: string) => void warnings.push(message) };
    const first = await run([stolen], { log });
    await eventually(async () => states(await view(tenant, planId)).x === 'running');
    // As a long stall of the whole process would do it: the lease runs out unnoticed and another node takes over.
    await database.sql`update plan_worker set ended_at = clock_timestamp(), expires_at = clock_timestamp()
      where epoch = (select epoch from task where plan_id = ${planId})`;
    await run([stolen], { leaseMs: 400 });
    await eventually(async () => states(await view(tenant, planId)).x === 'completed');
    letGo();
    await first.stop();
    expect((await view(tenant, planId)).tasks[0]).toMatchObject({ attempt: 2, output: 2 });
    expect(await database.sql`select attempt from fact where task = ${`${planId}.1`}`).toEqual([
      { attempt: 2 },
    ]);
    expect(warnings).toContain('attempt was fenced off: its lease is lost');
  });

  it('goes on as a new incarnation when it lost its lease', async () => {
    const tenant = newTenant();
    const seen: number[] = [];
    const planId = await create(tenant, aPlan([aTask('x', [], { kind: 'lost@1' })]));
    const lost = external('lost@1', async ({ attempt }, signal) => {
      seen.push(attempt);
      if (attempt > 1) return completed();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error(String(signal.reason));
    });
    await run([lost], { leaseMs: 200, leaseUrl: db.url });
    await eventually(async () => states(await view(tenant, planId)).x === 'running');
    await database.sql`update plan_worker set ended_at = clock_timestamp()
      where epoch = (select epoch from task where plan_id = ${planId})`;
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
    expect(seen).toEqual([1, 2]);
    expect((await view(tenant, planId)).tasks[0]?.failures).toBe(0);
  });

  it('stops: lets short attempts finish, aborts long ones and gives them back', async () => {
    const tenant = newTenant();
    const planId = await create(
      tenant,
      aPlan([aTask('short', [], { kind: 's@1' }), aTask('long', [], { kind: 'l@1' })]),
    );
    const short = external('s@1', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return completed();
    });
    const long = external('l@1', async (_attempt, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('stopped');
    });
    const engine = await run([short, long], { graceMs: 100 });
    await eventually(async () => (await view(tenant, planId)).tasks.every((task) => task.attempt === 1));
    await engine.stop();
    expect(states(await view(tenant, planId))).toEqual({ short: 'completed', long: 'ready' });
    await (await run([external('l@1', async () => completed())])).drain();
    expect((await view(tenant, planId)).state).toBe('completed');
  });
});

describe('cancelling and undoing', () => {
  it('asks running work to stop, cancels the rest, and takes finished work back in reverse order', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const undone: string[] = [];
    const undo = handler('remove@1', ({ undoes, input }) => {
      undone.push(`${undoes}:${JSON.stringify((input as { output: unknown }).output)}`);
      return completed();
    });
    const hang = external('hang@1', async (_attempt, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return cancelledWait();
    });
    const more = { undo: 'remove@1' };
    const planId = await create(
      tenant,
      aPlan([
        aTask('a', [], more),
        aTask('b', ['a']),
        aTask('c', ['b'], more),
        aTask('hang', ['c'], { kind: 'hang@1', ...more }),
        aTask('never', ['hang'], more),
      ]),
    );
    const engine = await run([handler('work@1', ({ key }) => completed(key)), undo, hang], { leaseMs: 400 });
    await eventually(async () => states(await view(tenant, planId)).hang === 'running');
    const blocked = await database.transaction((tx) => plans.undoTasks(tx, tenant, planId, ['a'], by));
    expect(!blocked.ok && blocked.fault.code).toBe('undoBlocked');
    await database.transaction(async (tx) => unwrap(await plans.cancelTasks(tx, tenant, planId, 'all', by)));
    expect(states(await view(tenant, planId)).hang).toBe('stopping');
    await eventually(async () => (await view(tenant, planId)).state === 'partial');
    await database.transaction(async (tx) => unwrap(await plans.undoTasks(tx, tenant, planId, 'all', by)));
    expect((await view(tenant, planId)).state).toBe('running');
    await engine.drain();
    expect(undone).toEqual(['hang:null', 'c:"c"', 'a:"a"']);
    const plan = await view(tenant, planId);
    expect(plan.state).toBe('cancelled');
    expect(states(plan)).toMatchObject({
      a: 'undone',
      b: 'undone',
      c: 'undone',
      hang: 'undone',
      never: 'cancelled',
    });
    await database.transaction(async (tx) => unwrap(await plans.undoTasks(tx, tenant, planId, 'all', by)));
    await engine.drain();
    expect(undone).toHaveLength(3);
  });
});
