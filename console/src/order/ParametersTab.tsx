import { useQuery } from '@tanstack/react-query';
import type { ReservedLine } from '../api/answers.ts';
import { reservationsQuery } from '../api/services.ts';
import { useMay } from '../session/useSession.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { numberText } from '../shared/units.ts';
import { useServices } from './useOrder.ts';

type Row = ReservedLine & { readonly reservation: string; readonly holdUntil: string | null };

const words: Readonly<Record<ReservedLine['state'], StateWord>> = {
  reserved: { word: 'Reserved', icon: 'clock', tone: 'warn' },
  allocated: { word: 'Allocated', icon: 'check', tone: 'good' },
};
/** Single values first: they are what people look for. */
const shapes: readonly Row['shape'][] = ['values', 'blocks', 'quantities'];

const shownValue = (row: Row): string => row.values?.join(', ') ?? numberText(row.amount ?? 0);

const columns: readonly Column<Row>[] = [
  {
    id: 'parameter',
    header: 'Parameter',
    value: (row) => row.key,
    cell: (row) => <span className="mono">{row.key}</span>,
  },
  {
    id: 'value',
    header: 'Value',
    value: shownValue,
    cell: (row) => <b className="mono">{shownValue(row)}</b>,
  },
  { id: 'pool', header: 'Pool', value: (row) => row.pool, cell: (row) => row.pool },
  {
    id: 'scope',
    header: 'Scope',
    value: (row) => row.scope,
    cell: (row) => <span className="mono">{row.scope}</span>,
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => row.state,
    cell: (row) => (
      <>
        <State state={words[row.state]} />
        {row.state === 'reserved' && row.holdUntil !== null && (
          <div className="quiet">
            until <Instant at={row.holdUntil} />
          </div>
        )}
      </>
    ),
  },
];

/** What the order and its services hold of the pools. */
export function ParametersTab({ orderId }: { readonly orderId: string }) {
  const may = useMay('network.read');
  const { query: services, facing } = useServices(orderId);
  const query = useQuery({ ...reservationsQuery(orderId, facing), enabled: may && services.isSuccess });
  if (!may) return <Empty title="Your role does not see parameters.">It lacks network.read.</Empty>;
  return (
    <Read query={query}>
      {(reservations) => {
        const rows = reservations
          .flatMap(({ id, holdUntil, lines }) =>
            lines.map((line) => ({ ...line, holdUntil, reservation: id })),
          )
          .toSorted(
            (one, other) =>
              shapes.indexOf(one.shape) - shapes.indexOf(other.shape) || one.key.localeCompare(other.key),
          );
        return rows.length === 0 ? (
          <Empty title="Nothing is reserved or allocated yet.">
            Values are taken when the plan reaches that step.
          </Empty>
        ) : (
          <DataTable
            label="Parameters"
            columns={columns}
            rows={rows}
            idOf={(row) => `${row.reservation} ${row.key} ${row.state}`}
          />
        );
      }}
    </Read>
  );
}
