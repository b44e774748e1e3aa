import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Notification, ServiceOrder } from '@turnup/contract';
import { useCallback, useMemo, useRef } from 'react';
import { ordersQuery } from '../api/orders.ts';
import { usePendingUpdates } from '../live/usePendingUpdates.ts';
import { useMay } from '../session/useSession.ts';
import type { SortText } from '../shared/columns.ts';
import { csvOf, saveText } from '../shared/csv.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Page } from '../shared/Page.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { orderColumns } from './columns.tsx';
import { OrderFilters } from './OrderFilters.tsx';
import classes from './Orders.module.css';
import { customerOf, specificationsOf } from './orderFacts.ts';
import { isNarrowed, ordersRequest, pageSize, searched } from './search.ts';

const orderIdOf = ({ event }: Notification): string | undefined =>
  (event['serviceOrder'] as { id?: string } | undefined)?.id;

const holds = (order: ServiceOrder, text: string): boolean =>
  [order.number, order.externalId, customerOf(order), specificationsOf(order), order.id].some((value) =>
    value?.toLowerCase().includes(text.toLowerCase()),
  );

/** The list of service orders. */
export function OrdersPage() {
  const search = useSearch({ from: '/signed/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const request = ordersRequest(search);
  const query = useQuery(ordersQuery(request));
  const region = useRef<HTMLElement>(null);
  const occupied = useCallback(() => {
    const element = region.current;
    return element !== null && (element.matches(':hover') || element.contains(document.activeElement));
  }, []);
  const updates = usePendingUpdates(['orders'], orderIdOf, occupied);
  const mayIssue = useMay('order.issue');
  const { q } = search;
  const rows = useMemo(
    () => (query.data?.rows ?? []).filter((order) => q === undefined || holds(order, q)),
    [query.data, q],
  );
  const onSort = (sort: SortText): void => {
    void navigate({ search: (before) => ({ ...before, sort }), replace: true });
  };
  return (
    <Page
      title="Orders"
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="download" />}
            onClick={() => saveText('orders.csv', 'text/csv', csvOf(orderColumns, rows))}
          >
            CSV of this view
          </Button>
          {mayIssue && (
            <Button
              size="xs"
              leftSection={<Icon name="plus" />}
              renderRoot={(props) => <Link to="/orders/new" {...props} />}
            >
              New order
            </Button>
          )}
        </>
      }
    >
      <div className={classes['bar']}>
        <OrderFilters search={search} />
        <div role="status" aria-live="polite">
          {updates.count > 0 && (
            <button type="button" className={classes['updates']} onClick={updates.apply}>
              {updates.count} {updates.count === 1 ? 'update' : 'updates'}, apply
            </button>
          )}
        </div>
      </div>
      <Read query={query}>
        {(page) => {
          if (rows.length === 0)
            return isNarrowed(search) ? (
              <Empty title="No order fits the filter.">
                <Link to="/orders" search={{ set: search.set }}>
                  Clear the filter
                </Link>
              </Empty>
            ) : (
              <Empty title={search.set === 'all' ? 'There is no order yet.' : 'No order is in these states.'}>
                {search.set === 'all' ? (
                  <>
                    Write one by <b>New order</b>, or send one with <code>turnup order submit</code>.
                  </>
                ) : (
                  <Link to="/orders" search={{ set: 'all' }}>
                    Show all orders
                  </Link>
                )}
              </Empty>
            );
          const whole = rows.length === page.total || q !== undefined;
          return (
            <>
              {q !== undefined && page.total > searched && (
                <p className={classes['note']}>
                  Looked through the newest {searched} of {page.total}.
                </p>
              )}
              {search.sort !== undefined && !whole && (
                <p className={classes['note']}>Sorted within this page; the list itself is newest first.</p>
              )}
              <DataTable
                label="Orders"
                columns={orderColumns}
                rows={rows}
                idOf={(order) => order.id}
                sort={search.sort}
                onSort={onSort}
                region={region}
              />
              <Pager
                what="orders"
                offset={q === undefined ? (search.offset ?? 0) : 0}
                limit={pageSize}
                shown={rows.length}
                total={q === undefined ? page.total : rows.length}
                more={page.more}
                onOffset={(offset) => void navigate({ search: (before) => ({ ...before, offset }) })}
              />
            </>
          );
        }}
      </Read>
    </Page>
  );
}
