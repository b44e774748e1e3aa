import { type Ref, useMemo } from 'react';
import type { Column, SortText } from './columns.ts';
import classes from './DataTable.module.css';
import { Scroller } from './Scroller.tsx';
import { useRows } from './table.ts';

type Props<Row> = {
  /** What the table holds, for a screen reader. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly sort?: SortText;
  readonly onSort?: (sort: SortText) => void;
  readonly region?: Ref<HTMLElement>;
};

const arrows = { asc: '↑', desc: '↓' } as const;
const ignore = (): void => {};

/** A table whose head stays in sight; heads with values sort. It can be scrolled with the keyboard. */
export function DataTable<Row extends object>({
  label,
  columns,
  rows,
  idOf,
  sort,
  onSort,
  region,
}: Props<Row>) {
  const table = useRows(columns, rows, sort, onSort ?? ignore);
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  return (
    <Scroller label={label} className={classes['frame']} ref={region}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {table.getHeaderGroups()[0]?.headers.map(({ id, column }) => {
              const sorted = column.getIsSorted();
              const head = byId.get(id);
              return (
                <th
                  key={id}
                  scope="col"
                  data-align={head?.align}
                  aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                >
                  {onSort !== undefined && column.getCanSort() ? (
                    <button type="button" onClick={() => column.toggleSorting()}>
                      {head?.header}
                      <span aria-hidden="true">{sorted === false ? '' : ` ${arrows[sorted]}`}</span>
                    </button>
                  ) : (
                    head?.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map(({ original }) => (
            <tr key={idOf(original)}>
              {columns.map((column) => (
                <td key={column.id} data-align={column.align}>
                  {column.cell(original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
