import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { violationsOf } from './rules/judge.ts';
import { insertWaiver, latestTest, readMeasures, readTests, type StoredTest, type Waiver } from './store.ts';

const tests = 50;

/** The runs of a service, newest first, with all measures and waivers. At most fifty. */
export async function serviceTests(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<readonly StoredTest[]> {
  const rows = await readTests(sql, tenant, serviceId, tests);
  const measures = await readMeasures(
    sql,
    tenant,
    rows.map((row) => row.id),
  );
  return rows.map(({ by, authority, reason, waivedAt, ...row }) => {
    const own = measures.get(row.id) ?? [];
    const waiver =
      by === null || authority === null || reason === null || waivedAt === null
        ? {}
        : { waiver: { testId: row.id, by, authority, reason, recordedAt: waivedAt } };
    return { ...row, measures: own, violations: violationsOf(own), ...waiver };
  });
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
