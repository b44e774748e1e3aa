import { table } from './table.ts';

type Value = string | readonly string[] | null;

/** Where a device differs from the records, or why it could not be read. */
export type Drift =
  | {
      readonly device: string;
      readonly inSync: boolean;
      readonly drifts: readonly { readonly path: string; readonly want: Value; readonly have: Value }[];
    }
  | { readonly device: string; readonly fault: string };

/** A network-wide transaction. */
export type TransactionRow = {
  readonly id: string;
  readonly state: string;
  readonly createdAt: string;
  readonly devices: readonly {
    readonly device: string;
    readonly state: string;
    readonly changes: readonly unknown[];
  }[];
  readonly failures: readonly { readonly device: string; readonly message: string }[];
  readonly journal: readonly {
    readonly device: string | null;
    readonly state: string;
    readonly recordedAt: string;
  }[];
};

const text = (value: Value): string =>
  value === null ? 'nothing' : typeof value === 'string' ? value : value.join(' ');

/** Every device in a line, its differences below it. */
export function driftText(found: readonly Drift[]): string {
  return found
    .flatMap((one) =>
      'fault' in one
        ? [`${one.device}: ${one.fault}`]
        : one.inSync
          ? [`${one.device}: in step`]
          : [
              `${one.device}: ${one.drifts.length} differences`,
              ...one.drifts.map(
                ({ path, want, have }) => `  ${path}: ${text(want)} on record, ${text(have)} on the device`,
              ),
            ],
    )
    .join('\n');
}

type DryRun = {
  readonly item: string;
  readonly device: string;
  readonly forward: string;
  readonly reverse: string;
};

/** What each device would be sent, and what would take it back. */
export function dryRunText(devices: readonly DryRun[]): string {
  if (devices.length === 0) return 'nothing would be sent to a device yet';
  return devices
    .map(
      ({ item, device, forward, reverse }) =>
        `# item ${item}, ${device}\n${forward}\n# takes it back\n${reverse}`,
    )
    .join('\n');
}

/** Transactions, one a line. */
export function transactionTable(rows: readonly TransactionRow[]): string {
  if (rows.length === 0) return 'no device was configured yet';
  return table(
    ['begun', 'state', 'devices', 'changes', 'failed', 'id'],
    rows.map(({ id, state, createdAt, devices, failures }) => [
      createdAt,
      state,
      devices.map(({ device }) => device).join(','),
      devices.reduce((sum, { changes }) => sum + changes.length, 0),
      failures.map(({ device, message }) => `${device}: ${message}`).join('; '),
      id,
    ]),
  );
}

/** One transaction with its journal. */
export function transactionText(row: TransactionRow): string {
  return [
    transactionTable([row]),
    '',
    table(
      ['written down', 'device', 'state'],
      row.journal.map(({ recordedAt, device, state }) => [recordedAt, device ?? 'the whole', state]),
    ),
  ].join('\n');
}
