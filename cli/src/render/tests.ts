import { table } from './table.ts';

/** A case as the API tells it. */
type MeasureBody = {
  readonly caseId: string;
  readonly status: string;
  readonly measured?: number;
  readonly method?: string;
  readonly expectation: {
    readonly comparator: 'atMost' | 'atLeast';
    readonly threshold?: number;
    readonly predicted?: number;
    readonly unit: string;
  };
};

/** A test as the API tells it, as far as it is shown. */
export type TestBody = {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly state: string;
  readonly verdict?: string;
  readonly specification: string;
  readonly recordedAt: string;
  readonly problem?: string;
  readonly measures: readonly MeasureBody[];
  readonly comparisons?: readonly {
    readonly caseId: string;
    readonly earlier?: number;
    readonly degraded: boolean;
  }[];
};

/** A birth certificate, as far as it is shown. */
export type CertificateBody = {
  readonly number: string;
  readonly name: string;
  readonly customer: { readonly name: string };
  readonly orderNumber: string;
  readonly rateScale: number;
  readonly built: { readonly equipment: readonly { readonly site: string; readonly serial: string }[] };
  readonly tested: {
    readonly verdict: string;
    readonly recordedAt: string;
    readonly cases: readonly { readonly status: string }[];
  };
  readonly waivers: readonly { readonly by: string; readonly reason: string }[];
};

/** Tests, one a line. */
export function testsText(rows: readonly TestBody[]): string {
  return table(
    ['id', 'name', 'purpose', 'state', 'verdict', 'cases', 'specification', 'recorded'],
    rows.map((row) => [
      row.id,
      row.name,
      row.purpose,
      row.state,
      row.verdict ?? '',
      row.measures.length,
      row.specification,
      row.recordedAt,
    ]),
  );
}

/** One test with its cases. */
export function testText(test: TestBody): string {
  const compared = new Map((test.comparisons ?? []).map((one) => [one.caseId, one]));
  const head = `${test.name}: ${test.verdict ?? test.state} (${test.specification}, ${test.id})`;
  const lines = [head, ...(test.problem === undefined ? [] : [test.problem])];
  if (test.measures.length === 0) return lines.join('\n');
  const rows = test.measures.map(({ caseId, status, measured, method, expectation }) => {
    const { comparator, threshold, predicted, unit } = expectation;
    const before = compared.get(caseId);
    return [
      caseId,
      measured === undefined ? '' : `${measured} ${unit}`,
      threshold === undefined ? 'nobody said' : `${comparator === 'atMost' ? '<=' : '>='} ${threshold}`,
      predicted === undefined ? '' : String(predicted),
      before?.earlier === undefined ? '' : `${before.earlier}${before.degraded ? ' (worse)' : ''}`,
      method ?? '',
      status,
    ];
  });
  return [...lines, table(['case', 'measured', 'must be', 'predicted', 'before', 'by', 'result'], rows)].join(
    '\n',
  );
}

/** A birth certificate in a few lines. */
export function certificateText(certificate: CertificateBody): string {
  const { built, tested, waivers, rateScale } = certificate;
  const counts = Map.groupBy(tested.cases, ({ status }) => status);
  return [
    `${certificate.number} ${certificate.name}, for ${certificate.customer.name}, by order ${certificate.orderNumber}`,
    `tested ${tested.recordedAt}: ${tested.verdict} (${[...counts].map(([status, own]) => `${own.length} ${status}`).join(', ')})`,
    `scale ${rateScale} of the ordered rates`,
    ...built.equipment.map(({ site, serial }) => `${site}: ${serial}`),
    ...waivers.map(({ by, reason }) => `waived by ${by}: ${reason}`),
  ].join('\n');
}

/** A change of the network that is taken back after a test. */
export type ReversalRow = {
  readonly itemId: string;
  readonly dueAt: string;
  readonly reversedAt: string | null;
  readonly outcome: string;
  readonly problem: string | null;
  readonly madeAgainAt: string | null;
  readonly testRun: string;
  readonly transactionId: string | null;
};

/** What was or is to be taken back, the oldest first. */
export function reversalsText(rows: readonly ReversalRow[]): string {
  if (rows.length === 0) return 'nothing was taken back';
  return table(
    ['item', 'due', 'taken back', 'outcome', 'made again', 'test', 'transaction'],
    rows.map((row) => [
      row.itemId,
      row.dueAt,
      row.reversedAt ?? 'no',
      row.problem === null ? row.outcome : `${row.outcome}: ${row.problem}`,
      row.madeAgainAt ?? 'no',
      row.testRun,
      row.transactionId ?? 'none',
    ]),
  );
}
