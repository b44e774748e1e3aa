import { Link } from '@tanstack/react-router';
import type { GraphService, ServiceVersion } from '../api/answers.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Instant } from '../shared/Instant.tsx';
import { wordsOf } from '../shared/units.ts';
import { changesOf, type MemberChange } from './changes.ts';
import classes from './Services.module.css';

type Row = ServiceVersion & {
  readonly number: string;
  readonly category: string;
  readonly changes: readonly MemberChange[];
};

const columns: readonly Column<Row>[] = [
  { id: 'when', header: 'When', cell: ({ effectiveAt }) => <Instant at={effectiveAt} /> },
  {
    id: 'service',
    header: 'Service',
    cell: ({ number, category, version }) => (
      <>
        <b className="mono">{number}</b>
        <div className="quiet">
          {category}, version {version}
        </div>
      </>
    ),
  },
  {
    id: 'changes',
    header: 'What changed',
    cell: ({ version, changes }) =>
      version === 1 ? (
        'recorded'
      ) : changes.length === 0 ? (
        <span className="quiet">nothing that is shown</span>
      ) : (
        <ul className={classes['changes']}>
          {changes.map(({ member, from, to }) => (
            <li key={member}>
              {wordsOf(member)}: <span className="quiet mono">{from}</span> → <b className="mono">{to}</b>
            </li>
          ))}
        </ul>
      ),
  },
  { id: 'why', header: 'Why', cell: ({ reason }) => reason },
  { id: 'who', header: 'Who', cell: ({ changedBy }) => changedBy },
  {
    id: 'order',
    header: 'Order',
    cell: ({ orderId }) =>
      orderId === null ? (
        '—'
      ) : (
        <Link to="/orders/$id" params={{ id: orderId }} className={orders['number']}>
          open
        </Link>
      ),
  },
];

/** Every version of a service and its parts, newest first: what changed, who did it, when, and for which order. */
export function History({ services }: { readonly services: readonly GraphService[] }) {
  const rows = services
    .flatMap(({ number, category, versions }) =>
      versions.map(
        (version, index): Row => ({
          ...version,
          number,
          category,
          changes: changesOf(version, versions[index - 1]),
        }),
      ),
    )
    .toSorted((one, other) => (one.effectiveAt < other.effectiveAt ? 1 : -1));
  return (
    <DataTable
      label="Versions"
      columns={columns}
      rows={rows}
      idOf={({ number, version }) => `${number} ${version}`}
    />
  );
}
