import Type, { type Static } from 'typebox';
import { Code, strict } from '../common.ts';
import * as catalog from './catalog.ts';
import * as network from './network.ts';
import * as places from './places.ts';

export * from './catalog.ts';
export * from './cpePorts.ts';
export * from './network.ts';
export * from './places.ts';

/** Every kind of reference data, with its schema, in an order in which a data set can be loaded. */
export const referenceSchemas = {
  calendar: places.Calendar,
  party: places.Party,
  sharedRisk: network.SharedRisk,
  place: places.Place,
  team: catalog.Team,
  networkNode: network.NetworkNode,
  port: network.Port,
  link: network.Link,
  augmentation: network.Augmentation,
  linkModule: network.LinkModule,
  deviceAccess: network.DeviceAccess,
  pool: catalog.Pool,
  exchangeRate: catalog.ExchangeRate,
  cpeModel: catalog.CpeModel,
  cpeUnit: catalog.CpeUnit,
  partner: catalog.Partner,
  partnerOffer: catalog.PartnerOffer,
  testSpecification: catalog.TestSpecification,
  serviceSpecification: catalog.ServiceSpecification,
  planTemplate: catalog.PlanTemplate,
  rule: catalog.Rule,
  policy: catalog.Policy,
} as const;

/** The name of a kind of reference data. */
export type ReferenceKind = keyof typeof referenceSchemas;
/** The record of a kind of reference data. */
export type ReferenceRecord<Kind extends ReferenceKind> = Static<(typeof referenceSchemas)[Kind]>;
/** All kinds, in loading order. */
export const referenceKinds = Object.keys(referenceSchemas) as ReferenceKind[];

/**
 * The natural key of a record: what makes two records of a kind the same thing. Loading the same key again replaces.
 */
export function referenceKey<Kind extends ReferenceKind>(kind: Kind, record: ReferenceRecord<Kind>): string {
  const parts = record as Record<string, unknown>;
  switch (kind) {
    case 'networkNode':
    case 'link':
      return String(parts['name']);
    case 'port':
      return `${String(parts['node'])}/${String(parts['name'])}`;
    case 'augmentation':
      return `${String(parts['project'])}/${String(parts['link'])}`;
    case 'deviceAccess':
      return String(parts['device']);
    case 'cpeUnit':
      return String(parts['serial']);
    case 'exchangeRate':
      return `${String(parts['from'])}/${String(parts['to'])}/${String(parts['date'])}`;
    case 'serviceSpecification':
      return `${String(parts['code'])}`;
    default:
      return String(parts['code']);
  }
}

/** A data set on the wire and on disk: records of one kind. `POST /turnup/v1/referenceData`. */
export const ReferenceDataSet = strict({
  kind: Type.Enum(referenceKinds),
  records: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 100_000 }),
});
export type ReferenceDataSet = Static<typeof ReferenceDataSet>;
/** Answer of a load: how many records are new, changed, or were there already. */
export const ReferenceDataResult = strict({
  kind: Code,
  created: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
});
export type ReferenceDataResult = Static<typeof ReferenceDataResult>;
