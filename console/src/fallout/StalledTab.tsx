import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { StalledOrder } from '../api/answers.ts';
import { stalledQuery } from '../api/orders.ts';
import orders from '../orders/Orders.module.css';
import { orderStateWords } from '../orders/words.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';

const columns: readonly Column<StalledOrder>[] = [
  {
    id: 'order',
    header: 'Order',
    cell: ({ id, number }) => (
      <Link
        to="/orders/$id"
        params={{ id }}
        search={{ tab: 'plan', view: 'timeline' }}
        className={orders['number']}
        data-row-link
      >
        {number}
      </Link>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={orderStateWords[state]} /> },
  { id: 'since', header: 'Last moved', cell: ({ unmovedSince }) => <Instant at={unmovedSince} /> },
  { id: 'days', header: 'Told after, days', align: 'right', cell: ({ days }) => days },
];

/** Open orders of which nothing has moved for as long as policy says. */
export function StalledTab() {
  const query = useQuery(stalledQuery);
  return (
    <Read query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title="Every order moves.">
            An order is told here when nothing of it has moved for as many days as the policy{' '}
            <code>stalledAfterDays</code> says.
          </Empty>
        ) : (
          <DataTable label="Orders that have not moved" columns={columns} rows={rows} idOf={({ id }) => id} />
        )
      }
    </Read>
  );
}
