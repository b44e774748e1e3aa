import { table } from './table.ts';

type Value = string | readonly string[] | null;

/** A device held against intent. */
export type ComparisonBody = {
  readonly device: string;
  readonly inStep: boolean;
  readonly differences: readonly {
    readonly path: string;
    readonly intended: Value;
    readonly recorded: Value;
    readonly have: Value;
    readonly services: readonly string[];
  }[];
  readonly forwardText: string;
  readonly asRecorded: Readonly<Record<string, string>>;
};

/** A monitor of something asynchronous (TMF640). */
export type MonitorBody = {
  readonly id: string;
  readonly state: string;
  readonly request: { readonly method: string; readonly to: string };
  readonly response?: { readonly body: unknown };
};

/** A label on a state of the configuration. */
export type Label = {
  readonly name: string;
  readonly text: string | null;
  readonly devices: readonly string[];
  readonly madeBy: string;
  readonly madeAt: string;
};

/** What a rollback would do. */
export type RollbackPreview = {
  readonly services: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly devices: readonly string[];
  }[];
  readonly devices: readonly {
    readonly device: string;
    readonly forwardText: string;
    readonly reverseText: string;
  }[];
  readonly conflicts: readonly {
    readonly device: string;
    readonly path: string;
    readonly owners: readonly string[];
  }[];
};

const text = (value: Value): string =>
  value === null ? 'nothing' : typeof value === 'string' ? value : value.join(' ');

/** Where a device differs from intent or records, and what would bring it there. */
export function comparisonText({
  device,
  inStep,
  differences,
  forwardText,
  asRecorded,
}: ComparisonBody): string {
  const notes = Object.entries(asRecorded).map(([service, why]) => `${service} as recorded: ${why}`);
  if (inStep) return [`${device} holds what is intended`, ...notes].join('\n');
  const rows = differences.map(({ path, intended, recorded, have, services }) => [
    path,
    text(intended),
    text(recorded),
    text(have),
    services.join(' '),
  ]);
  return [
    table(['place', 'intended', 'on record', 'on the device', 'services'], rows),
    ...notes,
    ...(forwardText === '' ? [] : ['# brings it there', forwardText]),
  ].join('\n');
}

/** Monitors, a line each. */
export function monitorTable(rows: readonly MonitorBody[]): string {
  if (rows.length === 0) return 'nothing was asked of the network';
  return table(
    ['state', 'asked', 'came to', 'id'],
    rows.map(({ id, state, request, response }) => [
      state,
      `${request.method} ${request.to}`,
      response === undefined ? '' : JSON.stringify(response.body),
      id,
    ]),
  );
}

/** Labels, the newest first. */
export function labelTable(rows: readonly Label[]): string {
  if (rows.length === 0) return 'there is no label';
  return table(
    ['label', 'made', 'by', 'devices', 'text'],
    rows.map((row) => [row.name, row.madeAt, row.madeBy, row.devices.length, row.text ?? '']),
  );
}

/** What a rollback means for each service, and what each device would be sent. */
export function rollbackText({ services, devices, conflicts }: RollbackPreview): string {
  if (services.length === 0) return 'nothing differs from the label';
  return [
    table(
      ['service', 'what it means', 'devices'],
      services.map(({ name, verdict, devices: on }) => [name, verdict, on.join(' ')]),
    ),
    ...conflicts.map(
      ({ device, path, owners }) => `refused: ${device} ${path} belongs to ${owners.join(' ')}`,
    ),
    ...devices.flatMap(({ device, forwardText, reverseText }) => [
      `# ${device}`,
      forwardText,
      '# takes it back',
      reverseText,
    ]),
  ].join('\n');
}
