import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import {
  allocateAsked,
  type LineKey,
  type LockedOwner,
  lockOwners,
  readAsked,
} from './allocate-all-store.ts';
import { type AllocateRequest, expiredRefusal, factOf, overFault, same } from './held.ts';
import { readLines } from './store.ts';
import type { AllocationFact, AllocationPorts, Instant, TakenLine } from './types.ts';

/** A request that may be done: its reservation, and the lines that it asks for as they stand. */
type Admitted = { readonly held: LockedOwner; readonly lines: readonly TakenLine[] };

/**
 * Turns reserved lines of many reservations into allocated ones with the same values, set-wise: what a batch of tasks
 * does at once. Answers for each request, in order, its lines or why not; one that is refused changes nothing and does
 * not keep the others. A reservation that could still expire is confirmed by it. Lines that are allocated already stay
 * so: twice is once.
 */
export async function allocateAll(
  tx: Transaction,
  tenant: string,
  ports: AllocationPorts,
  requests: readonly AllocateRequest[],
): Promise<readonly Result<readonly TakenLine[]>[]> {
  if (requests.length === 0) return [];
  const held = await lockOwners(tx, tenant, [...new Set(requests.map((request) => request.reservationId))]);
  const found = Map.groupBy(await readAsked(tx, tenant, askedBy(requests)), (line) => line.reservationId);
  const admitted = requests.map((request) =>
    admit(request, held.get(request.reservationId), found.get(request.reservationId) ?? []),
  );
  const wanted = valuesOf(admitted);
  const ids = [...new Set(wanted.map((each) => each.held.id))];
  const { now, kept } = await allocateAsked(tx, tenant, ids, reservedKeys(wanted));
  const done = wanted.filter((each) => kept.has(each.held.id));
  const facts = [...(await confirmations(tx, tenant, done, now)), ...allocations(tenant, done, now)];
  if (facts.length > 0) await ports.record(tx, facts);
  return admitted.map((each) => {
    if (!each.ok) return each;
    if (!kept.has(each.value.held.id)) return expiredRefusal(each.value.held);
    return ok(each.value.lines.map(allocated));
  });
}

function askedBy(requests: readonly AllocateRequest[]): LineKey[] {
  return unique(
    requests.flatMap(({ reservationId: id, lines }) =>
      lines === undefined ? [{ id, key: '' }] : lines.map((key) => ({ id, key })),
    ),
  );
}

function admit(
  { reservationId, owner, lines: keys }: AllocateRequest,
  held: LockedOwner | undefined,
  found: readonly TakenLine[],
): Result<Admitted> {
  if (held === undefined)
    return refuse(404, 'UNKNOWN_RESERVATION', `there is no reservation ${reservationId}`);
  if (!same(owner, held.owner))
    return refuse(403, 'NOT_THE_OWNER', `reservation ${held.id} belongs to another ${held.owner.kind}`);
  const fault = overFault(held);
  if (fault !== undefined) return fault;
  const unknown = keys?.filter((key) => !found.some((line) => line.key === key)) ?? [];
  if (unknown.length > 0)
    return refuse(422, 'UNKNOWN_LINE', `reservation ${held.id} has no ${unknown.join(', ')}`);
  return ok({ held, lines: keys === undefined ? found : found.filter((line) => keys.includes(line.key)) });
}

function valuesOf<Value>(results: readonly Result<Value>[]): Value[] {
  return results.flatMap((each) => (each.ok ? [each.value] : []));
}

function reservedKeys(wanted: readonly Admitted[]): LineKey[] {
  return unique(
    wanted.flatMap(({ held: { id }, lines }) =>
      lines.filter((line) => line.state === 'reserved').map(({ key }) => ({ id, key })),
    ),
  );
}

function unique(keys: readonly LineKey[]): LineKey[] {
  return [...new Map(keys.map((each) => [`${each.id}\n${each.key}`, each])).values()];
}

/** One fact for each reservation that could expire until now. */
async function confirmations(
  tx: Transaction,
  tenant: string,
  done: readonly Admitted[],
  now: Instant,
): Promise<AllocationFact[]> {
  const confirmed = new Map(
    done.filter(({ held }) => held.state === 'reserved').map(({ held }) => [held.id, held]),
  );
  if (confirmed.size === 0) return [];
  const lines = Map.groupBy(
    await readLines(tx.sql, tenant, [...confirmed.keys()]),
    (line) => line.reservationId,
  );
  return [...confirmed.values()].map((held) =>
    factOf(
      'reservationConfirmed',
      tenant,
      { ...held, holdUntil: null },
      now,
      (lines.get(held.id) ?? []).map(bare),
    ),
  );
}

/** One fact for each reservation of which lines came into use. */
function allocations(tenant: string, done: readonly Admitted[], now: Instant): AllocationFact[] {
  return [...Map.groupBy(done, ({ held }) => held.id).values()].flatMap((group) => {
    const lines = group.flatMap((each) => each.lines).filter((line) => line.state === 'reserved');
    const given = [...new Map(lines.map((line) => [line.key, allocated(line)])).values()];
    const [first] = group;
    if (first === undefined || given.length === 0) return [];
    return [factOf('parametersAllocated', tenant, { ...first.held, holdUntil: null }, now, given)];
  });
}

function allocated(line: TakenLine): TakenLine {
  return { ...bare(line), state: 'allocated' };
}

/** A line without whose it is. */
function bare({ reservationId: _, ...line }: TakenLine & { readonly reservationId?: string }): TakenLine {
  return line;
}
