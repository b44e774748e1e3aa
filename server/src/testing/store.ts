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

/** Where a run stands; only a completed one has a verdict. */
export type TestState = 'acknowledged' | 'inProgress' | 'completed' | 'cancelled' | 'failed';

/** What a run is for: whether the service may go into service, or what somebody wanted to know. */
export type TestPurpose = 'turnUp' | 'adHoc';

/** A run as it is kept. */
export type StoredTest = Omit<TestRun, 'verdict'> & {
  readonly purpose: TestPurpose;
  readonly state: TestState;
  readonly verdict?: Verdict;
  readonly name?: string;
  readonly description?: string;
  readonly requestedBy?: string;
  readonly interruptionAllowed: boolean;
  /** What part of the ordered rates was configured and measured; 1 is all of it. */
  readonly rateScale: number;
  readonly problem?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly recordedAt: string;
  readonly waiver?: Waiver;
};

/** A run that somebody asks for. */
export type WantedTest = Pick<StoredTest, 'id' | 'serviceId' | 'specification' | 'interruptionAllowed'> & {
  readonly name: string;
  readonly description?: string | undefined;
  readonly requestedBy: string;
};

/** Records a turn-up run with all its measures. The same id again changes nothing. */
export async function storeTestRun(
  tx: Transaction,
  tenant: string,
  run: TestRun,
  rateScale = 1,
): Promise<void> {
  const inserted = await tx.sql`
    insert into service_test (tenant, id, service_id, specification, verdict, rate_scale, interruption_allowed, ended_at)
    values (${tenant}, ${run.id}, ${run.serviceId}, ${run.specification}, ${run.verdict}, ${rateScale}, true,
      clock_timestamp())
    on conflict (tenant, id) do nothing returning id`;
  if (inserted.length > 0) await insertMeasures(tx, tenant, run);
}

/** Records that a run is wanted. */
export async function insertWanted(tx: Transaction, tenant: string, wanted: WantedTest): Promise<void> {
  await tx.sql`
    insert into service_test (tenant, id, service_id, specification, purpose, state, name, description, requested_by,
      interruption_allowed)
    values (${tenant}, ${wanted.id}, ${wanted.serviceId}, ${wanted.specification}, 'adHoc', 'acknowledged',
      ${wanted.name}, ${wanted.description ?? null}, ${wanted.requestedBy}, ${wanted.interruptionAllowed})`;
}

/** Moves a run on demand from one of some states to another. False: it was in none of them. */
export async function moveTest(
  tx: Transaction,
  tenant: string,
  id: string,
  from: readonly TestState[],
  to: Exclude<TestState, 'completed'>,
  problem: string | null = null,
): Promise<boolean> {
  const rows = await tx.sql`
    update service_test set state = ${to}, problem = ${problem},
      started_at = case when ${to} = 'inProgress' then clock_timestamp() else started_at end,
      ended_at = case when ${to} in ('cancelled', 'failed') then clock_timestamp() end
    where tenant = ${tenant} and id = ${id} and purpose = 'adHoc' and state = any(${from}::text[]) returning id`;
  return rows.length > 0;
}

/** Completes a run on demand with what it measured. False: it is not at work. */
export async function completeTest(
  tx: Transaction,
  tenant: string,
  run: TestRun,
  rateScale: number,
): Promise<boolean> {
  const rows = await tx.sql`
    update service_test set state = 'completed', verdict = ${run.verdict}, specification = ${run.specification},
      rate_scale = ${rateScale}, ended_at = clock_timestamp()
    where tenant = ${tenant} and id = ${run.id} and purpose = 'adHoc' and state = 'inProgress' returning id`;
  if (rows.length === 0) return false;
  await insertMeasures(tx, tenant, run);
  return true;
}

/** Forgets a run that was cancelled before it measured anything. */
export async function deleteTest(tx: Transaction, tenant: string, id: string): Promise<void> {
  await tx.sql`delete from service_test where tenant = ${tenant} and id = ${id} and state = 'cancelled'`;
}

async function insertMeasures(tx: Transaction, tenant: string, run: TestRun): Promise<void> {
  if (run.measures.length === 0) return;
  const column = <Value>(pick: (one: TestMeasure) => Value) => run.measures.map(pick);
  await tx.sql`
    insert into service_test_measure (tenant, test_id, ordinal, case_id, metric, from_site, to_site, class_of_service,
      status, measured, comparator, threshold, threshold_source, predicted, unit, reason, method)
    select ${tenant}, ${run.id}, measure.* from unnest(
      ${run.measures.map((_, index) => index)}::integer[], ${column((one) => one.caseId)}::text[],
      ${column((one) => one.metric)}::text[], ${column((one) => one.from)}::text[],
      ${column((one) => one.to ?? null)}::text[], ${column((one) => one.classOfService ?? null)}::text[],
      ${column((one) => one.status)}::text[], ${column((one) => one.measured ?? null)}::double precision[],
      ${column((one) => one.expectation.comparator)}::text[],
      ${column((one) => one.expectation.threshold ?? null)}::double precision[],
      ${column((one) => one.expectation.thresholdSource)}::text[],
      ${column((one) => one.expectation.predicted ?? null)}::double precision[],
      ${column((one) => one.expectation.unit)}::text[], ${column((one) => one.reason)}::text[],
      ${column((one) => one.method ?? null)}::text[]) as measure`;
}

/** The latest turn-up run of a service, and whether that very run is waived. */
export async function latestTest(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<{ readonly id: string; readonly verdict: Verdict; readonly waived: boolean } | undefined> {
  const rows = await sql<{ id: string; verdict: Verdict; waived: boolean }>`
    select test.id, test.verdict, waiver.test_id is not null as waived
      from service_test test left join service_test_waiver waiver on waiver.tenant = test.tenant and waiver.test_id = test.id
     where test.tenant = ${tenant} and test.service_id = ${serviceId} and test.purpose = 'turnUp'
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

/** Which runs are wanted. */
export type TestFilter = {
  /** Of these services alone; absent: of all. */
  readonly serviceIds?: readonly string[];
  readonly state?: TestState;
  readonly purpose?: TestPurpose;
  readonly verdict?: Verdict;
  readonly specification?: string;
  readonly offset: number;
  readonly limit: number;
};

export type TestRow = {
  readonly id: string;
  readonly serviceId: string;
  readonly specification: string;
  readonly purpose: TestPurpose;
  readonly state: TestState;
  readonly verdict: Verdict | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly requestedBy: string | null;
  readonly interruptionAllowed: boolean;
  readonly rateScale: number;
  readonly problem: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly recordedAt: string;
  readonly by: string | null;
  readonly authority: string | null;
  readonly reason: string | null;
  readonly waivedAt: string | null;
};

/** Runs, newest first, without their measures, and how many there are in all. */
export async function readTests(
  sql: Sql,
  tenant: string,
  filter: TestFilter,
): Promise<{ readonly rows: readonly TestRow[]; readonly total: number }> {
  const rows = await sql<TestRow & { total: string }>`
    select test.id, test.service_id as "serviceId", test.specification, test.purpose, test.state, test.verdict,
           test.name, test.description, test.requested_by as "requestedBy",
           test.interruption_allowed as "interruptionAllowed", test.rate_scale as "rateScale", test.problem,
           test.started_at as "startedAt", test.ended_at as "endedAt", test.recorded_at as "recordedAt",
           waiver.waived_by as "by", waiver.authority, waiver.reason, waiver.recorded_at as "waivedAt",
           count(*) over () as total
      from service_test test left join service_test_waiver waiver on waiver.tenant = test.tenant and waiver.test_id = test.id
     where test.tenant = ${tenant}
       and (${filter.serviceIds ?? null}::text[] is null or test.service_id = any(${filter.serviceIds ?? null}::text[]))
       and (${filter.state ?? null}::text is null or test.state = ${filter.state ?? null}::text)
       and (${filter.purpose ?? null}::text is null or test.purpose = ${filter.purpose ?? null}::text)
       and (${filter.verdict ?? null}::text is null or test.verdict = ${filter.verdict ?? null}::text)
       and (${filter.specification ?? null}::text is null or test.specification = ${filter.specification ?? null}::text)
     order by test.entry desc limit ${filter.limit} offset ${filter.offset}`;
  return { rows: rows.map(({ total: _, ...row }) => row), total: Number(rows[0]?.total ?? 0) };
}

/** One run; undefined where there is none of this id. */
export async function readTest(sql: Sql, tenant: string, id: string): Promise<TestRow | undefined> {
  const [found] = await sql<{ serviceId: string }>`
    select service_id as "serviceId" from service_test where tenant = ${tenant} and id = ${id}`;
  if (found === undefined) return undefined;
  const { rows } = await readTests(sql, tenant, { serviceIds: [found.serviceId], offset: 0, limit: 10_000 });
  return rows.find((row) => row.id === id);
}

/** What each case of a run measured at the last completed run of the same service before it. */
export async function readEarlier(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<ReadonlyMap<string, { readonly testId: string; readonly measured: number }>> {
  const rows = await sql<{ caseId: string; testId: string; measured: number }>`
    select distinct on (measure.case_id) measure.case_id as "caseId", earlier.id as "testId", measure.measured
      from service_test this
      join service_test earlier on earlier.tenant = this.tenant and earlier.service_id = this.service_id
       and earlier.entry < this.entry and earlier.state = 'completed'
      join service_test_measure measure on measure.tenant = earlier.tenant and measure.test_id = earlier.id
     where this.tenant = ${tenant} and this.id = ${id} and measure.measured is not null
     order by measure.case_id, earlier.entry desc`;
  return new Map(rows.map(({ caseId, ...rest }) => [caseId, rest]));
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
    method: string | null;
    reason: string;
  } & { [Key in keyof Expectation]: Exclude<Expectation[Key], undefined> | null };
  const rows = await sql<Row>`
    select test_id as "testId", case_id as "caseId", metric, from_site as "from", to_site as "to",
           class_of_service as "classOfService", status, measured, comparator, threshold,
           threshold_source as "thresholdSource", predicted, unit, reason, method
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
