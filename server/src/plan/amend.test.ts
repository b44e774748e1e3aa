import { describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { planVersions } from './store-amend.ts';
import { aPlan, aTask, completed, handler } from './testing/fixtures.ts';
import { miscounted } from './testing/recount.ts';
import { by, openRoom } from './testing/room.ts';
import type { AmendedPlan, Attempt, Outcome, PlanAmendment, TaskDraft } from './types.ts';

const room = openRoom();

/** Tasks that do and undo, and wait where their input says so. */
function workers(done: string[]) {
  const run = (attempt: Attempt): Outcome => {
    done.push(attempt.key);
    const { waits } = attempt.input as { readonly waits?: boolean };
    return waits === true
      ? { kind: 'waiting', wait: { for: 'person', reference: `${attempt.tenant}/${attempt.key}` } }
      : completed(attempt.key);
  };
  return [
    handler('do@1', run),
    handler('undo@1', (attempt) => {
      done.push(attempt.key);
      return completed();
    }),
  ];
}

function work(key: string, after: readonly string[] = [], input: object = {}, more: Partial<TaskDraft> = {}) {
  return aTask(key, after, { kind: 'do@1', undo: 'undo@1', input: { key, ...input }, ...more });
}

async function amend(tenant: string, planId: string, amendment: PlanAmendment): Promise<AmendedPlan> {
  const amended = await room.tx(async (tx) =>
    unwrap(await room.plans.amendPlan(tx, tenant, planId, amendment, by)),
  );
  expect(await miscounted(room.database, tenant)).toEqual([]);
  return amended;
}

describe('amending a plan', () => {
  it('keeps equal work, changes what has not begun, takes back what is not wanted, and adds the rest', async () => {
    const tenant = room.newTenant();
    const done: string[] = [];
    const planId = await room.create(
      tenant,
      aPlan([
        work('a'),
        work('b', ['a']),
        work('c', ['b'], { waits: true }),
        work('d', ['c']),
        work('e', ['d']),
      ]),
    );
    const engine = await room.run(workers(done));
    await room.until(tenant, planId, {
      a: 'completed',
      b: 'completed',
      c: 'waiting',
      d: 'blocked',
      e: 'blocked',
    });
    const tasks = [
      work('a'),
      work('c', ['a'], { waits: true }),
      work('d', ['c'], { rate: 2 }),
      work('f', ['d']),
    ];
    const amended = await amend(tenant, planId, { covers: 'all', tasks });
    expect(amended).toEqual({
      kind: 'amended',
      version: 2,
      difference: {
        kept: ['a', 'c'],
        changed: ['d'],
        repeated: [],
        replaced: [],
        removed: ['b', 'e'],
        added: ['f'],
      },
    });
    engine.wake();
    await room.until(tenant, planId, {
      a: 'completed',
      'b~1': 'undone',
      'undo:b~1': 'completed',
      'e~1': 'cancelled',
    });
    const view = await room.view(tenant, planId);
    expect(view.version).toBe(2);
    expect(view.tasks.find((task) => task.key === 'd')).toMatchObject({
      input: { key: 'd', rate: 2 },
      after: ['c'],
    });
    expect(view.tasks.find((task) => task.key === 'b~1')).toMatchObject({ retiredIn: 2 });
    expect(await planVersions(room.database.sql, tenant, planId)).toMatchObject([{ version: 2, ...by }]);
    await room.tx(async (tx) =>
      unwrap(
        await room.plans.signalTask(tx, tenant, { planId, key: 'c' }, { kind: 'done', output: 'answered' }),
      ),
    );
    engine.wake();
    await room.until(tenant, planId, { d: 'completed', f: 'completed' });
    expect((await room.view(tenant, planId)).state).toBe('completed');
    expect(done).toEqual(['a', 'b', 'c', 'undo:b~1', 'd', 'f']);
  });

  it('replaces finished work in reverse order, with all that stands on it, and repeats what can be repeated', async () => {
    const tenant = room.newTenant();
    const done: string[] = [];
    const again = { repeatable: true };
    const chain = (rate: number, size: number) => [
      work('site'),
      work('ship', ['site'], { size }),
      work('install', ['ship']),
      work('configure', ['site'], { rate }, again),
      work('test', ['install', 'configure'], { rate }, again),
    ];
    const planId = await room.create(tenant, aPlan(chain(1, 1)));
    const engine = await room.run(workers(done));
    await room.until(tenant, planId, { test: 'completed' });
    done.length = 0;
    expect(await amend(tenant, planId, { covers: 'all', tasks: chain(2, 1) })).toMatchObject({
      difference: { kept: ['site', 'ship', 'install'], repeated: ['configure', 'test'], replaced: [] },
    });
    engine.wake();
    await room.until(tenant, planId, { test: 'completed', configure: 'completed' });
    expect(done).toEqual(['configure', 'test']);
    done.length = 0;
    expect(await amend(tenant, planId, { covers: 'all', tasks: chain(2, 2) })).toMatchObject({
      version: 3,
      difference: { kept: ['site', 'configure'], replaced: ['ship', 'install', 'test'] },
    });
    engine.wake();
    await room.until(tenant, planId, { test: 'completed', install: 'completed' });
    expect(done).toEqual(['undo:test~2', 'undo:install~2', 'undo:ship~2', 'ship', 'install', 'test']);
    expect((await room.view(tenant, planId)).state).toBe('completed');
    expect(await amend(tenant, planId, { covers: 'all', tasks: chain(2, 2) })).toMatchObject({ version: 3 });
  });

  it('lets what has begun go on, and what follows it wait for all that is put before it', async () => {
    const tenant = room.newTenant();
    const done: string[] = [];
    const planId = await room.create(
      tenant,
      aPlan([
        work('a', [], { rate: 1 }, { repeatable: true }),
        work('window', ['a'], { waits: true }),
        work('b', ['window']),
      ]),
    );
    const engine = await room.run(workers(done));
    await room.until(tenant, planId, { a: 'completed', window: 'waiting' });
    await amend(tenant, planId, {
      covers: 'all',
      tasks: [
        work('first', [], { waits: true }),
        work('a', ['first'], { rate: 2 }, { repeatable: true }),
        work('window', ['a'], { waits: true }),
        work('b', ['window']),
      ],
    });
    engine.wake();
    await room.until(tenant, planId, { first: 'waiting', a: 'blocked', window: 'waiting' });
    const answer = (key: string) =>
      room.tx(async (tx) =>
        unwrap(await room.plans.signalTask(tx, tenant, { planId, key }, { kind: 'done', output: null })),
      );
    await answer('window');
    engine.wake();
    expect(await room.states(tenant, planId)).toMatchObject({
      window: 'completed',
      b: 'blocked',
      a: 'blocked',
    });
    await answer('first');
    engine.wake();
    await room.until(tenant, planId, { a: 'completed', b: 'completed' });
    expect(done).toEqual(['a', 'window', 'first', 'a', 'b']);
  });

  it('speaks for a part: what is outside waits for the new bearer of a key, and is never taken back', async () => {
    const tenant = room.newTenant();
    const done: string[] = [];
    const planId = await room.create(
      tenant,
      aPlan([work('1/a', [], { waits: true }), work('1/b', ['1/a']), work('2/a', ['1/b']), work('3/a')]),
    );
    const engine = await room.run(workers(done));
    await room.until(tenant, planId, { '1/a': 'waiting', '3/a': 'completed' });
    const covers = ['1/a', '1/b'];
    await amend(tenant, planId, {
      covers,
      tasks: [work('1/a', [], { other: 1 }), work('1/b', ['1/a'], { other: 1 })],
    });
    engine.wake();
    await room.until(tenant, planId, { '1/a': 'completed', '2/a': 'completed' });
    expect(done.filter((key) => key !== '3/a')).toEqual(['1/a', 'undo:1/a~1', '1/a', '1/b', '2/a']);
    const refused = await room.tx((tx) =>
      room.plans.amendPlan(tx, tenant, planId, { covers, tasks: [] }, by),
    );
    expect(refused).toMatchObject({ ok: false, fault: { status: 409, code: 'undoBlocked' } });
    expect(refused.ok ? '' : refused.fault.message).toContain('2/a');
    const cycle = await room.tx((tx) =>
      room.plans.amendPlan(tx, tenant, planId, { covers: ['1/a'], tasks: [work('1/a', ['2/a'])] }, by),
    );
    expect(cycle).toMatchObject({ ok: false, fault: { status: 422, code: 'planCycle' } });
  });

  it('asks what runs to stop, changes nothing until it has ended, and then takes it back', async () => {
    const tenant = room.newTenant();
    let stopped = 0;
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const planId = await room.create(tenant, aPlan([work('x', [], {}, { kind: 'long@1' })]));
    const engine = await room.run([
      ...workers([]),
      {
        kind: 'long@1',
        mode: 'external',
        limitPerNode: 1,
        async run(_attempt, signal) {
          begun.resolve();
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          await mayEnd.promise;
          stopped += 1;
          return { kind: 'fallout', error: { code: 'stopped', message: 'was told to stop' } };
        },
      },
    ]);
    await begun.promise;
    const amendment = { covers: 'all', tasks: [work('y')] } as const;
    expect(await amend(tenant, planId, amendment)).toMatchObject({ kind: 'stopping', keys: ['x'] });
    expect(await room.states(tenant, planId)).toEqual({ x: 'stopping' });
    mayEnd.resolve();
    await room.until(tenant, planId, { x: 'cancelled' });
    expect(stopped).toBe(1);
    expect((await room.view(tenant, planId)).state).toBe('cancelled');
    expect(await amend(tenant, planId, amendment)).toMatchObject({ kind: 'amended', version: 2 });
    engine.wake();
    await room.until(tenant, planId, { 'x~1': 'undone', 'undo:x~1': 'completed', y: 'completed' });
    expect((await room.view(tenant, planId)).state).toBe('completed');
  });

  it('does what was stopped once more where nothing comes of the amendment, in its place', async () => {
    const tenant = room.newTenant();
    const done: string[] = [];
    const begun = Promise.withResolvers<void>();
    const planId = await room.create(
      tenant,
      aPlan([work('a'), work('b', ['a'], {}, { kind: 'long@1' }), work('c', ['b'])]),
    );
    const engine = await room.run([
      ...workers(done),
      {
        kind: 'long@1',
        mode: 'external',
        limitPerNode: 1,
        async run({ attempt, key }, signal) {
          if (attempt > 1) {
            done.push(`${key}, attempt ${attempt}`);
            return completed();
          }
          begun.resolve();
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return { kind: 'fallout', error: { code: 'stopped', message: 'was told to stop' } };
        },
      },
    ]);
    await begun.promise;
    await amend(tenant, planId, { covers: 'all', tasks: [work('a'), work('c', ['a'])] });
    await room.until(tenant, planId, { b: 'cancelled', c: 'blocked' });
    expect((await room.view(tenant, planId)).state).toBe('stuck');
    await room.tx(async (tx) => unwrap(await room.plans.redoTasks(tx, tenant, planId, ['a', 'b'], by)));
    expect(await miscounted(room.database, tenant)).toEqual([]);
    engine.wake();
    await room.until(tenant, planId, { c: 'completed' });
    expect(done).toEqual(['a', 'b, attempt 2', 'c']);
    expect(await room.view(tenant, planId)).toMatchObject({ state: 'completed', version: 1 });
  });
});
