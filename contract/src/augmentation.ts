import Type, { type Static } from 'typebox';
import { Code, DateOnly, Instant, Minor, oneOf, RateKbps, strict, Text, WorkingDays } from './common.ts';

/** States of an augmentation. From `ordered` on it has a resource order (TMF652). */
export const AugmentationState = oneOf('proposed', 'ordered', 'completed', 'cancelled');
export type AugmentationState = Static<typeof AugmentationState>;

/** Who needs capacity: a design, or planning for something else. */
export const CapacityConsumer = strict({
  kind: oneOf('serviceDesign', 'capacityProcess'),
  id: Code,
});
export type CapacityConsumer = Static<typeof CapacityConsumer>;

/** What somebody wants to send between two nodes; with `protection` on two ways that share no link (1+1). */
export const CapacityDemand = strict({
  from: Code,
  to: Code,
  rateKbps: RateKbps,
  protection: Type.Boolean(),
});
export type CapacityDemand = Static<typeof CapacityDemand>;

/** What one consumer needs of an augmentation, and what of its cost falls on it: by its rate on the link. */
export const AugmentationShare = strict({
  consumer: CapacityConsumer,
  demands: Type.Array(CapacityDemand, { minItems: 1 }),
  needDate: DateOnly,
  /** What the consumer sends over this link. */
  linkKbps: RateKbps,
  shareMinor: Minor,
});
export type AugmentationShare = Static<typeof AugmentationShare>;

/** More capacity for one core link: the modules that carry all who need it at least cost. */
export const CapacityAugmentation = strict({
  id: Code,
  href: Type.String(),
  number: Code,
  state: AugmentationState,
  link: Code,
  modules: Type.Array(
    strict({ module: Code, quantity: Type.Integer({ minimum: 1 }), addsKbps: RateKbps, costMinor: Minor }),
    { minItems: 1 },
  ),
  addsKbps: RateKbps,
  costMinor: Minor,
  currency: Type.Optional(Code),
  workingDays: WorkingDays,
  /** When the capacity is there: as if it was ordered today, as it was ordered, or as it is expected now. */
  readyDate: DateOnly,
  /** From this day on it costs what it costs. */
  pointOfNoReturn: Type.Optional(DateOnly),
  shares: Type.Array(AugmentationShare),
  /** Of all modules that were found together: how far the sum may be above the least cost, in percent. */
  certifiedGapPercent: Type.Number({ minimum: 0 }),
  /** Since when it could be done without, so that it is offered for cancellation. */
  cancellationOffered: Type.Optional(Instant),
  /** The resource order (TMF652). */
  resourceOrder: Type.Optional(strict({ id: Code, href: Type.String() })),
  orderedDate: Type.Optional(DateOnly),
  completedDate: Type.Optional(DateOnly),
  updatedAt: Instant,
});
export type CapacityAugmentation = Static<typeof CapacityAugmentation>;

/** Asks which modules carry a design's pairs of sites. */
export const AugmentationRequest = strict({
  /** Carry every pair on two ways through the core that share no link. */
  protection: Type.Optional(Type.Boolean()),
});
export type AugmentationRequest = Static<typeof AugmentationRequest>;

/** Capacity that planning needs for something else than a design. */
export const CapacityNeed = strict({
  id: Code,
  reason: Text,
  needDate: DateOnly,
  demands: Type.Array(CapacityDemand, { minItems: 1, maxItems: 100 }),
});
export type CapacityNeed = Static<typeof CapacityNeed>;

/** What is new of a resource order: another date, or that it is done. */
export const ResourceOrderPatch = strict({
  state: Type.Optional(oneOf('completed')),
  expectedCompletionDate: Type.Optional(DateOnly),
  note: Type.Optional(Text),
});
export type ResourceOrderPatch = Static<typeof ResourceOrderPatch>;

/** Asks for the end of a resource order that is under way (TMF652 cancelResourceOrder). */
export const CancelResourceOrderCreate = strict({
  resourceOrder: strict({ id: Code }),
  cancellationReason: Text,
});
export type CancelResourceOrderCreate = Static<typeof CancelResourceOrderCreate>;

/** What a design takes from an augmentation: in its money, and as what it waits for. */
export const AugmentationUse = strict({
  augmentation: Code,
  number: Code,
  link: Code,
  addsKbps: RateKbps,
  costMinor: Minor,
  shareMinor: Minor,
  readyDate: DateOnly,
});
export type AugmentationUse = Static<typeof AugmentationUse>;
