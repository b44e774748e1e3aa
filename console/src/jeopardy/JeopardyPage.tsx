import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { alertsQuery } from '../api/work.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { alertColumns } from './columns.tsx';
import type { JeopardySearch } from './search.ts';

const most = 500;

/** Orders that are predicted to miss their date, or come near it, with the activity at fault. */
export function JeopardyPage() {
  const search = useSearch({ from: '/signed/jeopardy' });
  const navigate = useNavigate({ from: '/jeopardy' });
  const { level, set = 'open' } = search;
  const query = useQuery(alertsQuery({ level, open: set === 'open' ? 'true' : undefined, limit: most }));
  useLiveRefresh(['alerts'], ({ eventType }) => eventType.includes('Jeopardy'));
  const show = (change: JeopardySearch): void => void navigate({ search: { ...search, ...change } });
  return (
    <Page title="Jeopardy" about="Orders that may miss what was promised.">
      <div className={orders['bar']}>
        <SegmentedControl
          aria-label="Which alerts"
          size="xs"
          value={set}
          onChange={(value) => show({ set: value as JeopardySearch['set'] })}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Level"
          data-filter
          value={level ?? ''}
          onChange={(event) =>
            show({ level: (event.currentTarget.value || undefined) as JeopardySearch['level'] })
          }
          data={[
            { value: '', label: 'Any level' },
            { value: 'Hazard', label: 'Hazard' },
            { value: 'Critical', label: 'Critical' },
          ]}
        />
      </div>
      <Read query={query}>
        {({ rows }) =>
          rows.length === 0 ? (
            level === undefined ? (
              <Empty title="No order is in jeopardy.">Every promise is expected to be kept.</Empty>
            ) : (
              <Empty title="No alert fits the filter.">
                <Link to="/jeopardy">Clear the filter</Link>
              </Empty>
            )
          ) : (
            <DataTable label="Jeopardy" columns={alertColumns} rows={rows} idOf={({ id }) => id} />
          )
        }
      </Read>
    </Page>
  );
}
