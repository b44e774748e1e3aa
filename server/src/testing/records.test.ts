import { beforeAll, expect, test } from 'vitest';
import { ok } from '../foundation/result.ts';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { planTests } from './plan-tests.ts';
import { hasPassed, serviceTests, waiveTest } from './records.ts';
import { runTests } from './run-tests.ts';
import { storeTestRun } from './store.ts';
import { fakeProber, goodAnswer, sampleInput } from './testing/sample.ts';
import type { TestRun } from './types.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});

const plan = planTests(sampleInput());
const good = () => runTests(fakeProber(), plan, { id: newId() });
const bad = () =>
  runTests(
    fakeProber((_, one) => ok({ ...goodAnswer(one), rttAvgUs: 20_000 })),
    plan,
    { id: newId() },
  );

async function record(tenant: string, run: TestRun): Promise<TestRun> {
  await db.database.transaction((tx) => storeTestRun(tx, tenant, run));
  return run;
}

function waive(tenant: string, reason: string) {
  const waiver = { serviceId: 'service-1', by: 'anna', authority: 'design authority', reason };
  return db.database.transaction((tx) => waiveTest(tx, tenant, waiver));
}

test('a run is kept with every measure as it was, and recording it again changes nothing', async () => {
  const tenant = newId();
  const run = await record(tenant, await good());
  await record(tenant, run);
  const [kept, ...others] = await serviceTests(db.database.sql, tenant, 'service-1');
  expect(others).toEqual([]);
  expect(kept).toMatchObject(run);
  expect(await serviceTests(db.database.sql, newId(), 'service-1')).toEqual([]);
});

test('the last run decides: untested and failed are not passed, a later failure takes a pass away', async () => {
  const tenant = newId();
  const passed = () => hasPassed(db.database.sql, tenant, 'service-1');
  expect(await passed()).toBe(false);
  await record(tenant, await bad());
  expect(await passed()).toBe(false);
  await record(tenant, await good());
  expect(await passed()).toBe(true);
  await record(tenant, await bad());
  expect(await passed()).toBe(false);
});

test('a waiver lets one run through that did not pass, with its reason, and only that run', async () => {
  const tenant = newId();
  const passed = () => hasPassed(db.database.sql, tenant, 'service-1');
  expect(await waive(tenant, 'agreed')).toMatchObject({
    ok: false,
    fault: { status: 409, code: 'TEST_REQUIRED' },
  });
  const run = await record(tenant, await bad());
  expect(await waive(tenant, '  ')).toMatchObject({
    ok: false,
    fault: { status: 422, code: 'REASON_MISSING' },
  });
  expect(await waive(tenant, 'the customer accepts 20 ms until May')).toEqual({
    ok: true,
    value: { testId: run.id },
  });
  expect(await passed()).toBe(true);
  expect(await waive(tenant, 'again')).toMatchObject({ fault: { code: 'TEST_WAIVED' } });
  const [kept] = await serviceTests(db.database.sql, tenant, 'service-1');
  expect(kept?.waiver).toMatchObject({
    by: 'anna',
    authority: 'design authority',
    reason: 'the customer accepts 20 ms until May',
  });
  expect(kept?.verdict).toBe('failed');
  await record(tenant, await bad());
  expect(await passed()).toBe(false);
  await record(tenant, await good());
  expect(await waive(tenant, 'needless')).toMatchObject({ fault: { code: 'TEST_PASSED' } });
});
