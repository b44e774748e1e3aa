import { Link } from '@tanstack/react-router';
import type { JeopardyAlert } from '../api/answers.ts';
import orders from '../orders/Orders.module.css';
import { jeopardyWords } from '../orders/words.ts';
import type { Column } from '../shared/columns.ts';
import { weekdayText, workingDaysText } from '../shared/dates.ts';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { Acknowledge } from './Acknowledge.tsx';
import { OrderName } from './OrderName.tsx';

export const alertColumns: readonly Column<JeopardyAlert>[] = [
  { id: 'level', header: 'Level', cell: ({ level }) => <State state={jeopardyWords[level]} /> },
  {
    id: 'order',
    header: 'Order',
    cell: ({ orderReference }) => (
      <Link
        to="/orders/$id"
        params={{ id: orderReference }}
        search={{ tab: 'plan', view: 'timeline' }}
        className={orders['number']}
        data-row-link
      >
        <OrderName id={orderReference} />
      </Link>
    ),
  },
  { id: 'expected', header: 'Expected', cell: ({ forecastDate }) => weekdayText(forecastDate) },
  {
    id: 'committed',
    header: 'Committed',
    cell: ({ committedDate }) => (committedDate === null ? '—' : weekdayText(committedDate)),
  },
  {
    id: 'slack',
    header: 'Slack',
    align: 'right',
    cell: ({ slackWorkingDays }) => (slackWorkingDays === null ? '—' : workingDaysText(slackWorkingDays)),
  },
  {
    id: 'cause',
    header: 'Because of',
    cell: ({ culprit, cause }) => (
      <>
        {culprit ?? '—'}
        <div className="quiet mono">{cause}</div>
      </>
    ),
  },
  { id: 'owner', header: 'Owner', cell: ({ owner }) => owner },
  { id: 'raised', header: 'Raised', cell: ({ raisedAt }) => <Instant at={raisedAt} /> },
  {
    id: 'next',
    header: 'Escalates',
    cell: ({ nextStepAt, ladderStep }) => (
      <>
        {nextStepAt === null ? '—' : <Instant at={nextStepAt} />}
        <div className="quiet">step {ladderStep}</div>
      </>
    ),
  },
  { id: 'acknowledge', header: 'Acknowledged', cell: (alert) => <Acknowledge alert={alert} /> },
];
