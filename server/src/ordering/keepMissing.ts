import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import {
  type Owner,
  type RequestLine,
  reservation,
  reservations,
  type TakenLine,
} from '../allocation/index.ts';
import { laterOf } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { needDateOf, type World } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { readyUnits } from './joining/claim.ts';
import { parameterLines, scarceLines } from './parameters.ts';
import { reservationsOfItem } from './placed.ts';
import type { OrderItem } from './types.ts';

/** A solution that is to be delivered for an item, or was. */
type Target = {
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
};

/** The lines that a wanted set has and a taken one has not; of quantities what is missing. Pure. */
export function missingLines(wanted: readonly RequestLine[], taken: readonly TakenLine[]): RequestLine[] {
  return wanted.flatMap((line): RequestLine[] => {
    const same = taken.filter((held) => isSamePlace(line, held));
    if (line.shape === 'quantities') {
      const held = same.reduce((sum, one) => sum + ('amount' in one ? one.amount : 0), 0);
      return held >= line.amount ? [] : [{ ...line, amount: line.amount - held }];
    }
    const kept = same.some(
      (held) =>
        'values' in held &&
        (line.value === undefined
          ? held.values.length >= (line.count ?? 1)
          : held.values.includes(line.value)),
    );
    return kept ? [] : [line];
  });
}

/** The taken lines that a wanted set has no use for any more; quantities are looked at link by link elsewhere. Pure. */
export function surplusLines(wanted: readonly RequestLine[], taken: readonly TakenLine[]): TakenLine[] {
  return taken.filter(
    (held) =>
      'values' in held &&
      !wanted.some(
        (line) =>
          isSamePlace(line, held) &&
          (line.shape === 'quantities' || line.value === undefined || held.values.includes(line.value)),
      ),
  );
}

/**
 * What a solution stands on of all that a service holds: where it holds two of a kind, because it is moving from one to
 * the other, the one at the place that the solution wants. Pure.
 */
export function linesAt<Line extends TakenLine>(
  wanted: readonly RequestLine[],
  taken: readonly Line[],
): readonly Line[] {
  const byKey = Map.groupBy(taken, ({ key }) => key);
  return taken.filter(
    (held) => (byKey.get(held.key)?.length ?? 0) < 2 || wanted.some((line) => isSamePlace(line, held)),
  );
}

function isSamePlace(line: RequestLine, held: TakenLine): boolean {
  // A named thing is the same wherever its key stands: a port keeps its owner when legs change their order.
  const named = line.shape === 'values' && line.value !== undefined;
  return line.pool === held.pool && (line.scope ?? '') === held.scope && (named || line.key === held.key);
}

/** What an item's reservations hold of scarce things. */
export async function heldLines(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<(TakenLine & { readonly reservationId: string; readonly owner: Owner })[]> {
  const found = await Promise.all(ids.map((id) => reservation(tx.sql, tenant, id)));
  return found.flatMap((held) =>
    (held?.lines ?? []).map((line) => ({
      ...line,
      reservationId: held?.id ?? '',
      owner: held?.owner ?? { kind: '', id: '' },
    })),
  );
}

/**
 * Keeps the ports and bandwidth that a solution needs beyond what the item's reservations hold; what is held stays until
 * the new solution is allocated. Answers the ids of all that the item has then beside its first reservation.
 */
export async function keepMissing(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  order: { readonly orderId: string; readonly number: string },
  item: Pick<OrderItem, 'reservationId' | 'moreReservations'>,
  target: Target,
): Promise<Result<readonly string[]>> {
  const taken = await heldLines(tx, tenant, reservationsOfItem(item));
  const lines = missingLines(scarceLines(target.requirement, target.solution), taken);
  if (lines.length === 0) return ok(item.moreReservations);
  const ready = await readyUnits(delivery, tx, tenant, lines, order.orderId);
  if (!ready.ok) return ready;
  const day = (target.solution.augmentations ?? [])
    .map(({ readyDate }) => readyDate)
    .reduce(laterOf, needDateOf(world, target.requirement));
  const from = `${day}T00:00:00.000Z`;
  const kept = await delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner: { kind: 'serviceOrder', id: order.orderId },
    reason: `kept for ${order.number}, as amended`,
    holdUntil: null,
    use: { from: from > world.now ? from : world.now, to: null },
    lines,
  });
  return kept.ok ? ok([...item.moreReservations, kept.value.id]) : kept;
}

/** Reserves the parameters of a service that its solution needs and it has not; what it has keeps its values. */
export async function reserveMissing(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  number: string,
  serviceId: string,
  target: Target,
): Promise<Result<void>> {
  const wanted = await wantedParameters(delivery, tx, tenant, target);
  if (!wanted.ok) return wanted;
  const owner = { kind: 'service', id: serviceId };
  const taken = (await reservations(tx.sql, tenant, owner)).flatMap((held) => held.lines);
  const lines = missingLines(wanted.value, taken);
  if (lines.length === 0) return ok(undefined);
  const reserved = await delivery.parameters.reserve(tx, tenant, {
    reservationId: newId(),
    owner,
    reason: `parameters for ${number}, as amended`,
    holdUntil: null,
    use: { from: await delivery.now(tx.sql), to: null },
    lines,
  });
  return reserved.ok ? ok(undefined) : reserved;
}

/** The lines of the parameters that a solution takes from pools. */
export async function wantedParameters(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { requirement, solution }: Target,
): Promise<Result<RequestLine[]>> {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${requirement.serviceSpecification}`,
    );
  return ok(parameterLines(requirement, solution, specification, await delivery.pools(tx.sql, tenant)));
}
