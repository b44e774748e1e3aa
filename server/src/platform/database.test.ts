import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { testDatabase } from './testing/database.ts';

describe('a transaction', () => {
  let database: Database;
  beforeAll(async () => {
    ({ database } = await testDatabase({ connections: 1 }));
    await database.sql`create table kept (value integer primary key)`;
  });
  const kept = async () =>
    (await database.sql<{ value: number }>`select value from kept order by value`).map(({ value }) => value);

  it('runs what is asked for at once in turn, without a warning of the driver', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    const answers = await database.transaction(({ sql }) =>
      Promise.all([1, 2, 3].map((value) => sql`insert into kept values (${value}) returning value`)),
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(answers).toEqual([[{ value: 1 }], [{ value: 2 }], [{ value: 3 }]]);
    expect(warnings).toEqual([]);
    expect(await kept()).toEqual([1, 2, 3]);
  });

  it('keeps nothing where one of several fails, and lets no other into the next transaction', async () => {
    let late: Promise<PromiseSettledResult<unknown>[]> | undefined;
    const failing = database.transaction(async ({ sql }) => {
      const first = sql`insert into kept values (1)`;
      late = Promise.allSettled([sql`insert into kept values (8)`, sql`insert into kept values (9)`]);
      await first;
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect((await late)?.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await kept()).toEqual([1, 2, 3]);
  });

  it('refuses what is asked of it after its end', async () => {
    const { sql } = await database.transaction((tx) => Promise.resolve(tx));
    await expect(sql`insert into kept values (10)`).rejects.toThrow('has ended');
    expect(await kept()).toEqual([1, 2, 3]);
  });
});
