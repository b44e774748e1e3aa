import Type, { type Static } from 'typebox';
import { Code, strict, Text } from '../common.ts';
import { Characteristic, Polymorphic } from './ordering.ts';

const ownedByOrders = {
  state: Type.Optional(Type.Unknown()),
  category: Type.Optional(Type.Unknown()),
  serviceSpecification: Type.Optional(Type.Unknown()),
  serviceOrderItem: Type.Optional(Type.Unknown()),
  serviceRelationship: Type.Optional(Type.Unknown()),
  supportingService: Type.Optional(Type.Unknown()),
  supportingResource: Type.Optional(Type.Unknown()),
  relatedParty: Type.Optional(Type.Unknown()),
  place: Type.Optional(Type.Unknown()),
  startDate: Type.Optional(Type.Unknown()),
  endDate: Type.Optional(Type.Unknown()),
  allocationStatus: Type.Optional(Type.Unknown()),
  inService: Type.Optional(Type.Unknown()),
  cfsStatus: Type.Optional(Type.Unknown()),
};
/** Members of a service that only orders change. */
export const orderOwnedMembers = Object.keys(ownedByOrders) as (keyof typeof ownedByOrders)[];

/**
 * `PATCH /service/{id}` (TMF638): the name, and characteristics that no order has written. The other members are known so
 * that they can be refused by name (409) and not as unknown.
 */
export const ServicePatch = strict({
  ...Polymorphic,
  ...ownedByOrders,
  name: Type.Optional(Text),
  serviceCharacteristic: Type.Optional(Type.Array(Characteristic, { minItems: 1, maxItems: 100 })),
});
export type ServicePatch = Static<typeof ServicePatch>;

/** `POST /turnup/v1/inventoryImport`: the files of one import, each named by what it holds. */
export const InventoryImport = strict({
  files: Type.Array(
    strict({
      /** What the rows are: of NetBox's export `sites`, `devices` …, of ours the kind of reference data. */
      kind: Code,
      /** CSV with a header line (RFC 4180), UTF-8. */
      csv: Type.String(),
    }),
    { minItems: 1, maxItems: 50 },
  ),
  /** What the source does not say, for records that are new: AS number, calendar, models … */
  defaults: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type InventoryImport = Static<typeof InventoryImport>;
