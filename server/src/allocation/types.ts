import type { Refusal } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';

/** An instant as ISO 8601 text in UTC. */
export type Instant = string;

/** Who has a parameter: an order, a design, a quote, a process. The room knows only the two words. */
export type Owner = { readonly kind: string; readonly id: string };

/** When something consumes: half-open `[from, to)`; `to: null` means for good. */
export type Period = { readonly from: Instant; readonly to: Instant | null };

/** How parameters are taken: one by one, carved from prefixes, or as an amount over time. */
export type Shape = 'values' | 'blocks' | 'quantities';

/** The state of one value or block. */
export type ValueState = 'free' | 'reserved' | 'allocated' | 'quarantined' | 'withdrawn';

/**
 * The state of a reservation. `reserved` may expire; `confirmed` no longer does; `allocated` means every line that
 * it still has is allocated; `waiting` stands in line and holds nothing.
 */
export type ReservationState = 'waiting' | 'reserved' | 'confirmed' | 'allocated' | 'released' | 'expired';

/**
 * How a free value is chosen. `lowest`: the lowest; `next`: the next after the last one given, what came back last;
 * `affinity`: the value that the same owner has in other scopes of the pool, else the lowest; `spread`: the middle of
 * the widest gap between taken values; `odd` and `even`: the lowest of that parity, and no other.
 */
export type Strategy = 'lowest' | 'next' | 'affinity' | 'spread' | 'odd' | 'even';

/**
 * Asks for `count` values (default 1) of a pool, or for one `value` by name. `scope` is absent where the pool is
 * tenant-wide. `strategy` replaces the pool's; `class` narrows to members registered with that class.
 */
export type ValueLine = {
  readonly key: string;
  readonly shape: 'values';
  readonly pool: string;
  readonly scope?: string;
  readonly value?: string;
  readonly count?: number;
  readonly strategy?: Exclude<Strategy, 'lowest' | 'next'>;
  readonly class?: string;
};

/**
 * Asks for `count` blocks (default 1) of prefix `length` (default the pool's), or for one prefix by name (CIDR). None
 * shares an address with a prefix of `avoid`, such as the customer's own networks.
 */
export type BlockLine = {
  readonly key: string;
  readonly shape: 'blocks';
  readonly pool: string;
  readonly scope?: string;
  readonly value?: string;
  readonly length?: number;
  readonly count?: number;
  readonly avoid?: readonly string[];
};

/**
 * Asks for an amount, in the unit of the pool (kbit/s, heads), over the use period of the request. `unit`, where it is
 * given, must be the pool's.
 */
export type QuantityLine = {
  readonly key: string;
  readonly shape: 'quantities';
  readonly pool: string;
  readonly scope: string;
  readonly amount: number;
  readonly unit?: string;
};

export type RequestLine = ValueLine | BlockLine | QuantityLine;

/** One atomic request over any number of kinds and shapes. */
export type ReserveRequest = {
  /** Made by the caller; the same id with the same owner, use and lines is the same request. */
  readonly reservationId: string;
  readonly owner: Owner;
  readonly reason: string;
  /** Until when it is promised; `null` for no expiry. Not part of the identity of the request. */
  readonly holdUntil: Instant | null;
  /** How long before expiry the owner is warned, once. Absent: the policy given to the room. */
  readonly warnBeforeMinutes?: number;
  readonly use: Period;
  readonly lines: readonly RequestLine[];
  /** Whether to stand in line when it cannot be met now. */
  readonly queue?: boolean;
  /** Which rules asked for it: kept with the reservation for whoever asks why. */
  readonly ruling?: Readonly<Record<string, unknown>>;
};

/** What a reservation has on one line. */
export type TakenLine =
  | {
      readonly key: string;
      readonly shape: 'values' | 'blocks';
      readonly pool: string;
      readonly scope: string;
      readonly state: 'reserved' | 'allocated';
      readonly values: readonly string[];
    }
  | {
      readonly key: string;
      readonly shape: 'quantities';
      readonly pool: string;
      readonly scope: string;
      readonly state: 'reserved' | 'allocated';
      readonly amount: number;
    };

/** A reservation as it stands. `lines` are those it still has; a waiting, released or expired one has none. */
export type Reservation = {
  readonly id: string;
  readonly owner: Owner;
  readonly reason: string;
  readonly state: ReservationState;
  readonly holdUntil: Instant | null;
  readonly use: Period;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly confirmedAt: Instant | null;
  readonly requested: readonly RequestLine[];
  readonly lines: readonly TakenLine[];
  /** How often its end was moved. */
  readonly extensions: number;
  /** Which rules asked for it, where rules did. */
  readonly ruling?: Readonly<Record<string, unknown>>;
  /** For a waiting one: how many stand before it. */
  readonly waitingBehind?: number;
};

/** Why one line could not be met, in numbers, and what would have worked. */
export type LineRefusal =
  | {
      readonly key: string;
      readonly why: 'exhausted';
      readonly pool: string;
      readonly scope: string;
      readonly wanted: number;
      readonly free: number;
      /** The first free values, at most ten. */
      readonly freeValues: readonly string[];
    }
  | {
      readonly key: string;
      readonly why: 'taken';
      readonly pool: string;
      readonly scope: string;
      readonly value: string;
      readonly freeValues: readonly string[];
    }
  | {
      readonly key: string;
      readonly why: 'notAMember';
      readonly pool: string;
      readonly scope: string;
      /** The value that the pool does not have; absent where it does not know the scope at all. */
      readonly value?: string;
    }
  | {
      readonly key: string;
      readonly why: 'noBlock';
      readonly pool: string;
      readonly scope: string;
      readonly wantedLength: number;
      readonly wanted: number;
      /** The shortest free prefix length (the largest block), or null when nothing is free. */
      readonly largestLength: number | null;
      readonly largestBlock: string | null;
    }
  | {
      readonly key: string;
      readonly why: 'capacity';
      readonly pool: string;
      readonly scope: string;
      readonly wanted: number;
      /** The worst instant of the use period. */
      readonly at: Instant;
      readonly limit: number;
      readonly used: number;
      readonly free: number;
      /** The first instant from which the amount fits for as long as it was asked, or null for never. */
      readonly earliest: Instant | null;
    };

/** A refusal of the door; `lines` names each line that could not be met. */
export type AllocationRefusal = Refusal & { readonly lines?: readonly LineRefusal[] };

/** Something happened. Recorded in the transaction that made it so, once. */
export type AllocationFact = {
  readonly kind:
    | 'reservationCreated'
    | 'reservationQueued'
    | 'reservationGranted'
    | 'reservationConfirmed'
    | 'reservationExtended'
    | 'reservationExpiryWarning'
    | 'reservationExpired'
    | 'reservationReleased'
    | 'parametersAllocated'
    | 'parametersDeallocated'
    | 'parametersExchanged';
  readonly tenant: string;
  readonly reservationId: string;
  readonly owner: Owner;
  readonly reason: string;
  /** When it took effect, on the domain clock. */
  readonly effectiveAt: Instant;
  readonly holdUntil: Instant | null;
  /** What the fact is about: taken, kept, allocated or given back. */
  readonly lines: readonly TakenLine[];
};

/** What the room needs from outside. */
export type AllocationPorts = {
  /** Writes events and audit records with the facts, in the same transaction. */
  readonly record: (tx: Transaction, facts: readonly AllocationFact[]) => Promise<void>;
  /** The policy `warnBefore`: minutes before expiry at which an owner is warned; null for never. */
  readonly warnBeforeMinutes?: (tx: Transaction, tenant: string) => Promise<number | null>;
};

/** Within what values of a loaded pool are unique. `tenant` has no scopes; the others only say what scopes stand for. */
export type PoolScope = 'tenant' | 'port' | 'portVlan' | 'node' | 'vrf' | 'link' | 'place' | 'team';

/** A pool as it is loaded. The contract's `Pool` fits. */
export type PoolRecord = {
  readonly code: string;
  readonly kind: string;
  readonly shape: Shape;
  readonly scope: PoolScope;
  readonly range?: { readonly first: number; readonly last: number };
  readonly format?: string;
  readonly prefixes?: readonly string[];
  readonly carveLength?: number;
  readonly strategy: Strategy;
  readonly guarded?: readonly number[];
  readonly guardedRanges?: readonly { readonly first: number; readonly last: number }[];
  readonly quarantineDays: number;
  /** Of a quantity: what is counted. */
  readonly unit?: string;
  /** Of a quantity: how much of what is there may be promised, 100 unless told. 80 leaves a reserve, 400 overbooks. */
  readonly bookablePercent?: number;
  /** Of a quantity: what is there, by scope, from each instant on. */
  readonly capacities?: readonly { readonly scope: string; readonly steps: readonly CapacityStep[] }[];
};

/** A pool as the room knows it. */
export type Pool = {
  readonly code: string;
  readonly kind: string;
  readonly shape: Shape;
  readonly source: 'computed' | 'registered';
  readonly scope: PoolScope | 'any';
  readonly first: number | null;
  readonly last: number | null;
  readonly format: string | null;
  readonly prefixes: readonly string[];
  readonly addressBits: 32 | 128 | null;
  readonly carveLength: number | null;
  readonly strategy: Strategy;
  readonly guarded: readonly number[];
  readonly quarantineDays: number;
  readonly unit: string | null;
  readonly bookablePercent: number;
};

/** Members that the inventory brings into a registered pool: ports of a node, serials of a CPE model. */
export type MemberRegistration = {
  readonly pool: string;
  readonly scope: string;
  readonly values: readonly string[];
  /** What the members are, for lines that ask for a class: speed and optic of ports. */
  readonly class?: string;
};

/** One step of a capacity: the limit from this instant on. */
export type CapacityStep = { readonly from: Instant; readonly limit: number };

/** The whole capacity of one scope; replaces what was registered before. */
export type QuantityRegistration = {
  readonly pool: string;
  readonly scope: string;
  readonly steps: readonly CapacityStep[];
};

/** How many records a load created, changed and found as they were. */
export type LoadCount = { readonly created: number; readonly changed: number; readonly unchanged: number };

/**
 * One line of the ledger, counted from the rows. The unit is one value, one address (blocks) or one unit of the
 * amount. Numbers above 2^53 (IPv6) are rounded for show; `conserved` is computed exactly.
 */
export type LedgerLine = {
  readonly pool: string;
  readonly kind: string;
  readonly shape: Shape;
  readonly scope: string;
  readonly size: number;
  readonly free: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  /** free + reserved + allocated + quarantined + withdrawn. */
  readonly sum: number;
  /** Whether the sum is the size; for quantities, whether the use is within the limit at every instant from now on. */
  readonly conserved: boolean;
};

/** A value that cannot be had at a date, and why. */
export type TakenValue = {
  readonly scope: string;
  readonly value: string;
  readonly state: 'reserved' | 'allocated' | 'quarantined' | 'withdrawn';
  /** It has failed or is gone: withdrawn as soon as its owner gives it back. */
  readonly retiring: boolean;
};

/** A value that an owner has. */
export type OwnedLine = TakenLine & { readonly reservationId: string };

/** Which part of a list is asked for. */
export type Page = { readonly offset: number; readonly limit: number };

/** What narrows a list of reservations; null does not. */
export type ReservationFilter = {
  readonly ownerKind: string | null;
  readonly ownerId: string | null;
  readonly state: string | null;
  readonly pool: string | null;
  /** Those whose hold is not over yet and ends before this instant. */
  readonly expiringBefore: Instant | null;
};

/** Who holds something, by which line of which reservation, and until when. */
export type Holder = {
  readonly reservationId: string;
  readonly key: string;
  readonly owner: Owner;
  readonly holdUntil: Instant | null;
};

/** One value or block of a scope. Values of a computed pool that nobody has ever had are not listed. */
export type HeldValue = {
  readonly value: string;
  readonly state: ValueState;
  readonly since: Instant;
  readonly class?: string;
  /** When a quarantined one is free. */
  readonly freeAt?: Instant;
  readonly holder?: Holder;
};

/** An amount that somebody holds over a period. */
export type HeldAmount = {
  readonly amount: number;
  readonly state: 'reserved' | 'allocated';
  readonly use: Period;
  readonly holder: Holder;
};
