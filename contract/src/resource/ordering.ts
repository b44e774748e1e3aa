import Type, { type Static } from 'typebox';
import { Because, Code, DateOnly, Instant, Minor, oneOf, RateKbps, Reason, strict, Text } from '../common.ts';
import { Classification, FeasibilityAnswer, SiteOption } from '../solution.ts';

/** The TM Forum extension members that any object may carry (TMF630 part 2). */
export const Polymorphic = {
  '@type': Type.Optional(Type.String({ maxLength: 100 })),
  '@baseType': Type.Optional(Type.String({ maxLength: 100 })),
  '@schemaLocation': Type.Optional(Type.String({ maxLength: 500 })),
};

/** A party in a role, for example the customer of an order. */
export const RelatedParty = strict({ ...Polymorphic, id: Code, role: Code, name: Type.Optional(Text) });
export type RelatedParty = Static<typeof RelatedParty>;

/** A remark on a record. */
export const Note = strict({
  ...Polymorphic,
  id: Type.Optional(Type.String({ maxLength: 100 })),
  author: Type.Optional(Text),
  date: Type.Optional(Instant),
  text: Type.String({ minLength: 1, maxLength: 4_000 }),
});
export type Note = Static<typeof Note>;

/**
 * A thing of another system or resource. Ours: kind `serviceDesign` and `serviceQualification` carry a version and the
 * hash of the requirement that they answered.
 */
export const ExternalReference = strict({
  ...Polymorphic,
  id: Type.String({ minLength: 1, maxLength: 100 }),
  externalReferenceType: Code,
  name: Type.Optional(Text),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  requirementHash: Type.Optional(Type.String({ maxLength: 100 })),
});
export type ExternalReference = Static<typeof ExternalReference>;

/** A characteristic of a service. Names are those of `ServiceRequirement`, values its members. */
export const Characteristic = strict({
  ...Polymorphic,
  id: Type.Optional(Type.String({ maxLength: 100 })),
  name: Code,
  valueType: Type.Optional(Code),
  value: Type.Unknown(),
});
export type Characteristic = Static<typeof Characteristic>;

/** State of a service (TMF638 v4). */
export const ServiceState = oneOf(
  'feasibilityChecked',
  'designed',
  'reserved',
  'inactive',
  'active',
  'terminated',
);
export type ServiceState = Static<typeof ServiceState>;

/** The service asked for in an order or qualification item. */
export const ServiceRequest = strict({
  ...Polymorphic,
  id: Type.Optional(Type.String({ maxLength: 100 })),
  name: Type.Optional(Text),
  serviceType: Type.Optional(Code),
  state: Type.Optional(ServiceState),
  serviceSpecification: Type.Optional(
    strict({
      ...Polymorphic,
      id: Code,
      version: Type.Optional(Code),
      name: Type.Optional(Text),
      href: Type.Optional(Type.String()),
    }),
  ),
  serviceCharacteristic: Type.Optional(Type.Array(Characteristic, { maxItems: 100 })),
  relatedParty: Type.Optional(Type.Array(RelatedParty)),
});
export type ServiceRequest = Static<typeof ServiceRequest>;

/**
 * A site of a live service that moves to another place: value of the characteristic `relocation` of a modify item. What is
 * not said stays as it is at the old place.
 */
export const Relocation = strict({
  from: Code,
  to: Code,
  bandwidthKbps: Type.Optional(RateKbps),
  lanPrefixes: Type.Optional(Type.Array(Type.String({ maxLength: 43 }))),
  subAddress: Type.Optional(Text),
});
export type Relocation = Static<typeof Relocation>;

/**
 * A site of a live service that gets another access in place of the one it has: value of the characteristic `migration` of
 * a modify item. What is said of the new access must hold; without it the best other one is taken.
 */
export const Migration = strict({
  site: Code,
  kind: Type.Optional(oneOf('onNet', 'nearNet', 'offNet')),
  node: Type.Optional(Code),
  partner: Type.Optional(Code),
  /** Of a partner's offer. */
  technology: Type.Optional(Code),
});
export type Migration = Static<typeof Migration>;

/**
 * A service that stands on the network and not in the records: value of the characteristic `takeOver` of an add item. What
 * it holds is said value by value, by the names that a reservation has for it (`vlan:SITE:0`, `cpe:SITE`).
 */
export const TakeOver = strict({
  /** Name of its routing table or connection on the devices. */
  name: Type.String({ minLength: 1, maxLength: 64 }),
  /** What its units on the devices are marked with. */
  label: Type.String({ minLength: 1, maxLength: 255 }),
  /** `adopt`: what was found goes when the service ends; `keep`: it stays then. */
  ownership: oneOf('adopt', 'keep'),
  accesses: Type.Array(strict({ site: Code, node: Code, port: Code }), { minItems: 1, maxItems: 2_000 }),
  parameters: Type.Record(Type.String({ maxLength: 200 }), Type.String({ minLength: 1, maxLength: 200 })),
});
export type TakeOver = Static<typeof TakeOver>;

/** How long old and new stand beside one another: value of the characteristic `parallelWorkingDays`. */
export const ParallelWorkingDays = Type.Integer({ minimum: 0, maximum: 250 });

/** States of orders and of their items (TMF641 v4.1). */
export const orderStates = [
  'acknowledged',
  'rejected',
  'pending',
  'held',
  'inProgress',
  'cancelled',
  'completed',
  'failed',
  'partial',
  'assessingCancellation',
  'pendingCancellation',
] as const;
export const OrderState = Type.Enum([...orderStates]);
export type OrderState = (typeof orderStates)[number];

/** What is to be done with the service of an item. */
export const ItemAction = oneOf('add', 'modify', 'delete', 'noChange');
export type ItemAction = Static<typeof ItemAction>;

const relationshipToItem = strict({
  ...Polymorphic,
  relationshipType: Code,
  orderItem: strict({
    ...Polymorphic,
    itemId: Type.String({ minLength: 1, maxLength: 100 }),
    /** The order that holds the item; this one when left out. */
    serviceOrderId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  }),
});

const itemCreate = {
  ...Polymorphic,
  id: Type.String({ minLength: 1, maxLength: 100 }),
  action: ItemAction,
  quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1 })),
  service: ServiceRequest,
  serviceOrderItemRelationship: Type.Optional(Type.Array(relationshipToItem, { maxItems: 100 })),
};
const nestedItems = { maxItems: 500, description: 'Items embedded in this one: delivered as all others are' };

/** One item of an order as a client sends it. Items nest three deep; their ids are unique in the whole order. */
export const ServiceOrderItemCreate = strict({
  ...itemCreate,
  serviceOrderItem: Type.Optional(
    Type.Array(
      strict({
        ...itemCreate,
        serviceOrderItem: Type.Optional(Type.Array(strict(itemCreate), nestedItems)),
      }),
      nestedItems,
    ),
  ),
});
export type ServiceOrderItemCreate = Omit<Static<typeof ServiceOrderItemCreate>, 'serviceOrderItem'> & {
  serviceOrderItem?: ServiceOrderItemCreate[];
};

/** What another order is to a new one: `dependency` (or `reliesFrom`) is waited for, any other type is only kept. */
export const OrderRelationshipCreate = strict({
  ...Polymorphic,
  id: Type.String({ minLength: 1, maxLength: 100 }),
  relationshipType: Code,
  href: Type.Optional(Type.String({ maxLength: 500 })),
  name: Type.Optional(Text),
});
export type OrderRelationshipCreate = Static<typeof OrderRelationshipCreate>;

/** `POST /serviceOrder` (TMF641 v4.1). Members owned by the server are refused. */
export const ServiceOrderCreate = strict({
  ...Polymorphic,
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  category: Type.Optional(Code),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  priority: Type.Optional(Type.String({ pattern: '^[0-4]$', description: '0 is the highest' })),
  requestedStartDate: Type.Optional(Instant),
  requestedCompletionDate: Type.Optional(Instant),
  externalReference: Type.Optional(Type.Array(ExternalReference, { maxItems: 20 })),
  relatedParty: Type.Optional(Type.Array(RelatedParty, { maxItems: 50 })),
  note: Type.Optional(Type.Array(Note, { maxItems: 50 })),
  orderRelationship: Type.Optional(Type.Array(OrderRelationshipCreate, { maxItems: 50 })),
  serviceOrderItem: Type.Array(ServiceOrderItemCreate, { minItems: 1, maxItems: 2_000 }),
});
export type ServiceOrderCreate = Static<typeof ServiceOrderCreate>;

/** A milestone of an item of an order: items of one order reach theirs each for itself. */
export const OrderMilestone = strict({
  id: Type.String(),
  name: Code,
  description: Type.Optional(Type.String()),
  milestoneDate: Instant,
  status: oneOf('yetToReach', 'completed', 'violated'),
  serviceOrderItem: Type.Array(strict({ itemId: Type.String(), serviceOrderId: Type.String() })),
});
export type OrderMilestone = Static<typeof OrderMilestone>;

/** A predicted exception (TMF641 ServiceOrderJeopardyAlert). Written by the server alone. */
export const OrderJeopardyAlert = strict({
  id: Type.String(),
  name: Type.String(),
  alertDate: Instant,
  exception: Type.String(),
  jeopardyType: oneOf('Normal', 'Hazard', 'Critical'),
  message: Type.String(),
});
export type OrderJeopardyAlert = Static<typeof OrderJeopardyAlert>;

/** An error that changed a state, with what a person can do about it. */
export const OrderError = strict({
  code: Type.String(),
  reason: Type.String(),
  message: Type.String(),
  timestamp: Instant,
});
export type OrderError = Static<typeof OrderError>;

const itemView = {
  id: Type.String(),
  action: ItemAction,
  state: OrderState,
  service: Type.Unknown(),
  errorMessage: Type.Array(OrderError),
  serviceOrderItemRelationship: Type.Array(Type.Unknown()),
  /** Which road the item took and why (own extension). */
  classification: Type.Optional(Classification),
  specialHandling: Type.Boolean(),
};

/** One item as the server tells it. The state of one that holds others is rolled up from its own work and theirs. */
export const ServiceOrderItem = strict({
  ...itemView,
  serviceOrderItem: Type.Optional(
    Type.Array(strict({ ...itemView, serviceOrderItem: Type.Optional(Type.Array(strict(itemView))) })),
  ),
});
export type ServiceOrderItem = Omit<Static<typeof ServiceOrderItem>, 'serviceOrderItem'> & {
  serviceOrderItem?: ServiceOrderItem[];
};

/** A service order as the server tells it (TMF641 v4.1 with our extensions after `note`). */
export const ServiceOrder = strict({
  id: Type.String(),
  href: Type.String(),
  '@type': Type.String(),
  externalId: Type.Optional(Type.String()),
  category: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  priority: Type.String(),
  state: OrderState,
  orderDate: Instant,
  startDate: Type.Optional(Instant),
  requestedStartDate: Type.Optional(Instant),
  requestedCompletionDate: Type.Optional(Instant),
  expectedCompletionDate: Type.Optional(Instant),
  completionDate: Type.Optional(Instant),
  externalReference: Type.Array(ExternalReference),
  relatedParty: Type.Array(RelatedParty),
  orderRelationship: Type.Array(
    strict({
      id: Type.String(),
      href: Type.String(),
      relationshipType: Type.String(),
      name: Type.Optional(Type.String()),
    }),
  ),
  serviceOrderItem: Type.Array(ServiceOrderItem),
  milestone: Type.Array(OrderMilestone),
  jeopardyAlert: Type.Array(OrderJeopardyAlert),
  errorMessage: Type.Array(OrderError),
  note: Type.Array(Note),
  /** Short number for people. */
  number: Type.String(),
  /** The first promise, kept for ever. */
  committedDate: Type.Optional(DateOnly),
  /** Today's forecast as a date. */
  expectedDate: Type.Optional(DateOnly),
  slackWorkingDays: Type.Optional(Type.Integer()),
  jeopardy: oneOf('Normal', 'Hazard', 'Critical'),
  /** Finished and all tasks of the plan. */
  progress: strict({ done: Type.Integer(), total: Type.Integer() }),
  planId: Type.Optional(Type.String()),
  /** When a task of it first became fallout: it is not right first time. */
  fellOutAt: Type.Optional(Instant),
  designId: Type.Optional(Type.String()),
  /** What was issued to: a request, allocation, implementation, or the resource domain. */
  kind: oneOf('request', 'allocate', 'implement'),
});
export type ServiceOrder = Static<typeof ServiceOrder>;

/** `POST /turnup/v1/serviceOrder/{id}/giveUp`: items that cannot be delivered; the rest is accepted without them. */
export const ServiceOrderGiveUp = strict({
  serviceOrderItem: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    minItems: 1,
    maxItems: 2_000,
  }),
  /** Cause code, for example `1X` for what is technically not feasible. */
  code: Code,
  reason: Because,
  acceptCharges: Type.Optional(Type.Boolean()),
});
export type ServiceOrderGiveUp = Static<typeof ServiceOrderGiveUp>;

/** `POST /turnup/v1/serviceOrder/{id}/backOut`: everything of an order shall go. */
export const ServiceOrderBackOut = strict({ reason: Because, acceptCharges: Type.Optional(Type.Boolean()) });
export type ServiceOrderBackOut = Static<typeof ServiceOrderBackOut>;

/**
 * `PATCH /serviceOrder/{id}` (merge-patch): what a client may change of an order under way. Dates and items are an
 * amendment; an item names what is new of its service and leaves out what stays. `acceptCharges` is ours.
 */
export const ServiceOrderPatch = strict({
  ...Polymorphic,
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  priority: Type.Optional(Type.String({ pattern: '^[0-4]$' })),
  note: Type.Optional(Type.Array(Note, { minItems: 1, maxItems: 20 })),
  /** The day before which services that stand are not touched. */
  requestedStartDate: Type.Optional(Instant),
  requestedCompletionDate: Type.Optional(Instant),
  serviceOrderItem: Type.Optional(
    Type.Array(
      strict({
        ...Polymorphic,
        id: Type.String({ minLength: 1, maxLength: 100 }),
        service: strict({
          ...Polymorphic,
          serviceCharacteristic: Type.Array(Characteristic, { minItems: 1, maxItems: 100 }),
        }),
      }),
      { minItems: 1, maxItems: 2_000 },
    ),
  ),
  /** Pays what soft points of no return cost; without it an item beyond one is held until that is accepted. */
  acceptCharges: Type.Optional(Type.Boolean()),
});
export type ServiceOrderPatch = Static<typeof ServiceOrderPatch>;

/** One place in which two versions of an order differ. Sites are named by their code. */
export const OrderDifference = strict({
  path: Type.String(),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});
export type OrderDifference = Static<typeof OrderDifference>;

/** What a new version of a plan does to each task, by its key. */
export const PlanDifference = strict({
  kept: Type.Array(Type.String()),
  changed: Type.Array(Type.String()),
  repeated: Type.Array(Type.String()),
  replaced: Type.Array(Type.String()),
  removed: Type.Array(Type.String()),
  added: Type.Array(Type.String()),
});
export type PlanDifference = Static<typeof PlanDifference>;

/** What a partner charges for a tail that ends before its minimum term. */
export const TerminationCharge = strict({
  site: Code,
  partner: Code,
  /** Number of the order that gave the tail. */
  partnerOrder: Type.String(),
  /** The day on which the partner is told to end it. */
  endDate: DateOnly,
  minimumTermUntil: DateOnly,
  /** Months that remain from then on, begun ones whole. */
  remainingMonths: Type.Integer({ minimum: 0 }),
  chargeMinor: Minor,
  currency: Type.String(),
});
export type TerminationCharge = Static<typeof TerminationCharge>;

/** What an order would come to, without ordering (`POST /turnup/v1/serviceOrder/simulate`). Nothing of it is kept. */
export const ServiceOrderSimulation = strict({
  /** The order as it would be accepted; its ids are not kept. */
  state: OrderState,
  committedDate: Type.Optional(DateOnly),
  items: Type.Array(
    strict({
      id: Type.String(),
      action: ItemAction,
      classification: Type.Optional(Classification),
      specialHandling: Type.Boolean(),
      /** Values by their key, as they would be allocated now. Of a special item without design only what is scarce. */
      parameters: Type.Record(Type.String(), Type.Array(Type.String())),
      /**
       * What would be sent to each device, in its own words, and what would take it back. `{serviceId}` stands for the id
       * that a new service gets.
       */
      devices: Type.Array(strict({ device: Type.String(), forward: Type.String(), reverse: Type.String() })),
      cost: Type.Optional(strict({ capexMinor: Minor, monthlyCostMinor: Minor })),
      /** What partners charge for tails that the item ends before their minimum term. */
      termination: Type.Optional(Type.Array(TerminationCharge)),
    }),
  ),
  tasks: Type.Array(
    strict({
      key: Type.String(),
      kind: Type.String(),
      label: Type.String(),
      activity: Type.String(),
      after: Type.Array(Type.String()),
      startDate: Type.Optional(DateOnly),
      finishDate: Type.Optional(DateOnly),
    }),
  ),
});
export type ServiceOrderSimulation = Static<typeof ServiceOrderSimulation>;

/** States of a task resource (TMF641 TaskStateType). */
export const taskStates = ['accepted', 'inProgress', 'done', 'terminatedWithError'] as const;

/** `POST /cancelServiceOrder` (TMF641 v4.1). `acceptCharges` and `serviceOrderItem` are ours. */
export const CancelServiceOrderCreate = strict({
  ...Polymorphic,
  cancellationReason: Type.Optional(Text),
  requestedCancellationDate: Type.Optional(Instant),
  serviceOrder: strict({ ...Polymorphic, id: Type.String({ minLength: 1, maxLength: 100 }) }),
  /** Pays what soft points of no return cost; without it an order beyond one is not cancelled. */
  acceptCharges: Type.Optional(Type.Boolean()),
  /** Only these items; all unfinished ones when left out. */
  serviceOrderItem: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 2_000 }),
  ),
});
export type CancelServiceOrderCreate = Static<typeof CancelServiceOrderCreate>;

/** What taking back an activity beyond its soft point of no return costs. */
export const CancellationCharge = strict({
  serviceOrderItem: Type.String(),
  activity: Code,
  reason: Text,
  chargeMinor: Minor,
  currency: Type.String(),
});
export type CancellationCharge = Static<typeof CancellationCharge>;

/** `POST /turnup/v1/serviceOrder/{id}/simulateCancellation`: of these items, or of all that are unfinished. */
export const CancellationQuestion = strict({
  serviceOrderItem: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 2_000 }),
  ),
});
export type CancellationQuestion = Static<typeof CancellationQuestion>;

/** What a cancellation would come to. Nothing of it is kept. */
export const CancellationAssessment = strict({
  /** `free`, `priced` (what `charge` says must be accepted), or `refused` beyond a hard point of no return. */
  outcome: oneOf('free', 'priced', 'refused'),
  reason: Type.Optional(Type.String()),
  serviceOrderItem: Type.Array(Type.String()),
  charge: Type.Array(CancellationCharge),
  /** Work that is done and would be taken back, by its label. */
  takenBack: Type.Array(Type.String()),
  /** Work that would not be done any more, or be stopped. */
  dropped: Type.Array(Type.String()),
});
export type CancellationAssessment = Static<typeof CancellationAssessment>;

/** Capital cost and monthly cost of a solution. */
const SolutionCost = strict({ capexMinor: Minor, monthlyCostMinor: Minor });

/** What an amendment comes to for one item. */
export const AmendedItem = strict({
  id: Type.String(),
  /**
   * `applied`: the item is delivered as amended. `held`: it costs what `charge` says, which must be accepted. `refused`:
   * it stays as it was, for the reason told. `stopping`: work that is under way is being stopped first.
   */
  outcome: oneOf('applied', 'held', 'refused', 'stopping', 'noChange'),
  reason: Type.Optional(Type.String()),
  charge: Type.Array(CancellationCharge),
  /** What it does to the tasks of the item. */
  tasks: Type.Optional(PlanDifference),
  costBefore: Type.Optional(SolutionCost),
  costAfter: Type.Optional(SolutionCost),
});
export type AmendedItem = Static<typeof AmendedItem>;

/** States of an amendment: `inProgress` while work is being stopped, `held` while a price is open. */
export const amendmentStates = ['queued', 'inProgress', 'held', 'done', 'refused', 'withdrawn'] as const;

/** An amendment of an order under way as the server tells it. */
export const ServiceOrderAmendment = strict({
  id: Type.String(),
  href: Type.String(),
  '@type': Type.String(),
  number: Type.Integer(),
  state: Type.Enum([...amendmentStates]),
  serviceOrder: strict({ id: Type.String(), href: Type.String(), name: Type.String() }),
  item: Type.Array(AmendedItem),
  message: Type.Optional(Type.String()),
  requestedBy: Type.String(),
  requestedAt: Instant,
  decidedBy: Type.Optional(Type.String()),
  endedAt: Type.Optional(Instant),
});
export type ServiceOrderAmendment = Static<typeof ServiceOrderAmendment>;

/** What an amendment would come to (`POST /turnup/v1/serviceOrder/{id}/simulateAmendment`). Nothing of it is kept. */
export const AmendmentPreview = strict({
  state: Type.Enum([...amendmentStates]),
  item: Type.Array(AmendedItem),
  difference: Type.Array(OrderDifference),
  expectedDateBefore: Type.Optional(DateOnly),
  expectedDateAfter: Type.Optional(DateOnly),
  /** Values of each item's service by their key, before and after. */
  parameters: Type.Array(
    strict({
      id: Type.String(),
      before: Type.Record(Type.String(), Type.Array(Type.String())),
      after: Type.Record(Type.String(), Type.Array(Type.String())),
    }),
  ),
  devices: Type.Array(
    strict({ id: Type.String(), device: Type.String(), forward: Type.String(), reverse: Type.String() }),
  ),
});
export type AmendmentPreview = Static<typeof AmendmentPreview>;

/** A version of an order: who made it of the one before, when, and what differs. */
export const ServiceOrderVersion = strict({
  version: Type.Integer(),
  author: Type.String(),
  effectiveAt: Instant,
  amendment: Type.Optional(Type.String()),
  difference: Type.Array(OrderDifference),
  /** What was asked in this version. */
  snapshot: Type.Unknown(),
});
export type ServiceOrderVersion = Static<typeof ServiceOrderVersion>;

/** A cancellation as the server tells it. */
export const CancelServiceOrder = strict({
  id: Type.String(),
  href: Type.String(),
  '@type': Type.String(),
  state: Type.Enum([...taskStates]),
  serviceOrder: strict({ id: Type.String(), href: Type.String(), name: Type.String() }),
  serviceOrderItem: Type.Array(Type.String()),
  cancellationReason: Type.Optional(Type.String()),
  requestedCancellationDate: Type.Optional(Instant),
  effectiveCancellationDate: Type.Optional(Instant),
  /** Why it was denied, or what it comes to. */
  completionMessage: Type.Optional(Type.String()),
  charge: Type.Array(CancellationCharge),
  chargesAccepted: Type.Boolean(),
});
export type CancelServiceOrder = Static<typeof CancelServiceOrder>;

/** `POST /checkServiceQualification` (TMF645 v4). */
export const CheckServiceQualificationCreate = strict({
  ...Polymorphic,
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  instantSyncQualification: Type.Optional(Type.Boolean()),
  provideAlternative: Type.Optional(Type.Boolean()),
  provideUnavailabilityReason: Type.Optional(Type.Boolean()),
  /** Keeps what is scarce of the answer at once, for as long as the answer is good; rules may ask for it as well. */
  reserve: Type.Optional(Type.Boolean()),
  expectedQualificationDate: Type.Optional(Instant),
  relatedParty: Type.Optional(Type.Array(RelatedParty)),
  serviceQualificationItem: Type.Array(
    strict({
      ...Polymorphic,
      id: Type.String({ minLength: 1, maxLength: 100 }),
      expectedServiceAvailabilityDate: Type.Optional(Instant),
      service: ServiceRequest,
    }),
    { minItems: 1, maxItems: 2_000 },
  ),
});
export type CheckServiceQualificationCreate = Static<typeof CheckServiceQualificationCreate>;

/** A qualification as the server tells it. */
export const CheckServiceQualification = strict({
  id: Type.String(),
  href: Type.String(),
  '@type': Type.String(),
  externalId: Type.Optional(Type.String()),
  number: Type.String(),
  state: oneOf('acknowledged', 'inProgress', 'done', 'terminatedWithError'),
  qualificationResult: Type.Optional(oneOf('qualified', 'alternate', 'unqualified')),
  checkServiceQualificationDate: Instant,
  effectiveQualificationDate: Type.Optional(Instant),
  estimatedResponseDate: Type.Optional(Instant),
  expirationDate: Type.Optional(Instant),
  relatedParty: Type.Array(RelatedParty),
  serviceQualificationItem: Type.Array(
    strict({
      id: Type.String(),
      state: Type.String(),
      service: Type.Unknown(),
      expectedServiceAvailabilityDate: Type.Optional(Instant),
      qualificationItemResult: Type.Optional(oneOf('qualified', 'alternate', 'unqualified')),
      eligibilityUnavailabilityReason: Type.Array(strict({ code: Type.String(), label: Type.String() })),
      alternateServiceProposal: Type.Array(Type.Unknown()),
      classification: Type.Optional(Classification),
      feasibility: Type.Optional(FeasibilityAnswer),
      requirementHash: Type.Optional(Type.String()),
      designId: Type.Optional(Type.String()),
      reservationId: Type.Optional(Type.String()),
      /** Rules that decided whether to reserve. */
      reservationRules: Type.Array(strict({ rule: Code, text: Text })),
      /** Why the answer no longer holds as it was given, with what is true instead; the first says `since` when. */
      noLongerHolds: Type.Optional(Type.Array(Reason)),
      terminationError: Type.Array(strict({ id: Type.String(), value: Type.String() })),
    }),
  ),
});
export type CheckServiceQualification = Static<typeof CheckServiceQualification>;

/** `POST /queryServiceQualification` (TMF645 v4): what can be had where, without reserving or designing anything. */
export const QueryServiceQualificationCreate = strict({
  ...Polymorphic,
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  /** False lets a worker answer; the answer is then told as an event. */
  instantSyncQualification: Type.Optional(Type.Boolean()),
  expectedQualificationDate: Type.Optional(Instant),
  relatedParty: Type.Optional(Type.Array(RelatedParty)),
  searchCriteria: strict({
    ...Polymorphic,
    expectedServiceAvailabilityDate: Type.Optional(Instant),
    service: ServiceRequest,
  }),
});
export type QueryServiceQualificationCreate = Static<typeof QueryServiceQualificationCreate>;

/** A query as the server tells it: an item for each site, with its ways of access, the best first. */
export const QueryServiceQualification = strict({
  id: Type.String(),
  href: Type.String(),
  '@type': Type.String(),
  externalId: Type.Optional(Type.String()),
  number: Type.String(),
  state: oneOf('acknowledged', 'inProgress', 'done', 'terminatedWithError'),
  queryServiceQualificationDate: Instant,
  effectiveQualificationDate: Type.Optional(Instant),
  expirationDate: Type.Optional(Instant),
  relatedParty: Type.Array(RelatedParty),
  searchCriteria: strict({
    service: Type.Unknown(),
    expectedServiceAvailabilityDate: Type.Optional(Instant),
  }),
  /** Of the whole service: result, reasons, alternatives, interval; its options stand with the sites. */
  feasibility: Type.Optional(Type.Unknown()),
  /** Why the answer no longer holds as it was given, with what is true instead. */
  noLongerHolds: Type.Optional(Type.Array(Reason)),
  serviceQualificationItem: Type.Array(
    strict({
      /** The site. */
      id: Code,
      qualificationItemResult: oneOf('qualified', 'unqualified'),
      options: Type.Array(SiteOption),
      /** Why the answer for this site no longer holds, with what is true instead. */
      noLongerHolds: Type.Optional(Type.Array(Reason)),
      /** The round trip from the service's hub, or to the other sites of a small service. */
      latencies: Type.Array(
        strict({
          from: Code,
          to: Code,
          roundTripUs: Type.Integer(),
          maximumRttUs: Type.Optional(Type.Integer()),
        }),
      ),
    }),
  ),
  terminationError: Type.Array(strict({ id: Type.String(), value: Type.String() })),
});
export type QueryServiceQualification = Static<typeof QueryServiceQualification>;
