import { describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { openPlans, type Plans } from './plans.ts';
import { aPlan, aTask, completed, handler } from './testing/fixtures.ts';
import { by, eventually, external, openRoom } from './testing/room.ts';
import type { ChangeHook, PlanDraft, TaskChange } from './types.ts';

const room = openRoom();
const { newTenant, run, create, view, states, tx } = room;

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
    await eventually(async () => (await states(tenant, planId)).tail === 'waiting');
    expect((await view(tenant, planId)).state).toBe('waiting');
    const target = {
      reference: { waitingReference: 'PO-1' },
      key: { planId, key: 'tail' },
      id: { taskId: `${planId}.1` },
    }[way];
    const say = () => tx(async (tx) => unwrap(await plans.signalTask(tx, tenant, target, signal)));
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
    const effect = await tx((tx) => plans.signalTask(tx, tenant, target, signal));
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
        tx((tx) => plans.signalTask(tx, tenant, { waitingReference: `R${index}` }, signal)),
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
    await eventually(async () => (await states(tenant, planId)).tail === 'waiting');
    const target = { waitingReference: 'PO-3' };
    const say = (what: Parameters<Plans['signalTask']>[3]) =>
      tx((tx) => plans.signalTask(tx, tenant, target, what));
    await say({ kind: 'progress', progress: { milestone: 'surveyed' } });
    expect((await view(tenant, planId)).tasks[0]?.progress).toEqual({ milestone: 'surveyed' });
    await say({ kind: 'fallout', error: { code: 'noDuct', message: 'duct is full' } });
    expect((await view(tenant, planId)).tasks[0]).toMatchObject({
      state: 'fallout',
      error: { code: 'noDuct' },
    });
    await tx(async (tx) => unwrap(await plans.retryTask(tx, tenant, { planId, key: 'tail' }, by)));
    await eventually(async () => (await states(tenant, planId)).tail === 'waiting');
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

describe('pauses', () => {
  it('hold back a task, a plan, a kind and everything until resumed', async () => {
    const tenant = newTenant();
    const plans = openPlans([]);
    const planId = await create(tenant, aPlan([aTask('a'), aTask('b'), aTask('c', ['b'])]));
    await tx(async (t) => unwrap(await plans.pauseTask(t, tenant, { planId, key: 'a' })));
    const engine = await run([handler('work@1', () => completed())]);
    await engine.drain();
    expect(await states(tenant, planId)).toEqual({ a: 'ready', b: 'completed', c: 'completed' });
    await tx(async (t) => unwrap(await plans.pausePlan(t, tenant, planId, by)));
    await tx(async (t) => unwrap(await plans.resumeTask(t, tenant, { planId, key: 'a' })));
    expect((await view(tenant, planId)).state).toBe('paused');
    for (const scope of [{ scope: 'kind', kind: 'work@1' }, { scope: 'everything' }] as const)
      await tx((t) => plans.pause(t, tenant, scope, by));
    await tx(async (t) => unwrap(await plans.resumePlan(t, tenant, planId)));
    await tx(async (t) => unwrap(await plans.resume(t, tenant, { scope: 'kind', kind: 'work@1' })));
    await engine.drain();
    expect((await states(tenant, planId)).a).toBe('ready');
    await tx(async (t) => unwrap(await plans.resume(t, tenant, { scope: 'everything' })));
    await eventually(async () => (await view(tenant, planId)).state === 'completed');
    const again = await tx((t) => plans.resume(t, tenant, { scope: 'everything' }));
    expect(!again.ok && again.fault.code).toBe('notPaused');
    const late = await tx((t) => plans.pausePlan(t, tenant, planId, by));
    expect(!late.ok && late.fault.code).toBe('planFinished');
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
      return { kind: 'waiting', wait: { for: 'event', reference: null } };
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
    await eventually(async () => (await states(tenant, planId)).hang === 'running');
    const blocked = await tx((tx) => plans.undoTasks(tx, tenant, planId, ['a'], by));
    expect(!blocked.ok && blocked.fault.code).toBe('undoBlocked');
    await tx(async (tx) => unwrap(await plans.cancelTasks(tx, tenant, planId, 'all', by)));
    expect((await states(tenant, planId)).hang).toBe('stopping');
    await eventually(async () => (await view(tenant, planId)).state === 'partial');
    await tx(async (tx) => unwrap(await plans.undoTasks(tx, tenant, planId, 'all', by)));
    expect((await view(tenant, planId)).state).toBe('running');
    await engine.drain();
    expect(undone).toEqual(['hang:null', 'c:"c"', 'a:"a"']);
    const plan = await view(tenant, planId);
    expect(plan.state).toBe('cancelled');
    expect(Object.fromEntries(plan.tasks.map((task) => [task.key, task.state]))).toMatchObject({
      a: 'undone',
      b: 'undone',
      c: 'undone',
      hang: 'undone',
      never: 'cancelled',
    });
    await tx(async (tx) => unwrap(await plans.undoTasks(tx, tenant, planId, 'all', by)));
    await engine.drain();
    expect(undone).toHaveLength(3);
  });
});
