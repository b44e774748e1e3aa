import { createHash } from 'node:crypto';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { type Attempt, attemptAll } from './attempt.ts';
import { anyDue, enqueue } from './expiry-store.ts';
import { refuseLines } from './refusals.ts';
import { Rerun } from './rerun.ts';
import { canonicalRequest, isPlain, type Need, resolveRequest, touchesOf, touchOf } from './rules/request.ts';
import { warnAtOf } from './rules/warning.ts';
import { promote, settle } from './settle.ts';
import { noteRuling, readReservations } from './store.ts';
import { type Group, isAmple, type LockedScopes, type Look, look } from './take-store.ts';
import type {
  AllocationFact,
  AllocationPorts,
  AllocationRefusal,
  RequestLine,
  Reservation,
  ReserveRequest,
  TakenLine,
} from './types.ts';

/**
 * Reserves everything that a request asks for, or nothing. The same request again answers the same reservation;
 * another request with the same id is refused (409). A request that cannot be met is refused with each line at fault,
 * the numbers and what would have worked; with `queue` it stands in line instead and answers `waiting`.
 */
export async function reserve(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: ReserveRequest,
): Promise<Result<Reservation, AllocationRefusal>> {
  const fingerprint = fingerprintOf(request);
  const touches = touchesOf(request.lines);
  const groups = groupsOf(request.lines);
  const codes = [...new Set(request.lines.map((line) => line.pool))];
  const seen = await look(tx, tenant, [request.reservationId], codes, groups, touches);
  if (seen.existing.size > 0) return again(tx, tenant, ports, request, fingerprint, seen);
  const needs = resolveRequest(request, seen.pools, Date.parse(seen.now));
  if (!needs.ok) return needs;
  const locked: LockedScopes = new Map();
  await clear(tx, tenant, ports, touches, seen, needs.value, locked);
  const warnBeforeMinutes = request.holdUntil === null ? null : await warnBefore(tx, tenant, ports, request);
  const attempt: Attempt = {
    request,
    fingerprint,
    needs: needs.value,
    warnBeforeMinutes,
    warnAt: warnAtOf(request.holdUntil, warnBeforeMinutes, seen.now),
    waited: false,
    ...waysOf(request, groups, seen),
  };
  const tried = await attemptAll(tx, tenant, seen.now, attempt, locked);
  if ('taken' in tried) {
    if (request.ruling !== undefined) await noteRuling(tx, tenant, request.reservationId, request.ruling);
    await ports.record(tx, [factOf('reservationCreated', tenant, request, seen.now, tried.taken)]);
    return ok(reservationOf(request, seen.now, tried.taken));
  }
  // Somebody's time ran out between the look and the locks: what it held is not a reason to refuse.
  if (await anyDue(tx, tenant, touches)) throw new Rerun('a hold expired in between');
  if (request.queue !== true) return refuseLines(tried.refused);
  if (!(await enqueue(tx, tenant, { request, fingerprint }, touches)))
    throw new Rerun('the id was used in between');
  if (request.ruling !== undefined) await noteRuling(tx, tenant, request.reservationId, request.ruling);
  await ports.record(tx, [factOf('reservationQueued', tenant, request, seen.now, [])]);
  return ok(await existing(tx, tenant, request.reservationId));
}

/** What makes two requests with one id the same request. */
export function fingerprintOf(request: ReserveRequest): string {
  return createHash('sha256').update(canonicalRequest(request)).digest('base64url');
}

/** The policy's minutes of warning, unless the request brings its own. */
export async function warnBefore(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: Pick<ReserveRequest, 'warnBeforeMinutes'>,
): Promise<number | null> {
  return request.warnBeforeMinutes ?? (await ports.warnBeforeMinutes?.(tx, tenant)) ?? null;
}

/** Settles what is over and serves who came first, before anything of this request is locked. */
async function clear(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  touches: readonly string[],
  seen: Look,
  also: readonly Need[],
  locked: LockedScopes,
): Promise<void> {
  const facts: AllocationFact[] = [];
  if (seen.due.length > 0)
    facts.push(
      ...(await settle(
        tx,
        tenant,
        seen.due.map((one) => one.id),
      )),
    );
  if (seen.queued.length > 0)
    facts.push(
      ...(await promote(tx, tenant, touches, await warnBefore(tx, tenant, ports, {}), also, locked)),
    );
  if (facts.length > 0) await ports.record(tx, facts);
}

/** The answer to a request whose id is known. */
async function again(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: ReserveRequest,
  fingerprint: string,
  seen: Look,
): Promise<Result<Reservation, AllocationRefusal>> {
  const { reservationId } = request;
  const known = seen.existing.get(reservationId);
  if (known?.fingerprint !== fingerprint)
    return refuse(409, 'RESERVATION_ID_REUSED', `reservation ${reservationId} was made by another request`);
  // One who waits and asks again may find the hold before him over, and be the first to know.
  if (known.state === 'waiting')
    await clear(tx, tenant, ports, touchesOf(request.lines), seen, [], new Map());
  const reservation = await existing(tx, tenant, reservationId);
  if (reservation.state === 'expired')
    return refuse(
      409,
      'RESERVATION_EXPIRED',
      `reservation ${reservationId} expired at ${reservation.holdUntil}`,
    );
  if (reservation.state === 'released')
    return refuse(
      409,
      'RESERVATION_RELEASED',
      `reservation ${reservationId} was released at ${reservation.changedAt}`,
    );
  return ok(reservation);
}

async function existing(tx: Transaction, tenant: string, id: string): Promise<Reservation> {
  const [reservation] = await readReservations(tx.sql, tenant, { ids: [id], owner: null });
  if (reservation === undefined) throw new Error(`reservation ${id} was there a moment ago`);
  return reservation;
}

/** The unnamed values and blocks that are asked for, by pool, scope and length. */
export function groupsOf(lines: readonly RequestLine[]): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    if (line.shape === 'quantities' || line.value !== undefined) continue;
    const scope = line.scope ?? '';
    const length = line.shape === 'values' ? 0 : (line.length ?? null);
    const name = `${touchOf(line.pool, scope)} ${length}`;
    const count = (groups.get(name)?.count ?? 0) + (line.count ?? 1);
    groups.set(name, { pool: line.pool, scope, length, count });
  }
  return [...groups.values()];
}

/** Which pools and scopes can be taken from without a lock on the scope, and which run low. */
function waysOf(
  request: ReserveRequest,
  groups: readonly Group[],
  seen: Look,
): Pick<Attempt, 'open' | 'scarce'> {
  const open = new Set<string>();
  const scarce = new Set<string>();
  for (const [index, group] of groups.entries())
    (isAmple(group, seen.free[index] ?? 0) ? open : scarce).add(touchOf(group.pool, group.scope));
  const disturbed = seen.due.length > 0 || seen.queued.length > 0;
  for (const touch of open) if (disturbed || scarce.has(touch)) open.delete(touch);
  for (const line of request.lines)
    if (line.shape === 'quantities' || line.value !== undefined || !isPlain(line, seen.pools.get(line.pool)))
      open.delete(touchOf(line.pool, line.scope ?? ''));
  return { open, scarce };
}

/** A fact about a request. */
export function factOf(
  kind: AllocationFact['kind'],
  tenant: string,
  request: ReserveRequest,
  now: string,
  lines: readonly TakenLine[],
): AllocationFact {
  return {
    kind,
    tenant,
    reservationId: request.reservationId,
    owner: request.owner,
    reason: request.reason,
    effectiveAt: now,
    holdUntil: request.holdUntil,
    lines,
  };
}

/** What came of a request that was met. */
export function reservationOf(
  request: ReserveRequest,
  now: string,
  lines: readonly TakenLine[],
): Reservation {
  const instant = (text: string | null): string | null =>
    text === null ? null : new Date(text).toISOString();
  return {
    id: request.reservationId,
    owner: request.owner,
    reason: request.reason,
    state: 'reserved',
    holdUntil: instant(request.holdUntil),
    use: { from: new Date(request.use.from).toISOString(), to: instant(request.use.to) },
    createdAt: now,
    changedAt: now,
    confirmedAt: null,
    requested: request.lines,
    lines,
    extensions: 0,
    ...(request.ruling === undefined ? {} : { ruling: request.ruling }),
  };
}
