import Type, { type Static } from 'typebox';
import { Because, Code, Instant, oneOf, strict } from '../common.ts';

const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Host = Type.String({ minLength: 2, maxLength: 45, pattern: '^[0-9A-Fa-f.:]+$' });

/**
 * `POST /turnup/v1/bootstrap/{operator}`: what a unit of equipment says of itself when it boots unconfigured. It needs no
 * session: the voucher is its proof. Without a host it is reached at the address from which it asks.
 */
export const BootstrapRequest = strict({
  model: Code,
  serial: Code,
  voucher: Type.String({ minLength: 20, maxLength: 200 }),
  firmware: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' }),
  management: strict({
    host: Type.Optional(Host),
    port: Port,
    /** SHA-256 of its SSH host key, base64 without padding. */
    hostKeySha256: Type.String({ pattern: '^[A-Za-z0-9+/]{43}$' }),
  }),
  snmp: Type.Optional(strict({ host: Type.Optional(Host), port: Port })),
});
export type BootstrapRequest = Static<typeof BootstrapRequest>;

/** Its answer, once and to the expected unit alone: its name, and the accounts that manage and read it from now on. */
export const BootstrapAnswer = strict({
  hostname: Code,
  management: strict({ user: Code, secret: Type.String() }),
  snmp: Type.Optional(
    strict({
      user: Code,
      authProtocol: oneOf('SHA'),
      authKey: Type.String(),
      privProtocol: oneOf('AES'),
      privKey: Type.String(),
    }),
  ),
});
export type BootstrapAnswer = Static<typeof BootstrapAnswer>;

/** `POST /turnup/v1/cpe/{serial}/voucher`: the one-time secret that the depot puts into a unit; it is told once. */
export const CpeVoucher = strict({ serial: Code, model: Code, voucher: Type.String() });
export type CpeVoucher = Static<typeof CpeVoucher>;

/** What was read of a unit over SNMP. */
export const CpeReadingResult = strict({
  id: Type.String(),
  serial: Code,
  verdict: oneOf('good', 'bad', 'unread'),
  sysName: Type.Union([Type.String(), Type.Null()]),
  sysDescr: Type.Union([Type.String(), Type.Null()]),
  readSerial: Type.Union([Type.String(), Type.Null()]),
  interfaces: Type.Array(
    strict({
      name: Type.String(),
      operStatus: Type.String(),
      speedMbps: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  values: Type.Array(
    strict({
      name: Type.String(),
      unit: Type.String(),
      value: Type.Union([Type.Number(), Type.Null()]),
      minimum: Type.Optional(Type.Number()),
      maximum: Type.Optional(Type.Number()),
    }),
  ),
  findings: Type.Array(Type.String()),
  readAt: Type.Optional(Instant),
});
export type CpeReadingResult = Static<typeof CpeReadingResult>;

/** `GET /turnup/v1/cpe/{serial}`: a unit of equipment, how far it has come, and who was refused in its name. */
export const CpeStatus = strict({
  serial: Code,
  model: Code,
  state: oneOf('inStock', 'assigned', 'shipped', 'installed', 'failed', 'returned'),
  depot: Code,
  service: Type.Optional(Type.String()),
  place: Type.Optional(Code),
  leg: Type.Optional(Type.Integer()),
  replaces: Type.Optional(Code),
  voucher: Type.Optional(oneOf('issued', 'used', 'spent')),
  firmware: Type.Optional(Type.String()),
  enrolledAt: Type.Optional(Instant),
  bootedAt: Type.Optional(Instant),
  refusals: Type.Array(
    strict({
      model: Type.String(),
      reason: Type.String(),
      address: Type.String(),
      times: Type.Integer(),
      firstAt: Instant,
      lastAt: Instant,
    }),
  ),
  lastReading: Type.Optional(CpeReadingResult),
});
export type CpeStatus = Static<typeof CpeStatus>;

/** `POST /turnup/v1/cpe/{serial}/swap`: another unit in the place of one that broke; of the same model unless told. */
export const CpeSwap = strict({
  reason: Because,
  model: Type.Optional(Code),
  externalId: Type.Optional(Code),
});
export type CpeSwap = Static<typeof CpeSwap>;
