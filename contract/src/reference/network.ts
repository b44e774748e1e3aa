import Type, { type Static } from 'typebox';
import { Code, DateOnly, Minor, oneOf, Probability, RateKbps, strict, Text, WorkingDays } from '../common.ts';

/** A shared risk (RFC 4202, 2.3 SRLG): whatever takes down everything that runs through it. */
export const SharedRisk = strict({
  code: Code,
  kind: oneOf('duct', 'entry', 'riser', 'power', 'building', 'card', 'node'),
  name: Text,
  availability: Probability,
});
export type SharedRisk = Static<typeof SharedRisk>;

/** A router or switch of the operator, or a hand-over node of a partner. */
export const NetworkNode = strict({
  name: Code,
  place: Code,
  role: oneOf('providerEdge', 'core', 'access'),
  /** Loopback by which other devices know it (IPv4). */
  routerId: Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$' }),
  asNumber: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
  model: Code,
  sharedRisks: Type.Array(Code),
  availability: Probability,
  /** Time to pass a packet through, one way. */
  transitUs: Type.Integer({ minimum: 0 }),
  endOfLife: Type.Optional(DateOnly),
  retires: Type.Optional(DateOnly),
});
export type NetworkNode = Static<typeof NetworkNode>;

/** A customer- or partner-facing port of a node. The card is a shared risk of kind `card`. */
export const Port = strict({
  node: Code,
  name: Code,
  card: Code,
  rateKbps: RateKbps,
  optic: Code,
  use: oneOf('customer', 'partner', 'core'),
  /** The partner whose hand-over it is, for use `partner`. */
  partner: Type.Optional(Code),
  /** Not available before this date (planned augmentation). */
  inServiceDate: Type.Optional(DateOnly),
  /** Cost of bringing one port into use: optic, patching. */
  costMinor: Minor,
});
export type Port = Static<typeof Port>;

/** One end of a link: a node of the network, or the entry of a customer's premises. */
export const LinkEnd = strict({
  node: Type.Optional(Code),
  /** The node's port, where services are configured on the trunks that they cross. */
  port: Type.Optional(Code),
  place: Type.Optional(Code),
  entry: Type.Optional(Code),
});
export type LinkEnd = Static<typeof LinkEnd>;

/** A fibre route between two nodes, or between a node and a customer's premises. */
export const Link = strict({
  name: Code,
  kind: oneOf('core', 'access'),
  a: LinkEnd,
  b: LinkEnd,
  lengthM: Type.Integer({ minimum: 0 }),
  /** One way. */
  latencyUs: Type.Integer({ minimum: 0 }),
  capacityKbps: RateKbps,
  mtu: Type.Integer({ minimum: 1280, maximum: 9216 }),
  /** Ducts, risers and other shared risks on the way. */
  sharedRisks: Type.Array(Code),
  availability: Probability,
  /** `buildable` fibre does not exist yet: it costs and takes what `build` says. */
  status: oneOf('inService', 'planned', 'buildable'),
  inServiceDate: Type.Optional(DateOnly),
  build: Type.Optional(
    strict({ costMinor: Minor, workingDays: WorkingDays, lengthM: Type.Integer({ minimum: 0 }) }),
  ),
  /** Running cost of using the fibre for one service. */
  monthlyCostMinor: Minor,
});
export type Link = Static<typeof Link>;

/** A planned change of a link's capacity, with the date on which it counts. */
export const Augmentation = strict({
  project: Code,
  link: Code,
  addsKbps: RateKbps,
  inServiceDate: DateOnly,
  committed: Type.Boolean(),
  costMinor: Minor,
});
export type Augmentation = Static<typeof Augmentation>;

/** A kind of equipment that gives a core link more capacity, and what it takes to put it in. */
export const LinkModule = strict({
  code: Code,
  name: Text,
  addsKbps: RateKbps,
  /** Both ends, installed, in the operator's currency. */
  costMinor: Minor,
  /** From the order to service, on the operator's calendar. */
  workingDays: WorkingDays,
  /** Working days after the order until which it is taken back without cost. */
  revocableWorkingDays: WorkingDays,
  /** Links that take it; every core link where left out. */
  links: Type.Optional(Type.Array(Code, { minItems: 1 })),
});
export type LinkModule = Static<typeof LinkModule>;

/** How a device is reached for configuration. The secret is sealed in the store and never answered. */
export const DeviceAccess = strict({
  device: Code,
  driver: oneOf('netconf', 'ovsdb', 'frr', 'cli'),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  user: Code,
  secret: Type.String({ minLength: 1, maxLength: 200 }),
  /** SHA-256 of the host key, base64 without padding, as OpenSSH prints it. */
  hostKeySha256: Type.String({ minLength: 43, maxLength: 44 }),
  /** Of a device that speaks NETCONF: what stands above every path of its model, where that is not the usual. */
  dialect: Type.Optional(
    strict({
      root: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9._-]*$', maxLength: 100 }),
      namespace: Type.String({ minLength: 1, maxLength: 300 }),
      /** Of the operation that tests a path. */
      testNamespace: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    }),
  ),
});
export type DeviceAccess = Static<typeof DeviceAccess>;
