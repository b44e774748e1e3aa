import type { ReferenceRecord } from '@turnup/contract';
import { type FieldFault, RefusalError } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { readCatalog, upsertRecords } from './store.ts';
import { checkTemplate } from './templateNetwork.ts';
import { type Catalog, type CatalogKind, catalogKinds, type LoadResult } from './types.ts';

type Loader = (tx: Transaction, tenant: string, records: readonly never[]) => Promise<LoadResult>;

/** What each kind refers to: a record that names something unknown is refused before it is stored. */
const references: {
  readonly [Kind in CatalogKind]?: (
    record: ReferenceRecord<Kind>,
  ) => readonly (readonly [CatalogKind, string, string])[];
} = {
  team: (team) => [['calendar', team.calendar, '/calendar']],
  partner: (partner) => [['calendar', partner.calendar, '/calendar']],
  partnerOffer: (offer) => [['partner', offer.partner, '/partner']],
  serviceSpecification: ({ testSpecification: code }) =>
    code === undefined ? [] : [['testSpecification', code, '/testSpecification']],
  planTemplate: (template) =>
    template.serviceSpecifications.map(
      (code, index) => ['serviceSpecification', code, `/serviceSpecifications/${index}`] as const,
    ),
};

/** Loaders for the kinds of the catalogue: upsert by natural key, all or nothing. */
export const referenceLoaders = Object.fromEntries(
  catalogKinds.map((kind) => [
    kind,
    async (tx: Transaction, tenant: string, records: readonly never[]): Promise<LoadResult> => {
      refuseUnknown(kind, await readCatalog(tx.sql, tenant), records);
      refuseContradictions(kind, records);
      return upsertRecords(tx, tenant, kind, records);
    },
  ]),
) as unknown as Readonly<Record<CatalogKind, Loader>>;

function refuseUnknown<Kind extends CatalogKind>(
  kind: Kind,
  catalog: Catalog,
  records: readonly ReferenceRecord<Kind>[],
): void {
  const referencesOf = references[kind] as
    | ((record: unknown) => readonly (readonly [CatalogKind, string, string])[])
    | undefined;
  if (referencesOf === undefined) return;
  const faults: FieldFault[] = [];
  for (const [index, record] of records.entries()) {
    for (const [target, key, path] of referencesOf(record)) {
      if (!catalog.of(target).has(key))
        faults.push({ path: `/records/${index}${path}`, message: `there is no ${target} ${key}` });
    }
  }
  if (faults.length > 0) {
    const first = faults[0];
    throw new RefusalError({
      status: 422,
      code: 'UNKNOWN_REFERENCE',
      message: `${kind}: ${first?.path} ${first?.message}; load what it refers to first`,
      faults,
    });
  }
}

/** What records of a kind must say of themselves, beyond their schema. */
const contradictions: { readonly [Kind in CatalogKind]?: (record: ReferenceRecord<Kind>) => FieldFault[] } = {
  cpeModel: ({ wanPorts, wanPortNames }) =>
    wanPortNames === undefined || wanPortNames.length === wanPorts
      ? []
      : [{ path: '/wanPortNames', message: `names ${wanPortNames.length} of ${wanPorts} WAN ports` }],
  partnerOffer: ({ leadTimeWorkingDays: { best, likely, worst } }) => [
    ...(best > likely
      ? [{ path: '/leadTimeWorkingDays/best', message: `best ${best} is longer than likely ${likely}` }]
      : []),
    ...(likely > worst
      ? [{ path: '/leadTimeWorkingDays/likely', message: `likely ${likely} is longer than worst ${worst}` }]
      : []),
  ],
  planTemplate: (template) => {
    checkTemplate(template);
    return [];
  },
};

function refuseContradictions<Kind extends CatalogKind>(
  kind: Kind,
  records: readonly ReferenceRecord<Kind>[],
): void {
  const faultsOf = contradictions[kind] as ((record: unknown) => FieldFault[]) | undefined;
  if (faultsOf === undefined) return;
  const faults = records.flatMap((record, index) =>
    faultsOf(record).map((fault) => ({ ...fault, path: `/records/${index}${fault.path}` })),
  );
  const [first] = faults;
  if (first === undefined) return;
  const message = `${kind}: ${first.path} ${first.message}`;
  throw new RefusalError({ status: 422, code: 'CONTRADICTION', message, faults });
}
