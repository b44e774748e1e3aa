import Type, { type Static } from 'typebox';
import { Code, DateOnly, oneOf, strict, Text } from '../common.ts';

/** A working calendar: which days the region works, and its zone. */
export const Calendar = strict({
  code: Code,
  name: Text,
  /** IANA zone, for example Europe/London. */
  zone: Type.String({ minLength: 1, maxLength: 60 }),
  /** ISO weekdays that are not worked (1 Monday … 7 Sunday). */
  weekend: Type.Array(Type.Integer({ minimum: 1, maximum: 7 })),
  holidays: Type.Array(strict({ date: DateOnly, name: Text })),
  /** Local working hours, `HH:MM`. */
  opens: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  closes: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  /** The calendar knows the holidays from this date until (not including) that one. */
  validFrom: DateOnly,
  validUntil: DateOnly,
});
export type Calendar = Static<typeof Calendar>;

/** A customer, partner or department inside the operator's tenant. */
export const Party = strict({
  code: Code,
  name: Text,
  kind: oneOf('customer', 'partner', 'internal'),
  /** How rules treat the customer, such as `gold` or `wholesale`. */
  class: Type.Optional(Code),
  contacts: Type.Optional(
    Type.Array(strict({ name: Text, role: Code, email: Type.Optional(Type.String({ maxLength: 200 })) })),
  ),
});
export type Party = Static<typeof Party>;

/** A building: one of the operator's points of presence or a customer's premises. */
export const Place = strict({
  code: Code,
  name: Text,
  kind: oneOf('pointOfPresence', 'customerPremises'),
  /** The customer whose premises they are. */
  party: Type.Optional(Code),
  address: Text,
  postcode: Type.Optional(Type.String({ maxLength: 12 })),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  /** The calendar by which work at this place goes. */
  calendar: Code,
  /** Shared risks of the whole building, such as its power feeds. */
  sharedRisks: Type.Array(Code),
  /** Building entries; each is itself a shared risk. */
  entries: Type.Array(Code),
  /** What a survey found or must find; free socket count and rack units decide whether CPE can be installed. */
  power: Type.Optional(
    strict({ freeSockets: Type.Integer({ minimum: 0 }), freeRackUnits: Type.Integer({ minimum: 0 }) }),
  ),
});
export type Place = Static<typeof Place>;
