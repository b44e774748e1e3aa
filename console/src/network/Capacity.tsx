import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CapacityAugmentation } from '@turnup/contract';
import { augmentationsQuery } from '../api/network.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { moneyText } from '../shared/money.ts';
import { Read } from '../shared/Read.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { rateText } from '../shared/units.ts';

const words: Readonly<Record<CapacityAugmentation['state'], StateWord>> = {
  proposed: { word: 'Proposed', icon: 'circle', tone: 'info' },
  ordered: { word: 'Ordered', icon: 'progress', tone: 'info' },
  completed: { word: 'In service', icon: 'check', tone: 'good' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
};

const columns: readonly Column<CapacityAugmentation>[] = [
  { id: 'number', header: 'Augmentation', cell: ({ number }) => <b>{number}</b> },
  { id: 'link', header: 'Link', cell: ({ link }) => <span className="mono">{link}</span> },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, cancellationOffered }) => (
      <>
        <State state={words[state]} />
        {cancellationOffered !== undefined && <div className="quiet">not needed any more</div>}
      </>
    ),
  },
  {
    id: 'modules',
    header: 'Modules',
    cell: ({ modules, addsKbps }) => (
      <>
        {modules.map(({ module, quantity }) => `${quantity} × ${module}`).join(', ')}
        <div className="quiet">adds {rateText(addsKbps)}</div>
      </>
    ),
  },
  {
    id: 'cost',
    header: 'Cost',
    align: 'right',
    cell: ({ costMinor, currency }) => moneyText(costMinor, currency),
  },
  { id: 'ready', header: 'There on', cell: ({ readyDate }) => dateText(readyDate) },
  {
    id: 'shares',
    header: 'Shared by',
    cell: ({ shares, currency }) =>
      shares.map(({ consumer, linkKbps, shareMinor }) => (
        <div key={`${consumer.kind} ${consumer.id}`}>
          {consumer.kind === 'serviceDesign' ? (
            <Link to="/designs/$id" params={{ id: consumer.id }}>
              design
            </Link>
          ) : (
            consumer.id
          )}{' '}
          <span className="quiet">
            {rateText(linkKbps)}, {moneyText(shareMinor, currency)}
          </span>
        </div>
      )),
  },
];

/** More capacity for core links: which modules, for whom, for how much and from when. */
export function Capacity() {
  const query = useQuery(augmentationsQuery);
  return (
    <Read query={query}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty title="No link is being augmented.">
            An augmentation is proposed when a design is short of capacity on a core link.
          </Empty>
        ) : (
          <DataTable label="Augmentations" columns={columns} rows={rows} idOf={({ id }) => id} />
        )
      }
    </Read>
  );
}
