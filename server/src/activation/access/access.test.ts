import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../../platform/testing/database.ts';
import { deviceTargets, referenceLoaders } from './load.ts';
import { seal, unseal } from './seal.ts';

const key = Buffer.alloc(32, 1);

describe('a sealed secret', () => {
  test('opens with its key and for its owner only, and not when a bit was changed', () => {
    const sealed = seal(key, 'PE-A', 'hunter2');
    expect(unseal(key, 'PE-A', sealed)).toBe('hunter2');
    expect(sealed.includes('hunter2')).toBe(false);
    expect(() => unseal(Buffer.alloc(32, 2), 'PE-A', sealed)).toThrow();
    expect(() => unseal(key, 'PE-B', sealed)).toThrow();
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unseal(key, 'PE-A', changed)).toThrow();
    }
  });

  test('shares its nonce with no other secret or owner', () => {
    const nonces = ['a', 'b'].flatMap((owner) =>
      ['x', 'y'].map((text) => seal(key, owner, text).toString('hex', 0, 12)),
    );
    expect(new Set(nonces).size).toBe(4);
  });
});

describe('device access', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  const record = (device: string, more: object = {}) => ({
    device,
    driver: 'netconf',
    host: '127.0.0.1',
    port: 830,
    user: 'lab',
    secret: 'hunter2',
    hostKeySha256: 'A'.repeat(43),
    ...more,
  });
  const load = (tenant: string, ...records: object[]) =>
    db.database.transaction((tx) => referenceLoaders(key).deviceAccess(tx, tenant, records as never[]));

  test('is created, changed and left alone by what it says, the secret included', async () => {
    const tenant = newId();
    expect(await load(tenant, record('A'), record('B'))).toEqual({ created: 2, changed: 0, unchanged: 0 });
    expect(await load(tenant, record('A'), record('B', { secret: 'new' }))).toEqual({
      created: 0,
      changed: 1,
      unchanged: 1,
    });
    expect((await deviceTargets(db.database.sql, key, tenant, ['B'])).get('B')?.target).toMatchObject({
      secret: 'new',
      port: 830,
    });
    expect((await deviceTargets(db.database.sql, key, newId(), ['B'])).size).toBe(0);
  });

  test('is nowhere in the open in the database', async () => {
    const tenant = newId();
    await load(tenant, record('A'));
    const [row] = await db.database.sql<{ all: string }>`
      select row_to_json(access)::text as all from device_access access where tenant = ${tenant}`;
    expect(row?.all).toContain('127.0.0.1');
    expect(row?.all).not.toContain('hunter2');
    expect(row?.all).not.toContain(Buffer.from('hunter2').toString('hex'));
  });
});
