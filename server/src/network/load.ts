import { type ReferenceRecord, referenceKey } from '@turnup/contract';
import { type FieldFault, RefusalError } from '../foundation/result.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { faultOf, type Known, type Reference, referencesOf, shapeFaultsOf } from './references.ts';
import * as store from './store.ts';
import type { LoadCounts, NetworkKind } from './types.ts';

/** Stores records of one kind: inserts or replaces by natural key, all or nothing. */
export type Loader<Kind extends NetworkKind> = (
  tx: Transaction,
  tenant: string,
  records: readonly ReferenceRecord<Kind>[],
) => Promise<LoadCounts>;

/**
 * Loaders of the kinds that this room owns. Records have passed the contract's schema. Throws a `RefusalError` (422)
 * that names every key given twice (`DUPLICATE_KEY`) and every unknown or wrong reference (`UNKNOWN_REFERENCE`).
 */
export const referenceLoaders: { readonly [Kind in NetworkKind]: Loader<Kind> } = {
  sharedRisk: loader('sharedRisk', store.upsertSharedRisks),
  place: loader('place', store.upsertPlaces),
  networkNode: loader('networkNode', store.upsertNodes),
  port: loader('port', store.upsertPorts),
  link: loader('link', store.upsertLinks),
  augmentation: loader('augmentation', store.upsertAugmentations),
};

/** A load that makes more records than that changes what a table is to the database's planner. */
const manyRecords = 200;

type Upsert<Kind extends NetworkKind> = (
  tx: Transaction,
  tenant: string,
  records: readonly ReferenceRecord<Kind>[],
) => Promise<store.Written[]>;

function loader<Kind extends NetworkKind>(kind: Kind, upsert: Upsert<Kind>): Loader<Kind> {
  return async (tx, tenant, records) => {
    refuseDuplicates(kind, records);
    await refuseFaults(tx.sql, tenant, kind, records);
    const written = await upsert(tx, tenant, records);
    const keys = written.map(({ key }) => key);
    if (keys.length > 0) await store.bumpVersion(tx, tenant, kind, keys);
    const created = written.filter((one) => one.created).length;
    if (created > manyRecords) await store.tellGrowth(tx, kind);
    return { created, changed: keys.length - created, unchanged: records.length - keys.length };
  };
}

function refuseDuplicates<Kind extends NetworkKind>(
  kind: Kind,
  records: readonly ReferenceRecord<Kind>[],
): void {
  const first = new Map<string, number>();
  const faults: FieldFault[] = [];
  for (const [index, record] of records.entries()) {
    const key = referenceKey(kind, record);
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    else faults.push({ path: `/records/${index}`, message: `${key} is given already in record ${before}` });
  }
  throwFaults('DUPLICATE_KEY', kind, faults, 'give each record once');
}

async function refuseFaults<Kind extends NetworkKind>(
  sql: Sql,
  tenant: string,
  kind: Kind,
  records: readonly ReferenceRecord<Kind>[],
): Promise<void> {
  const references = records.map((record) => referencesOf[kind](record));
  const known = await readKnown(sql, tenant, references.flat());
  const faults = records.flatMap((record, index) =>
    [
      ...(shapeFaultsOf[kind]?.(record) ?? []),
      ...(references[index] ?? []).flatMap((reference) => {
        const message = faultOf(reference, known);
        return message === undefined ? [] : [{ path: reference.path, message }];
      }),
    ].map((fault) => ({ ...fault, path: `/records/${index}${fault.path}` })),
  );
  throwFaults('UNKNOWN_REFERENCE', kind, faults, 'load what it refers to first');
}

async function readKnown(sql: Sql, tenant: string, references: readonly Reference[]): Promise<Known> {
  const codes = (to: Reference['to']) => [
    ...new Set(references.filter((reference) => reference.to === to).map((reference) => reference.code)),
  ];
  const rows = await store.knownReferences(sql, tenant, {
    sharedRisks: codes('sharedRisk'),
    places: codes('place'),
    nodes: codes('node'),
    links: codes('link'),
  });
  return new Map(rows.map((row) => [`${row.what} ${row.code}` as const, row.detail]));
}

function throwFaults(code: string, kind: string, faults: readonly FieldFault[], advice: string): void {
  const [first] = faults;
  if (first === undefined) return;
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  const message = `${kind} ${first.path}: ${first.message}${more}; ${advice}`;
  throw new RefusalError({ status: 422, code, message, faults });
}
