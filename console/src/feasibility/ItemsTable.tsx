import { Link } from '@tanstack/react-router';
import type { CheckServiceQualification, ServiceRequest, SiteRequirement } from '@turnup/contract';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText } from '../shared/dates.ts';
import { State } from '../shared/State.tsx';
import { rateText } from '../shared/units.ts';
import { overtakenOf } from './itemFacts.ts';
import { confidenceWords, overtakenWord, resultWords } from './words.ts';

/** One item of a question in a line. */
export type ItemRow = {
  readonly id: string;
  readonly sites: readonly SiteRequirement[];
  readonly item: CheckServiceQualification['serviceQualificationItem'][number];
};

export const itemRows = (items: CheckServiceQualification['serviceQualificationItem']): ItemRow[] =>
  items.map((item) => ({
    id: item.id,
    item,
    sites: ((item.service as ServiceRequest).serviceCharacteristic?.find(({ name }) => name === 'sites')
      ?.value ?? []) as SiteRequirement[],
  }));

const why = ({ item }: ItemRow): string =>
  item.eligibilityUnavailabilityReason[0]?.label ?? item.terminationError[0]?.value ?? '';

export const itemColumns: readonly Column<ItemRow>[] = [
  {
    id: 'item',
    header: 'Item',
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Link
        from="/feasibility/$id"
        to="/feasibility/$id"
        search={{ item: id }}
        className={orders['number']}
        data-row-link
      >
        {id}
      </Link>
    ),
  },
  {
    id: 'sites',
    header: 'Sites',
    value: ({ sites }) => sites.map(({ site }) => site).join(' '),
    cell: ({ sites }) =>
      sites.map(({ site, bandwidthKbps, access }) => (
        <div key={site}>
          <span className="mono">{site}</span>{' '}
          <span className="quiet">
            {rateText(bandwidthKbps)}, {access}
          </span>
        </div>
      )),
  },
  {
    id: 'result',
    header: 'Result',
    value: ({ item }) => item.qualificationItemResult ?? item.state,
    cell: ({ item }) =>
      item.qualificationItemResult === undefined ? (
        item.state
      ) : (
        <>
          <State state={resultWords[item.qualificationItemResult]} />
          {overtakenOf(item) !== undefined && (
            <div>
              <State state={overtakenWord} />
            </div>
          )}
        </>
      ),
  },
  {
    id: 'confidence',
    header: 'Confidence',
    value: ({ item }) => item.feasibility?.confidence,
    cell: ({ item }) =>
      item.feasibility === undefined ? '—' : <State state={confidenceWords[item.feasibility.confidence]} />,
  },
  {
    id: 'earliest',
    header: 'Earliest',
    value: ({ item }) => item.feasibility?.earliestCompletionDate,
    cell: ({ item }) =>
      item.feasibility?.earliestCompletionDate === undefined
        ? '—'
        : dateText(item.feasibility.earliestCompletionDate),
  },
  { id: 'reason', header: 'First reason', value: why, cell: (row) => why(row) || '—' },
];

/** The items of a question, each with its own result. */
export function ItemsTable({
  rows,
  open,
}: {
  readonly rows: readonly ItemRow[];
  readonly open: string | undefined;
}) {
  return (
    <>
      <DataTable label="Items of the question" columns={itemColumns} rows={rows} idOf={({ id }) => id} />
      <p className="quiet" role="status">
        {open === undefined ? 'Choose an item to see its answer.' : `Below: the answer to item ${open}.`}
      </p>
    </>
  );
}
