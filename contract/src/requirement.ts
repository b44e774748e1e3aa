import Type, { type Static } from 'typebox';
import {
  Code,
  Currency,
  DateOnly,
  Minor,
  oneOf,
  RateKbps,
  strict,
  TemplateKey,
  Text,
  WorkingDays,
} from './common.ts';
import { diversityLevels } from './diversityLevels.ts';

/** What two legs of a dual-homed site must not share. */
export const DiversityLevel = oneOf(...diversityLevels);
export type DiversityLevel = Static<typeof DiversityLevel>;

/** One site of the service that is asked for. */
export const SiteRequirement = strict({
  site: Code,
  bandwidthKbps: RateKbps,
  access: oneOf('single', 'dual'),
  /** In a hub-and-spoke service: roots reach everybody, leaves reach roots alone. Where none is named the first is root. */
  role: Type.Optional(oneOf('root', 'leaf')),
  /** What the two legs must not share. Only for dual access. */
  diversity: Type.Optional(Type.Array(DiversityLevel, { uniqueItems: true })),
  cpe: oneOf('managed', 'wiresOnly', 'customerOwned'),
  /** Availability over a month as a percentage, for example 99.95. */
  availabilityPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  /** Functions the CPE must have, as codes of the CPE models. */
  cpeFunctions: Type.Optional(Type.Array(Code)),
  /** IPv4 prefixes of the customer's LAN at this site (CIDR), announced to the other sites. */
  lanPrefixes: Type.Optional(Type.Array(Type.String({ maxLength: 43 }))),
  /** How routes are told between the operator and the site of a VPN: by BGP unless it says otherwise. */
  routing: Type.Optional(oneOf('bgp', 'static')),
  /** Where within the place, for those who go there: a unit, a floor, a room (TMF673 geographicSubAddress). */
  subAddress: Type.Optional(Text),
});
export type SiteRequirement = Static<typeof SiteRequirement>;

/** An upper bound on the round trip between two sites. */
export const LatencyBound = strict({ from: Code, to: Code, maximumRttUs: Type.Integer({ minimum: 1 }) });
export type LatencyBound = Static<typeof LatencyBound>;

/** What a service promises, as turn-up and later tests measure it (MEF 10.4; ITU-T Y.1563). */
export const ServiceLevel = strict({
  maximumRttUs: Type.Optional(Type.Integer({ minimum: 1 })),
  maximumLossPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  maximumJitterUs: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Longest silence when the active leg of a dual-homed site is taken away. */
  maximumInterruptionMs: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type ServiceLevel = Static<typeof ServiceLevel>;

/** One class of service; the shares of all classes make 100 %. */
export const ClassOfService = strict({
  name: Code,
  dscp: Type.Array(Type.Integer({ minimum: 0, maximum: 63 }), { minItems: 1 }),
  sharePercent: Type.Integer({ minimum: 1, maximum: 100 }),
  /** What this class promises; where it says nothing the service's own level holds. */
  serviceLevel: Type.Optional(ServiceLevel),
});
export type ClassOfService = Static<typeof ClassOfService>;

/** Hours between which work is done, by the clock of its place; over midnight where it ends before it begins. */
export const WorkWindow = strict({
  from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  to: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
});
export type WorkWindow = Static<typeof WorkWindow>;

/** Delivery work that no template holds (crane, escort, night work): typed, priced, owned. */
export const BespokeAction = strict({
  code: Code,
  description: Text,
  site: Type.Optional(Code),
  owner: Code,
  durationWorkingDays: WorkingDays,
  costMinor: Minor,
  /** Keys of activities that it must precede, as patterns of the plan template. */
  before: Type.Array(TemplateKey),
  /** The hours of the work and of what it precedes: night work, an escort. */
  window: Type.Optional(WorkWindow),
});
export type BespokeAction = Static<typeof BespokeAction>;

/** Days, both included, on which nobody works at a site and nothing is changed; at all sites where none is named. */
export const Blackout = strict({
  from: DateOnly,
  to: DateOnly,
  site: Type.Optional(Code),
  reason: Type.Optional(Text),
});
export type Blackout = Static<typeof Blackout>;

/** The money side of what sales agreed or proposes. */
export const CommercialTerms = strict({
  currency: Currency,
  termMonths: Type.Integer({ minimum: 1, maximum: 600 }),
  oneOffChargeMinor: Minor,
  monthlyChargeMinor: Minor,
  budgetMinor: Minor,
  budgetTolerancePercent: Type.Number({ minimum: 0, maximum: 100 }),
});
export type CommercialTerms = Static<typeof CommercialTerms>;

/**
 * A customer's requirement for an enterprise service: what feasibility answers, a design satisfies and an order
 * confirms. At the TM Forum edge it travels as service characteristics of the same names.
 */
export const ServiceRequirement = strict({
  serviceSpecification: Code,
  customer: Code,
  topology: oneOf('anyToAny', 'hubAndSpoke', 'pointToPoint', 'internet'),
  sites: Type.Array(SiteRequirement, { minItems: 1, maxItems: 2_000 }),
  latencyBounds: Type.Optional(Type.Array(LatencyBound)),
  classesOfService: Type.Optional(Type.Array(ClassOfService, { minItems: 1 })),
  serviceLevel: Type.Optional(ServiceLevel),
  commercial: Type.Optional(CommercialTerms),
  bespokeActions: Type.Optional(Type.Array(BespokeAction)),
  requestedCompletionDate: Type.Optional(DateOnly),
  /** When the customer wants nobody at work: a trading peak, a change freeze. */
  blackouts: Type.Optional(Type.Array(Blackout, { maxItems: 100 })),
  /** The hub (the roots, else the first site) is installed before any other site. */
  hubFirst: Type.Optional(Type.Boolean()),
});
export type ServiceRequirement = Static<typeof ServiceRequirement>;
