import Type, { type Static } from 'typebox';
import { AugmentationUse } from './augmentation.ts';
import {
  Because,
  Code,
  DateOnly,
  Expedite,
  Instant,
  Minor,
  oneOf,
  Probability,
  RateKbps,
  Reason,
  strict,
  TemplateKey,
  Text,
  WorkingDays,
} from './common.ts';
import { PointOfNoReturn } from './reference/catalog.ts';
import { DiversityLevel, ServiceRequirement, WorkWindow } from './requirement.ts';

/** MEF confidence: green will be done so, yellow needs something settled first, red cannot be done. */
export const Confidence = oneOf('green', 'yellow', 'red');
export type Confidence = Static<typeof Confidence>;

/** A way through the network: node names and link names in order, one way. */
export const NetworkPath = strict({
  nodes: Type.Array(Code, { minItems: 1 }),
  links: Type.Array(Code),
  latencyUs: Type.Integer({ minimum: 0 }),
  lengthM: Type.Integer({ minimum: 0 }),
  /** All shared risks touched: of links, nodes and places. */
  sharedRisks: Type.Array(Code),
});
export type NetworkPath = Static<typeof NetworkPath>;

/**
 * One way to give one leg of one site its access: own fibre that is there (onNet), own fibre to be built (nearNet),
 * or a partner's tail (offNet). Found by feasibility, chosen by design, reserved by allocation.
 */
export const AccessOption = strict({
  /** Stable for the same offer: `site:node:link` or `site:node:offer`. */
  id: Code,
  site: Code,
  kind: oneOf('onNet', 'nearNet', 'offNet'),
  /** The provider edge on which the leg ends. */
  node: Code,
  /** Place of that node. */
  pointOfPresence: Code,
  /** A free port for it at the date of need; with its card. */
  port: Code,
  card: Code,
  portRateKbps: RateKbps,
  rateKbps: RateKbps,
  link: Type.Optional(Code),
  entry: Type.Optional(Code),
  partner: Type.Optional(Code),
  partnerOffer: Type.Optional(Code),
  /** Counts accesses of the site where it took the place of one that stood: part of the names of what it holds. */
  slot: Type.Optional(Type.Integer({ minimum: 1 })),
  latencyUs: Type.Integer({ minimum: 0 }),
  lengthM: Type.Integer({ minimum: 0 }),
  mtu: Type.Integer(),
  /** Shared risks of the leg: entry, ducts, card, node, building. Null when a partner does not disclose its route. */
  sharedRisks: Type.Union([Type.Array(Code), Type.Null()]),
  /** Where the route is not disclosed, what is known all the same: card, node and building at the operator's own end. */
  knownRisks: Type.Optional(Type.Array(Code)),
  /** Of the access segment alone, without node and CPE. */
  availability: Probability,
  /** One-off costs: port, build, partner's charge. */
  portCostMinor: Minor,
  buildCostMinor: Minor,
  partnerOneOffMinor: Minor,
  monthlyCostMinor: Minor,
  /** What the own fibre loses, margin included, and what the port's optic bridges, in dB. */
  optical: Type.Optional(strict({ lossDb: Type.Number(), budgetDb: Type.Number() })),
  workingDays: strict({
    survey: WorkingDays,
    build: WorkingDays,
    partnerFoc: WorkingDays,
    /** Three-point lead time; the plan uses `likely`. */
    partnerBuild: strict({ best: WorkingDays, likely: WorkingDays, worst: WorkingDays }),
  }),
  /** Nothing can be delivered before: planned ports, links, augmentations. */
  availableFrom: Type.Optional(DateOnly),
  /** By how much its partner hurries, and for what, in the currency of the terms. */
  expedite: Type.Optional(Expedite),
  confidence: Confidence,
  reasons: Type.Array(Reason),
});
export type AccessOption = Static<typeof AccessOption>;

/** What two legs share, level by level, and whether the pair may be called diverse. */
export const DiversityProof = strict({
  levels: Type.Array(DiversityLevel),
  /** Shared risks found on both legs, with the level each violates. */
  shared: Type.Array(strict({ level: DiversityLevel, code: Code })),
  /** `proven`: nothing shared; `violated`: something is; `unknown`: a route is not disclosed, hence never proven. */
  verdict: oneOf('proven', 'violated', 'unknown'),
  /** Number of risks compared on each side, so that an empty comparison cannot pass as proof. */
  compared: strict({ primary: Type.Integer(), secondary: Type.Integer() }),
  /** Levels at which too little is disclosed or recorded to tell. */
  unknown: Type.Optional(Type.Array(DiversityLevel)),
});
export type DiversityProof = Static<typeof DiversityProof>;

/** The leg or legs of one site, best first; feasibility lists several per site. */
export const SiteOption = strict({
  site: Code,
  legs: Type.Array(AccessOption, { minItems: 1, maxItems: 2 }),
  diversity: Type.Optional(DiversityProof),
  confidence: Confidence,
  reasons: Type.Array(Reason),
});
export type SiteOption = Static<typeof SiteOption>;

/** What the accesses, ports and managed equipment of a service cost, in the currency of its terms. */
export const AccessPrice = strict({ oneOffMinor: Minor, monthlyMinor: Minor });
export type AccessPrice = Static<typeof AccessPrice>;

/** What would work instead of what was asked, verified as a question of its own. */
export const NearestAlternative = strict({
  change: oneOf('bandwidth', 'date', 'withoutDiversity', 'latency', 'pointOfPresence', 'technology'),
  site: Type.Optional(Code),
  description: Text,
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  /** What the whole service costs then: accesses, ports, equipment. */
  price: Type.Optional(AccessPrice),
  /** When it is complete then, by the plan template. */
  completionDate: Type.Optional(DateOnly),
});
export type NearestAlternative = Static<typeof NearestAlternative>;

/** The answer of feasibility: pre-order, stored with what it saw, good until it says. */
export const FeasibilityAnswer = strict({
  result: oneOf('qualified', 'alternate', 'unqualified'),
  confidence: Confidence,
  reasons: Type.Array(Reason),
  /** Per site, the options that work, best first. Empty for a site that cannot be served. */
  siteOptions: Type.Array(strict({ site: Code, options: Type.Array(SiteOption) })),
  /** Best round trip per asked pair of sites over the best options. */
  latencies: Type.Array(
    strict({
      from: Code,
      to: Code,
      roundTripUs: Type.Integer(),
      maximumRttUs: Type.Optional(Type.Integer()),
    }),
  ),
  alternatives: Type.Array(NearestAlternative),
  /** Working days from confirmation to service, by the plan template. */
  intervalWorkingDays: Type.Optional(WorkingDays),
  earliestCompletionDate: Type.Optional(DateOnly),
  /** What the first options of all sites cost together. */
  price: Type.Optional(AccessPrice),
  validUntil: Instant,
  /** Version of the network that was searched. */
  networkVersion: Type.Integer(),
  /** Time that the computation took, for the curious. */
  computedInUs: Type.Integer(),
});
export type FeasibilityAnswer = Static<typeof FeasibilityAnswer>;

/** Why an item is special, rule by rule. */
export const Classification = strict({
  route: oneOf('standard', 'special'),
  fired: Type.Array(strict({ rule: Code, text: Text, facts: Type.Record(Type.String(), Type.Unknown()) })),
});
export type Classification = Static<typeof Classification>;

/** One activity of an implementation plan, with its dates from the pass over the working calendars. */
export const PlannedActivity = strict({
  key: Code,
  template: TemplateKey,
  name: Text,
  site: Type.Optional(Code),
  /** Which leg of the site, for activities that belong to one. */
  owner: strict({ kind: oneOf('system', 'team', 'partner', 'customer'), code: Type.Optional(Code) }),
  calendar: Code,
  durationWorkingDays: WorkingDays,
  /** Three-point duration where there is one. */
  threePoint: Type.Optional(strict({ best: WorkingDays, likely: WorkingDays, worst: WorkingDays })),
  after: Type.Array(Code),
  tasks: Type.Array(Code),
  process: Type.String(),
  milestone: Type.Optional(Code),
  notBefore: Type.Optional(DateOnly),
  /** Days, both included, on which it may not be worked at. */
  blackouts: Type.Optional(Type.Array(strict({ from: DateOnly, to: DateOnly }))),
  /** What `notBefore` would be without the blackouts, where it would be anything. */
  notBeforeOtherwise: Type.Optional(DateOnly),
  startDate: DateOnly,
  finishDate: DateOnly,
  latestFinishDate: DateOnly,
  slackWorkingDays: Type.Integer(),
  critical: Type.Boolean(),
  bespoke: Type.Optional(Type.Boolean()),
  /** The hours in which it is done, where bespoke work says so. */
  window: Type.Optional(WorkWindow),
  pointOfNoReturn: Type.Optional(PointOfNoReturn),
});
export type PlannedActivity = Static<typeof PlannedActivity>;

/** What the finish of a plan is with a chance of one half and of four fifths, from its three-point durations. */
export const PlanConfidence = strict({
  /** `exact`: every joint outcome was scheduled; `monteCarlo`: samples were, from the seed. */
  method: oneOf('exact', 'monteCarlo'),
  /** Joint outcomes or samples that were scheduled. */
  outcomes: Type.Integer({ minimum: 1 }),
  seed: Type.Optional(Type.String()),
  /** Working days along the critical path, and the date, that the plan keeps with at least that chance. */
  p50WorkingDays: WorkingDays,
  p50Date: DateOnly,
  p80WorkingDays: WorkingDays,
  p80Date: DateOnly,
  /** Chance that the plan's own finish is kept, in percent. */
  plannedPercent: Type.Number({ minimum: 0, maximum: 100 }),
});
export type PlanConfidence = Static<typeof PlanConfidence>;

const PlanOwner = strict({
  kind: oneOf('system', 'team', 'partner', 'customer'),
  code: Type.Optional(Code),
});
const ThreePoint = strict({ best: WorkingDays, likely: WorkingDays, worst: WorkingDays });

/** What an edit may say of an activity. A new duration without three points is a sure one. */
const planValues = {
  owner: Type.Optional(PlanOwner),
  calendar: Type.Optional(Code),
  durationWorkingDays: Type.Optional(WorkingDays),
  threePoint: Type.Optional(ThreePoint),
  after: Type.Optional(Type.Array(Code)),
  notBefore: Type.Optional(Type.Union([DateOnly, Type.Null()])),
  /** What the change costs, once. */
  costMinor: Type.Optional(Minor),
};

/** One change of a plan: an activity is otherwise, new, or taken out. */
export const PlanChange = Type.Union([
  strict({ ...planValues, change: Type.Literal('set'), activity: Code, name: Type.Optional(Text) }),
  strict({
    ...planValues,
    change: Type.Literal('add'),
    activity: Code,
    name: Text,
    owner: PlanOwner,
    durationWorkingDays: WorkingDays,
    site: Type.Optional(Code),
    /** Activities that come after it. */
    before: Type.Array(Code),
  }),
  strict({ change: Type.Literal('remove'), activity: Code }),
]);
export type PlanChange = Static<typeof PlanChange>;

/** Changes of a plan that are made together, and why: the plan is re-baselined by them. */
export const PlanEdit = strict({
  reason: Because,
  changes: Type.Array(PlanChange, { minItems: 1, maxItems: 200 }),
});
export type PlanEdit = Static<typeof PlanEdit>;

/** An edit that was made: by whom, when, and in which version. */
export const MadePlanEdit = strict({
  reason: Text,
  changes: Type.Array(PlanChange),
  by: Code,
  at: Instant,
  version: Type.Integer({ minimum: 1 }),
});
export type MadePlanEdit = Static<typeof MadePlanEdit>;

/** Takes back the last edit of a plan. */
export const PlanEditUndo = strict({ reason: Because });
export type PlanEditUndo = Static<typeof PlanEditUndo>;

/** The implementation plan of a design. */
export const ImplementationPlan = strict({
  template: Code,
  startDate: DateOnly,
  finishDate: DateOnly,
  /** Working days along the critical path, on the calendars of its activities. */
  workingDays: WorkingDays,
  criticalPath: Type.Array(Code),
  activities: Type.Array(PlannedActivity),
  /** Expected duration along the critical path by PERT, from the three-point durations. */
  expectedWorkingDays: Type.Optional(Type.Number()),
  confidence: Type.Optional(PlanConfidence),
});
export type ImplementationPlan = Static<typeof ImplementationPlan>;

/** One line of the bill of materials. */
export const BillOfMaterialsLine = strict({
  site: Type.Optional(Code),
  item: Code,
  description: Text,
  quantity: Type.Integer({ minimum: 1 }),
  unitMinor: Minor,
  totalMinor: Minor,
  charge: oneOf('capex', 'monthly'),
});
export type BillOfMaterialsLine = Static<typeof BillOfMaterialsLine>;

/** A requirement held against the design. */
export const ComplianceLine = strict({
  id: Code,
  requirement: Text,
  priority: oneOf('must', 'should'),
  target: Text,
  value: Text,
  met: Type.Boolean(),
  evidence: Text,
});
export type ComplianceLine = Static<typeof ComplianceLine>;

/** The budget against its tolerance. */
export const BudgetAssessment = strict({
  currency: Code,
  budgetMinor: Minor,
  tolerancePercent: Type.Number(),
  limitMinor: Minor,
  actualMinor: Minor,
  /** How far beyond the tolerated limit; 0 when within. */
  breachMinor: Minor,
  withinTolerance: Type.Boolean(),
});
export type BudgetAssessment = Static<typeof BudgetAssessment>;

/** The business assessment (eTOM 1.4.5.1: appropriate time-to-revenue for the investment). */
export const BusinessAssessment = strict({
  currency: Code,
  capexMinor: Minor,
  oneOffChargeMinor: Minor,
  netInvestmentMinor: Type.Integer(),
  monthlyChargeMinor: Minor,
  monthlyCostMinor: Minor,
  monthlyMarginMinor: Type.Integer(),
  termMonths: Type.Integer(),
  annualRatePercent: Type.Number(),
  /** t0 = start of billing; net capex at t0; margin monthly in arrears; rounded once at the end. */
  npvMinor: Type.Integer(),
  /** The same discounted to the day of confirmation. */
  npvFromConfirmationMinor: Type.Integer(),
  /** Null when the margin never pays the investment back. */
  paybackMonths: Type.Union([Type.Number(), Type.Null()]),
  timeToRevenueDays: Type.Integer(),
  /** The gate: each policy with its verdict. */
  gates: Type.Array(
    strict({
      policy: Code,
      limit: Type.Number(),
      value: Type.Union([Type.Number(), Type.Null()]),
      passed: Type.Boolean(),
    }),
  ),
  passed: Type.Boolean(),
  /** The same with one number changed, gates included. */
  sensitivity: Type.Optional(
    Type.Array(
      strict({
        change: Text,
        costPercent: Type.Integer(),
        delayDays: Type.Integer(),
        npvMinor: Type.Integer(),
        paybackMonths: Type.Union([Type.Number(), Type.Null()]),
        timeToRevenueDays: Type.Integer(),
        passed: Type.Boolean(),
      }),
    ),
  ),
  /** The same site by site: own cost, and a part by bandwidth of what is common. */
  sites: Type.Optional(
    Type.Array(
      strict({
        site: Code,
        capexMinor: Minor,
        monthlyCostMinor: Minor,
        oneOffChargeMinor: Minor,
        monthlyChargeMinor: Minor,
        monthlyMarginMinor: Type.Integer(),
        npvMinor: Type.Integer(),
        paybackMonths: Type.Union([Type.Number(), Type.Null()]),
        /** When the last of its own work is done. */
        readyDate: DateOnly,
        timeToRevenueDays: Type.Integer(),
      }),
    ),
  ),
});
export type BusinessAssessment = Static<typeof BusinessAssessment>;

/** One entry of the risk register. */
export const Risk = strict({
  code: Code,
  text: Text,
  site: Type.Optional(Code),
  probability: Probability,
  impactWorkingDays: WorkingDays,
  impactMinor: Minor,
  exposureWorkingDays: Type.Number(),
  exposureMinor: Minor,
  mitigation: Text,
  owner: Code,
});
export type Risk = Static<typeof Risk>;

/** The equipment chosen for a site. */
export const CpeChoice = strict({
  site: Code,
  model: Code,
  quantity: Type.Integer({ minimum: 1 }),
  reason: Text,
  /** The slot of the access that it is for, where that has one. */
  slot: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The unit of the customer that stands there and serves this service too, with the ports that are its own. */
  standing: Type.Optional(strict({ serial: Code, wanPort: Code, lanPorts: Type.Array(Code) })),
});
export type CpeChoice = Static<typeof CpeChoice>;

/** A way between two sites through their legs and the core. */
export const ServiceRoute = strict({
  from: Code,
  to: Code,
  role: oneOf('primary', 'failover'),
  /** Index of the leg of each site that it uses. */
  fromLeg: Type.Integer({ minimum: 0, maximum: 1 }),
  toLeg: Type.Integer({ minimum: 0, maximum: 1 }),
  core: NetworkPath,
  /** CPE to CPE and back: accesses, core, transit of nodes and CPE. */
  roundTripUs: Type.Integer({ minimum: 0 }),
});
export type ServiceRoute = Static<typeof ServiceRoute>;

/** What is absent or empty is blank. */
const Statement = Type.Optional(Type.String({ maxLength: 500 }));

/** How a site is operated once it is in service. */
export const OperationalMethod = strict({
  site: Code,
  monitoring: Statement,
  managementAccess: Statement,
  supportHours: Statement,
  repair: Statement,
  backupAndRestore: Statement,
  failover: Statement,
  runbook: Statement,
});
export type OperationalMethod = Static<typeof OperationalMethod>;

/** Skills that a team lacks for equipment of the design: an empty team lacks them as well. */
export const TrainingNeed = strict({
  model: Code,
  skill: Code,
  team: Code,
  workingDays: WorkingDays,
  members: Type.Integer({ minimum: 0 }),
  untrained: Type.Array(Code),
});
export type TrainingNeed = Static<typeof TrainingNeed>;

/** Parameters of one objective for Service Quality Management (SID ServiceLevelObjective, TMF657). */
export const QualityObjective = strict({
  site: Code,
  /**
   * `availability`, `roundTrip:<from>:<to>`, or what the service level promises: `roundTrip`, `loss`, `jitter`,
   * `interruption`, of one class as `loss@<class>`.
   */
  parameter: Type.String({ minLength: 1, maxLength: 300 }),
  objective: Text,
  comparator: oneOf('atMost', 'atLeast'),
  target: Type.Number({ minimum: 0 }),
  /** Warns before the target is missed: never looser than it. */
  threshold: Type.Number({ minimum: 0 }),
  unit: oneOf('%', 'us'),
  /** ISO 8601 duration over which it is measured. */
  period: Type.String({ pattern: '^P(\\d+[YMWD]|T\\d+[HM])$' }),
  /** How far the target may be missed without a breach, in its unit. */
  tolerance: Type.Number({ minimum: 0 }),
  /** For how long it may be missed without a breach. */
  graceMinutes: Type.Integer({ minimum: 0, maximum: 43_200 }),
  measuringPoint: Text,
});
export type QualityObjective = Static<typeof QualityObjective>;

/** One complete solution: everything from the customer's sites to the money, comparable with its siblings. */
export const DesignAlternative = strict({
  id: Code,
  rank: Type.Integer({ minimum: 1 }),
  title: Text,
  sites: Type.Array(SiteOption),
  cpe: Type.Array(CpeChoice),
  routes: Type.Array(ServiceRoute),
  availability: Type.Array(
    strict({ site: Code, percent: Type.Number(), targetPercent: Type.Optional(Type.Number()), method: Text }),
  ),
  billOfMaterials: Type.Array(BillOfMaterialsLine),
  capexMinor: Minor,
  monthlyCostMinor: Minor,
  plan: ImplementationPlan,
  budget: Type.Optional(BudgetAssessment),
  business: Type.Optional(BusinessAssessment),
  compliance: Type.Array(ComplianceLine),
  compliant: Type.Boolean(),
  risks: Type.Array(Risk),
  confidence: Confidence,
  /** How each site is operated, by the operator's policy. */
  operationalMethod: Type.Optional(Type.Array(OperationalMethod)),
  /** What Service Quality Management will watch, by the requirement and policy. */
  qualityObjectives: Type.Optional(Type.Array(QualityObjective)),
  /** What of the plan goes by itself, and which visits to a site could be one. */
  efficiency: Type.Optional(
    strict({
      tasks: Type.Integer({ minimum: 0 }),
      automatedTasks: Type.Integer({ minimum: 0 }),
      automatedPercent: Type.Number({ minimum: 0, maximum: 100 }),
      visits: Type.Integer({ minimum: 0 }),
      /** Visits of one week to one site. */
      mergeable: Type.Array(strict({ site: Code, weekOf: DateOnly, activities: Type.Array(Code) })),
      /** How many visits there are when those are merged. */
      visitsMerged: Type.Integer({ minimum: 0 }),
    }),
  ),
  /** What would bring it to an earlier day, and what that costs: the sooner and the cheaper first. */
  dateOptions: Type.Optional(
    Type.Array(
      strict({
        kind: oneOf('expedite', 'phase'),
        description: Text,
        /** Partners' offers that are hurried. */
        offers: Type.Optional(Type.Array(Code)),
        /** The site that follows later. */
        site: Type.Optional(Code),
        finishDate: DateOnly,
        savesWorkingDays: Type.Integer(),
        oneOffMinor: Minor,
        meetsRequestedDate: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
  /** Rates by which terms and partners' prices were brought into the currency of the money here. */
  exchangeRates: Type.Optional(
    Type.Array(
      strict({
        from: Code,
        to: Code,
        date: DateOnly,
        rate: Type.Number(),
        source: Text,
        /** It was quoted the other way round. */
        isInverse: Type.Optional(Type.Literal(true)),
      }),
    ),
  ),
  /** Augmentations of core links without which its routes cannot be had. */
  augmentations: Type.Optional(Type.Array(AugmentationUse)),
  /** Who must learn what before hand-over. */
  training: Type.Optional(Type.Array(TrainingNeed)),
});
export type DesignAlternative = Static<typeof DesignAlternative>;

/** States of a design solution. `inReview` waits for someone other than its author. */
export const DesignState = oneOf('draft', 'inReview', 'approved', 'rejected', 'superseded');
export type DesignState = Static<typeof DesignState>;

/** The Design Solution resource (eTOM 1.4.5.1): our own, since no TM Forum API has one. */
export const ServiceDesign = strict({
  id: Type.String(),
  number: Type.String(),
  href: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  mode: oneOf('feasibility', 'committed'),
  state: DesignState,
  requirement: ServiceRequirement,
  /** Hash of the canonical requirement: an order with another does not match this design. */
  requirementHash: Type.String(),
  classification: Classification,
  alternatives: Type.Array(DesignAlternative),
  /** Combinations that were weighed and left, with why. */
  rejected: Type.Array(strict({ description: Text, reason: Reason })),
  chosenAlternative: Type.Optional(Code),
  /** What engineers wrote themselves in place of what the policies say of the chosen alternative. */
  written: Type.Optional(
    strict({
      operationalMethod: Type.Optional(Type.Array(OperationalMethod)),
      qualityObjectives: Type.Optional(Type.Array(QualityObjective)),
      planEdits: Type.Optional(Type.Array(MadePlanEdit)),
    }),
  ),
  author: Type.Optional(Code),
  approvals: Type.Array(
    strict({
      by: Code,
      at: Instant,
      decision: oneOf('approved', 'rejected'),
      reason: Type.Optional(Text),
      /** Gates that the approver takes on, such as a budget breach. */
      waivers: Type.Array(Code),
    }),
  ),
  /** Gates that stop approval until waived by authority. */
  openGates: Type.Array(Reason),
  validUntil: Type.Optional(Instant),
  /** The qualification or order from which it was opened. */
  openedFor: strict({ kind: oneOf('serviceQualification', 'serviceOrder', 'person'), id: Type.String() }),
  createdAt: Instant,
  updatedAt: Instant,
});
export type ServiceDesign = Static<typeof ServiceDesign>;
