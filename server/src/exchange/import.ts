import { type FieldFault, RefusalError } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { compare, inLoadingOrder, type KindChange } from './compare.ts';
import { readNetbox } from './netbox/read.ts';
import type { NetboxDefaults } from './netbox/reading.ts';
import { readOurs } from './ours.ts';
import type { ExchangeFile, ExchangePorts, ImportPreview, OutsideUse, Told, ToldRecord } from './types.ts';

/** What is imported. */
export type ImportRequest = {
  readonly format: 'netbox' | 'csv';
  readonly files: readonly ExchangeFile[];
  readonly defaults: Partial<NetboxDefaults>;
};

/** Kinds of which NetBox is taken to know all; places and pools of our own it need not know. */
const wholeInNetbox: ReadonlySet<string> = new Set(['networkNode', 'port', 'link']);
const mostFaults = 50;
const listed = 50;

/**
 * Imports files in the caller's transaction and answers what that came to. Rows that cannot be are told as faults, each
 * with its file and line; then the caller must take the transaction back, because other rows may be written already. A
 * preview is an import that is taken back: so it says exactly what the import after it does. An import that was done
 * before changes nothing.
 */
export async function importInventory(
  tx: Transaction,
  tenant: string,
  ports: ExchangePorts,
  request: ImportRequest,
): Promise<ImportPreview> {
  const told =
    request.format === 'netbox'
      ? readNetbox(request.files, { calendar: await ports.usualCalendar(tx, tenant), ...request.defaults })
      : readOurs(request.files);
  const whole = request.format === 'netbox' ? wholeInNetbox : undefined;
  const changes = await changesOf(tx, tenant, ports, told.records, whole);
  const stands = await ports.usesThatStand(tx, tenant);
  const uses = told.uses.filter((use) => !stands.has(useKey(use)));
  const faults = [...told.faults, ...changes.flatMap((change) => faultsOf(ports, change))];
  if (faults.length === 0) faults.push(...(await write(tx, tenant, ports, changes, uses)));
  return previewOf(told, changes, uses, faults);
}

/** Writes what changes, kind by kind, up to the first that is refused; answers why. */
async function write(
  tx: Transaction,
  tenant: string,
  ports: ExchangePorts,
  changes: readonly KindChange[],
  uses: readonly OutsideUse[],
): Promise<readonly FieldFault[]> {
  for (const change of changes) {
    if (change.write.length === 0) continue;
    try {
      await ports.loaders[change.kind](tx, tenant, change.write as never);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      const { faults = [{ path: '', message: error.refusal.message }] } = error.refusal;
      return faults.map((fault) => atSource(change, fault));
    }
  }
  return uses.length === 0 ? [] : ports.take(tx, tenant, uses);
}

/** The name of a use, by which it is known again. */
export function useKey({ pool, value }: Pick<OutsideUse, 'pool' | 'value'>): string {
  return `${pool} ${value}`;
}

async function changesOf(
  tx: Transaction,
  tenant: string,
  ports: ExchangePorts,
  records: readonly ToldRecord[],
  whole: ReadonlySet<string> | undefined,
): Promise<KindChange[]> {
  const changes: KindChange[] = [];
  const kinds = inLoadingOrder(
    [...Map.groupBy(records, (one) => one.kind)].map(([kind, own]) => ({ kind, own })),
  );
  for (const { kind, own } of kinds) {
    const present = await ports.present(tx, tenant, kind);
    changes.push(compare(kind, own, present, whole?.has(kind) ?? true));
  }
  return changes.map((change) => (change.kind === 'sharedRisk' ? onlyUsedCards(change, changes) : change));
}

/** New cards only as far as new ports are on them: ports that stand keep the card that they have. */
function onlyUsedCards(change: KindChange, all: readonly KindChange[]): KindChange {
  const ports = all.find((one) => one.kind === 'port')?.write ?? [];
  const used = new Set(ports.map((port) => port['card']));
  const wanted = change.write.map((record) => record['kind'] !== 'card' || used.has(record['code']));
  if (wanted.every(Boolean)) return change;
  const write = change.write.filter((_, index) => wanted[index]);
  const codes = new Set(write.map((record) => record['code']));
  const { preview } = change;
  const dropped = change.write.length - write.length;
  return {
    ...change,
    write,
    sources: change.sources.filter((_, index) => wanted[index]),
    preview: {
      ...preview,
      created: preview.created - dropped,
      createdKeys: preview.createdKeys.filter((key) => codes.has(key)),
    },
  };
}

/** Faults of the records to be written. */
function faultsOf(ports: ExchangePorts, change: KindChange): FieldFault[] {
  return ports.faultsOf(change.kind, change.write).map((fault) => atSource(change, fault));
}

/** A fault of a record, told by the row that the record comes from. */
function atSource({ kind, sources }: KindChange, { path, message }: FieldFault): FieldFault {
  const [, index = '', rest = ''] = /^\/records\/(\d+)(.*)$/.exec(path) ?? [];
  return { path: `${sources[Number(index)] ?? kind}${rest}`, message };
}

function previewOf(
  told: Told,
  changes: readonly KindChange[],
  uses: readonly OutsideUse[],
  faults: readonly FieldFault[],
): ImportPreview {
  const outside =
    told.uses.length === 0
      ? []
      : [
          {
            kind: 'outsideUse',
            created: uses.length,
            changed: 0,
            unchanged: told.uses.length - uses.length,
            onlyHere: 0,
            onlyHereKeys: [],
            createdKeys: uses.slice(0, listed).map(useKey),
            changes: [],
          },
        ];
  return {
    kinds: [...changes.map((change) => change.preview), ...outside],
    faults: faults.slice(0, mostFaults),
    faultCount: faults.length,
    skipped: told.skipped.slice(0, listed),
    skippedCount: told.skipped.length,
  };
}
