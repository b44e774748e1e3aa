import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Column, SortText } from './columns.ts';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

const sortingOf = (sort: SortText): SortingState =>
  sort === undefined ? [] : [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }];

const sortTextOf = ([first]: SortingState): SortText =>
  first === undefined ? undefined : `${first.desc ? '-' : ''}${first.id}`;

/** TanStack's table over our columns: it sorts the rows it is given; markup, styles and paging are the caller's. */
export function useRows<Row extends object>(
  columns: readonly Column<Row>[],
  data: readonly Row[],
  sort: SortText,
  onSort: (sort: SortText) => void,
) {
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        accessorFn: (row: Row) => column.value?.(row),
        enableSorting: column.value !== undefined,
        sortFn: 'basic' as const,
        sortUndefined: 'last' as const,
      })),
    [columns],
  );
  const sorting = useMemo(() => sortingOf(sort), [sort]);
  return useTable({
    features,
    columns: definitions,
    data: data as Row[],
    state: { sorting },
    onSortingChange: (update) => onSort(sortTextOf(typeof update === 'function' ? update(sorting) : update)),
  });
}
