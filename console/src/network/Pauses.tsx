import { useQuery } from '@tanstack/react-query';
import type { WorkPause } from '../api/answers.ts';
import { pausesQuery } from '../api/network.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { wordsOf } from '../shared/units.ts';

const columns: readonly Column<WorkPause>[] = [
  { id: 'scope', header: 'What', cell: ({ scope }) => wordsOf(scope) },
  {
    id: 'reference',
    header: 'Which',
    cell: ({ reference }) => <span className="mono">{reference ?? 'all of it'}</span>,
  },
  { id: 'reason', header: 'Why', cell: ({ reason }) => reason },
  { id: 'by', header: 'By', cell: ({ by }) => by },
  { id: 'at', header: 'Since', cell: ({ at }) => <Instant at={at} /> },
];

/** What is kept from being worked on: devices, kinds of task, everything. Paused orders say so themselves. */
export function Pauses() {
  const query = useQuery(pausesQuery);
  return (
    <Read query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title="Nothing is paused.">
            A device is paused on its page, a kind of task or everything with <code>turnup pause</code>.
          </Empty>
        ) : (
          <DataTable
            label="Pauses"
            columns={columns}
            rows={rows}
            idOf={({ scope, reference }) => `${scope} ${reference ?? ''}`}
          />
        )
      }
    </Read>
  );
}
