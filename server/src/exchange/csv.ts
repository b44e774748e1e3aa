import type { Row } from './types.ts';

/** Why a text is no CSV, with the line on which it goes wrong. */
export type CsvFault = { readonly line: number; readonly message: string };

/**
 * Reads CSV (RFC 4180): comma-separated, cells with commas, quotes or line breaks in double quotes, a quote within
 * doubled. A byte order mark, blank lines and any line ending are borne. The first row names the columns; a row with
 * more or fewer cells than the header is a fault.
 */
export function parseCsv(
  text: string,
): { readonly columns: readonly string[]; readonly rows: readonly Row[] } | CsvFault {
  const lines = cellsOf(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if ('message' in lines) return lines;
  const [header, ...rest] = lines.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
  if (header === undefined) return { line: 1, message: 'the file is empty: it needs a header line' };
  const columns = header.cells.map((cell) => cell.trim());
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) return { line: header.line, message: `the column ${twice} stands twice` };
  const odd = rest.find(({ cells }) => cells.length !== columns.length);
  if (odd !== undefined)
    return { line: odd.line, message: `${odd.cells.length} cells where the header has ${columns.length}` };
  const rows = rest.map(
    ({ line, cells }): Row => ({
      line,
      cells: new Map(columns.map((column, index) => [column, told(cells[index] ?? '')])),
    }),
  );
  return { columns, rows };
}

/** A cell without its padding, and without the mark that keeps spreadsheets from taking it for a formula. */
function told(cell: string): string {
  const text = cell.trim();
  return /^'[=+@]/.test(text) ? text.slice(1) : text;
}

type Line = { readonly line: number; readonly cells: string[] };

function cellsOf(text: string): Line[] | CsvFault {
  const lines: Line[] = [];
  let current: Line = { line: 1, cells: [] };
  let line = 1;
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      const closed = quoted(text, at + 1);
      if (closed === undefined) return { line, message: 'a quoted cell is never closed' };
      current.cells.push(closed.cell);
      line += closed.breaks;
      at = closed.at;
    } else {
      const end = endOfCell(text, at);
      current.cells.push(text.slice(at, end));
      at = end;
    }
    if (text[at] === ',') at += 1;
    else if (at >= text.length) {
      lines.push(current);
      return lines;
    } else if (text[at] === '\r' || text[at] === '\n') {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      lines.push(current);
      line += 1;
      current = { line, cells: [] };
      if (at >= text.length) return lines;
    } else
      return { line, message: `after a closing quote comes a comma or the end of the line, not ${text[at]}` };
  }
  return lines;
}

function quoted(text: string, from: number): { cell: string; at: number; breaks: number } | undefined {
  let cell = '';
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { cell, at: quote + 1, breaks: cell.split('\n').length - 1 };
    cell += '"';
    at = quote + 2;
  }
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** Writes CSV that {@link parseCsv} reads back; lines end with CR LF as RFC 4180 has it. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(written).join(',')}\r\n`).join('');
}

function written(cell: string): string {
  // A cell that a spreadsheet would take for a formula is told as text.
  const safe = /^[=+@]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
