import type {
  AccessOption,
  AccessPrice,
  Classification,
  Confidence,
  CpeModel,
  DiversityProof,
  FeasibilityAnswer,
  PartnerOffer,
  Place,
  Port,
  Reason,
  RelatedParty,
  Rule,
  ServiceRequirement,
  ServiceSpecification,
  SiteOption,
  SiteRequirement,
} from '@turnup/contract';
import type { StandingUnit } from '../catalog/index.ts';
import type { LinkUse, NetworkSnapshot } from '../network/index.ts';

/** What is promised to others at a date: reservations and assignments of the ledger. */
export type Occupancy = {
  /** Ports that somebody holds, as `node/port`. */
  readonly takenPorts: ReadonlySet<string>;
  /** Rate promised on each link. */
  readonly linkUseKbps: LinkUse;
  /** Equipment of the customer that stands at the sites and may serve this service too; none unless told. */
  readonly standing?: readonly StandingUnit[];
};

/** Numbers that govern feasibility, from the operator's policies. */
export type FeasibilityPolicies = {
  /** Instant until which the answer holds; the caller has counted the working days. */
  readonly validUntil: string;
  /** How many options are told per site. */
  readonly optionsPerSite: number;
  /** Whether a pair with an undisclosed route may be offered, as yellow; else it is no pair. */
  readonly unknownRouteIsYellow: boolean;
  /** How far a link may be filled, in percent of its capacity. */
  readonly maximumFillPercent: number;
  /** Months over which costs are compared when the requirement names no term. */
  readonly comparisonTermMonths: number;
  /** What fibres lose and optics bridge; without it the optical budget is not looked at. */
  readonly optics?: OpticalPolicy;
};

/** The optical budget of accesses, in dB. */
export type OpticalPolicy = {
  readonly fibreLossDbPerKm: number;
  /** Connectors and splices of one access together. */
  readonly connectionLossDb: number;
  /** Kept for repairs and ageing. */
  readonly marginDb: number;
  /** What each optic bridges between transmitter and receiver. */
  readonly budgetDb: Readonly<Record<string, number>>;
};

/** Interval from confirmation to service for one option per site. Planning lives elsewhere and is passed in. */
export type PlanInterval = (options: readonly SiteOption[]) => {
  readonly workingDays: number;
  readonly finishDate: string;
};

/** An offer of a rate card as its partner has corrected it: red where the partner declined. */
export type SoughtOffer = Omit<PartnerOffer, 'confidence'> & { readonly confidence: Confidence };

/** Everything that an answer depends on. The same input gives the same answer, but for the time it took. */
export type FeasibilityInput = {
  readonly requirement: ServiceRequirement;
  readonly network: NetworkSnapshot;
  /** The version that the inventory has by now, where it is known: an answer from an older network says so. */
  readonly latestVersion?: number;
  /** At the date of need, without what is held for this requirement itself. */
  readonly occupancy: Occupancy;
  /** The same at another date, for alternatives; absent, the occupancy is taken to stay. */
  readonly occupancyAt?: (date: string) => Occupancy;
  readonly specification: ServiceSpecification;
  readonly cpeModels: readonly CpeModel[];
  /** Rate cards, already corrected by the partners' answers. */
  readonly partnerOffers: readonly SoughtOffer[];
  /** Rules of kind `survey`. */
  readonly surveyRules: readonly Rule[];
  readonly planInterval: PlanInterval;
  readonly policies: FeasibilityPolicies;
  /** When the resources are needed, `YYYY-MM-DD`. */
  readonly needDate: string;
  readonly today: string;
  /** Whether nearest alternatives are computed (TMF645 `provideAlternative`). Default true. */
  readonly provideAlternative?: boolean;
  /** Capacity projects that nobody has committed to count as well. Set by the search for alternatives. */
  readonly includeUncommitted?: boolean;
  /** A monotone clock in microseconds, for the time that the computation took. */
  readonly nowUs: () => number;
};

/** What a requirement is held against before it is searched for. */
export type RequirementFacts = {
  /** Undefined when the catalogue has none of that code. */
  readonly specification: ServiceSpecification | undefined;
  readonly place: (code: string) => Place | undefined;
  readonly today: string;
  /** Currencies of what the service may be bought for: the operator's own costs and partners' offers at its sites. */
  readonly costCurrencies?: ReadonlySet<string> | undefined;
};

/** Why an access cannot be used at the date of need. */
export type Block = {
  readonly reason: Reason;
  /** It would fit if others did not use it or if it were there already: another date may free it. */
  readonly passing: boolean;
};

/** A leg of which only the port is open. */
export type LegDraft = Omit<AccessOption, 'port' | 'card' | 'portRateKbps' | 'portCostMinor'>;

/** One way of reaching a site, whether it can be used or not. */
export type Candidate = {
  readonly draft: LegDraft;
  /** The link or offer. */
  readonly carrier: string;
  /** Shared risks without those of the card; null when not disclosed. */
  readonly routeRisks: readonly string[] | null;
  /** Those of them at the operator's own end, which are known even where the route is not disclosed. */
  readonly edgeRisks: readonly string[];
  /** Ports that fit and are free by the date of need, the best first. */
  readonly freePorts: readonly Port[];
  /** Ports that fit, free or not. */
  readonly fittingPorts: readonly Port[];
  readonly blocks: readonly Block[];
};

/** A way of serving a site whose ports are not yet bound: one or two candidates, the primary first. */
export type SiteChoice = {
  readonly site: string;
  readonly candidates: readonly Candidate[];
  readonly proof?: DiversityProof | undefined;
  /** What stands in the way at the date of need, all of it passing; empty when the choice can be had. */
  readonly blocks: readonly Reason[];
  /** One-off and monthly costs over the term. */
  readonly costMinor: number;
  readonly latencyUs: number;
  /** Working days before it can be connected: survey, then building or the partner. */
  readonly leadWorkingDays: number;
  readonly reasons: readonly Reason[];
};

/** What was found for one site before sites are combined. */
export type SiteFindings = {
  readonly requirement: SiteRequirement;
  /** Usable, best first. */
  readonly choices: readonly SiteChoice[];
  /** The best that passing blocks leave out, where it is cheaper than all usable ones. */
  readonly preferred?: SiteChoice | undefined;
  /** Pairs that are free but share what they must not, best first. */
  readonly violated: readonly SiteChoice[];
  /** Why nothing, or not the preferred, can be had. */
  readonly reasons: readonly Reason[];
  /** Things about the site that make its options yellow. */
  readonly conditions: readonly Reason[];
};

/** An answer to a requirement as asked, before alternatives. */
export type Assessment = {
  readonly works: boolean;
  readonly findings: readonly SiteFindings[];
  /** Sites that cannot be served as asked. */
  readonly failedSites: ReadonlySet<string>;
  /** Sites that are served, but dearer than what is short. */
  readonly deviations: readonly {
    readonly site: string;
    readonly from: SiteChoice;
    readonly to: SiteChoice;
  }[];
  readonly siteOptions: FeasibilityAnswer['siteOptions'];
  /** The combination that was found: one option per site, empty when there is none. */
  readonly chosen: readonly SiteOption[];
  readonly latencies: FeasibilityAnswer['latencies'];
  readonly interval?: { readonly workingDays: number; readonly finishDate: string } | undefined;
  /** What the chosen options cost together with their equipment. */
  readonly price?: AccessPrice | undefined;
  readonly reasons: readonly Reason[];
};

/** States of a qualification (TMF645). */
export type QualificationState = 'acknowledged' | 'inProgress' | 'done' | 'terminatedWithError';

/** One service of a qualification, with its answer once there is one. */
export type QualificationItem = {
  readonly item: string;
  readonly state: QualificationState;
  /** The service as the requester wrote it. */
  readonly service: unknown;
  readonly requirement: ServiceRequirement;
  readonly requirementHash: string;
  /** When the requester wants the service, an instant. */
  readonly expectedAvailabilityAt: string | null;
  readonly answer: FeasibilityAnswer | null;
  readonly classification: Classification | null;
  readonly design: string | null;
  readonly reservation: string | null;
  /** Rules that decided whether to reserve. */
  readonly reservationRules: readonly { readonly rule: string; readonly text: string }[];
  readonly errors: readonly { readonly id: string; readonly value: string }[];
  /** Why the answer no longer holds; empty while it does. */
  readonly overtaken: readonly Reason[];
};

/** A qualification as stored. Instants are of the domain clock. */
export type Qualification = {
  readonly id: string;
  readonly number: string;
  /** A check may reserve and open designs, a query only looks. */
  readonly form: 'check' | 'query';
  readonly externalId: string | null;
  readonly description: string | null;
  readonly state: QualificationState;
  readonly customer: string | null;
  readonly provideAlternative: boolean;
  readonly provideReason: boolean;
  /** The requester wants what is scarce kept with the answer. */
  readonly reserve: boolean;
  readonly requestedBy: string;
  readonly relatedParty: readonly RelatedParty[];
  readonly expectedAt: string | null;
  readonly estimatedAt: string | null;
  /** When it was answered or given up. */
  readonly effectiveAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly items: readonly QualificationItem[];
};

/** What a new qualification is made of; its state is `acknowledged`. */
export type NewQualification = Pick<
  Qualification,
  | 'id'
  | 'number'
  | 'form'
  | 'externalId'
  | 'description'
  | 'customer'
  | 'provideAlternative'
  | 'provideReason'
  | 'reserve'
  | 'requestedBy'
  | 'relatedParty'
  | 'expectedAt'
> & {
  readonly items: readonly Pick<
    QualificationItem,
    'item' | 'service' | 'requirement' | 'requirementHash' | 'expectedAvailabilityAt'
  >[];
};

/** Which qualifications are listed, newest first. */
export type QualificationFilter = {
  readonly form: Qualification['form'];
  readonly state?: QualificationState | undefined;
  readonly customer?: string | undefined;
  readonly externalId?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly limit: number;
  readonly offset: number;
};
