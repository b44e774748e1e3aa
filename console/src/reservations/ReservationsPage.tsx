import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { heldQuery } from '../api/parameters.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import type { SortText } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Page } from '../shared/Page.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { reservationColumns } from './columns.tsx';
import type { ReservationSearch, ReservationSet } from './search.ts';

const pageSize = 100;
const sets: readonly { readonly value: ReservationSet; readonly label: string }[] = [
  { value: 'reserved', label: 'Held for a time' },
  { value: 'waiting', label: 'In line' },
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'allocated', label: 'Allocated' },
  { value: 'all', label: 'All' },
];

/** What is promised to whom and for how long, with the time that is left. */
export function ReservationsPage() {
  const search = useSearch({ from: '/signed/reservations' });
  const navigate = useNavigate({ from: '/reservations' });
  const { set = 'reserved', pool, offset = 0 } = search;
  const query = useQuery(
    heldQuery({ state: set === 'all' ? undefined : set, pool, limit: pageSize, offset: offset || undefined }),
  );
  const [sort, setSort] = useState<SortText>(undefined);
  useLiveRefresh(['reservations'], ({ event }) => 'reservation' in event || 'parameters' in event);
  const show = (change: ReservationSearch): void =>
    void navigate({ search: { ...search, offset: undefined, ...change } });
  // Those that end first come first, unless a column says otherwise.
  const order = sort ?? (set === 'reserved' ? 'left' : '-created');
  return (
    <Page title="Reservations" about="What is promised to whom, and until when. At the very end it is over.">
      <div className={orders['bar']}>
        <SegmentedControl
          aria-label="Which reservations"
          size="xs"
          value={set}
          onChange={(value) => show({ set: value as ReservationSet })}
          data={[...sets]}
        />
        <TextInput
          key={pool ?? ''}
          size="xs"
          w={220}
          aria-label="Pool"
          placeholder="Pool, such as vlan"
          leftSection={<Icon name="search" />}
          defaultValue={pool ?? ''}
          onBlur={(event) => show({ pool: event.currentTarget.value.trim() || undefined })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
          data-filter
        />
      </div>
      <Read query={query}>
        {({ rows, total, more }) =>
          rows.length === 0 ? (
            <Empty
              title={
                pool === undefined ? 'No reservation is in this state.' : 'No reservation fits the filter.'
              }
            >
              <Link to="/reservations" search={{ set: 'all' }}>
                Show all
              </Link>
            </Empty>
          ) : (
            <>
              <DataTable
                label="Reservations"
                columns={reservationColumns}
                rows={rows}
                idOf={({ id }) => id}
                sort={order}
                onSort={setSort}
              />
              <Pager
                offset={offset}
                limit={pageSize}
                shown={rows.length}
                total={total}
                more={more}
                what="reservations"
                onOffset={(next) => show({ offset: next })}
              />
            </>
          )
        }
      </Read>
    </Page>
  );
}
