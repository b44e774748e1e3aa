import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { NetworkCondition } from '../api/answers.ts';
import { conditionsQuery } from '../api/surveillance.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import order from '../order/Order.module.css';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { countText } from '../shared/units.ts';
import { FailedObjects } from './FailedObjects.tsx';
import { ServiceLinks } from './ServiceLinks.tsx';
import { conditionStates } from './search.ts';
import { conditionWords } from './words.ts';

const pageSize = 50;

const columns: readonly Column<NetworkCondition>[] = [
  {
    id: 'name',
    header: 'What',
    cell: ({ name, kind }) => (
      <>
        <b className="mono">{name}</b>
        <div className="quiet">{kind === 'node' ? 'device' : 'link'}</div>
      </>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={conditionWords[state]} /> },
  { id: 'since', header: 'Bad since', cell: ({ since }) => <Instant at={since} /> },
  {
    id: 'failed',
    header: 'Failed',
    cell: ({ failedAt, badLooks }) =>
      failedAt === null ? (
        <span className="quiet">{countText(badLooks, 'bad look')} so far</span>
      ) : (
        <Instant at={failedAt} />
      ),
  },
  {
    id: 'cleared',
    header: 'Whole again',
    cell: ({ clearedAt, goodLooks }) =>
      clearedAt !== null ? (
        <Instant at={clearedAt} />
      ) : (
        <span className="quiet">
          {goodLooks === 0 ? 'no' : `${countText(goodLooks, 'good look')} in a row`}
        </span>
      ),
  },
  { id: 'reason', header: 'Why', cell: ({ reason }) => reason },
  {
    id: 'ordered',
    header: 'Ordered to restore',
    cell: ({ orders: made, obstacle }) => (
      <>
        {made.map((id, index) => (
          <div key={id}>
            <Link to="/orders/$id" params={{ id }} className={orders['number']}>
              Restoration {made.length > 1 && index + 1}
            </Link>
          </div>
        ))}
        {obstacle !== null && <div>{obstacle}</div>}
        {made.length === 0 && obstacle === null && <span className="quiet">nothing</span>}
      </>
    ),
  },
  {
    id: 'services',
    header: 'Services',
    cell: ({ services }) => (services.length === 0 ? '—' : <ServiceLinks ids={services} />),
  },
];

/** What surveillance found bad, newest first, with what was ordered because of it; and what is not repaired. */
export function Conditions() {
  const search = useSearch({ from: '/signed/network' });
  const navigate = useNavigate({ from: '/network' });
  const state = conditionStates.find((each) => each === search.state);
  const query = useQuery(conditionsQuery({ limit: pageSize, offset: search.offset, state }));
  useLiveRefresh(['conditions'], ({ event }) => 'networkCondition' in event);
  useLiveRefresh(['failedObjects'], ({ event }) => 'networkCondition' in event || 'serviceOrder' in event);
  return (
    <div className={order['stack']}>
      <FailedObjects />
      <div className={orders['bar']}>
        <NativeSelect
          size="xs"
          aria-label="State"
          value={state ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void navigate({
              search: {
                tab: 'conditions',
                state: conditionStates.find((each) => each === value),
              },
              replace: true,
            });
          }}
          data={[
            { value: '', label: 'Any state' },
            ...conditionStates.map((value) => ({ value, label: conditionWords[value].word })),
          ]}
        />
      </div>
      <Read query={query}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty title={state === undefined ? 'Nothing was found bad.' : 'Nothing is in this state.'}>
              {state === undefined ? (
                'Core links and devices are looked at where the policy networkSurveillance is loaded.'
              ) : (
                <Link to="/network" search={{ tab: 'conditions' }}>
                  Show every state
                </Link>
              )}
            </Empty>
          ) : (
            <>
              <DataTable
                label="Conditions of the network"
                columns={columns}
                rows={page.rows}
                idOf={({ id }) => id}
              />
              <Pager
                what="conditions"
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
    </div>
  );
}
