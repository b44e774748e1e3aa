import { expect, it } from 'vitest';
import { createTenant } from '../platform/access/index.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { CatalogMemory } from './memory.ts';
import { upsertRecords } from './store.ts';

const { database } = await testDatabase({ connections: 2 });
const tenant = 'memory';
const policy = (value: number) => [{ code: 'days', text: 'how long', value }];

it('sees what its transaction changed, and keeps nothing of one that was rolled back', async () => {
  await database.transaction((tx) => createTenant(tx, tenant, 'Memory'));
  const memory = new CatalogMemory();
  const valueSeen = async (sql = database.sql) =>
    (await memory.of(sql, tenant)).of('policy').get('days')?.value;
  expect(await valueSeen()).toBeUndefined();
  await expect(
    database.transaction(async (tx) => {
      expect(await valueSeen(tx.sql)).toBeUndefined();
      await upsertRecords(tx, tenant, 'policy', policy(3));
      expect(await valueSeen(tx.sql)).toBe(3);
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  // It has the same number of version as the one that never was.
  await database.transaction((tx) => upsertRecords(tx, tenant, 'policy', policy(5)));
  expect(await valueSeen()).toBe(5);
});
