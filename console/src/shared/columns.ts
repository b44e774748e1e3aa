import type { ReactNode } from 'react';

/** One column of a table of the console. */
export type Column<Row> = {
  /** Name in addresses and in the file; unique in its table. */
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** The plain value, for sorting and for the file. Undefined sorts last. */
  readonly value?: (row: Row) => string | number | undefined;
  readonly align?: 'right';
};

/** A sorted column as it stands in an address: `expected` rising, `-expected` falling. */
export type SortText = string | undefined;
