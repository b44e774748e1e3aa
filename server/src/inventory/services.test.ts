import { expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { newId } from '../platform/ids.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { changeServices, createServices } from './index.ts';
import { versionsOf } from './store.ts';

const { database } = await testDatabase({ connections: 2 });
const tenant = 'versions';
await database.sql`insert into tenant (tenant, name) values (${tenant}, ${tenant})`;

async function aService(): Promise<string> {
  const id = newId();
  const draft = { id, number: `S-${id}`, category: 'RFS' as const, specification: 'vpn', name: 'first' };
  await database.transaction((tx) =>
    createServices(
      tx,
      tenant,
      [{ ...draft, customer: 'acme', state: 'reserved', characteristics: { a: 1 } }],
      {
        by: 'test',
        reason: 'ordered',
      },
    ),
  );
  return id;
}

const cause = { by: 'test', reason: 'changed' };

test('changes of one service in one call follow one another: a version and an event of each', async () => {
  const [one, other] = [await aService(), await aService()];
  const after = await database.transaction(async (tx) =>
    unwrap(
      await changeServices(
        tx,
        tenant,
        [
          { id: one, characteristics: { b: [2] }, startDate: '2027-01-02T03:04:05.000Z' },
          { id: other, name: 'renamed' },
          { id: one, state: 'inactive', characteristics: { a: 3 } },
          { id: one, state: 'active', inService: true, allocationStatus: 'allocated' },
        ],
        cause,
      ),
    ),
  );
  const found = after.find((service) => service.id === one);
  expect(found).toMatchObject({
    version: 4,
    state: 'active',
    inService: true,
    name: 'first',
    characteristics: { a: 3, b: [2] },
    startDate: '2027-01-02T03:04:05.000Z',
    endDate: null,
  });
  expect(after.find((service) => service.id === other)).toMatchObject({ version: 2, name: 'renamed' });
  const bodies = (await versionsOf(database.sql, tenant, one)).map(
    ({ body }) => body as Record<string, unknown>,
  );
  expect(
    bodies.map(({ version, state, in_service, characteristics }) => [
      version,
      state,
      in_service,
      characteristics,
    ]),
  ).toEqual([
    [1, 'reserved', false, { a: 1 }],
    [2, 'reserved', false, { a: 1, b: [2] }],
    [3, 'inactive', false, { a: 3, b: [2] }],
    [4, 'active', true, { a: 3, b: [2] }],
  ]);
  const [row] = await database.sql<{ body: unknown }>`
    select to_jsonb(s) - 'tenant' as body from service s where tenant = ${tenant} and id = ${one}::uuid`;
  expect(bodies.at(-1)).toEqual(row?.body);
  const events = await database.sql<{ type: string; version: number }>`
    select type, (body->>'version')::int as version from event
     where tenant = ${tenant} and aggregate_id = ${one} order by sequence`;
  expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
    'ServiceCreateEvent 1',
    'ServiceAttributeValueChangeEvent 2',
    'ServiceStateChangeEvent 3',
    'ServiceStateChangeEvent 4',
  ]);
});

test('a step that is illegal after those before it is refused, and nothing is changed', async () => {
  const id = await aService();
  const result = await database.transaction((tx) =>
    changeServices(
      tx,
      tenant,
      [
        { id, state: 'terminated' },
        { id, state: 'active' },
      ],
      cause,
    ),
  );
  expect(result).toMatchObject({ ok: false, fault: { code: 'ILLEGAL_STATE' } });
  expect(await versionsOf(database.sql, tenant, id)).toHaveLength(1);
});
