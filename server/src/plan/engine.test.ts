import { describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { advanced, standing } from './moves.ts';
import { openPlans } from './plans.ts';
import { loadTasks, saveMoves } from './store.ts';
import { isQuiescent, nextDue } from './store-views.ts';
import { aPlan, aTask, completed, handler } from './testing/fixtures.ts';
import { by, eventually, external, openRoom } from './testing/room.ts';
import type { ChangeHook, Handler, PlanDraft, TaskChange } from './types.ts';
import { findBySubject } from './view.ts';

const room = openRoom();
const { newTenant, run, create, view, states, tx } = room;

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
    expect((await findBySubject(room.database.sql, tenant, 'test', 's1')).map((each) => each.id)).toEqual([
      planId,
    ]);
    expect(await findBySubject(room.database.sql, newTenant(), 'test', 's1')).toEqual([]);
  });

  it('refuses cycles, unknown predecessors and emptiness, and leaves nothing', async () => {
    const plans = openPlans([]);
    const tenant = newTenant();
    for (const [tasks, code] of [
      [[aTask('a', ['b']), aTask('b', ['a'])], 'planCycle'],
      [[aTask('a', ['z'])], 'planInvalid'],
      [[], 'planEmpty'],
    ] as const) {
      const refusal = await tx((tx) => plans.createPlan(tx, tenant, aPlan(tasks)));
      expect(!refusal.ok && refusal.fault.code).toBe(code);
    }
    expect(await findBySubject(room.database.sql, tenant, 'test', 's1')).toEqual([]);
  });

  it('takes more tasks while it runs, behind finished and unfinished ones', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, aPlan([aTask('a'), aTask('b', ['a'], { kind: 'later@1' })]));
    const engine = await run([handler('work@1', () => completed())]);
    await eventually(async () => (await states(tenant, planId)).a === 'completed');
    await tx(async (tx) => {
      unwrap(await plans.addTasks(tx, tenant, planId, [aTask('c', ['a']), aTask('d', ['b', 'c'])]));
    });
    await eventually(async () => (await states(tenant, planId)).c === 'completed');
    expect(await states(tenant, planId)).toMatchObject({ b: 'ready', d: 'blocked' });
    const duplicate = await tx((tx) => plans.addTasks(tx, tenant, planId, [aTask('a')]));
    expect(!duplicate.ok && duplicate.fault.code).toBe('planInvalid');
    await engine.stop();
    await run([handler('work@1', () => completed()), handler('later@1', () => completed())]);
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
  });

  it('writes no move of a task whose plan it had not locked', async () => {
    const tenant = newTenant();
    const planId = await create(tenant, aPlan([aTask('a')]));
    await tx(async (tx) => {
      const [row] = await loadTasks(tx, [{ tenant, planId, ordinal: 1 }]);
      if (row === undefined) throw new Error('no task');
      const stale = advanced(standing({ ...row, attempt: 3 }), { kind: 'claimed' }, 1);
      await expect(saveMoves(tx, [stale])).rejects.toThrow('1 tasks to move, 0 moved');
    });
    await tx(async (tx) => {
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
    await room.database.sql`update task set rank = rank - interval '10 minutes' where plan_id = ${aged}`;
    const engine = await run([work], { batch: 1, loops: 1 });
    await engine.drain();
    expect(order).toEqual(['aged', 'urgent', 'usual']);
  });

  it('claims by the priority that a plan was given since, also what becomes ready later', async () => {
    const tenant = newTenant();
    const order: string[] = [];
    const work = handler('rank@1', ({ key }) => {
      order.push(key);
      return completed();
    });
    const two = (name: string): PlanDraft =>
      aPlan(
        [
          aTask(`${name}1`, [], { kind: 'rank@1', priority: 1 }),
          aTask(`${name}2`, [`${name}1`], { kind: 'rank@1' }),
        ],
        { priority: -2 },
      );
    await create(tenant, two('a'));
    const sooner = await create(tenant, two('b'));
    const later = await create(tenant, two('c'));
    await tx(async (each) => {
      unwrap(await room.plans.setPriority(each, tenant, sooner, 4));
      unwrap(await room.plans.setPriority(each, tenant, later, -5));
    });
    const engine = await run([work], { batch: 1, loops: 1 });
    await engine.drain();
    // What was blocked goes by the new priority as well: the second of b is five minutes ahead of the first of a.
    expect(order).toEqual(['b1', 'b2', 'a1', 'a2', 'c1', 'c2']);
    const unknown = await tx((each) => room.plans.setPriority(each, tenant, 'nothing', 1));
    expect(unknown).toMatchObject({ ok: false, fault: { status: 404 } });
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
    expect(await states(tenant, planId)).toEqual({ good: 'completed', bad: 'fallout' });
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
    await tx(async (tx) => {
      unwrap(await plans.correctInput(tx, tenant, { planId, key: 'fix' }, { vlan: 7 }, by));
      unwrap(await plans.retryTask(tx, tenant, { planId, key: 'fix' }, by));
      unwrap(await plans.skipTask(tx, tenant, { planId, key: 'skip' }, by));
      unwrap(await plans.giveUpTask(tx, tenant, { planId, key: 'drop' }, by));
    });
    await eventually(async () => (await view(tenant, planId)).state === 'fallout');
    const plan = await view(tenant, planId);
    expect(Object.fromEntries(plan.tasks.map((task) => [task.key, task.state]))).toEqual({
      fix: 'completed',
      skip: 'skipped',
      drop: 'failed',
      behind: 'cancelled',
      next: 'fallout',
    });
    expect(plan.tasks.find((each) => each.key === 'skip')?.resolution).toEqual(by);
    const illegal = await tx((tx) => plans.retryTask(tx, tenant, { planId, key: 'fix' }, by));
    expect(!illegal.ok && [illegal.fault.status, illegal.fault.message]).toEqual([
      409,
      'Task fix is completed: retryRequested is not possible, undoPlanned, repeated would be.',
    ]);
    const unknown = await tx((tx) => plans.retryTask(tx, tenant, { taskId: 'nonsense' }, by));
    expect(!unknown.ok && unknown.fault.status).toBe(404);
    const foreign = await tx((tx) => plans.skipTask(tx, newTenant(), { planId, key: 'next' }, by));
    expect(!foreign.ok && foreign.fault.status).toBe(404);
  });
});

describe('the two clocks', () => {
  it('starts tasks at their domain date, wakes waits at their until, and says what is due next', async () => {
    const tenant = newTenant();
    await room.database.sql`update domain_clock set mode = 'simulated', at = '2027-01-01T00:00:00Z'`;
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
      expect(await nextDue(room.database.sql)).toBe('2027-02-01T00:00:00.000Z');
      expect(await isQuiescent(room.database.sql)).toBe(true);
      const steps: string[] = [];
      for (let at = await nextDue(room.database.sql); at !== null; at = await nextDue(room.database.sql)) {
        steps.push(at);
        await room.database.sql`update domain_clock set at = ${at}::timestamptz`;
        await engine.runDue();
        await engine.drain();
      }
      expect(steps).toEqual(['2027-02-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z']);
      expect(woken).toEqual([null, 'until']);
      const plan = await view(tenant, planId);
      expect(plan.state).toBe('completed');
      expect(plan.tasks.map((task) => task.finishedAt)).toEqual(steps);
    } finally {
      await room.database.sql`update domain_clock set mode = 'real', at = null`;
    }
  });
});
