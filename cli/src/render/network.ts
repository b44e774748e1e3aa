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

/** A part of a change that waits for its device. */
export type QueuedPart = {
  readonly id: string;
  readonly device: string;
  readonly change: string;
  readonly service: { readonly name: string };
  readonly state: string;
  readonly since: string;
  readonly lastFailure: string | null;
};

/** Parts that wait for devices, in the order of delivery. */
export function queueTable(rows: readonly QueuedPart[]): string {
  if (rows.length === 0) return 'nothing waits for a device';
  return table(
    ['device', 'state', 'since', 'change', 'service', 'why', 'id'],
    rows.map((row) => [
      row.device,
      row.state,
      row.since,
      row.change,
      row.service.name,
      row.lastFailure ?? '',
      row.id,
    ]),
  );
}

/** What keeps a device busy, and what it bears. */
export type Busy = {
  readonly device: string;
  readonly limits: {
    readonly changes?: { readonly atMost: number; readonly inS: number };
    readonly sessions?: number;
    readonly closedUntil?: string;
  };
  readonly transaction: { readonly id: string; readonly since: string } | null;
  readonly hold: { readonly why: string; readonly until: string } | null;
  readonly pause: { readonly by: string; readonly reason: string } | null;
  readonly exhausted: { readonly freeInS: number } | null;
  readonly queued: readonly QueuedPart[];
  readonly tasks: readonly { readonly label: string; readonly why: string }[];
};

/** Everything that a device is busy with, a line each. */
export function busyText({
  device,
  limits,
  transaction,
  hold,
  pause,
  exhausted,
  queued,
  tasks,
}: Busy): string {
  const lines = [
    limits.changes && `${device} takes ${limits.changes.atMost} changes in ${limits.changes.inS} s`,
    limits.sessions && `${device} bears ${limits.sessions} sessions at a time`,
    limits.closedUntil && `closed to changes until ${limits.closedUntil}`,
    transaction && `in transaction ${transaction.id} since ${transaction.since}`,
    hold && `held until ${hold.until}: ${hold.why}`,
    pause && `paused by ${pause.by}: ${pause.reason}`,
    exhausted && `has had its changes; the next in ${exhausted.freeInS} s`,
    ...tasks.map(({ label, why }) => `waiting (${why}): ${label}`),
  ].filter((line) => typeof line === 'string');
  return [...(lines.length === 0 ? [`${device} is idle`] : lines), queueTable(queued)].join('\n');
}
