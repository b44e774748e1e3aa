import type {
  AugmentationUse,
  CpeChoice,
  CpeModel,
  DesignAlternative,
  NetworkPath,
  OperationalMethod,
  PlanEdit,
  PlanTemplate,
  Rule,
  ServiceDesign,
  ServiceRequirement,
  ServiceSpecification,
  SiteOption,
  SiteRequirement,
} from '@turnup/contract';
import type { ConfidenceLimits, People, PlanCalendars, StandingUnit } from '../catalog/index.ts';
import type { CalendarBook } from '../foundation/calendar.ts';
import type { UsedRate } from '../foundation/exchange.ts';
import type { LegEnds, LegPair, LegPairRequest, NoCorePair, SharedOnWays } from '../network/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { Fact } from '../platform/events/index.ts';

/** Something that is up or down on its own. */
export type Component = { readonly id: string; readonly availability: number };

/** What a design asks of the network at the date of need. Nothing else of the network is known here. */
export type NetworkView = {
  /** The quickest way between two nodes with that rate free, keeping away from what it is told to; or none. */
  coreRoute(from: string, to: string, request: CoreRequest): NetworkPath | undefined;
  /** The best pair of ways for the first and the second legs of two sites, with its proof or gap. */
  legPair(ends: LegEnds, request: LegPairRequest): LegPair | NoCorePair;
  /** What two ways have in common; what they join does not count. */
  sharedOnWays(one: NetworkPath, other: NetworkPath): SharedOnWays;
  /** Exact probability that at least one leg has all its components up; a component of two legs counts once. */
  availabilityOfLegs(legs: readonly (readonly Component[])[]): number;
  nodeAvailability(node: string): number;
  /** Of a shared risk; undefined when it is not known. */
  riskAvailability(code: string): number | undefined;
  /** The date from which the node is no longer supported. */
  nodeEndOfLife(node: string): string | undefined;
  /** What is free on a link between nodes at the date of need; 0 where it is not in service. */
  freeKbps(link: string): number;
};

/** What is asked of a way through the core. */
export type CoreRequest = {
  readonly minimumRateKbps: number;
  /** The two ends themselves are never avoided. */
  readonly avoid?: {
    readonly sharedRisks: readonly string[];
    readonly nodes: readonly string[];
    readonly links: readonly string[];
  };
};

/** How much of one thing is worth another, in minor units of money: the objective by which alternatives rank. */
export type DesignObjective = {
  /** For each calendar day from confirmation to service. */
  readonly perDayMinor: number;
  /** For each expected minute of downtime a month, over all sites. */
  readonly perDowntimeMinuteMinor: number;
  /** For each millisecond of the longest round trip. */
  readonly perRttMsMinor: number;
  /** For each working day of expected delay in the risk register; its money counts as it is. */
  readonly perRiskDayMinor: number;
};

/** Numbers that govern designs; each is a policy of the loaded data. */
export type DesignPolicies = {
  readonly annualRatePercent: number;
  readonly maximumPaybackMonths: number;
  readonly maximumTimeToRevenueDays: number;
  /** No gate on net present value when absent. */
  readonly minimumNpvMinor?: number | undefined;
  /** Over how many months cost is compared when the requirement names no term. */
  readonly termMonths: number;
  /** How many alternatives are offered. */
  readonly alternatives: number;
  /** How many combinations of site options are composed in full; beyond it the search is bounded and says so. */
  readonly maximumCombinations: number;
  /** How many combinations that were left are listed one by one; the rest is counted. */
  readonly maximumRejected: number;
  /** How many pairs of sites get their routes listed, besides those with a latency bound. */
  readonly maximumPairs: number;
  readonly objective: DesignObjective;
  /** By how much the investment is moved, in percent, and the start of billing, in months, to see what becomes of the case. */
  readonly sensitivity: { readonly costPercent: readonly number[]; readonly delayMonths: readonly number[] };
  /** How much is scheduled to know how sure a finish is; see `planConfidence` of the catalogue. */
  readonly confidence: ConfidenceLimits;
};

/** How the parameters for Service Quality Management are made from what was promised. */
export type QualityPolicy = {
  /** At which share of what is allowed it is warned. */
  readonly warningShare: number;
  /** ISO 8601 duration. */
  readonly period: string;
  readonly tolerance: {
    readonly availabilityPercent: number;
    readonly roundTripUs: number;
    readonly lossPercent?: number;
    readonly jitterUs?: number;
    readonly interruptionUs?: number;
  };
  readonly graceMinutes: number;
};

/** The quality policy of a tenant that has loaded none. */
export const defaultQualityPolicy: QualityPolicy = {
  warningShare: 0.8,
  period: 'P1M',
  tolerance: { availabilityPercent: 0, roundTripUs: 0 },
  graceMinutes: 0,
};

/** One rule of how sites are operated: statements for the sites for which it holds; always, without a condition. */
export type OperationRule = {
  readonly when?: unknown;
  readonly method: Readonly<Partial<Record<Exclude<keyof OperationalMethod, 'site'>, string>>>;
};

/** The policies of a tenant that has loaded none. */
export const defaultPolicies: DesignPolicies = {
  annualRatePercent: 10,
  maximumPaybackMonths: 18,
  maximumTimeToRevenueDays: 70,
  termMonths: 36,
  alternatives: 3,
  maximumCombinations: 1_000,
  maximumRejected: 50,
  maximumPairs: 300,
  objective: {
    perDayMinor: 100_00,
    perDowntimeMinuteMinor: 1_00,
    perRttMsMinor: 1_00,
    perRiskDayMinor: 100_00,
  },
  sensitivity: { costPercent: [-20, 20], delayMonths: [1, 2] },
  confidence: { exactOutcomes: 2_000, samples: 2_000 },
};

/** An augmentation on which a design may rest: what of it may be promised, and whether it is there already. */
export type PlannedAugmentation = AugmentationUse & {
  readonly usableKbps: number;
  /** From its ready date on it is capacity of the network for everybody. */
  readonly isOrdered: boolean;
  readonly isCompleted: boolean;
};

/** What a survey found at a site. */
export type SurveyFinding = { readonly freeSockets: number; readonly freeRackUnits: number };

/** Everything that a design follows from. The same input gives the same design. */
export type DesignInput = {
  readonly requirement: ServiceRequirement;
  /** The site options of the feasibility answer. */
  readonly siteOptions: readonly { readonly site: string; readonly options: readonly SiteOption[] }[];
  readonly network: NetworkView;
  readonly specification: Pick<ServiceSpecification, 'code' | 'mtu'>;
  readonly cpeModels: readonly CpeModel[];
  readonly planTemplate: PlanTemplate;
  readonly calendars: CalendarBook;
  readonly planCalendars: PlanCalendars;
  readonly policies: DesignPolicies;
  readonly riskRules: readonly Rule[];
  /** How sites are operated, in order. */
  readonly operations: readonly OperationRule[];
  readonly quality: QualityPolicy;
  /** Who is there to operate the equipment. */
  readonly people?: People | undefined;
  /** The day of confirmation, from which the plan runs. */
  readonly startDate: string;
  /** Augmentations that this design shares; the network is seen with their capacity. */
  readonly augmentations?: readonly PlannedAugmentation[] | undefined;
  /** The rates by which terms and offers, by their codes, were brought into one currency. */
  readonly exchangeRates?:
    | { readonly terms: UsedRate | undefined; readonly offers: ReadonlyMap<string, UsedRate> }
    | undefined;
  /** Edits of the plan, in their order. */
  readonly planEdits?: readonly PlanEdit[] | undefined;
  /** By site. */
  readonly surveyed?: Readonly<Record<string, SurveyFinding>> | undefined;
  /** Equipment of the customer that stands at the sites and may serve this service too. */
  readonly standing?: readonly StandingUnit[] | undefined;
};

/** The outcome of a composition. */
export type Composition = {
  readonly alternatives: DesignAlternative[];
  readonly rejected: ServiceDesign['rejected'];
};

/** One option of one site with what follows from it alone. */
export type SiteVariant = {
  readonly requirement: SiteRequirement;
  readonly option: SiteOption;
  readonly cpe: CpeChoice | undefined;
  readonly model: CpeModel | undefined;
  readonly bill: DesignAlternative['billOfMaterials'];
  readonly capexMinor: number;
  readonly monthlyMinor: number;
  /** Between 0 and 1: from the customer's side of the equipment to the core. */
  readonly availability: number;
};

/** What the composition root lends this room. All run in the caller's transaction. */
export type DesignPorts = {
  /** A new UUIDv7. */
  readonly ids: () => string;
  /** The next short number of designs of the tenant. */
  readonly number: (tx: Transaction, tenant: string) => Promise<string>;
  /** Writes facts for events and audit with what they tell. */
  readonly record: (tx: Transaction, tenant: string, facts: readonly Fact[]) => Promise<void>;
};
