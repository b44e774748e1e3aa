import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { type Comparison, compare } from './rules/compare.ts';
import { violationsOf } from './rules/judge.ts';
import {
  insertWaiver,
  latestTest,
  readEarlier,
  readMeasures,
  readTest,
  readTests,
  type StoredTest,
  type TestFilter,
  type TestRow,
  type Waiver,
} from './store.ts';
import type { TestMeasure } from './types.ts';

/** Runs, newest first, with all measures and waivers, and how many there are in all. */
export async function listTests(
  sql: Sql,
  tenant: string,
  filter: TestFilter,
): Promise<{ readonly tests: readonly StoredTest[]; readonly total: number }> {
  const { rows, total } = await readTests(sql, tenant, filter);
  const measures = await readMeasures(
    sql,
    tenant,
    rows.map((row) => row.id),
  );
  return { tests: rows.map((row) => told(row, measures.get(row.id) ?? [])), total };
}

/** One run with its measures, each beside what it was before; undefined where there is none of this id. */
export async function findTest(
  sql: Sql,
  tenant: string,
  id: string,
  degradedPercent: number,
): Promise<(StoredTest & { readonly comparisons: readonly Comparison[] }) | undefined> {
  const row = await readTest(sql, tenant, id);
  if (row === undefined) return undefined;
  const own = (await readMeasures(sql, tenant, [id])).get(id) ?? [];
  const earlier = await readEarlier(sql, tenant, id);
  return { ...told(row, own), comparisons: compare(own, earlier, degradedPercent) };
}

function told(row: TestRow, measures: readonly TestMeasure[]): StoredTest {
  const { by, authority, reason, waivedAt, ...rest } = row;
  const waiver =
    by === null || authority === null || reason === null || waivedAt === null
      ? {}
      : { waiver: { testId: row.id, by, authority, reason, recordedAt: waivedAt } };
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return {
    ...(present as typeof rest as StoredTest),
    measures,
    violations: violationsOf(measures),
    ...waiver,
  };
}

/** Whether a service may go into service: its latest run passed, or somebody with authority waived that very run. */
export async function hasPassed(sql: Sql, tenant: string, serviceId: string): Promise<boolean> {
  const latest = await latestTest(sql, tenant, serviceId);
  return latest !== undefined && (latest.verdict === 'passed' || latest.waived);
}

/**
 * Waives the latest run of a service. That the account has the authority is checked by who calls; which authority it
 * was is recorded. Only a run that did not pass can be waived, and a later run needs a waiver of its own.
 */
export async function waiveTest(
  tx: Transaction,
  tenant: string,
  waiver: {
    readonly serviceId: string;
    readonly by: string;
    readonly authority: string;
    readonly reason: string;
  },
): Promise<Result<Pick<Waiver, 'testId'>>> {
  if (waiver.reason.trim() === '') {
    return refuse(422, 'REASON_MISSING', 'A waiver needs a reason', [
      { path: '/reason', message: 'is empty' },
    ]);
  }
  const latest = await latestTest(tx.sql, tenant, waiver.serviceId);
  if (latest === undefined) {
    return refuse(
      409,
      'TEST_REQUIRED',
      `Service ${waiver.serviceId} has not been tested: there is nothing to waive`,
    );
  }
  if (latest.verdict === 'passed')
    return refuse(409, 'TEST_PASSED', `Test ${latest.id} has passed: nothing to waive`);
  const { by, authority, reason } = waiver;
  if (!(await insertWaiver(tx, tenant, { testId: latest.id, by, authority, reason }))) {
    return refuse(409, 'TEST_WAIVED', `Test ${latest.id} is waived already`);
  }
  return ok({ testId: latest.id });
}
