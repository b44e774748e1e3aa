import { describe, expect, it } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { aPlan, aTask, completed, handler } from './testing/fixtures.ts';
import { miscounted } from './testing/recount.ts';
import { by, eventually, external, openRoom } from './testing/room.ts';
import type { ChangeHook, Handler, Outcome, TaskChange, TaskDraft, TransactionalHandler } from './types.ts';

const room = openRoom();
const { newTenant, run, create, view, states, tx } = room;

/** A handler that stands alone; it answers with its transaction's id, and may throw. */
function alone(kind: string, faulty: (key: string) => boolean = () => false): TransactionalHandler {
  return {
    kind,
    mode: 'transactional',
    standsAlone: true,
    retry: { maxFailures: 2, firstMs: 5, factor: 1, capMs: 5 },
    async run(transaction, attempts) {
      if (attempts.some(({ key }) => faulty(key))) throw new Error('poisoned');
      const [row] = await transaction.sql<{ id: string }>`select pg_current_xact_id()::text as id`;
      return attempts.map(({ key, outputsOf }) =>
        completed({ key, transaction: row?.id ?? '', saw: Object.keys(outputsOf).sort() }),
      );
    },
  };
}

function chain(kind: string, length: number): TaskDraft[] {
  return Array.from({ length }, (_, step) => aTask(`s${step}`, step === 0 ? [] : [`s${step - 1}`], { kind }));
}

/** How long a transaction goes on is not what these tests are about: their time stands still. */
const timeless = { clock: () => 0 };

async function outputs(tenant: string, planId: string): Promise<{ transaction: string; saw: string[] }[]> {
  return (await view(tenant, planId)).tasks.map(
    (task) => task.output as { transaction: string; saw: string[] },
  );
}

describe('tasks that stand alone', () => {
  it('advance in one transaction, each with the outputs before it; hooks hear of all of them at once', async () => {
    const tenant = newTenant();
    const told: (readonly TaskChange[])[] = [];
    const hook: ChangeHook = async (_tx, changes) => void told.push(changes);
    const planId = await create(tenant, aPlan(chain('chain@1', 10)));
    await run([alone('chain@1')], { ...timeless, hooks: [hook] });
    await room.until(tenant, planId, { s9: 'completed' });
    const plan = await view(tenant, planId);
    expect(plan).toMatchObject({ state: 'completed', counts: { remaining: 0, active: 0, done: 10 } });
    expect(plan.tasks.every((task) => task.attempt === 1 && task.startedAt !== null)).toBe(true);
    const found = await outputs(tenant, planId);
    expect(new Set(found.map((each) => each.transaction)).size).toBe(1);
    expect(found.map((each) => each.saw)).toEqual(
      found.map((_, step) => (step === 0 ? [] : [`s${step - 1}`])),
    );
    expect(told.map((changes) => changes.map(({ change }) => change))).toEqual([
      [...Array.from({ length: 10 }, () => 'completed'), 'planFinished'],
    ]);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('are no more in one transaction than a batch has', async () => {
    const tenant = newTenant();
    const planId = await create(tenant, aPlan(chain('few@1', 10)));
    await run([alone('few@1')], { ...timeless, batch: 4 });
    await room.until(tenant, planId, { s9: 'completed' });
    const found = await outputs(tenant, planId);
    const together = [...Map.groupBy(found, (each) => each.transaction).values()].map((each) => each.length);
    expect(together).toEqual([4, 4, 2]);
  });

  it('join: a task gets what was finished before and what is finished with it', async () => {
    const tenant = newTenant();
    const planId = await create(
      tenant,
      aPlan([
        aTask('early', [], { kind: 'other@1' }),
        aTask('gate', [], { kind: 'gate@1' }),
        aTask('left', ['gate'], { kind: 'join@1' }),
        aTask('right', ['gate'], { kind: 'join@1' }),
        aTask('last', ['early', 'left', 'right'], { kind: 'join@1' }),
      ]),
    );
    await run([handler('other@1', () => completed({ saw: [] }))]);
    await room.until(tenant, planId, { early: 'completed' });
    await run([alone('gate@1'), alone('join@1')], timeless);
    await room.until(tenant, planId, { last: 'completed' });
    const found = await outputs(tenant, planId);
    expect(found[4]?.saw).toEqual(['early', 'left', 'right']);
    expect(new Set(found.slice(1).map((each) => each.transaction)).size).toBe(1);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('stop where a date, a pause, another kind of work or a kind without a handler here comes next', async () => {
    const tenant = newTenant();
    const followed = (name: string, more: Partial<TaskDraft>): TaskDraft[] => [
      aTask(name, [], { kind: 'stop@1' }),
      aTask(`${name}2`, [name], { kind: 'stop@1', ...more }),
      aTask(`${name}3`, [`${name}2`], { kind: 'stop@1' }),
    ];
    const planId = await create(
      tenant,
      aPlan([
        ...followed('date', { notBefore: '2999-01-01T00:00:00.000Z' }),
        ...followed('pause', {}),
        ...followed('outside', { kind: 'outside@1' }),
        ...followed('foreign', { kind: 'foreign@1' }),
        ...followed('plain', { kind: 'plain@1' }),
      ]),
    );
    await tx(async (transaction) => {
      unwrap(await room.plans.pauseTask(transaction, tenant, { planId, key: 'pause2' }));
    });
    const outcome: Outcome = { kind: 'waiting', wait: { for: 'event', reference: null } };
    const plain = handler('plain@1', () => completed());
    await run([alone('stop@1'), external('outside@1', async () => outcome), plain]);
    await room.until(tenant, planId, { date: 'completed', outside2: 'waiting', plain3: 'completed' });
    await room.until(tenant, planId, { pause: 'completed', foreign: 'completed' });
    const found = await states(tenant, planId);
    const of = (name: string) => ['', '2', '3'].map((number) => found[`${name}${number}`]);
    expect(of('date')).toEqual(['completed', 'scheduled', 'blocked']);
    expect(of('pause')).toEqual(['completed', 'ready', 'blocked']);
    expect(of('outside')).toEqual(['completed', 'waiting', 'blocked']);
    expect(of('foreign')).toEqual(['completed', 'ready', 'blocked']);
    expect(of('plain')).toEqual(['completed', 'completed', 'completed']);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('are not run ahead of a pause of their kind', async () => {
    const tenant = newTenant();
    const planId = await create(
      tenant,
      aPlan([aTask('first', [], { kind: 'ahead@1' }), aTask('second', ['first'], { kind: 'held@1' })]),
    );
    await tx((transaction) => room.plans.pause(transaction, tenant, { scope: 'kind', kind: 'held@1' }, by));
    await run([alone('ahead@1'), alone('held@1')]);
    await room.until(tenant, planId, { first: 'completed' });
    expect(await states(tenant, planId)).toEqual({ first: 'completed', second: 'ready' });
    await tx((transaction) => room.plans.resume(transaction, tenant, { scope: 'kind', kind: 'held@1' }));
    await room.until(tenant, planId, { second: 'completed' });
  });

  it('fall out alone: what came before a poisoned one is done, and what other plans did', async () => {
    const tenant = newTenant();
    const poison: Handler = alone('poison@1', (key) => key === 'bad');
    const tasks = [
      ...chain('poison@1', 3),
      aTask('bad', ['s2'], { kind: 'poison@1' }),
      aTask('behind', ['bad'], { kind: 'poison@1' }),
    ];
    const poisoned = await create(tenant, aPlan(tasks));
    const healthy = await create(tenant, aPlan(chain('poison@1', 5)));
    await run([poison]);
    await room.until(tenant, poisoned, { bad: 'fallout' });
    await eventually(async () => (await view(tenant, healthy)).state === 'completed');
    const plan = await view(tenant, poisoned);
    expect(plan).toMatchObject({
      state: 'fallout',
      counts: { remaining: 2, active: 0, fallout: 1, done: 3 },
    });
    expect(plan.tasks.map((task) => task.attempt)).toEqual([1, 1, 1, 2, 0]);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('may wait, back off and fall out where they are', async () => {
    const tenant = newTenant();
    const outcomes: Readonly<Record<string, Outcome>> = {
      wait: { kind: 'waiting', wait: { for: 'event', reference: 'answer' } },
      fall: { kind: 'fallout', error: { code: 'no', message: 'no' } },
    };
    const moody: Handler = {
      ...handler('moody@1', ({ key }) => outcomes[key] ?? completed(key)),
      standsAlone: true,
    };
    const kind = 'moody@1';
    const planId = await create(
      tenant,
      aPlan([
        aTask('first', [], { kind }),
        aTask('wait', ['first'], { kind }),
        aTask('fall', ['first'], { kind }),
        aTask('done', ['first'], { kind }),
        aTask('last', ['wait'], { kind }),
      ]),
    );
    await run([moody], timeless);
    const expected = {
      first: 'completed',
      wait: 'waiting',
      fall: 'fallout',
      done: 'completed',
      last: 'blocked',
    };
    await room.until(tenant, planId, expected);
    expect(await miscounted(room.database, tenant)).toEqual([]);
    await tx(async (transaction) => {
      const target = { waitingReference: 'answer' };
      unwrap(await room.plans.signalTask(transaction, tenant, target, { kind: 'done', output: 'answered' }));
    });
    await room.until(tenant, planId, { last: 'completed' });
  });
});

describe('a kind that takes chains', () => {
  /** One that notes each of its calls, and answers with what it saw; some of its tasks may do otherwise. */
  function chained(kind: string, calls: string[][], others: Readonly<Record<string, Outcome>> = {}): Handler {
    return {
      kind,
      mode: 'transactional',
      standsAlone: true,
      takesChains: true,
      async run(_tx, attempts) {
        calls.push(attempts.map(({ key }) => key));
        return attempts.map(
          ({ key, outputsOf }) => others[key] ?? completed({ saw: Object.keys(outputsOf).sort() }),
        );
      },
    };
  }

  it('is given tasks with those that follow them in one call, and what is behind these in the next', async () => {
    const tenant = newTenant();
    const calls: string[][] = [];
    const kind = 'links@1';
    const tasks = [
      ...chain(kind, 4),
      aTask('fork', ['s3'], { kind }),
      aTask('other', ['s3'], { kind: 'after@1' }),
      aTask('join', ['fork', 'other'], { kind }),
      aTask('last', ['join'], { kind }),
    ];
    const planId = await create(tenant, aPlan(tasks));
    await run([chained(kind, calls), chained('after@1', calls)], timeless);
    await room.until(tenant, planId, { last: 'completed' });
    expect(calls).toEqual([['s0', 's1', 's2', 's3', 'fork'], ['other'], ['join', 'last']]);
    const found = await outputs(tenant, planId);
    // A call lacks what it brings itself.
    expect(found.map(({ saw }) => saw)).toEqual([[], [], [], [], [], ['s3'], ['fork', 'other'], []]);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('is given no more than a batch has, of all plans together', async () => {
    const tenant = newTenant();
    const calls: string[][] = [];
    const plans = [];
    for (let index = 0; index < 3; index++)
      plans.push(
        await create(tenant, aPlan(chain('short@1', 5), { subject: { kind: 'test', id: `${index}` } })),
      );
    await run([chained('short@1', calls)], { ...timeless, batch: 6, loops: 1 });
    for (const planId of plans) await room.until(tenant, planId, { s4: 'completed' });
    expect(Math.max(...calls.map((keys) => keys.length))).toBeLessThanOrEqual(6);
    expect(calls.flat().length).toBe(15);
    // Having met chains of five, a batch of six begins one of them and ends it.
    expect(calls.at(-1)?.at(-1)).toBe('s4');
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });

  it('is run step by step where one of a chain does not complete: what it did ahead of that one is not done', async () => {
    const tenant = newTenant();
    const calls: string[][] = [];
    const fall: Outcome = { kind: 'fallout', error: { code: 'no', message: 'no' } };
    const planId = await create(tenant, aPlan(chain('broken@1', 4)));
    await run([chained('broken@1', calls, { s2: fall })], timeless);
    await room.until(tenant, planId, { s2: 'fallout' });
    expect(await states(tenant, planId)).toEqual({
      s0: 'completed',
      s1: 'completed',
      s2: 'fallout',
      s3: 'blocked',
    });
    const plan = await view(tenant, planId);
    expect(plan.tasks.map((task) => task.attempt)).toEqual([1, 1, 1, 0]);
    expect(await miscounted(room.database, tenant)).toEqual([]);
  });
});
