import type { Column } from './columns.ts';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Rows as a file (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const told = columns.filter((column) => column.value !== undefined);
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;
  const safe = (value: string | number | undefined): string =>
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
  return (
    line(told.map((column) => column.header)) +
    rows.map((row) => line(told.map((column) => safe(column.value?.(row))))).join('')
  );
}

/** Hands a text over as a file. */
export function saveText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
