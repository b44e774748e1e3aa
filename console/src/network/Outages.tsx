import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { PlannedOutage } from '../api/answers.ts';
import { outagesQuery } from '../api/network.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { State, type StateWord } from '../shared/State.tsx';

const words: Readonly<Record<PlannedOutage['state'], StateWord>> = {
  announced: { word: 'Announced', icon: 'clock', tone: 'info' },
  inProgress: { word: 'Under way', icon: 'progress', tone: 'warn' },
  completed: { word: 'Over', icon: 'check', tone: 'good' },
  withdrawn: { word: 'Withdrawn', icon: 'ban', tone: 'quiet' },
};

const columns: readonly Column<PlannedOutage>[] = [
  { id: 'number', header: 'Outage', cell: ({ number }) => <b>{number}</b> },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={words[state]} /> },
  { id: 'from', header: 'From', cell: ({ startsAt }) => <Instant at={startsAt} /> },
  { id: 'to', header: 'To', cell: ({ endsAt }) => <Instant at={endsAt} /> },
  {
    id: 'objects',
    header: 'What is worked on',
    cell: ({ objects }) => <span className="mono">{objects.join(', ')}</span>,
  },
  {
    id: 'services',
    header: 'Services told',
    cell: ({ services }) =>
      services.length === 0
        ? 'none'
        : services.map(({ id, number, customer }) => (
            <div key={id}>
              <Link to="/services/$id" params={{ id }}>
                {number}
              </Link>{' '}
              <span className="quiet">{customer}</span>
            </div>
          )),
  },
  { id: 'reason', header: 'Why', cell: ({ reason }) => reason },
];

/** Work that interrupts services, announced to their customers and to surveillance; those that begin first before others. */
export function Outages() {
  const query = useQuery(outagesQuery);
  return (
    <Read query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title="No outage is planned.">
            Orders announce theirs by themselves; other work is announced with <code>turnup outage</code>.
          </Empty>
        ) : (
          <DataTable label="Planned outages" columns={columns} rows={rows} idOf={({ id }) => id} />
        )
      }
    </Read>
  );
}
