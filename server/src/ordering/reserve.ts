import type { DesignAlternative, ReservationDecision, ServiceRequirement } from '@turnup/contract';
import { goneAmong, type Owner, type Reservation, reservation, takenValues } from '../allocation/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { promisedOn, withPromised } from '../network/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { World } from './assess.ts';
import { type ClassificationInput, classificationFacts } from './classify.ts';
import type { Delivery } from './delivery.ts';
import { readyUnits } from './joining/claim.ts';
import { registeredPools, scarceLines } from './parameters.ts';
import { decideByRules } from './reservationRules.ts';
import { closedByFailure } from './restoration/failures.ts';

/** Whether to reserve for a verdict, and until when; the facts are those of classification. */
export function decideReservation(world: World, input: ClassificationInput): ReservationDecision {
  return decideByRules(
    world.catalog.of('rule').values(),
    { ...classificationFacts(input), commitment: 'verdict' },
    { now: world.now, calendar: world.operatorCalendar },
  );
}

/** Reserves the scarce things of a solution for a verdict: ports and bandwidth, until the hold ends. */
export async function reserveForAnswer(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  request: {
    readonly owner: Owner;
    readonly requirement: ServiceRequirement;
    readonly solution: DesignAlternative;
    readonly useFrom: string;
    readonly decision: ReservationDecision;
    readonly reason: string;
  },
): Promise<Result<Reservation>> {
  const lines = scarceLines(request.requirement, request.solution);
  const ready = await readyUnits(delivery, tx, tenant, lines, undefined);
  if (!ready.ok) return ready;
  return delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner: request.owner,
    reason: request.reason,
    holdUntil: request.decision.holdUntil ?? null,
    ruling: request.decision,
    use: { from: laterInstant(`${request.useFrom}T00:00:00.000Z`, world.now), to: null },
    lines,
  });
}

/**
 * Keeps the scarce things of a confirmed order's solution. A reservation that the qualification made is confirmed, with
 * the same values and no end, when it still covers the solution; otherwise it is released and made anew for the order.
 * Refuses 409 `RESOURCE_LOST` where a port of the solution has failed or is withdrawn, although it is kept.
 */
export async function keepForOrder(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  request: {
    readonly orderId: string;
    readonly number: string;
    readonly requirement: ServiceRequirement;
    readonly solution: DesignAlternative;
    readonly earlier: string | null;
    readonly useFrom: string;
  },
): Promise<Result<Reservation>> {
  const standing = await portsStand(tx, tenant, request.solution);
  if (!standing.ok) return standing;
  const owner: Owner = { kind: 'serviceOrder', id: request.orderId };
  const lines = scarceLines(request.requirement, request.solution);
  const held = request.earlier === null ? null : await reservation(tx.sql, tenant, request.earlier);
  if (held !== null && covers(held, lines)) {
    // Kept before, and the design has not moved to other ports since.
    if (held.state === 'confirmed') return ok(held);
    const confirmed = await delivery.parameters.confirm(tx, tenant, {
      reservationId: held.id,
      owner: held.owner,
      keepFor: owner,
    });
    if (confirmed.ok) return confirmed;
  }
  if (held !== null && (held.state === 'reserved' || held.state === 'confirmed'))
    await delivery.parameters.release(tx, tenant, { reservationId: held.id, owner: held.owner });
  const ready = await readyUnits(delivery, tx, tenant, lines, request.orderId);
  if (!ready.ok) return ready;
  return delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner,
    reason: `kept for ${request.number}`,
    holdUntil: null,
    use: { from: laterInstant(`${request.useFrom}T00:00:00.000Z`, world.now), to: null },
    lines,
  });
}

/** 409 `RESOURCE_LOST` where a port of a solution has failed or is withdrawn: who holds it cannot build on it either. */
export async function portsStand(
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  solution: Pick<DesignAlternative, 'sites'>,
): Promise<Result<void>> {
  const withdrawn = new Set(await withdrawnPorts(tx, tenant, solution));
  const failed = new Set((await closedByFailure(tx.sql, tenant)).ports);
  const lost = portsOf(solution)
    .map(({ scope, value }) => `${scope}/${value}`)
    .filter((port) => withdrawn.has(port) || failed.has(port));
  return lost.length === 0
    ? ok(undefined)
    : refuse(
        409,
        'RESOURCE_LOST',
        `${[...new Set(lost)].join(', ')} failed or was withdrawn: compose the design anew, or try again once it is repaired`,
      );
}

/** The ports of a solution, as `node/port`, that are withdrawn or will be when their owners give them back. */
export async function withdrawnPorts(
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  solution: Pick<DesignAlternative, 'sites'>,
): Promise<readonly string[]> {
  const gone = await goneAmong(tx.sql, tenant, registeredPools.port, portsOf(solution));
  return gone.map(({ scope, value }) => `${scope}/${value}`);
}

function portsOf({ sites }: Pick<DesignAlternative, 'sites'>): { scope: string; value: string }[] {
  return sites.flatMap(({ legs }) => legs.map(({ node, port }) => ({ scope: node, value: port })));
}

/** Whether a reservation still has every port and all bandwidth that a solution needs. */
function covers(held: Reservation, lines: ReturnType<typeof scarceLines>): boolean {
  if (held.state !== 'reserved' && held.state !== 'confirmed') return false;
  return lines.every((line) =>
    held.lines.some(
      (taken) =>
        taken.pool === line.pool &&
        taken.scope === line.scope &&
        (line.shape === 'quantities'
          ? 'amount' in taken && taken.amount >= line.amount
          : 'values' in taken && line.value !== undefined && taken.values.includes(line.value)),
    ),
  );
}

function laterInstant(one: string, other: string): string {
  return one > other ? one : other;
}

/** What a world's ledger says is taken, without what some reservations hold: an order does not stand in its own way. */
export async function occupancyWithout(
  delivery: Delivery,
  tx: Pick<Transaction, 'sql'>,
  tenant: string,
  at: string,
  own: readonly string[],
): Promise<Result<Awaited<ReturnType<Delivery['occupancy']>>>> {
  const all = await delivery.occupancy(tx.sql, tenant, at);
  const freed = new Set<string>();
  const ownKbps = new Map<string, number>();
  for (const id of own) {
    for (const line of (await reservation(tx.sql, tenant, id))?.lines ?? []) {
      if ('values' in line) for (const value of line.values) freed.add(`${line.scope}/${value}`);
      else ownKbps.set(line.scope, (ownKbps.get(line.scope) ?? 0) + line.amount);
    }
  }
  // What has failed meanwhile is nobody's to take again, although it is still kept here.
  for (const { scope, value, retiring } of await takenValues(tx.sql, tenant, registeredPools.port, at))
    if (retiring) freed.delete(`${scope}/${value}`);
  for (const port of (await closedByFailure(tx.sql, tenant)).ports) freed.delete(port);
  const others = [...ownKbps].map(
    ([link, kbps]) => [link, promisedOn(all.linkUseKbps, link) - kbps] as const,
  );
  return ok({
    takenPorts: new Set([...all.takenPorts].filter((port) => !freed.has(port))),
    linkUseKbps: withPromised(all.linkUseKbps, others),
  });
}
