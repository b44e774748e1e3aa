import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FalloutTask, TaskError } from '../api/answers.ts';
import { falloutQuery } from '../api/orders.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { RetryButton } from '../order/RetryButton.tsx';
import orders from '../orders/Orders.module.css';
import { taskWord } from '../plan/words.ts';
import { useMay } from '../session/useSession.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';

const most = 500;
const errorOf = (task: FalloutTask): TaskError | undefined => task.error as TaskError | undefined;

const columns: readonly Column<FalloutTask>[] = [
  {
    id: 'order',
    header: 'Order',
    cell: ({ serviceOrder, activity }) => (
      <Link
        to="/orders/$id"
        params={{ id: serviceOrder.id ?? '' }}
        search={{ tab: 'plan', step: activity }}
        className={orders['number']}
        data-row-link
      >
        {serviceOrder.number}
      </Link>
    ),
  },
  {
    id: 'task',
    header: 'Task',
    cell: ({ label, kind }) => (
      <>
        {label}
        <div className="quiet mono">{kind}</div>
      </>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={taskWord(state)} /> },
  {
    id: 'cause',
    header: 'Cause',
    cell: (task) => (
      <>
        {errorOf(task)?.cause ?? '—'}
        <div className="quiet mono">{errorOf(task)?.code}</div>
      </>
    ),
  },
  {
    id: 'message',
    header: 'What happened, what to do',
    cell: (task) => (
      <>
        {errorOf(task)?.message}
        {errorOf(task)?.corrective?.map((line) => (
          <div key={line}>
            <b>To do:</b> {line}
          </div>
        ))}
      </>
    ),
  },
  { id: 'attempt', header: 'Attempts', align: 'right', cell: ({ attempt }) => attempt },
  {
    id: 'since',
    header: 'Since',
    cell: ({ startedAt }) => (startedAt === undefined ? '—' : <Instant at={startedAt} />),
  },
  { id: 'retry', header: 'Retry', cell: (task) => <Retry task={task} /> },
];

function Retry({ task }: { readonly task: FalloutTask }) {
  const may = useMay('plan.intervene');
  return <RetryButton orderId={task.serviceOrder.id ?? ''} task={task} may={may} />;
}

/** The tasks that need a person, with what can be done. */
export function FalloutPage() {
  const query = useQuery(falloutQuery({ limit: most }));
  useLiveRefresh(['fallout']);
  return (
    <Page title="Fallout" about="Tasks that cannot go on by themselves.">
      <Read query={query}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing fell out.">Every task goes on by itself or waits for what it should.</Empty>
          ) : (
            <DataTable label="Fallout" columns={columns} rows={rows} idOf={({ id }) => id} />
          )
        }
      </Read>
    </Page>
  );
}
