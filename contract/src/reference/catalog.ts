import Type, { type Static } from 'typebox';
import {
  Code,
  Currency,
  DateOnly,
  Expedite,
  Instant,
  Minor,
  oneOf,
  Probability,
  RateKbps,
  strict,
  TemplateKey,
  Text,
  WorkingDays,
} from '../common.ts';

/** A condition as JsonLogic (https://jsonlogic.com) over the facts that the rule's README names. */
export const Condition = Type.Unknown({ description: 'JsonLogic expression' });

/** A service specification (TMF633; SID CustomerFacing- or ResourceFacingServiceSpec). */
export const ServiceSpecification = strict({
  code: Code,
  version: Code,
  name: Text,
  category: oneOf('CFS', 'RFS'),
  lifecycleStatus: oneOf('active', 'launched', 'retired'),
  /** Which renderer turns it into device configuration. */
  serviceModel: oneOf('l3vpn', 'eline', 'bridgedEline', 'bridgedElan', 'bridgedEtree', 'internet'),
  topologies: Type.Array(oneOf('anyToAny', 'hubAndSpoke', 'pointToPoint', 'internet')),
  cpe: Type.Array(oneOf('managed', 'wiresOnly', 'customerOwned')),
  bandwidthKbps: strict({ minimum: RateKbps, maximum: RateKbps }),
  sites: strict({ minimum: Type.Integer({ minimum: 1 }), maximum: Type.Integer({ minimum: 1 }) }),
  mtu: Type.Integer({ minimum: 1280, maximum: 9216 }),
  /** Standard interval in working days; an earlier request is special. */
  standardIntervalWorkingDays: WorkingDays,
  /** Standard availability per site; a higher one is special. */
  standardAvailabilityPercent: Type.Number({ minimum: 0, maximum: 100 }),
  /** Kinds of service parameters to take from pools, each per scope. */
  parameters: Type.Array(
    strict({
      name: Code,
      pool: Code,
      per: oneOf('service', 'site', 'leg', 'providerEdge'),
    }),
  ),
  /** Absent: a plan is developed by the rules of the policy `testDevelopment`. */
  testSpecification: Type.Optional(Code),
  /** Resource-facing services it decomposes into. */
  decomposesInto: Type.Array(strict({ specification: Code, per: oneOf('service', 'site', 'leg') })),
});
export type ServiceSpecification = Static<typeof ServiceSpecification>;

/** One object that is read of a unit over SNMP: an optical level, a voltage, whether the network termination is there. */
export const CpeReading = strict({
  name: Text,
  /** Object identifier of an integer, with its index. */
  oid: Type.String({ pattern: '^1(\\.\\d{1,10}){3,60}$' }),
  unit: Type.String({ minLength: 1, maxLength: 30 }),
  /** By what the integer is divided to be in that unit. */
  divisor: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
});
export type CpeReading = Static<typeof CpeReading>;

/** A model of customer premises equipment that the operator supports. */
export const CpeModel = strict({
  code: Code,
  name: Text,
  throughputKbps: RateKbps,
  wanPorts: Type.Integer({ minimum: 1 }),
  /** Ports towards the customer: a unit serves several services only where it is known how many there are. */
  lanPorts: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
  /** What its software calls them, one for each; `wan0`, `wan1`, … unless told. */
  wanPortNames: Type.Optional(Type.Array(Code, { minItems: 1, uniqueItems: true })),
  /** What its software calls the ports of the customer's networks, in the order in which they are used; `lan0`, … unless told. */
  lanPortNames: Type.Optional(Type.Array(Code, { uniqueItems: true })),
  functions: Type.Array(Code),
  powerW: Type.Integer({ minimum: 0 }),
  rackUnits: Type.Integer({ minimum: 0 }),
  priceMinor: Minor,
  monthlyMaintenanceMinor: Minor,
  availability: Probability,
  transitUs: Type.Integer({ minimum: 0 }),
  /** From order to the customer's door. */
  shipWorkingDays: WorkingDays,
  driver: oneOf('netconf', 'frr', 'cli'),
  /** Sockets that one unit takes; one unless told. */
  powerSockets: Type.Optional(Type.Integer({ minimum: 0, maximum: 16 })),
  /** Optics that its uplink takes, as ports name them; any unless told. */
  optics: Type.Optional(Type.Array(Code, { minItems: 1 })),
  /** Oldest software with which it is configured. */
  minimumFirmware: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' })),
  /** What is read of every unit over SNMP when it is installed, and within which limits it is well. */
  readings: Type.Optional(Type.Array(CpeReading, { maxItems: 50 })),
  /** From an order to the maker until it is in stock. */
  replenishWorkingDays: Type.Optional(WorkingDays),
  endOfSale: Type.Optional(DateOnly),
  /** What every member of a team must have learnt before the model is handed over to them. */
  operatorSkill: Type.Optional(strict({ skill: Code, team: Code, trainingWorkingDays: WorkingDays })),
});
export type CpeModel = Static<typeof CpeModel>;

/** One unit of CPE in stock. */
export const CpeUnit = strict({ serial: Code, model: Code, depot: Code });
export type CpeUnit = Static<typeof CpeUnit>;

/** A partner who sells access, and how far its answers can be trusted. */
export const Partner = strict({
  code: Code,
  party: Code,
  name: Text,
  calendar: Code,
  /** Account that answers for the partner through the API. */
  account: Type.Optional(Code),
  /** Working days within which a query must be answered. */
  answerWithinWorkingDays: WorkingDays,
});
export type Partner = Static<typeof Partner>;

/** What a partner offers at a place by its rate card. A query confirms or corrects it. */
export const PartnerOffer = strict({
  code: Code,
  partner: Code,
  place: Code,
  technology: Code,
  maximumRateKbps: RateKbps,
  /** The operator's node at which the partner hands over. */
  handoverNode: Code,
  focWorkingDays: WorkingDays,
  leadTimeWorkingDays: strict({ best: WorkingDays, likely: WorkingDays, worst: WorkingDays }),
  oneOffMinor: Minor,
  monthlyMinor: Minor,
  currency: Currency,
  confidence: oneOf('green', 'yellow'),
  /** What would settle a yellow answer. */
  condition: Type.Optional(Text),
  latencyUs: Type.Integer({ minimum: 0 }),
  mtu: Type.Integer({ minimum: 1280, maximum: 9216 }),
  availability: Probability,
  /** The shared risks of the route, or null where the partner does not disclose them. */
  sharedRisks: Type.Union([Type.Array(Code), Type.Null()]),
  /** Until when the contract binds, and what ending it before costs; without it it can end at any time for nothing. */
  termination: Type.Optional(
    strict({
      /** From the day of delivery. */
      minimumTermMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 240 })),
      /** Or to a day of its own, whichever is later. */
      minimumTermUntil: Type.Optional(DateOnly),
      /** What part of the monthly price is due for each month that remains, begun ones whole. */
      percentOfRemaining: Type.Integer({ minimum: 0, maximum: 100 }),
      /** What is due besides. */
      fixedMinor: Type.Optional(Minor),
    }),
  ),
  /** By how much the partner hurries, and for what. */
  expedite: Type.Optional(Expedite),
});
export type PartnerOffer = Static<typeof PartnerOffer>;

/** A pool of service parameters. The shape decides how values are taken. */
export const Pool = strict({
  code: Code,
  kind: oneOf(
    'vlan',
    'innerVlan',
    'serviceVlan',
    'vni',
    'evi',
    'routeDistinguisher',
    'routeTarget',
    'linkPrefix',
    'loopbackPrefix',
    'lanPrefix',
    'publicPrefix',
    'asNumber',
    'pseudowire',
    'tunnel',
    'circuitId',
    'telephoneNumber',
    'bandwidth',
    'crew',
    'slot',
  ),
  shape: oneOf('values', 'blocks', 'quantities'),
  /** Within what a value is unique, or of what there is so much: the whole tenant, a port, a VLAN on it, a node … */
  scope: oneOf('tenant', 'port', 'portVlan', 'node', 'vrf', 'link', 'place', 'team'),
  /** For values: first and last integer. */
  range: Type.Optional(strict({ first: Type.Integer({ minimum: 0 }), last: Type.Integer({ minimum: 0 }) })),
  /** How an integer becomes the value: `{n}`, or with leading zeros `{n:6}`, stands for it: `65000:{n}`, `+441632{n:6}`. */
  format: Type.Optional(Type.String({ maxLength: 60 })),
  /** For blocks: the parent prefixes (CIDR) and the length that is carved. */
  prefixes: Type.Optional(Type.Array(Type.String({ maxLength: 43 }))),
  carveLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 128 })),
  strategy: oneOf('lowest', 'next', 'affinity', 'spread', 'odd', 'even'),
  /** Values that are never handed out, one by one and in ranges. */
  guarded: Type.Optional(Type.Array(Type.Integer())),
  guardedRanges: Type.Optional(Type.Array(strict({ first: Type.Integer(), last: Type.Integer() }))),
  quarantineDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  /** For quantities: what is counted, such as `kbit/s` or `crew`. */
  unit: Type.Optional(Code),
  /** For quantities: how much of what is there may be promised; 100 unless told. */
  bookablePercent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  /** For quantities: what is there, by scope, from each instant on. */
  capacities: Type.Optional(
    Type.Array(
      strict({
        scope: Type.String({ minLength: 1, maxLength: 200 }),
        steps: Type.Array(
          strict({
            from: Instant,
            limit: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
          }),
          { minItems: 1 },
        ),
      }),
      { maxItems: 100_000 },
    ),
  ),
});
export type Pool = Static<typeof Pool>;

/** A rule of classification, reservation or risk: a condition and what follows. Sources: process.md section 4, R9. */
export const Rule = strict({
  code: Code,
  kind: oneOf('classification', 'reservation', 'risk', 'survey'),
  text: Text,
  when: Condition,
  /** For reservation: how long the hold lasts, in working days or minutes, or `null` for no end. For risk: its numbers. */
  effect: Type.Optional(
    strict({
      holdWorkingDays: Type.Optional(Type.Union([WorkingDays, Type.Null()])),
      holdMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_256_000 })),
      probability: Type.Optional(Probability),
      impactWorkingDays: Type.Optional(WorkingDays),
      impactMinor: Type.Optional(Minor),
      mitigation: Type.Optional(Text),
      owner: Type.Optional(Code),
      workingDays: Type.Optional(WorkingDays),
    }),
  ),
});
export type Rule = Static<typeof Rule>;

/** One number or list that governs behaviour, by name. The room that reads it documents it. */
export const Policy = strict({ code: Code, text: Text, value: Type.Unknown() });
export type Policy = Static<typeof Policy>;

/** How long an activity takes: a number, or the name of a fact of its subject (such as `partnerLeadTime`). */
export const Duration = Type.Union([
  strict({ workingDays: WorkingDays }),
  strict({ fact: oneOf('survey', 'build', 'partnerFoc', 'partnerBuild', 'cpeShip', 'training', 'parallel') }),
]);
export type Duration = Static<typeof Duration>;

/**
 * From where on an activity can no longer be taken back freely: once it has begun or is done. A soft point has a price
 * that must be accepted; a hard one refuses, with its reason.
 */
export const PointOfNoReturn = Type.Union([
  strict({
    kind: oneOf('soft'),
    when: oneOf('started', 'finished'),
    chargeMinor: Minor,
    currency: Currency,
    reason: Text,
  }),
  strict({ kind: oneOf('hard'), when: oneOf('started', 'finished'), reason: Text }),
]);
export type PointOfNoReturn = Static<typeof PointOfNoReturn>;

/** One line of a plan template; `{site}` in a key stands for the site's short code. */
export const ActivityTemplate = strict({
  key: TemplateKey,
  name: Text,
  per: oneOf('service', 'site'),
  /** JsonLogic over the facts of the site or, per service, of the service; absent means always. */
  when: Type.Optional(Condition),
  duration: Duration,
  /** Template keys that must be finished before. A per-site key means the same site's, or all when this is per service. */
  after: Type.Array(TemplateKey),
  owner: strict({ kind: oneOf('system', 'team', 'partner', 'customer'), code: Type.Optional(Code) }),
  /** Whose calendar: the place of the work, the partner, or a named one. */
  calendar: oneOf('place', 'partner', 'operator'),
  /** What the engine does for it, in order; each is a task kind. */
  tasks: Type.Array(Code, { minItems: 1 }),
  /** eTOM element that it is part of. */
  process: Type.String({ pattern: '^1\\.[0-9.]+$' }),
  milestone: Type.Optional(Code),
  pointOfNoReturn: Type.Optional(PointOfNoReturn),
});
export type ActivityTemplate = Static<typeof ActivityTemplate>;

/** The standard set of activities of a route (eTOM 1.4.5.6 standard, 1.4.5.1 special, 1.4.5.9 recover). */
export const PlanTemplate = strict({
  code: Code,
  name: Text,
  route: oneOf('standard', 'special', 'recover', 'modify'),
  serviceSpecifications: Type.Array(Code, { minItems: 1 }),
  /** JsonLogic over the facts of the service; of templates of one route the first whose condition holds is taken. */
  when: Type.Optional(Condition),
  activities: Type.Array(ActivityTemplate, { minItems: 1 }),
});
export type PlanTemplate = Static<typeof PlanTemplate>;

/** A team that takes work, by skill and place of work. */
export const Team = strict({
  code: Code,
  name: Text,
  calendar: Code,
  skills: Type.Array(Code),
  members: Type.Array(
    strict({ account: Code, name: Text, skills: Type.Array(Code), places: Type.Optional(Type.Array(Code)) }),
  ),
});
export type Team = Static<typeof Team>;

/** What must be measured before a service is in service (TMF653). Thresholds come from the requirement or here. */
export const TestSpecification = strict({
  code: Code,
  name: Text,
  measures: Type.Array(
    strict({
      metric: oneOf(
        'reachability',
        'roundTripUs',
        'lossPercent',
        'jitterUs',
        'throughputPercent',
        'mtu',
        'bgpEstablished',
        'isolation',
        'failover',
        'interruptionMs',
      ),
      threshold: Type.Optional(Type.Number()),
      comparator: oneOf('atMost', 'atLeast'),
    }),
    { minItems: 1 },
  ),
});
export type TestSpecification = Static<typeof TestSpecification>;

/** What one unit of a currency was worth in another on a day, and who says so. */
export const ExchangeRate = strict({
  from: Currency,
  to: Currency,
  date: DateOnly,
  /** Units of `to` for one unit of `from`. */
  rate: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000_000 }),
  source: Text,
});
export type ExchangeRate = Static<typeof ExchangeRate>;
