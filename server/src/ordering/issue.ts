import type { DesignAlternative, ServiceRequirement } from '@turnup/contract';
import { laterOf } from '../foundation/calendar.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { createServices, servicesById } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { nextNumber } from '../platform/events/index.ts';
import { newId } from '../platform/ids.ts';
import { needDateOf, type World, worldOf } from './assess.ts';
import type { Delivery } from './delivery.ts';
import { chosenSolution, type Issued, plannedOrders, writeIssued } from './issuedOrders.ts';
import { keepMissing } from './keepMissing.ts';
import { parameterLines } from './parameters.ts';
import { reissueOrders } from './reissue.ts';
import { keepForOrder, portsStand } from './reserve.ts';
import { serviceDrafts } from './serviceDrafts.ts';
import { itemsOf, ordersById, updateItems } from './store.ts';
import type { ActivitySchedule, Order, OrderItem } from './types.ts';

/**
 * Issues the service orders that the detailed design identifies (eTOM 1.4.5.1 → 1.4.5.2 and 1.4.5.4): one to allocate
 * the parameters, one to implement the core, one a site, with their dependencies; records the services as reserved and
 * keeps their parameters. A second issue of the same item answers the first: nothing is doubled.
 */
export async function issueOrders(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  request: {
    readonly orderId: string;
    readonly itemId: string;
    readonly planId: string;
    readonly activities: readonly ActivitySchedule[];
  },
): Promise<Result<Issued>> {
  const [order] = await ordersById(tx.sql, tenant, [request.orderId]);
  const item = (await itemsOf(tx.sql, tenant, [request.orderId])).find(
    (candidate) => candidate.itemId === request.itemId,
  );
  if (order === undefined || item?.requirement === undefined || item.requirement === null) {
    return refuse(404, 'NOT_FOUND', `order ${request.orderId} has no item ${request.itemId} to issue from`);
  }
  const { requirement } = item;
  const [known] = item.serviceId === null ? [] : await servicesById(tx.sql, tenant, [item.serviceId]);
  // A service whose issue was taken back has ended: what is issued then is another one.
  if (item.serviceId !== null && known?.state !== 'terminated')
    return reissueOrders(
      delivery,
      tx,
      tenant,
      order,
      { ...item, serviceId: item.serviceId, requirement },
      request,
    );
  const chosen = await chosenSolution(tx, tenant, item);
  if (!chosen.ok) return chosen;
  const solution = chosen.value;
  const serviceId = newId();
  const world = await worldOf(delivery, tx.sql, tenant);
  const kept = await keepScarce(delivery, tx, tenant, world, order, { ...item, requirement }, solution);
  if (!kept.ok) return kept;
  const reserved = await reserveParameters(
    delivery,
    tx,
    tenant,
    order,
    item.requirement,
    solution,
    serviceId,
  );
  if (!reserved.ok) return reserved;
  await recordServices(delivery, tx, tenant, order, item.requirement, solution, serviceId, item.itemId);
  await updateItems(tx, tenant, [
    { orderId: order.id, itemId: item.itemId, serviceId, solution, ...kept.value },
  ]);
  const orders = await writeIssued(
    tx,
    tenant,
    order,
    { ...item, serviceId, solution },
    request.planId,
    plannedOrders(request.activities),
  );
  return ok({ serviceId, orders });
}

/** Keeps the ports and bandwidth of a solution; what an amendment has kept beside the first reservation stays. */
async function keepScarce(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  order: Order,
  item: OrderItem & { readonly requirement: ServiceRequirement },
  solution: DesignAlternative,
): Promise<Result<{ readonly reservationId?: string; readonly moreReservations?: readonly string[] }>> {
  const { requirement } = item;
  const { id: orderId, number } = order;
  if (item.moreReservations.length > 0) {
    const standing = await portsStand(tx, tenant, solution);
    if (!standing.ok) return standing;
    const more = await keepMissing(delivery, tx, tenant, world, { orderId, number }, item, {
      requirement,
      solution,
    });
    return more.ok ? ok({ moreReservations: more.value }) : more;
  }
  const kept = await keepForOrder(delivery, tx, tenant, world, {
    orderId,
    number,
    requirement,
    solution,
    earlier: item.reservationId,
    useFrom: (solution.augmentations ?? [])
      .map(({ readyDate }) => readyDate)
      .reduce(laterOf, needDateOf(world, requirement)),
  });
  return kept.ok ? ok({ reservationId: kept.value.id }) : kept;
}

async function reserveParameters(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  requirement: ServiceRequirement,
  solution: DesignAlternative,
  serviceId: string,
): Promise<Result<unknown>> {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  if (specification === undefined)
    return refuse(
      422,
      'UNKNOWN_SPECIFICATION',
      `there is no specification ${requirement.serviceSpecification}`,
    );
  return delivery.parameters.reserve(tx, tenant, {
    reservationId: serviceId,
    owner: { kind: 'service', id: serviceId },
    reason: `parameters for ${order.number}`,
    holdUntil: null,
    use: { from: await delivery.now(tx.sql), to: null },
    lines: parameterLines(requirement, solution, specification, await delivery.pools(tx.sql, tenant)),
  });
}

async function recordServices(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  requirement: ServiceRequirement,
  solution: DesignAlternative,
  serviceId: string,
  itemId: string,
): Promise<void> {
  const catalog = await delivery.catalog(tx.sql, tenant);
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const number = await nextNumber(tx, tenant, 'service', 'SVC');
  const drafts = serviceDrafts({
    requirement,
    solution,
    specification,
    serviceId,
    number,
    orderId: order.id,
    itemId,
  });
  await createServices(tx, tenant, drafts, {
    by: 'ordering',
    orderId: order.id,
    reason: `issued from ${order.number}`,
  });
}
