import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { holdFault } from './rules/request.ts';
import { warnAtOf } from './rules/warning.ts';
import {
  allocateLines,
  confirmHeld,
  extendHeld,
  type LockedReservation,
  lockReservation,
  readNow,
  readReservations,
} from './store.ts';
import type { AllocationFact, AllocationPorts, Instant, Owner, Reservation, TakenLine } from './types.ts';

/** Confirmation by the owner. `keepFor` passes the values on: the order that comes of a quote. */
export type ConfirmRequest = {
  readonly reservationId: string;
  readonly owner: Owner;
  readonly keepFor?: Owner;
};

/** A new end of a hold, or none. */
export type ExtendRequest = {
  readonly reservationId: string;
  readonly owner: Owner;
  readonly holdUntil: Instant | null;
  /** The longest total hold that policy allows, counted from the reservation's creation. */
  readonly longestTotalMinutes?: number;
  /** How often a hold may be extended. */
  readonly mostExtensions?: number;
};

/** Lines to be given to their use; all when no keys are told. */
export type AllocateRequest = {
  readonly reservationId: string;
  readonly owner: Owner;
  readonly lines?: readonly string[];
};

/** Whether two names mean one owner. */
export const same = (one: Owner, other: Owner): boolean => one.kind === other.kind && one.id === other.id;

/** Locks a reservation and checks that it is this owner's. */
async function lockOwned(
  tx: Transaction,
  tenant: string,
  id: string,
  owners: readonly Owner[],
): Promise<Result<LockedReservation>> {
  const held = await lockReservation(tx, tenant, id);
  if (held === null) return refuse(404, 'UNKNOWN_RESERVATION', `there is no reservation ${id}`);
  if (!owners.some((owner) => same(owner, held.owner)))
    return refuse(403, 'NOT_THE_OWNER', `reservation ${id} belongs to another ${held.owner.kind}`);
  return ok(held);
}

/** What a refusal tells of a reservation. */
type Standing = Pick<LockedReservation, 'id' | 'state' | 'holdUntil'>;

/** Why a reservation in this state cannot be kept, or undefined where it can. */
export function overFault(held: Standing): ReturnType<typeof refuse> | undefined {
  switch (held.state) {
    case 'expired':
      return expiredRefusal(held);
    case 'released':
      return refuse(409, 'RESERVATION_RELEASED', `reservation ${held.id} was released`);
    case 'waiting':
      return refuse(409, 'RESERVATION_WAITING', `reservation ${held.id} waits in line and holds nothing`);
    case 'reserved':
    case 'confirmed':
    case 'allocated':
      return undefined;
  }
}

/** The refusal of one whose time is over. */
export function expiredRefusal(held: Standing): ReturnType<typeof refuse> {
  return refuse(409, 'RESERVATION_EXPIRED', `reservation ${held.id} expired at ${held.holdUntil}`);
}

/** The facts' common part. */
export function factOf(
  kind: AllocationFact['kind'],
  tenant: string,
  held: Pick<LockedReservation, 'id' | 'owner' | 'reason' | 'holdUntil'>,
  now: Instant,
  lines: readonly TakenLine[],
): AllocationFact {
  return {
    kind,
    tenant,
    reservationId: held.id,
    owner: held.owner,
    reason: held.reason,
    effectiveAt: now,
    holdUntil: held.holdUntil,
    lines,
  };
}

async function current(tx: Transaction, tenant: string, id: string): Promise<Reservation> {
  const [reservation] = await readReservations(tx.sql, tenant, { ids: [id], owner: null });
  if (reservation === undefined) throw new Error(`reservation ${id} is locked and cannot be gone`);
  return reservation;
}

/**
 * Ends the expiry at once and keeps the very values. 403 for another owner, 409 RESERVATION_EXPIRED from the instant
 * of expiry on, the same answer when it is confirmed already.
 */
export async function confirm(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: ConfirmRequest,
): Promise<Result<Reservation>> {
  const keeper = request.keepFor ?? request.owner;
  const found = await lockOwned(tx, tenant, request.reservationId, [request.owner]);
  const held = found.ok ? found : await confirmedBefore(tx, tenant, request, found);
  if (!held.ok) return held;
  const fault = overFault(held.value);
  if (fault !== undefined) return fault;
  if (held.value.state === 'reserved') {
    const kept = await confirmHeld(tx, tenant, held.value.id, keeper);
    if (kept === null) return expiredRefusal(held.value);
    const mine = { ...held.value, owner: keeper, holdUntil: null };
    await ports.record(tx, [factOf('reservationConfirmed', tenant, mine, kept.now, kept.lines)]);
    const { warnBeforeMinutes: _, ...reservation } = mine;
    return ok({
      ...reservation,
      state: 'confirmed',
      changedAt: kept.now,
      confirmedAt: kept.now,
      lines: kept.lines,
    });
  }
  return ok(await current(tx, tenant, held.value.id));
}

/** A confirmation that passed the values on is the same when it comes again from the owner that was. */
async function confirmedBefore(
  tx: Transaction,
  tenant: string,
  request: ConfirmRequest,
  fault: Result<LockedReservation>,
): Promise<Result<LockedReservation>> {
  if (request.keepFor === undefined) return fault;
  const passed = await lockOwned(tx, tenant, request.reservationId, [request.keepFor]);
  return passed.ok && passed.value.state !== 'reserved' ? passed : fault;
}

/** Moves the end of a hold, within the limit that policy sets. A confirmed one has no end to move. */
export async function extend(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: ExtendRequest,
): Promise<Result<Reservation>> {
  const found = await lockOwned(tx, tenant, request.reservationId, [request.owner]);
  if (!found.ok) return found;
  const held = found.value;
  const fault = overFault(held);
  if (fault !== undefined) return fault;
  if (held.state !== 'reserved')
    return refuse(
      409,
      'RESERVATION_CONFIRMED',
      `reservation ${held.id} is ${held.state} and does not expire`,
    );
  const now = await readNow(tx);
  const invalid = request.holdUntil === null ? undefined : holdFault(request.holdUntil, Date.parse(now));
  if (held.holdUntil !== null && held.holdUntil <= now) return expiredRefusal(held);
  if (invalid !== undefined)
    return refuse(422, 'INVALID_HOLD', invalid, [{ path: '/holdUntil', message: invalid }]);
  const tooLong = beyondLimit(held, request);
  if (tooLong !== undefined) return tooLong;
  const warnAt = warnAtOf(request.holdUntil, held.warnBeforeMinutes, now);
  const at = await extendHeld(tx, tenant, held.id, request.holdUntil, warnAt);
  if (at === null) return expiredRefusal(held);
  const reservation = await current(tx, tenant, held.id);
  const extended = { ...held, holdUntil: reservation.holdUntil };
  await ports.record(tx, [factOf('reservationExtended', tenant, extended, at, reservation.lines)]);
  return ok(reservation);
}

function beyondLimit(held: LockedReservation, request: ExtendRequest): ReturnType<typeof refuse> | undefined {
  if (request.mostExtensions !== undefined && held.extensions >= request.mostExtensions)
    return refuse(
      422,
      'TOO_MANY_EXTENSIONS',
      `reservation ${held.id} was extended ${held.extensions} times; at most ${request.mostExtensions}`,
    );
  if (request.longestTotalMinutes === undefined) return undefined;
  const lastMs = Date.parse(held.createdAt) + request.longestTotalMinutes * 60_000;
  if (request.holdUntil !== null && Date.parse(request.holdUntil) <= lastMs) return undefined;
  const message = `a hold made at ${held.createdAt} may last until ${new Date(lastMs).toISOString()} at most`;
  return refuse(422, 'HOLD_TOO_LONG', message, [{ path: '/holdUntil', message }]);
}

/**
 * Turns reserved lines into allocated ones with the same values. A reservation that could still expire is confirmed by
 * it. Lines that are allocated already stay so: twice is once.
 */
export async function allocate(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: AllocateRequest,
): Promise<Result<Reservation>> {
  const confirmed = await confirm(tx, tenant, ports, request);
  if (!confirmed.ok) return confirmed;
  const keys = new Set(confirmed.value.lines.map((line) => line.key));
  const unknown = (request.lines ?? []).filter((key) => !keys.has(key));
  if (unknown.length > 0)
    return refuse(422, 'UNKNOWN_LINE', `reservation ${request.reservationId} has no ${unknown.join(', ')}`);
  if (confirmed.value.state === 'allocated') return confirmed;
  const { now, lines } = await allocateLines(tx, tenant, request.reservationId, request.lines ?? null);
  if (lines.length === 0) return confirmed;
  const reservation = await current(tx, tenant, request.reservationId);
  const { id, owner, reason, holdUntil } = reservation;
  await ports.record(tx, [
    {
      kind: 'parametersAllocated',
      tenant,
      reservationId: id,
      owner,
      reason,
      effectiveAt: now,
      holdUntil,
      lines,
    },
  ]);
  return ok(reservation);
}
