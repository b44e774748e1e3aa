import type { DesignAlternative } from '@turnup/contract';
import { reservation, reservations, type TakenLine, valuesOf } from '../../allocation/index.ts';
import {
  assignCpe,
  type CpePlacement,
  changeServices,
  insertResources,
  type SupportingResource,
  serviceFamily,
} from '../../inventory/index.ts';
import type { Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { giveBackSurplus } from '../giveBackSurplus.ts';
import { parameterKey, registeredPools, slotsOf, unitKey } from '../parameters.ts';
import { reservationsOfItem } from '../placed.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { transactional } from './transactional.ts';

/** Turns what is reserved for an item into its allocation, with the same values (eTOM 1.4.5.2.4), and says so in the inventory. */
export function allocateHandler(delivery: Delivery): TransactionalHandler {
  return transactional(
    'parameters.allocate@1',
    (tx, attempt) => allocateItem(delivery, tx, attempt.tenant, inputOf(attempt)),
    { standsAlone: true },
  );
}

/** Allocates what is reserved for an item of an order that was issued. */
export async function allocateItem(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<Outcome> {
  const item = await itemOf(tx.sql, tenant, input);
  if (item?.serviceId === undefined || item.serviceId === null)
    return fallout('NOT_ISSUED', 'no service was issued for this item yet');
  const owner = { kind: 'service', id: item.serviceId };
  const order = { kind: 'serviceOrder', id: input.orderId };
  const own = await reservations(tx.sql, tenant, owner);
  const live = own.filter(({ state }) => state !== 'released' && state !== 'expired');
  const held = await Promise.all(reservationsOfItem(item).map((id) => reservation(tx.sql, tenant, id)));
  const things = held.filter((one) => one !== null && one.state !== 'released').map((one) => one?.id ?? '');
  if (live.length === 0) return fallout('NOTHING_RESERVED', 'nothing is reserved for this service');
  for (const request of [
    ...things.map((reservationId) => ({ reservationId, owner: order })),
    ...live.map(({ id }) => ({ reservationId: id, owner })),
  ]) {
    const allocated = await delivery.parameters.allocate(tx, tenant, request);
    if (!allocated.ok) return fallout(allocated.fault.code, allocated.fault.message);
  }
  if (item.requirement !== null && item.solution !== null) {
    const { serviceId, requirement, solution } = item;
    const trimmed = await giveBackSurplus(delivery, tx, tenant, {
      ...item,
      serviceId,
      requirement,
      solution,
    });
    if (!trimmed.ok) return fallout(trimmed.fault.code, trimmed.fault.message);
  }
  const lines = await valuesOf(tx.sql, tenant, owner);
  const values = Object.fromEntries(
    lines.flatMap((line) => ('values' in line ? [[line.key, line.values]] : [])),
  );
  const services = await serviceFamily(tx.sql, tenant, item.serviceId);
  const changed = await changeServices(
    tx,
    tenant,
    services.map((service) => ({
      id: service.id,
      allocationStatus: 'allocated',
      ...(service.id === item.serviceId ? { characteristics: { parameters: values } } : {}),
    })),
    { by: 'allocation', orderId: input.orderId, reason: 'parameters allocated' },
  );
  if (!changed.ok) return fallout(changed.fault.code, changed.fault.message);
  const { sites = [], cpe = [] } = item.solution ?? {};
  await insertResources(tx, tenant, resourcesOfService(item.serviceId, lines, { sites, cpe }));
  const assigned = await assignCpe(tx, tenant, placementsOf(item, lines));
  return assigned.ok
    ? { kind: 'completed', output: values }
    : fallout(assigned.fault.code, assigned.fault.message);
}

/** Where the units that a service holds are to stand. Pure. */
export function placementsOf(
  { serviceId, solution }: Pick<OrderItem, 'serviceId' | 'solution'>,
  lines: readonly TakenLine[],
): CpePlacement[] {
  const held = new Map(lines.flatMap((line) => ('values' in line ? [[line.key, line.values] as const] : [])));
  return (solution?.cpe ?? []).flatMap((choice) =>
    (held.get(unitKey(choice)) ?? []).map((serial, index) => ({
      serial,
      model: choice.model,
      serviceId: serviceId ?? '',
      place: choice.site,
      leg: (choice.slot ?? 0) + index,
    })),
  );
}

/** What a service stands on: each value that it holds, its ports, and those of units that it joins. */
export function resourcesOfService(
  serviceId: string,
  lines: readonly TakenLine[],
  { sites, cpe }: Pick<DesignAlternative, 'sites' | 'cpe'>,
): SupportingResource[] {
  const values = lines.flatMap((line) =>
    resourcesOfLine(line).map(({ kind, key, value }) => ({
      serviceId,
      kind,
      key,
      role: line.key,
      detail: { value },
    })),
  );
  const ports = sites.flatMap(({ site, legs }) =>
    legs.map(({ node, port }, index) => ({
      serviceId,
      kind: registeredPools.port,
      key: `${node}/${port}`,
      role: `access:${site}:${slotsOf(legs)[index] ?? index}`,
      detail: { node, port },
    })),
  );
  const joined = cpe.flatMap(({ site, standing }) =>
    standing === undefined
      ? []
      : [
          {
            serviceId,
            kind: registeredPools.cpePort,
            key: `${standing.serial}/${standing.wanPort}`,
            role: parameterKey.site(registeredPools.cpePort, site),
            detail: { wanPort: standing.wanPort, lanPorts: standing.lanPorts },
          },
        ],
  );
  return [...values, ...ports, ...joined];
}

/** How the inventory names what a line holds; quantities are not recorded there. */
export function resourcesOfLine(line: TakenLine): { kind: string; key: string; value: string }[] {
  if (!('values' in line)) return [];
  const { pool: kind, scope } = line;
  return line.values.map((value) => ({ kind, key: scope === '' ? value : `${scope}/${value}`, value }));
}

function fallout(code: string, message: string): Outcome {
  return { kind: 'fallout', error: { code, message, cause: 'capacity' } };
}
