import { beforeAll, expect, test } from 'vitest';
import { ok } from '../foundation/result.ts';
import { newId } from '../platform/ids.ts';
import { type TestDatabase, testDatabase } from '../platform/testing/database.ts';
import { planTests } from './plan-tests.ts';
import { findTest, hasPassed, listTests, waiveTest } from './records.ts';
import { runTests } from './run-tests.ts';
import { completeTest, deleteTest, insertWanted, moveTest, storeTestRun } from './store.ts';
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

async function serviceTests(tenant: string) {
  const page = { serviceIds: ['service-1'], offset: 0, limit: 50 };
  return (await listTests(db.database.sql, tenant, page)).tests;
}

function waive(tenant: string, reason: string) {
  const waiver = { serviceId: 'service-1', by: 'anna', authority: 'design authority', reason };
  return db.database.transaction((tx) => waiveTest(tx, tenant, waiver));
}

test('a run is kept with every measure as it was, and recording it again changes nothing', async () => {
  const tenant = newId();
  const run = await record(tenant, await good());
  await record(tenant, run);
  const [kept, ...others] = await serviceTests(tenant);
  expect(others).toEqual([]);
  expect(kept).toMatchObject(run);
  expect(await serviceTests(newId())).toEqual([]);
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
  const [kept] = await serviceTests(tenant);
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

test('a run on demand moves as it may, keeps what it measured, and decides nothing of activation', async () => {
  const tenant = newId();
  const { sql } = db.database;
  const [id, specification] = [newId(), 'l3vpn-turn-up'];
  const wanted = { id, serviceId: 'service-1', specification, name: 'look', requestedBy: 'ann' };
  await record(tenant, await good());
  await db.database.transaction(async (tx) => {
    await insertWanted(tx, tenant, { ...wanted, interruptionAllowed: false });
    const run = { ...(await bad()), id };
    expect(await completeTest(tx, tenant, run, 1)).toBe(false);
    expect(await moveTest(tx, tenant, id, ['acknowledged'], 'inProgress')).toBe(true);
    expect(await moveTest(tx, tenant, id, ['acknowledged'], 'cancelled')).toBe(false);
    expect(await completeTest(tx, tenant, run, 0.5)).toBe(true);
    await deleteTest(tx, tenant, id);
  });
  const kept = await findTest(sql, tenant, id, 20);
  expect(kept).toMatchObject({
    purpose: 'adHoc',
    state: 'completed',
    verdict: 'failed',
    requestedBy: 'ann',
    rateScale: 0.5,
    interruptionAllowed: false,
  });
  expect(await hasPassed(sql, tenant, 'service-1')).toBe(true);
  const filtered = (more: object) => listTests(sql, tenant, { ...more, offset: 0, limit: 10 });
  expect((await filtered({ purpose: 'adHoc' })).tests.map((one) => one.id)).toEqual([id]);
  expect(await filtered({ verdict: 'inconclusive' })).toEqual({ tests: [], total: 0 });
});

test('every figure stands beside the last run’s and the prediction, and what got worse is told', async () => {
  const tenant = newId();
  const first = await record(tenant, await good());
  const second = await record(tenant, await bad());
  const compared = await findTest(db.database.sql, tenant, second.id, 20);
  const of = (caseId: string) => compared?.comparisons.find((one) => one.caseId === caseId);
  expect(of('roundTripUs:HQ:LDS')).toEqual({
    caseId: 'roundTripUs:HQ:LDS',
    measured: 20_000,
    predicted: 6_000,
    overPredictionPercent: 233.3,
    earlier: 6_000,
    earlierTestId: first.id,
    changePercent: 233.3,
    degraded: true,
  });
  expect(of('throughputPercent:HQ:LDS:100')).toMatchObject({ changePercent: 0, degraded: false });
  const alone = await findTest(db.database.sql, tenant, first.id, 20);
  expect(alone?.comparisons.some(({ earlier, degraded }) => earlier !== undefined || degraded)).toBe(false);
});
