import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { LedgerLine } from '../api/answers.ts';
import { poolsQuery } from '../api/services.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import type { Column, SortText } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { numberText, titleOf } from '../shared/units.ts';
import { Share } from './Share.tsx';

type Count = 'size' | 'free' | 'reserved' | 'allocated' | 'quarantined' | 'withdrawn';
const counts: readonly Count[] = ['size', 'free', 'reserved', 'allocated', 'quarantined', 'withdrawn'];

const columns: readonly Column<LedgerLine>[] = [
  { id: 'pool', header: 'Pool', value: ({ pool }) => pool, cell: ({ pool }) => <b>{pool}</b> },
  { id: 'kind', header: 'Kind', value: ({ kind }) => kind, cell: ({ kind }) => kind },
  {
    id: 'scope',
    header: 'Scope',
    value: ({ scope }) => scope,
    cell: ({ scope }) => <span className="mono">{scope === '' ? 'everywhere' : scope}</span>,
  },
  {
    id: 'used',
    header: 'In use',
    value: (line) => (line.size === 0 ? 0 : 1 - line.free / line.size),
    cell: (line) => <Share line={line} />,
  },
  ...counts.map(
    (name): Column<LedgerLine> => ({
      id: name,
      header: titleOf(name),
      align: 'right',
      value: (line) => line[name],
      cell: (line) => numberText(line[name]),
    }),
  ),
  {
    id: 'conserved',
    header: 'Adds up',
    value: ({ conserved }) => (conserved ? 'yes' : 'no'),
    cell: ({ conserved }) => (
      <State
        state={
          conserved
            ? { word: 'Yes', icon: 'check', tone: 'good' }
            : { word: 'No', icon: 'critical', tone: 'bad' }
        }
      />
    ),
  },
];

/** Every pool of parameters and what is left of it, counted from the rows. */
export function PoolsPage() {
  const query = useQuery(poolsQuery);
  const [text, setText] = useState('');
  const [sort, setSort] = useState<SortText>('-used');
  useLiveRefresh(['pools'], ({ event }) => 'reservation' in event || 'parameters' in event);
  const rows = useMemo(
    () =>
      (query.data?.rows ?? []).filter(({ pool, kind, scope }) =>
        `${pool} ${kind} ${scope}`.toLowerCase().includes(text.toLowerCase()),
      ),
    [query.data, text],
  );
  return (
    <Page title="Pools" about="Free, reserved, allocated, quarantined and withdrawn make the whole.">
      <div className={orders['bar']}>
        <TextInput
          size="xs"
          w={260}
          aria-label="Filter pools"
          placeholder="Pool, kind or scope…"
          leftSection={<Icon name="search" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-filter
        />
      </div>
      <Read query={query}>
        {({ total }) =>
          rows.length === 0 ? (
            <Empty title={total === 0 ? 'No pool is loaded.' : 'No pool fits the filter.'} />
          ) : (
            <>
              <DataTable
                label="Pools"
                columns={columns}
                rows={rows}
                idOf={({ pool, scope }) => `${pool} ${scope}`}
                sort={sort}
                onSort={setSort}
              />
              <p className="quiet" role="status">
                {rows.length} of {total} pools and scopes
              </p>
            </>
          )
        }
      </Read>
    </Page>
  );
}
