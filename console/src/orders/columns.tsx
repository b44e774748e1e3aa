import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import type { Column } from '../shared/columns.ts';
import { dateText } from '../shared/dates.ts';
import { State } from '../shared/State.tsx';
import classes from './Orders.module.css';
import { customerOf, requestedDateOf, specificationsOf } from './orderFacts.ts';
import { Progress } from './Progress.tsx';
import { jeopardyOf, kindWords, orderStateWords } from './words.ts';

const severity = { Normal: 0, Hazard: 1, Critical: 2 } as const;
const date = (value: string | undefined) =>
  value === undefined ? <Nothing /> : <span className={classes['whole']}>{dateText(value)}</span>;
const Nothing = () => <span className="quiet">—</span>;

/** The columns of the list of orders; what has a value sorts and goes into the file. */
export const orderColumns: readonly Column<ServiceOrder>[] = [
  {
    id: 'number',
    header: 'Order',
    value: (order) => order.number,
    cell: (order) => (
      <>
        <Link to="/orders/$id" params={{ id: order.id }} className={classes['number']} data-row-link>
          {order.number}
        </Link>
        {order.externalId !== undefined && (
          <div className={`quiet mono ${classes['whole']}`}>{order.externalId}</div>
        )}
      </>
    ),
  },
  {
    id: 'customer',
    header: 'Customer',
    value: customerOf,
    cell: (order) => customerOf(order) ?? <Nothing />,
  },
  {
    id: 'specification',
    header: 'Specification',
    value: specificationsOf,
    cell: (order) => <span className="mono">{specificationsOf(order)}</span>,
  },
  {
    id: 'kind',
    header: 'Kind',
    value: (order) => kindWords[order.kind],
    cell: (order) => kindWords[order.kind],
  },
  {
    id: 'state',
    header: 'State',
    value: (order) => orderStateWords[order.state].word,
    cell: (order) => <State state={orderStateWords[order.state]} />,
  },
  {
    id: 'progress',
    header: 'Progress',
    value: ({ progress }) => (progress.total === 0 ? undefined : progress.done / progress.total),
    cell: (order) => <Progress {...order.progress} />,
  },
  {
    id: 'jeopardy',
    header: 'Jeopardy',
    value: (order) => severity[order.jeopardy],
    cell: (order) => <State state={jeopardyOf(order)} title={order.jeopardyAlert[0]?.message} />,
  },
  {
    id: 'requested',
    header: 'Requested',
    value: requestedDateOf,
    cell: (order) => date(requestedDateOf(order)),
  },
  {
    id: 'committed',
    header: 'Committed',
    value: (order) => order.committedDate,
    cell: (order) => date(order.committedDate),
  },
  {
    id: 'expected',
    header: 'Expected',
    value: (order) => order.expectedDate,
    cell: (order) => date(order.expectedDate),
  },
  {
    id: 'slack',
    header: 'Slack',
    align: 'right',
    value: (order) => order.slackWorkingDays,
    cell: ({ slackWorkingDays: slack }) =>
      slack === undefined ? (
        <Nothing />
      ) : (
        <span className={classes['whole']} title="working days to the committed date">
          {slack < 0 ? `−${-slack}` : slack} wd
        </span>
      ),
  },
];
