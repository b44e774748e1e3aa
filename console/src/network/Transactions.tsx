import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ConfigurationTransaction } from '../api/answers.ts';
import { newestTransactionsQuery } from '../api/network.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { transactionWords } from './words.ts';

const pageSize = 50;

const columns: readonly Column<ConfigurationTransaction>[] = [
  {
    id: 'begun',
    header: 'Begun',
    cell: ({ id, createdAt }) => (
      <Link to="/network/transactions/$id" params={{ id }} className={orders['number']} data-row-link>
        <Instant at={createdAt} />
      </Link>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={transactionWords[state]} /> },
  {
    id: 'service',
    header: 'Service',
    cell: ({ serviceId }) => (
      <Link to="/services/$id" params={{ id: serviceId }}>
        Service
      </Link>
    ),
  },
  {
    id: 'devices',
    header: 'Devices',
    cell: ({ devices }) => <span className="mono">{devices.map(({ device }) => device).join(', ')}</span>,
  },
  {
    id: 'changes',
    header: 'Changes',
    align: 'right',
    cell: ({ devices }) => devices.reduce((sum, { changes }) => sum + changes.length, 0),
  },
  {
    id: 'failure',
    header: 'What failed',
    cell: ({ failures }) =>
      failures.length === 0
        ? '—'
        : failures.map(({ device, message }) => (
            <div key={`${device} ${message}`}>
              <b>{device}</b>: {message}
            </div>
          )),
  },
];

/** Network-wide transactions, newest first. */
export function Transactions() {
  const { before } = useSearch({ from: '/signed/network' });
  const query = useQuery(newestTransactionsQuery(pageSize, before));
  return (
    <Read query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty
            title={before === undefined ? 'No device was configured yet.' : 'There are no earlier ones.'}
          >
            {before !== undefined && (
              <Link to="/network" search={{ tab: 'transactions' }}>
                To the newest
              </Link>
            )}
          </Empty>
        ) : (
          <>
            <DataTable label="Transactions" columns={columns} rows={rows} idOf={({ id }) => id} />
            <p style={{ display: 'flex', gap: 16 }}>
              {before !== undefined && (
                <Link to="/network" search={{ tab: 'transactions' }}>
                  Newest
                </Link>
              )}
              {rows.length === pageSize && (
                <Link to="/network" search={{ tab: 'transactions', before: rows.at(-1)?.id }}>
                  Earlier
                </Link>
              )}
            </p>
          </>
        )
      }
    </Read>
  );
}
