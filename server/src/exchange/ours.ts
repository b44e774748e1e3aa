import { type ReferenceKind, referenceKey, referenceKinds, referenceSchemas } from '@turnup/contract';
import type { FieldFault } from '../foundation/result.ts';
import { parseCsv, writeCsv } from './csv.ts';
import type { ExchangeFile, PlainRecord, Row, Told, ToldRecord } from './types.ts';

type MemberSchema = { readonly type?: string; readonly enum?: readonly unknown[] };

/** Kinds that are exchanged: all but access to devices, which has secrets. */
export const exchangedKinds = referenceKinds.filter((kind) => kind !== 'deviceAccess');

/** Members of a kind's records with how their cells are written: text as it is, everything else as JSON. */
function membersOf(kind: ReferenceKind): ReadonlyMap<string, 'text' | 'json'> {
  const { properties } = referenceSchemas[kind] as unknown as { properties: Record<string, MemberSchema> };
  return new Map(
    Object.entries(properties).map(([name, schema]) => {
      const words = schema.enum?.every((word) => typeof word === 'string') ?? false;
      return [name, schema.type === 'string' || words ? 'text' : 'json'];
    }),
  );
}

/** Our own CSV: a column for each member, numbers and structures as JSON; an empty cell tells nothing. */
export function readOurs(files: readonly ExchangeFile[]): Told {
  const records: ToldRecord[] = [];
  const faults: FieldFault[] = [];
  for (const [index, { kind: name, csv }] of files.entries()) {
    const kind = exchangedKinds.find((one) => one === name);
    const parsed =
      kind === undefined
        ? { line: 1, message: `${name} is not exchanged; ${exchangedKinds.join(', ')} are` }
        : parseCsv(csv);
    if (kind === undefined || 'message' in parsed) {
      const { line, message } = parsed as { line: number; message: string };
      faults.push({ path: `/files/${index}`, message: `line ${line}: ${message}` });
      continue;
    }
    const members = membersOf(kind);
    const unknown = parsed.columns.filter((column) => !members.has(column));
    if (unknown.length > 0) {
      const message = `${kind} has no ${unknown.join(', ')}; it has ${[...members.keys()].join(', ')}`;
      faults.push({ path: `/files/${index}`, message });
      continue;
    }
    for (const row of parsed.rows) {
      const source = `${kind} line ${row.line}`;
      const told = recordOf(row, members, source, faults);
      records.push({ kind, key: referenceKey(kind, told as never), source, told, whenNew: {} });
    }
  }
  return { records, uses: [], faults, skipped: [] };
}

function recordOf(
  row: Row,
  members: ReadonlyMap<string, 'text' | 'json'>,
  source: string,
  faults: FieldFault[],
): PlainRecord {
  const record: Record<string, unknown> = {};
  for (const [name, cell] of row.cells) {
    if (cell === '') continue;
    if (members.get(name) === 'text') record[name] = cell;
    else {
      try {
        record[name] = JSON.parse(cell);
      } catch {
        faults.push({ path: source, message: `${name}: ${cell.slice(0, 60)} is no JSON` });
      }
    }
  }
  return record;
}

/** Records of a kind as our own CSV, which {@link readOurs} reads back without a change. */
export function writeOurs(kind: ReferenceKind, records: readonly PlainRecord[]): string {
  const members = membersOf(kind);
  const columns = [...members.keys()];
  return writeCsv(
    columns,
    records.map((record) =>
      columns.map((column) => {
        const value = record[column];
        if (value === undefined || value === null) return '';
        return members.get(column) === 'text' ? String(value) : JSON.stringify(value);
      }),
    ),
  );
}
