import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { reservations } from '../allocation/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { type Service, servicesById } from '../inventory/index.ts';
import type { Context } from '../platform/context.ts';
import type { Sql, Transaction } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { reservationsOfItem } from './placed.ts';
import { finalStates } from './rollup.ts';
import { itemsOfService } from './store.ts';

/** A delivered service as it stands: what was asked last, and how it is delivered. */
export type Standing = {
  readonly service: Service;
  readonly requirement: ServiceRequirement;
  readonly solution: DesignAlternative;
  /** How it was delivered before that, the newest last. */
  readonly earlier: readonly DesignAlternative[];
  /** The scarce things that were kept for it, by each order that changed it. */
  readonly reservations: readonly string[];
};

/**
 * A service of the customer that has not ended. Refused (422) where he has none of this id, or it is a part of another;
 * 409 where it has ended.
 */
export async function customersService(
  tx: Transaction,
  context: Context,
  customer: string | undefined,
  serviceId: string,
  path: string,
): Promise<Result<Service>> {
  const [service] = isId(serviceId) ? await servicesById(tx.sql, context.tenant, [serviceId]) : [];
  const whose = context.party ?? customer;
  if (service === undefined || (whose !== undefined && service.customer !== whose))
    return refuse(422, 'UNKNOWN_SERVICE', `there is no service ${serviceId}`, [
      { path: `${path}/service/id`, message: 'is not known' },
    ]);
  if (service.category !== 'CFS')
    return refuse(
      422,
      'NOT_CUSTOMER_FACING',
      `service ${service.number} is a part of ${service.parentId}: an order names the whole`,
      [{ path: `${path}/service/id`, message: 'is a part of a service' }],
    );
  if (service.state === 'terminated')
    return refuse(409, 'SERVICE_TERMINATED', `service ${service.number} ended on ${service.endDate}`);
  return ok(service);
}

/**
 * The service that an order changes or ends, as it stands. Refused as {@link customersService}; 409 where it is still
 * being delivered, or another order is at it.
 */
export async function standingService(
  tx: Transaction,
  context: Context,
  customer: string | undefined,
  serviceId: string,
  path: string,
): Promise<Result<Standing>> {
  const { tenant } = context;
  const found = await customersService(tx, context, customer, serviceId, path);
  if (!found.ok) return found;
  const service = found.value;
  const items = await itemsOfService(tx.sql, tenant, serviceId);
  const open = items.find((item) => !finalStates.has(item.state));
  if (open !== undefined)
    return refuse(
      409,
      'SERVICE_HAS_OPEN_ORDER',
      `order ${open.number} is ${open.orderState} and is at service ${service.number}: cancel it or wait for its end`,
    );
  const done = items.filter((item) => item.state === 'completed' && item.action !== 'delete');
  const last = done.findLast((item) => item.requirement !== null && item.solution !== null);
  if (last?.requirement === undefined || last.requirement === null || last.solution === null)
    return refuse(
      409,
      'SERVICE_NOT_DELIVERED',
      `service ${service.number} was not delivered by an order of this system: nothing is known of how it stands`,
    );
  return ok({
    service,
    requirement: last.requirement,
    solution: last.solution,
    earlier: done.flatMap(({ solution }) =>
      solution === null || solution === last.solution ? [] : [solution],
    ),
    reservations: done.flatMap(reservationsOfItem),
  });
}

/** How a service stands by what was delivered, whatever order is at it; undefined where nothing was. */
export async function standingBefore(
  tx: Transaction,
  tenant: string,
  serviceId: string,
): Promise<Standing | undefined> {
  const [service] = await servicesById(tx.sql, tenant, [serviceId]);
  const done = (await itemsOfService(tx.sql, tenant, serviceId)).filter(
    (item) => item.state === 'completed' && item.action !== 'delete',
  );
  const last = done.findLast((item) => item.requirement !== null && item.solution !== null);
  if (service === undefined || !last?.requirement || !last.solution) return undefined;
  const { requirement, solution } = last;
  const earlier = done.flatMap((item) =>
    item.solution === null || item.solution === solution ? [] : [item.solution],
  );
  return { service, requirement, solution, earlier, reservations: done.flatMap(reservationsOfItem) };
}

/** Everything that is kept for a service: its own reservations, and those of the orders that made or changed it. */
export async function reservationsOfService(
  sql: Sql,
  tenant: string,
  serviceId: string,
): Promise<readonly string[]> {
  const own = await reservations(sql, tenant, { kind: 'service', id: serviceId });
  const served = await itemsOfService(sql, tenant, serviceId);
  return [...new Set([...own.map(({ id }) => id), ...served.flatMap(reservationsOfItem)])];
}
