import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FalloutTask, TaskError } from '../api/answers.ts';
import orders from '../orders/Orders.module.css';
import { taskWord } from '../plan/words.ts';
import type { Column } from '../shared/columns.ts';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';

const errorOf = (task: FalloutTask): TaskError | undefined => task.error as TaskError | undefined;

/** The columns of the worklist; the first chooses. */
export const falloutColumns = (
  chosen: ReadonlySet<string>,
  onChoose: (id: string, on: boolean) => void,
): readonly Column<FalloutTask>[] => [
  {
    id: 'choose',
    header: 'Choose',
    cell: ({ id, label, serviceOrder }) => (
      <Checkbox
        aria-label={`Choose ${label} of ${serviceOrder.number ?? ''}`}
        checked={chosen.has(id)}
        onChange={(event) => onChoose(id, event.currentTarget.checked)}
      />
    ),
  },
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
    cell: ({ label, kind, state }) => (
      <>
        {label}
        <div className="quiet mono">{kind}</div>
        <State state={taskWord(state)} />
      </>
    ),
  },
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
  { id: 'attempt', header: 'Tried', align: 'right', cell: ({ attempt }) => attempt },
  {
    id: 'since',
    header: 'Since',
    cell: ({ startedAt }) => (startedAt === undefined ? '—' : <Instant at={startedAt} />),
  },
];
