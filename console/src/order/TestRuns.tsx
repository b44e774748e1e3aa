import type { TestMeasure, TestRun } from '../api/answers.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { milliText, numberText, percentText, rateText, titleOf } from '../shared/units.ts';
import classes from './Order.module.css';

const words: Readonly<Record<TestMeasure['status'], StateWord>> = {
  passed: { word: 'Passed', icon: 'check', tone: 'good' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  inconclusive: { word: 'Inconclusive', icon: 'help', tone: 'warn' },
  notRun: { word: 'Not run', icon: 'circle', tone: 'quiet' },
};

/** Measures (TMF653) in words; one that is not here is shown by its own name. */
const metrics: Readonly<Record<string, string>> = {
  reachability: 'Reachability',
  roundTripUs: 'Round trip',
  lossPercent: 'Loss',
  jitterUs: 'Jitter',
  throughputPercent: 'Throughput',
  mtu: 'Packet size',
  bgpEstablished: 'BGP session',
  isolation: 'Isolation',
  failover: 'Fail-over',
};

function quantity(value: number | undefined, unit: TestMeasure['expectation']['unit']): string {
  if (value === undefined) return '—';
  switch (unit) {
    case 'percent':
      return percentText(value);
    case 'microseconds':
      return milliText(value);
    case 'bytes':
      return `${numberText(value)} bytes`;
    case 'kbps':
      return rateText(value);
    case 'sessions':
      return numberText(value);
  }
}

const threshold = ({ expectation: { comparator, threshold: limit, unit } }: TestMeasure): string =>
  limit === undefined ? 'none given' : `${comparator === 'atMost' ? '≤' : '≥'} ${quantity(limit, unit)}`;

const columns: readonly Column<TestMeasure>[] = [
  {
    id: 'metric',
    header: 'Measure',
    value: (row) => row.metric,
    cell: (row) => metrics[row.metric] ?? titleOf(row.metric),
  },
  {
    id: 'where',
    header: 'Between',
    value: (row) => row.from,
    cell: (row) => (
      <span className="mono">
        {row.from}
        {row.to !== undefined && ` → ${row.to}`}
        {row.classOfService !== undefined && ` (${row.classOfService})`}
      </span>
    ),
  },
  {
    id: 'predicted',
    header: 'Predicted',
    align: 'right',
    cell: (row) => quantity(row.expectation.predicted, row.expectation.unit),
  },
  {
    id: 'measured',
    header: 'Measured',
    align: 'right',
    cell: (row) => <b>{quantity(row.measured, row.expectation.unit)}</b>,
  },
  {
    id: 'threshold',
    header: 'Threshold',
    align: 'right',
    cell: (row) => <span title={`from the ${row.expectation.thresholdSource}`}>{threshold(row)}</span>,
  },
  {
    id: 'status',
    header: 'Verdict',
    value: (row) => row.status,
    cell: (row) => <State state={words[row.status]} />,
  },
  { id: 'reason', header: 'In words', cell: (row) => row.reason },
];

const runTitle = ({ specification, name, measures }: TestRun): string => {
  const passed = measures.filter(({ status }) => status === 'passed').length;
  const about = name === undefined ? specification : `${name}, ${specification}`;
  return measures.length === 0 ? about : `${about}: ${passed} of ${measures.length} passed`;
};

/** How a run stands: its verdict once it has one. */
const standOf = ({ verdict, state = 'waiting' }: TestRun): StateWord =>
  verdict === undefined ? { word: titleOf(state), icon: 'progress', tone: 'info' } : words[verdict];

/** Test runs: predicted beside measured beside what was demanded. */
export function TestRuns({ runs }: { readonly runs: readonly TestRun[] }) {
  return (
    <div className={classes['stack']}>
      {runs.map((run) => (
        <Section key={run.id} title={runTitle(run)} aside={<State state={standOf(run)} />}>
          <p className="quiet">
            {run.recordedAt === undefined ? (
              'Not run yet'
            ) : (
              <>
                Recorded <Instant at={run.recordedAt} /> by the real clock
              </>
            )}
            {run.waiver !== undefined && `, waived by ${run.waiver.by}: ${run.waiver.reason}`}
          </p>
          {run.measures.length > 0 && (
            <DataTable
              label={`Measures of ${run.specification}`}
              columns={columns}
              rows={run.measures}
              idOf={(row) => row.caseId}
            />
          )}
        </Section>
      ))}
    </div>
  );
}
