import Type, { type Static } from 'typebox';
import { Code, Instant, oneOf, strict, Text } from '../common.ts';

/** Roles of people and systems; each grants permissions (the table is in the API room). */
export const roles = [
  'orderStaff',
  'sales',
  'solutionEngineer',
  'designAuthority',
  'provisioning',
  'field',
  'noc',
  'administrator',
  'readOnly',
  'partner',
  'customer',
  'simulation',
] as const;
export const Role = Type.Enum([...roles]);
export type Role = (typeof roles)[number];

/** `POST /turnup/v1/session`. */
export const SessionCreate = strict({
  tenant: Type.Optional(Code),
  account: Code,
  password: Type.String({ minLength: 1, maxLength: 200 }),
});
export type SessionCreate = Static<typeof SessionCreate>;
export const Session = strict({
  token: Type.String(),
  tenant: Code,
  account: Code,
  name: Text,
  roles: Type.Array(Role),
  permissions: Type.Array(Type.String()),
  expiresAt: Instant,
});
export type Session = Static<typeof Session>;

/** `POST /turnup/v1/account`: someone who acts, a person or a system; `party` ties a partner or customer to theirs. */
export const AccountCreate = strict({
  account: Code,
  name: Text,
  password: Type.String({ minLength: 8, maxLength: 200 }),
  roles: Type.Array(Role, { minItems: 1 }),
  party: Type.Optional(Code),
});
export type AccountCreate = Static<typeof AccountCreate>;

/** `POST /turnup/v1/tenant`: another operator on the same system, with its first administrator. */
export const TenantCreate = strict({
  tenant: Code,
  name: Text,
  administrator: strict({ account: Code, password: Type.String({ minLength: 8, maxLength: 200 }) }),
});
export type TenantCreate = Static<typeof TenantCreate>;

/** `POST …/hub`: a listener for events. `query` is `eventType=A,B` and members of the event, joined by `&`. */
export const HubCreate = strict({
  callback: Type.String({ minLength: 1, maxLength: 2_000 }),
  query: Type.Optional(Type.String({ maxLength: 2_000 })),
});
export type HubCreate = Static<typeof HubCreate>;
export const Hub = strict({
  id: Type.String(),
  callback: Type.String(),
  query: Type.Optional(Type.String()),
});
export type Hub = Static<typeof Hub>;

/** What a listener receives (TMF630 part 1, 10; TMF688). `sequence` rises by one within one resource. */
export const Notification = strict({
  eventId: Type.String(),
  eventType: Type.String(),
  eventTime: Instant,
  timeOccurred: Instant,
  domain: Type.String(),
  correlationId: Type.Optional(Type.String()),
  sequence: Type.Integer(),
  event: Type.Record(Type.String(), Type.Unknown()),
});
export type Notification = Static<typeof Notification>;

/** The domain clock. Only a simulated system lets anyone move it. */
export const SimulationClock = strict({
  mode: oneOf('real', 'simulated'),
  now: Instant,
  /** While set, the clock steps by itself to the next due instant whenever nothing is runnable, up to here. */
  runUntil: Type.Union([Instant, Type.Null()]),
  /** Nothing is runnable, nothing due is undone, no notification is under way. */
  quiescent: Type.Boolean(),
  nextDue: Type.Union([Instant, Type.Null()]),
});
export type SimulationClock = Static<typeof SimulationClock>;
/** `PATCH /turnup/v1/simulation/clock`: `now` jumps forward (never back), `runUntil` lets it step. */
export const SimulationClockPatch = strict({
  now: Type.Optional(Instant),
  runUntil: Type.Optional(Type.Union([Instant, Type.Null()])),
});
export type SimulationClockPatch = Static<typeof SimulationClockPatch>;
/** `POST /turnup/v1/simulation/alarm`: an event `ClockAlarmEvent` with the reference at that instant. For actors. */
export const ClockAlarmCreate = strict({
  at: Instant,
  reference: Type.String({ minLength: 1, maxLength: 200 }),
});
export type ClockAlarmCreate = Static<typeof ClockAlarmCreate>;
