import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { DesignSummary } from '../api/answers.ts';
import { designsQuery } from '../api/designs.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';
import { type DesignsSearch, designStates } from './search.ts';
import { designStateWords } from './words.ts';

const pageSize = 50;

const columns: readonly Column<DesignSummary>[] = [
  {
    id: 'number',
    header: 'Design',
    value: ({ number }) => number,
    cell: ({ id, number, version }) => (
      <>
        <Link to="/designs/$id" params={{ id }} className={orders['number']} data-row-link>
          {number}
        </Link>{' '}
        <span className="quiet">version {version}</span>
      </>
    ),
  },
  {
    id: 'customer',
    header: 'Customer',
    value: ({ requirement }) => requirement.customer,
    cell: ({ requirement }) => requirement.customer,
  },
  {
    id: 'specification',
    header: 'Specification',
    cell: ({ requirement }) => <span className="mono">{requirement.serviceSpecification}</span>,
  },
  { id: 'sites', header: 'Sites', align: 'right', cell: ({ requirement }) => requirement.sites.length },
  { id: 'mode', header: 'Made for', cell: ({ mode, openedFor }) => `${mode}, ${wordsOf(openedFor.kind)}` },
  { id: 'route', header: 'Route', cell: ({ classification }) => classification.route },
  { id: 'state', header: 'State', cell: ({ state }) => <State state={designStateWords[state]} /> },
  {
    id: 'gates',
    header: 'Open gates',
    cell: ({ openGates }) =>
      openGates.length === 0 ? 'none' : openGates.map(({ code }) => wordsOf(code)).join(', '),
  },
  { id: 'author', header: 'Author', cell: ({ author }) => author ?? '—' },
  { id: 'updated', header: 'Changed', cell: ({ updatedAt }) => <Instant at={updatedAt} /> },
];

/** The list of designs. */
export function DesignsPage() {
  const search = useSearch({ from: '/signed/designs' });
  const navigate = useNavigate({ from: '/designs' });
  const { state, customer, offset = 0 } = search;
  const query = useQuery(designsQuery({ state, customer, offset, limit: pageSize }));
  useLiveRefresh(['designs'], ({ event }) => 'serviceDesign' in event);
  return (
    <Page
      title="Designs"
      about="Solutions that were worked out for a requirement, each in its present version."
    >
      <div className={orders['bar']}>
        <NativeSelect
          size="xs"
          aria-label="State"
          data-filter
          value={state ?? ''}
          onChange={(event) =>
            void navigate({
              search: {
                ...search,
                offset: undefined,
                state: (event.currentTarget.value || undefined) as DesignsSearch['state'],
              },
            })
          }
          data={[
            { value: '', label: 'Any state' },
            ...designStates.map((value) => ({ value, label: designStateWords[value].word })),
          ]}
        />
      </div>
      <Read query={query}>
        {({ rows, total, more }) =>
          rows.length === 0 ? (
            state === undefined && customer === undefined ? (
              <Empty title="There is no design yet.">
                One is opened when a requirement is special, or when its feasibility is asked for.
              </Empty>
            ) : (
              <Empty title="No design fits the filter.">
                <Link to="/designs">Clear the filter</Link>
              </Empty>
            )
          ) : (
            <>
              <DataTable label="Designs" columns={columns} rows={rows} idOf={({ id }) => id} />
              <Pager
                what="designs"
                offset={offset}
                limit={pageSize}
                shown={rows.length}
                total={total}
                more={more}
                onOffset={(next) => void navigate({ search: { ...search, offset: next } })}
              />
            </>
          )
        }
      </Read>
    </Page>
  );
}
