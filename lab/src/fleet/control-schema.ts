import Type, { type Static } from 'typebox';
import { FaultSchema } from './faults.ts';
import type { SnmpUser } from './snmp-agent.ts';

const closed = { additionalProperties: false };
/** Names become file names: no path can be written with them. */
const Name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const PortName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$' });
const Kbps = Type.Integer({ minimum: 1 });

/** A port's hardware. `side` says whether the customer's own network is plugged in; lan ports of a CPE say so. */
const PortSchema = Type.Object(
  {
    name: PortName,
    rateKbps: Kbps,
    side: Type.Optional(Type.Union([Type.Literal('line'), Type.Literal('customer')])),
  },
  closed,
);

/** A node of the world. A managed one is a NETCONF device; `config` is what it starts with, as `<device>` XML. */
export const NodeSchema = Type.Object(
  {
    name: Name,
    role: Type.String({ minLength: 1 }),
    routerId: Type.Optional(Type.String()),
    ports: Type.Array(PortSchema),
    managed: Type.Boolean(),
    user: Type.Optional(Type.String({ minLength: 1 })),
    password: Type.Optional(Type.String({ minLength: 1 })),
    model: Type.Optional(Type.String()),
    config: Type.Optional(Type.String()),
  },
  closed,
);

/** A link end; a named VLAN makes it a hand-over that carries that VLAN only. */
const EndSchema = Type.Object(
  {
    node: Name,
    port: Type.Optional(PortName),
    vlan: Type.Optional(Type.Integer({ minimum: 0, maximum: 4094 })),
  },
  closed,
);

const line = {
  latencyUs: Type.Integer({ minimum: 0 }),
  capacityKbps: Kbps,
  mtu: Type.Integer({ minimum: 1280, maximum: 65_535 }),
};

/** A link between nodes. */
export const LinkSchema = Type.Object(
  { name: Type.String({ minLength: 1 }), a: EndSchema, b: EndSchema, ...line },
  closed,
);

/** A sensor of a device (RFC 3433): the object identifier of its value, and what it shows. */
const SensorSchema = Type.Object(
  {
    oid: Type.String({ pattern: '^1\\.3\\.6\\.1\\.2\\.1\\.99\\.1\\.1\\.1\\.4\\.\\d{1,9}$' }),
    value: Type.Integer(),
  },
  closed,
);

/** A CPE model: the ports and login that a device has when it comes out of its box. */
export const ModelSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    ports: Type.Array(PortSchema, { minItems: 1 }),
    role: Type.Optional(Type.String({ minLength: 1 })),
    user: Type.Optional(Type.String({ minLength: 1 })),
    password: Type.Optional(Type.String({ minLength: 1 })),
    firmware: Type.Optional(Type.String({ minLength: 1 })),
    sensors: Type.Optional(Type.Array(SensorSchema)),
  },
  closed,
);

/** PUT /world. */
export const WorldSchema = Type.Object(
  {
    nodes: Type.Optional(Type.Array(NodeSchema)),
    links: Type.Optional(Type.Array(LinkSchema)),
    models: Type.Optional(Type.Array(ModelSchema)),
  },
  closed,
);

const PluggedEnd = Type.Object({ node: Name, port: PortName, vlan: EndSchema.properties.vlan }, closed);

/** POST /cable. */
export const CableSchema = Type.Object(
  { name: Type.Optional(Type.String({ minLength: 1 })), a: PluggedEnd, b: PluggedEnd, ...line },
  closed,
);

/** DELETE /cable: what is plugged in at that end. */
export const UncableSchema = Type.Object({ a: PluggedEnd, b: Type.Optional(PluggedEnd) }, closed);

const BootstrapSchema = Type.Object(
  { url: Type.String({ pattern: '^https?://' }), voucher: Type.String({ minLength: 1 }) },
  closed,
);

/** POST /unpack. With `bootstrap` it comes without a login, and asks who it is. */
export const UnpackSchema = Type.Object(
  {
    model: Type.String({ minLength: 1 }),
    serial: Name,
    name: Type.Optional(Name),
    firmware: Type.Optional(Type.String({ minLength: 1 })),
    bootstrap: Type.Optional(BootstrapSchema),
  },
  closed,
);

/** POST /boot: switched off and on again; `reset` to how it left the factory, with another voucher or software if told. */
export const BootSchema = Type.Object(
  {
    device: Name,
    reset: Type.Optional(Type.Boolean()),
    firmware: Type.Optional(Type.String({ minLength: 1 })),
    bootstrap: Type.Optional(BootstrapSchema),
  },
  closed,
);

/** POST /sensor: what a sensor of a device shows from now on. */
export const SetSensorSchema = Type.Object({ device: Name, sensor: SensorSchema }, closed);

/** POST /link. */
export const LinkStateSchema = Type.Object({ name: Type.String(), up: Type.Boolean() }, closed);

/** POST /fault. */
export const SetFaultSchema = Type.Object({ device: Name, fault: FaultSchema }, closed);

/** DELETE /fault: of that kind, or all. */
export const ClearFaultSchema = Type.Object(
  {
    device: Name,
    kind: Type.Optional(Type.Union(FaultSchema.anyOf.map((fault) => fault.properties.kind))),
  },
  closed,
);

export type NodeRecord = Static<typeof NodeSchema> & {
  readonly serial?: string;
  readonly firmware?: string;
  readonly sensors?: readonly Static<typeof SensorSchema>[];
  readonly bootstrap?: Static<typeof BootstrapSchema>;
  /** Its agent: the port it had, and who may read it once somebody told. */
  readonly snmp?: { readonly port: number; readonly user?: SnmpUser };
};
export type LinkRecord = Static<typeof LinkSchema>;
export type ModelRecord = Static<typeof ModelSchema>;
export type WorldUpdate = Static<typeof WorldSchema>;
export type CableRequest = Static<typeof CableSchema>;
export type UncableRequest = Static<typeof UncableSchema>;
export type UnpackRequest = Static<typeof UnpackSchema>;
export type BootRequest = Static<typeof BootSchema>;
export type SetSensorRequest = Static<typeof SetSensorSchema>;

/** What GET /devices and PUT /world tell about a device. */
export type DeviceAddress = {
  readonly name: string;
  readonly role: string;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly hostKeySha256: string;
  readonly user: string;
  readonly reachable: boolean;
};
