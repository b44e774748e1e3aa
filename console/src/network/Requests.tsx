import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Monitor } from '../api/answers.ts';
import { monitorsQuery } from '../api/configuration.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { Outcome } from './MonitorResult.tsx';
import { monitorStates } from './search.ts';
import { monitorWords } from './words.ts';

const pageSize = 50;

const columns: readonly Column<Monitor>[] = [
  { id: 'asked', header: 'Asked', cell: ({ createdAt }) => <Instant at={createdAt} /> },
  {
    id: 'what',
    header: 'What',
    cell: ({ request: { method, to }, sourceHref }) => {
      const order = /\/serviceOrder\/([^/]+)$/.exec(sourceHref)?.[1];
      return (
        <>
          <span className="mono">
            {method} {to}
          </span>
          {order !== undefined && (
            <div>
              <Link to="/orders/$id" params={{ id: order }}>
                the order that does it
              </Link>
            </div>
          )}
        </>
      );
    },
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={monitorWords[state]} /> },
  { id: 'outcome', header: 'What came of it', cell: (monitor) => <Outcome monitor={monitor} /> },
  {
    id: 'ended',
    header: 'Ended',
    cell: ({ endedAt }) => (endedAt === undefined ? '—' : <Instant at={endedAt} />),
  },
];

/** What was asked of the network without an order, or by TMF640, and what came of it; the newest first. */
export function Requests() {
  const search = useSearch({ from: '/signed/network' });
  const navigate = useNavigate({ from: '/network' });
  const state = monitorStates.find((each) => each === search.state);
  const query = useQuery(monitorsQuery({ limit: pageSize, offset: search.offset, state }));
  useLiveRefresh(['monitors'], ({ event }) => 'monitor' in event);
  return (
    <>
      <div className={orders['bar']}>
        <NativeSelect
          size="xs"
          aria-label="State"
          value={state ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void navigate({
              search: { tab: 'requests', state: monitorStates.find((each) => each === value) },
              replace: true,
            });
          }}
          data={[
            { value: '', label: 'Any state' },
            ...monitorStates.map((value) => ({ value, label: monitorWords[value].word })),
          ]}
        />
      </div>
      <Read query={query}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={state === undefined ? 'Nothing was asked yet.' : 'No request is in this state.'}>
              {state === undefined ? (
                'Reconciling, writing again, going back to a label, and TMF640 are told here.'
              ) : (
                <Link to="/network" search={{ tab: 'requests' }}>
                  Show every state
                </Link>
              )}
            </Empty>
          ) : (
            <>
              <DataTable
                label="Requests to the network"
                columns={columns}
                rows={page.rows}
                idOf={({ id }) => id}
              />
              <Pager
                what="requests"
                offset={search.offset ?? 0}
                limit={pageSize}
                shown={page.rows.length}
                total={page.total}
                more={page.more}
                onOffset={(offset) => void navigate({ search: (before) => ({ ...before, offset }) })}
              />
            </>
          )
        }
      </Read>
    </>
  );
}
