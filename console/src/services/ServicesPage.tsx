import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { InventoryService } from '../api/answers.ts';
import { inventoryQuery } from '../api/services.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { Page } from '../shared/Page.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import type { ServiceSet, ServicesSearch } from './search.ts';
import { serviceWords } from './words.ts';

const pageSize = 100;

const columns: readonly Column<InventoryService>[] = [
  {
    id: 'number',
    header: 'Service',
    cell: ({ id, number }) => (
      <Link to="/services/$id" params={{ id }} className={orders['number']} data-row-link>
        {number}
      </Link>
    ),
  },
  { id: 'name', header: 'Name', cell: ({ name }) => name },
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ relatedParty }) => relatedParty?.find(({ role }) => role === 'customer')?.id ?? '—',
  },
  {
    id: 'specification',
    header: 'Specification',
    cell: ({ serviceSpecification }) => serviceSpecification.id,
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={serviceWords[state]} /> },
  { id: 'inService', header: 'In service', cell: ({ inService }) => (inService ? 'yes' : 'no') },
  {
    id: 'since',
    header: 'Since',
    cell: ({ startDate }) => (startDate === undefined ? '—' : dateText(startDate)),
  },
];

/** The customer-facing services of the inventory. */
export function ServicesPage() {
  const search = useSearch({ from: '/signed/services' });
  const navigate = useNavigate({ from: '/services' });
  const { set = 'all', offset = 0 } = search;
  const state = set === 'all' ? undefined : set;
  const query = useQuery(
    inventoryQuery({ category: 'CFS', state, limit: pageSize, offset: offset || undefined }),
  );
  useLiveRefresh(['services'], ({ event }) => 'service' in event);
  const show = (change: ServicesSearch): void => void navigate({ search: change });
  return (
    <Page title="Services" about="What customers have, and what it stands on.">
      <div className={orders['bar']}>
        <SegmentedControl
          aria-label="Which services"
          size="xs"
          value={set}
          onChange={(value) => show({ set: value as ServiceSet })}
          data={[
            { value: 'all', label: 'All' },
            { value: 'active', label: 'Active' },
            { value: 'inactive', label: 'Inactive' },
            { value: 'reserved', label: 'Reserved' },
            { value: 'terminated', label: 'Terminated' },
          ]}
        />
      </div>
      <Read query={query}>
        {({ rows, total, more }) =>
          rows.length === 0 ? (
            <Empty title={set === 'all' ? 'There is no service yet.' : 'No service is in this state.'}>
              {set === 'all' ? (
                'It is recorded when an order is accepted.'
              ) : (
                <Link to="/services">Show all</Link>
              )}
            </Empty>
          ) : (
            <>
              <DataTable label="Services" columns={columns} rows={rows} idOf={({ id }) => id} />
              <Pager
                offset={offset}
                limit={pageSize}
                shown={rows.length}
                total={total}
                more={more}
                what="services"
                onOffset={(next) => show({ set: search.set, offset: next })}
              />
            </>
          )
        }
      </Read>
    </Page>
  );
}
