import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { type RequestLine, reservations, type TakenLine } from '../allocation/index.ts';
import { ok, type Result, unwrap } from '../foundation/result.ts';
import { endResources, returnCpe, unitsOfService } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Delivery } from './delivery.ts';
import { heldLines, surplusLines, wantedParameters } from './keepMissing.ts';
import { registeredPools, scarceLines } from './parameters.ts';
import { reservationsOfItem } from './placed.ts';
import { updateItems } from './store.ts';
import type { OrderItem } from './types.ts';

/** An item whose service is being allocated. */
type Allocating = OrderItem & {
  readonly serviceId: string;
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
};

/**
 * Gives back what an amended item no longer needs: parameters and ports of what is delivered otherwise now, units of
 * other models, and bandwidth beyond what its routes load. What it still needs keeps its value.
 */
export async function giveBackSurplus(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: Allocating,
): Promise<Result<void>> {
  const { serviceId } = item;
  const wanted = await wantedParameters(delivery, tx, tenant, item);
  if (!wanted.ok) return wanted;
  const owner = { kind: 'service', id: serviceId };
  const scarce = scarceLines(item.requirement, item.solution);
  const parameters = (await reservations(tx.sql, tenant, owner)).flatMap((held) =>
    held.lines.map((line) => ({ ...line, reservationId: held.id, owner })),
  );
  const things = await heldLines(tx, tenant, reservationsOfItem(item));
  const surplus = [
    ...surplusLines(wanted.value, parameters),
    ...surplusLines(scarce, things),
  ] as typeof things;
  for (const line of surplus) await giveBack(delivery, tx, tenant, line);
  await trimBandwidth(delivery, tx, tenant, item, scarce, things);
  if (surplus.length > 0) await forget(tx, tenant, serviceId, surplus);
  return ok(undefined);
}

type Held = TakenLine & { readonly reservationId: string; readonly owner: { kind: string; id: string } };

async function giveBack(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  { reservationId, owner, key }: Held,
): Promise<void> {
  const request = { reservationId, owner, lines: [key] };
  unwrap(await delivery.parameters.deallocate(tx, tenant, request));
  unwrap(await delivery.parameters.release(tx, tenant, request));
}

/** Where links are held for more than the routes load now, they are held for exactly that. */
async function trimBandwidth(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  item: Allocating,
  scarce: readonly RequestLine[],
  things: readonly Held[],
): Promise<void> {
  const bandwidth = things.filter((line) => line.pool === registeredPools.linkBandwidth);
  const needs = new Map(
    scarce.flatMap((line) => (line.shape === 'quantities' ? [[line.scope ?? '', line] as const] : [])),
  );
  const again: RequestLine[] = [];
  for (const [scope, own] of Map.groupBy(bandwidth, (line) => line.scope)) {
    const held = own.reduce((sum, line) => sum + ('amount' in line ? line.amount : 0), 0);
    const need = needs.get(scope);
    if (held <= (need?.shape === 'quantities' ? need.amount : 0)) continue;
    for (const line of own) await giveBack(delivery, tx, tenant, line);
    if (need !== undefined) again.push(need);
  }
  if (again.length === 0) return;
  const reservationId = newId();
  const owner = { kind: 'serviceOrder', id: item.orderId };
  unwrap(
    await delivery.parameters.reserve(tx, tenant, {
      reservationId,
      owner,
      reason: 'rates as amended',
      holdUntil: null,
      use: { from: await delivery.now(tx.sql), to: null },
      lines: again,
    }),
  );
  unwrap(await delivery.parameters.allocate(tx, tenant, { reservationId, owner }));
  const { orderId, itemId, moreReservations } = item;
  await updateItems(tx, tenant, [
    { orderId, itemId, moreReservations: [...moreReservations, reservationId] },
  ]);
}

/** The inventory forgets what is given back: what the service stood on, and the units that it will not have. */
async function forget(
  tx: Transaction,
  tenant: string,
  serviceId: string,
  surplus: readonly Held[],
): Promise<void> {
  const roles = surplus.map((line) =>
    line.pool === registeredPools.port ? line.key.replace(/^port:/, 'access:') : line.key,
  );
  await endResources(tx, tenant, serviceId, roles);
  const serials = new Set(
    surplus.flatMap((line) => (line.pool === registeredPools.cpe && 'values' in line ? line.values : [])),
  );
  const units = await unitsOfService(tx.sql, tenant, serviceId);
  const places = units.flatMap((unit) =>
    serials.has(unit.serial) && unit.place !== null ? [unit.place] : [],
  );
  if (places.length > 0) await returnCpe(tx, tenant, serviceId, places);
}
