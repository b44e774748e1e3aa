import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { touchOf } from './rules/request.ts';
import { promote } from './settle.ts';
import { giveBack, type LockedReservation, lockReservation, lockReservationsOf, restate } from './store.ts';
import type { AllocationFact, AllocationPorts, Owner, TakenLine } from './types.ts';

/** Whose lines are given back: one reservation's, or all of an owner; all lines, or those with these keys. */
export type GiveBackRequest = {
  readonly reservationId?: string;
  readonly owner?: Owner;
  readonly lines?: readonly string[];
};

/** What was given back, by reservation. */
export type GivenBack = readonly { readonly reservationId: string; readonly lines: readonly TakenLine[] }[];

/**
 * Gives back what is reserved or confirmed: it is free at once, and who waits for it gets it. Allocated lines stay
 * (they age when they are deallocated). Idempotent: what is gone already is not given back again.
 */
export function release(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: GiveBackRequest,
): Promise<Result<GivenBack>> {
  return back(tx, tenant, ports, request, 'reserved');
}

/** Gives back what is allocated, into quarantine where the pool says so. Reserved lines stay. Idempotent. */
export function deallocate(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: GiveBackRequest,
): Promise<Result<GivenBack>> {
  return back(tx, tenant, ports, request, 'allocated');
}

async function back(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  request: GiveBackRequest,
  state: 'reserved' | 'allocated',
): Promise<Result<GivenBack>> {
  const { reservationId: id = null, owner = null } = request;
  if (id === null && owner === null)
    return refuse(422, 'NOTHING_NAMED', 'name a reservation or an owner whose lines are given back');
  const all = await lockNamed(tx, tenant, id, owner);
  if (id !== null && all.length === 0)
    return refuse(404, 'UNKNOWN_RESERVATION', `there is no reservation ${id}`);
  if (all.some((held) => owner !== null && (held.owner.kind !== owner.kind || held.owner.id !== owner.id)))
    return refuse(403, 'NOT_THE_OWNER', `reservation ${id} belongs to another ${all[0]?.owner.kind}`);
  const live = all.filter((held) => held.state !== 'released' && held.state !== 'expired');
  if (live.length === 0) return ok([]);
  const ids = live.map((held) => held.id);
  const { now, given } = await giveBack(tx, tenant, ids, state, request.lines ?? null);
  const leaving = live.filter((held) => state === 'reserved' && held.state === 'waiting');
  const changed = live.filter((held) => given.has(held.id) || leaving.includes(held));
  if (changed.length === 0) return ok([]);
  await restate(
    tx,
    tenant,
    changed.map((held) => held.id),
  );
  const kind = state === 'reserved' ? 'reservationReleased' : 'parametersDeallocated';
  const facts = changed.map((held) => factOf(kind, tenant, held, now, given.get(held.id) ?? []));
  const touches = new Set([...given.values()].flat().map((line) => touchOf(line.pool, line.scope)));
  const warnBefore = (await ports.warnBeforeMinutes?.(tx, tenant)) ?? null;
  const served = touches.size === 0 ? [] : await promote(tx, tenant, [...touches], warnBefore);
  await ports.record(tx, [...facts, ...served]);
  return ok(facts.map((fact) => ({ reservationId: fact.reservationId, lines: fact.lines })));
}

async function lockNamed(
  tx: Transaction,
  tenant: string,
  id: string | null,
  owner: Owner | null,
): Promise<readonly LockedReservation[]> {
  if (id === null) return owner === null ? [] : lockReservationsOf(tx, tenant, owner);
  const held = await lockReservation(tx, tenant, id);
  return held === null ? [] : [held];
}

function factOf(
  kind: AllocationFact['kind'],
  tenant: string,
  held: LockedReservation,
  effectiveAt: string,
  lines: readonly TakenLine[],
): AllocationFact {
  return {
    kind,
    tenant,
    reservationId: held.id,
    owner: held.owner,
    reason: held.reason,
    effectiveAt,
    holdUntil: held.holdUntil,
    lines,
  };
}
