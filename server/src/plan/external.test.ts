import { describe, expect, it } from 'vitest';
import { aPlan, aTask, completed } from './testing/fixtures.ts';
import { eventually, external, openRoom } from './testing/room.ts';
import type { Handler } from './types.ts';

const room = openRoom();
const { newTenant, run, create, view, states } = room;

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
    expect(await room.database.sql`select 1 from task_limit where tenant = ${tenant}`).toEqual([]);
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
    await room.database.sql`create table if not exists fact (task text, attempt int)`;
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
    await eventually(async () => (await states(tenant, planId)).x === 'running');
    // As a long stall of the whole process would do it: the lease runs out unnoticed and another node takes over.
    await room.database
      .sql`update plan_worker set ended_at = clock_timestamp(), expires_at = clock_timestamp()
      where epoch = (select epoch from task where plan_id = ${planId})`;
    await run([stolen], { leaseMs: 400 });
    await eventually(async () => (await states(tenant, planId)).x === 'completed');
    letGo();
    await first.stop();
    expect((await view(tenant, planId)).tasks[0]).toMatchObject({ attempt: 2, output: 2 });
    expect(await room.database.sql`select attempt from fact where task = ${`${planId}.1`}`).toEqual([
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
    await run([lost], { leaseMs: 200, leaseUrl: room.db.url });
    await eventually(async () => (await states(tenant, planId)).x === 'running');
    await room.database.sql`update plan_worker set ended_at = clock_timestamp()
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
    expect(await states(tenant, planId)).toEqual({ short: 'completed', long: 'ready' });
    await (await run([external('l@1', async () => completed())])).drain();
    expect((await view(tenant, planId)).state).toBe('completed');
  });
});
