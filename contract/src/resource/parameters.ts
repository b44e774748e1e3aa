import Type, { type Static } from 'typebox';
import { Code, Instant, oneOf, strict, Text, WorkingDays } from '../common.ts';

/** A pool's scope: a node, a port, a link, a team; text of the operator's own where the pool is for any. */
export const Scope = Type.String({ minLength: 1, maxLength: 200 });

/** Whose a parameter is: a quote, a design, a process. Kinds are words of the owner's own world. */
export const ParameterOwner = strict({ kind: Code, id: Code });
export type ParameterOwner = Static<typeof ParameterOwner>;

/** When something consumes, half-open; `to: null` means for good. */
export const UsePeriod = strict({ from: Instant, to: Type.Union([Instant, Type.Null()]) });
export type UsePeriod = Static<typeof UsePeriod>;

/** How a line's values are chosen where the pool's own way is not wanted. */
export const ValueStrategy = oneOf('affinity', 'spread', 'odd', 'even');
export type ValueStrategy = Static<typeof ValueStrategy>;

/** One line of a request: values, blocks or an amount. `key` is the requester's name for it. */
export const ReservationLine = Type.Union([
  strict({
    key: Code,
    shape: Type.Literal('values'),
    pool: Code,
    scope: Type.Optional(Scope),
    value: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    strategy: Type.Optional(ValueStrategy),
    /** Only members of this class: of ports, speed and optic as `1000000/LX`. */
    class: Type.Optional(Code),
  }),
  strict({
    key: Code,
    shape: Type.Literal('blocks'),
    pool: Code,
    scope: Type.Optional(Scope),
    value: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    length: Type.Optional(Type.Integer({ minimum: 0, maximum: 128 })),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    /** Prefixes that the blocks must not overlap, such as the customer's LAN. */
    avoid: Type.Optional(Type.Array(Type.String({ maxLength: 43 }), { maxItems: 1_000 })),
  }),
  strict({
    key: Code,
    shape: Type.Literal('quantities'),
    pool: Code,
    scope: Scope,
    amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** Must be the pool's own unit where it is given: a guard against thinking in another. */
    unit: Type.Optional(Code),
  }),
]);
export type ReservationLine = Static<typeof ReservationLine>;

/** How long something is promised: to an instant, for a span from now, or by the rules; `null` means no expiry. */
const hold = {
  holdUntil: Type.Optional(Type.Union([Instant, Type.Null()])),
  holdMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_256_000 })),
  holdWorkingDays: Type.Optional(WorkingDays),
};

/** What rules of kind `reservation` decide by (R9): they say whether to reserve at all, and for how long. */
export const ReservationGrounds = strict({
  /** How firm the asking is: such as `firm`, `budgetary`, `order`. */
  commitment: Code,
  customer: Type.Optional(Code),
  serviceSpecification: Type.Optional(Code),
});
export type ReservationGrounds = Static<typeof ReservationGrounds>;

/**
 * `POST /turnup/v1/reservation`: everything or nothing. The id, or the header `Idempotency-Key`, makes a repetition the
 * same request. Exactly one of `holdUntil`, `holdMinutes`, `holdWorkingDays` and `byRule` says how long.
 */
export const ReservationCreate = strict({
  id: Type.Optional(Code),
  owner: ParameterOwner,
  reason: Text,
  ...hold,
  byRule: Type.Optional(ReservationGrounds),
  warnBeforeMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_256_000 })),
  /** Absent: from now, for good. */
  use: Type.Optional(UsePeriod),
  lines: Type.Array(ReservationLine, { minItems: 1, maxItems: 10_000 }),
  /** Whether to stand in line when it cannot be met now. */
  queue: Type.Optional(Type.Boolean()),
});
export type ReservationCreate = Static<typeof ReservationCreate>;

/** `POST …/{id}/confirm`: ends the expiry; `keepFor` passes the values on; `lines` keeps these and releases the others. */
export const ReservationConfirm = strict({
  owner: ParameterOwner,
  keepFor: Type.Optional(ParameterOwner),
  lines: Type.Optional(Type.Array(Code, { minItems: 1 })),
});
export type ReservationConfirm = Static<typeof ReservationConfirm>;

/** `POST …/{id}/extend`: exactly one of the three says until when. */
export const ReservationExtend = strict({ owner: ParameterOwner, ...hold });
export type ReservationExtend = Static<typeof ReservationExtend>;

/** `POST …/{id}/release`, `…/allocate` and `…/deallocate`: all lines, or these. */
export const ReservationLines = strict({
  owner: ParameterOwner,
  lines: Type.Optional(Type.Array(Code, { minItems: 1 })),
});
export type ReservationLines = Static<typeof ReservationLines>;

/** `POST /turnup/v1/pool/{pool}/scope/{scope}/withdraw` and `…/reinstate`. */
export const PoolValues = strict({
  values: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 10_000 }),
  reason: Text,
});
export type PoolValues = Static<typeof PoolValues>;

/** Which rule asked for a reservation, with the facts that it looked at. */
export const ReservationRuling = strict({
  rule: Code,
  text: Text,
  facts: Type.Record(Type.String(), Type.Unknown()),
});

/** Why something was reserved, or was not. */
export const ReservationDecision = strict({
  reserve: Type.Boolean(),
  rules: Type.Array(ReservationRuling),
  holdUntil: Type.Optional(Type.Union([Instant, Type.Null()])),
});
export type ReservationDecision = Static<typeof ReservationDecision>;

/** State of a reservation. */
export const ReservationState = oneOf('waiting', 'reserved', 'confirmed', 'allocated', 'released', 'expired');
export type ReservationState = Static<typeof ReservationState>;
