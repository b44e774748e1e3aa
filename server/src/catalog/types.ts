import type { ReferenceKind, ReferenceRecord } from '@turnup/contract';

/** Kinds of reference data that the catalogue keeps. */
export const catalogKinds = [
  'calendar',
  'team',
  'linkModule',
  'exchangeRate',
  'cpeModel',
  'partner',
  'partnerOffer',
  'testSpecification',
  'serviceSpecification',
  'planTemplate',
  'rule',
  'policy',
] as const satisfies readonly ReferenceKind[];

/** One of {@link catalogKinds}. */
export type CatalogKind = (typeof catalogKinds)[number];

/** How many records of a load are new, changed, or were there already. */
export type LoadResult = { readonly created: number; readonly changed: number; readonly unchanged: number };

/** The whole catalogue of a tenant, by kind and natural key, as it stood at `version`. */
export type Catalog = {
  readonly version: number;
  readonly of: <Kind extends CatalogKind>(kind: Kind) => ReadonlyMap<string, ReferenceRecord<Kind>>;
};
