import type { PlanActivity } from '@turnup/contract';
import { useState } from 'react';
import type { Column, SortText } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { shortDateText } from '../shared/dates.ts';
import { Icon } from '../shared/Icon.tsx';
import { State } from '../shared/State.tsx';
import { inOrder } from './activityFacts.ts';
import classes from './Plan.module.css';
import { activityWords, ownerText } from './words.ts';

type Props = { readonly activities: readonly PlanActivity[]; readonly onStep: (key: string) => void };

const span = (from: string | undefined, to: string | undefined) =>
  from === undefined ? '—' : `${shortDateText(from)} – ${to === undefined ? '' : shortDateText(to)}`;

const columnsFor = (onStep: Props['onStep']): readonly Column<PlanActivity>[] => [
  {
    id: 'name',
    header: 'Activity',
    value: ({ name }) => name,
    cell: ({ key, name }) => (
      <button
        type="button"
        className={classes['stepLink']}
        data-activity={key}
        data-row-link
        onClick={() => onStep(key)}
      >
        {name}
      </button>
    ),
  },
  {
    id: 'site',
    header: 'Site',
    value: ({ site }) => site,
    cell: ({ site }) => <span className="mono">{site ?? '—'}</span>,
  },
  {
    id: 'state',
    header: 'State',
    value: ({ state }) => state,
    cell: ({ state }) => <State state={activityWords[state]} />,
  },
  {
    id: 'owner',
    header: 'Owner',
    value: ({ owner }) => ownerText(owner),
    cell: ({ owner }) => ownerText(owner),
  },
  {
    id: 'days',
    header: 'Days',
    align: 'right',
    value: ({ durationWorkingDays }) => durationWorkingDays,
    cell: ({ durationWorkingDays }) => durationWorkingDays,
  },
  {
    id: 'baseline',
    header: 'Baseline',
    value: ({ baselineStart }) => baselineStart,
    cell: ({ baselineStart, baselineFinish }) => span(baselineStart, baselineFinish),
  },
  {
    id: 'forecast',
    header: 'Forecast',
    value: ({ forecastStart }) => forecastStart,
    cell: ({ forecastStart, forecastFinish }) => span(forecastStart, forecastFinish),
  },
  {
    id: 'actual',
    header: 'Actual',
    value: ({ actualStart }) => actualStart,
    cell: ({ actualStart, actualFinish }) => span(actualStart, actualFinish),
  },
  {
    id: 'slack',
    header: 'Slack',
    align: 'right',
    value: ({ slackWorkingDays }) => slackWorkingDays,
    cell: ({ slackWorkingDays, critical, state }) => (
      <>
        {critical && (
          <>
            <Icon name="critpath" size={13} /> critical{state === 'done' ? '' : ' · '}
          </>
        )}
        {state === 'done' ? '' : `${slackWorkingDays} wd`}
      </>
    ),
  },
  {
    id: 'process',
    header: 'eTOM',
    value: ({ process }) => process,
    cell: ({ process }) => <span className="mono">{process}</span>,
  },
];

/** The plan as a table: all that the drawings show, in words. */
export function PlanTable({ activities, onStep }: Props) {
  const [sort, setSort] = useState<SortText>();
  const [columns] = useState(() => columnsFor(onStep));
  return (
    <DataTable
      label="Plan as a table"
      columns={columns}
      rows={inOrder(activities)}
      idOf={({ key }) => key}
      sort={sort}
      onSort={setSort}
    />
  );
}
