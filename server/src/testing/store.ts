import type { Sql, Transaction } from '../platform/database.ts';
import type { Expectation, TestMeasure, TestRun, Verdict } from './types.ts';

/** A waiver of one run. */
export type Waiver = {
  readonly testId: string;
  readonly by: string;
  readonly authority: string;
  readonly reason: string;
  readonly recordedAt: string;
};

/** A run as it is kept. */
export type StoredTest = TestRun & { readonly recordedAt: string; readonly waiver?: Waiver };

/** Records a run with all its measures. The same id again changes nothing. */
export async function storeTestRun(tx: Transaction, tenant: string, run: TestRun): Promise<void> {
  const inserted = await tx.sql`
    insert into service_test (tenant, id, service_id, specification, verdict)
    values (${tenant}, ${run.id}, ${run.serviceId}, ${run.specification}, ${run.verdict})
    on conflict (tenant, id) do nothing returning id`;
  if (inserted.length === 0 || run.measures.length === 0) return;
  const column = <Value>(pick: (one: TestMeasure) => Value) => run.measures.map(pick);
  await tx.sql`
    insert into service_test_measure (tenant, test_id, ordinal, case_id, metric, from_site, to_site, class_of_service,
      status, measured, comparator, threshold, threshold_source, predicted, unit, reason)
    select ${tenant}, ${run.id}, measure.* from unnest(
      ${run.measures.map((_, index) => index)}::integer[], ${column((one) => one.caseId)}::text[],
      ${column((one) => one.metric)}::text[], ${column((one) => one.from)}::text[],
      ${column((one) => one.to ?? null)}::text[], ${column((one) => one.classOfService ?? null)}::text[],
      ${column((one) => one.status)}::text[], ${column((one) => one.measured ?? null)}::double precision[],
      ${column((one) => one.expectation.comparator)}::text[],
      ${column((one) => one.expectation.threshold ?? null)}::double precision[],
      ${column((one) => one.expectation.thresholdSource)}::text[],
      ${column((one) => one.expectation.predicted ?? null)}::double precision[],
      ${column((one) => one.expectation.unit)}::text[], ${column((one) => one.reason)}::text[]) as measure`;
}

/** The latest run of a service, and whether that very run is waived. */
export async function latestTest(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<{ readonly id: string; readonly verdict: Verdict; readonly waived: boolean } | undefined> {
  const rows = await sql<{ id: string; verdict: Verdict; waived: boolean }>`
    select test.id, test.verdict, waiver.test_id is not null as waived
      from service_test test left join service_test_waiver waiver on waiver.tenant = test.tenant and waiver.test_id = test.id
     where test.tenant = ${tenant} and test.service_id = ${serviceId}
     order by test.entry desc limit 1`;
  return rows[0];
}

/** Records a waiver. False: that run has one already. */
export async function insertWaiver(
  tx: Transaction,
  tenant: string,
  waiver: Omit<Waiver, 'recordedAt'>,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into service_test_waiver (tenant, test_id, waived_by, authority, reason)
    values (${tenant}, ${waiver.testId}, ${waiver.by}, ${waiver.authority}, ${waiver.reason})
    on conflict (tenant, test_id) do nothing returning test_id`;
  return rows.length > 0;
}

type TestRow = {
  readonly id: string;
  readonly serviceId: string;
  readonly specification: string;
  readonly verdict: Verdict;
  readonly recordedAt: string;
  readonly by: string | null;
  readonly authority: string | null;
  readonly reason: string | null;
  readonly waivedAt: string | null;
};

/** The latest runs of a service, newest first, without their measures. */
export async function readTests(
  sql: Sql,
  tenant: string,
  serviceId: string,
  limit: number,
): Promise<TestRow[]> {
  return await sql<TestRow>`
    select test.id, test.service_id as "serviceId", test.specification, test.verdict,
           test.recorded_at as "recordedAt", waiver.waived_by as "by", waiver.authority, waiver.reason,
           waiver.recorded_at as "waivedAt"
      from service_test test left join service_test_waiver waiver on waiver.tenant = test.tenant and waiver.test_id = test.id
     where test.tenant = ${tenant} and test.service_id = ${serviceId}
     order by test.entry desc limit ${limit}`;
}

/** The measures of runs, by run, in the order of their plans. */
export async function readMeasures(
  sql: Sql,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly TestMeasure[]>> {
  type Row = {
    testId: string;
    caseId: string;
    metric: TestMeasure['metric'];
    from: string;
    to: string | null;
    classOfService: string | null;
    status: TestMeasure['status'];
    measured: number | null;
    reason: string;
  } & { [Key in keyof Expectation]: Exclude<Expectation[Key], undefined> | null };
  const rows = await sql<Row>`
    select test_id as "testId", case_id as "caseId", metric, from_site as "from", to_site as "to",
           class_of_service as "classOfService", status, measured, comparator, threshold,
           threshold_source as "thresholdSource", predicted, unit, reason
      from service_test_measure where tenant = ${tenant} and test_id = any(${ids}::text[]) order by test_id, ordinal`;
  const measures = new Map<string, TestMeasure[]>(ids.map((id) => [id, []]));
  for (const { testId, comparator, threshold, thresholdSource, predicted, unit, ...row } of rows) {
    const expectation = present({ comparator, threshold, thresholdSource, predicted, unit }) as Expectation;
    measures.get(testId)?.push({ ...present(row), expectation } as TestMeasure);
  }
  return measures;
}

/** A row without its empty columns. */
function present<Row extends object>(row: Row): Partial<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Partial<Row>;
}
