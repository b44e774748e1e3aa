import type { ServiceRequirement } from '@turnup/contract';
import { ok, type Result } from '../foundation/result.ts';
import { changeServices, createServices, serviceFamily } from '../inventory/index.ts';
import type { Transaction } from '../platform/database.ts';
import { recordFacts } from '../platform/events/index.ts';
import { replaceActivities } from './amend/store.ts';
import { worldOf } from './assess.ts';
import { activityName } from './compile.ts';
import type { Delivery } from './delivery.ts';
import { orderFact } from './facts.ts';
import { chosenSolution, type Issued, plannedOrders, writeIssued } from './issuedOrders.ts';
import { keepMissing, reserveMissing } from './keepMissing.ts';
import { finalStates } from './rollup.ts';
import { serviceDrafts } from './serviceDrafts.ts';
import { issuedFrom, itemsOf, lockOrders, ordersById, updateItems, updateOrders } from './store.ts';
import type { ActivitySchedule, Order, OrderItem } from './types.ts';

/** An item that was issued before. */
type IssuedItem = OrderItem & { readonly serviceId: string; readonly requirement: ServiceRequirement };

/**
 * Issues an item again after it was amended: reserves what its solution needs more, brings the services on record and
 * the orders issued from it in line. What is still wanted stays as it is; where nothing differs nothing happens. What is
 * no longer needed is given back when the new solution is allocated.
 */
export async function reissueOrders(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  item: IssuedItem,
  plan: { readonly planId: string; readonly activities: readonly ActivitySchedule[] },
): Promise<Result<Issued>> {
  const chosen = await chosenSolution(tx, tenant, item);
  if (!chosen.ok) return chosen;
  const solution = chosen.value;
  const { requirement, serviceId, orderId, itemId } = item;
  const world = await worldOf(delivery, tx.sql, tenant);
  const target = { requirement, solution };
  const more = await keepMissing(
    delivery,
    tx,
    tenant,
    world,
    { orderId, number: order.number },
    item,
    target,
  );
  if (!more.ok) return more;
  const reserved = await reserveMissing(delivery, tx, tenant, order.number, serviceId, target);
  if (!reserved.ok) return reserved;
  await updateItems(tx, tenant, [{ orderId, itemId, solution, moreReservations: more.value }]);
  const amended = { ...item, solution };
  const services = await alignServices(delivery, tx, tenant, order, amended);
  if (!services.ok) return services;
  const orders = await alignOrders(tx, tenant, order, amended, plan);
  return ok({ serviceId, orders });
}

/** Records services of new sites and legs, ends those of what is left out, and says what is new of the others. */
async function alignServices(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  order: Order,
  item: IssuedItem & { readonly solution: NonNullable<OrderItem['solution']> },
): Promise<Result<unknown>> {
  const family = (await serviceFamily(tx.sql, tenant, item.serviceId)).filter(
    (service) => service.state !== 'terminated',
  );
  const own = family.find((service) => service.id === item.serviceId);
  const catalog = await delivery.catalog(tx.sql, tenant);
  const { requirement, solution, serviceId, orderId, itemId } = item;
  const specification = catalog.of('serviceSpecification').get(requirement.serviceSpecification);
  const number = own?.number ?? '';
  const drafts = serviceDrafts({ requirement, solution, specification, serviceId, number, orderId, itemId });
  const wanted = new Map(drafts.map((draft) => [draft.number, draft]));
  const known = new Set(family.map((service) => service.number));
  const cause = { by: 'ordering', orderId: order.id, reason: `${order.number} was amended` };
  await createServices(
    tx,
    tenant,
    drafts.filter((draft) => !known.has(draft.number)),
    cause,
  );
  const now = await delivery.now(tx.sql);
  return changeServices(
    tx,
    tenant,
    family.map((service) => {
      const draft = wanted.get(service.number);
      return draft === undefined
        ? {
            id: service.id,
            state: 'terminated' as const,
            allocationStatus: 'unallocated' as const,
            endDate: now,
          }
        : { id: service.id, characteristics: draft.characteristics ?? {} };
    }),
    cause,
  );
}

/** Issues orders for what is new, cancels those for what is left out, and gives the others their activities. */
async function alignOrders(
  tx: Transaction,
  tenant: string,
  order: Order,
  item: IssuedItem,
  { planId, activities }: { readonly planId: string; readonly activities: readonly ActivitySchedule[] },
): Promise<Issued['orders']> {
  const planned = plannedOrders(activities);
  const ids = await issuedFrom(tx.sql, tenant, order.id, item.serviceId);
  await lockOrders(tx, tenant, ids);
  const items = await itemsOf(tx.sql, tenant, ids);
  const nameOf = new Map(items.map((each) => [each.orderId, (each.service as { name?: string }).name ?? '']));
  const issued = await ordersById(tx.sql, tenant, ids);
  const open = issued.filter(({ state }) => !finalStates.has(state));
  const gone = open.filter(({ id }) => !planned.some(({ name }) => name === nameOf.get(id)));
  await cancel(tx, tenant, gone);
  for (const { id } of open) {
    const same = planned.find(({ name }) => name === nameOf.get(id));
    if (same === undefined) continue;
    const names = same.activities.map((key) => activityName(item.itemId, key));
    await replaceActivities(tx, tenant, { orderId: id, itemId: '1', planId }, names, []);
  }
  // One that has ended never changes again, and stands for what is done once more.
  const names = new Set(issued.filter(({ state }) => state !== 'cancelled').map(({ id }) => nameOf.get(id)));
  const fresh = planned.filter(({ name }) => !names.has(name));
  return fresh.length === 0 ? [] : await writeIssued(tx, tenant, order, item, planId, fresh);
}

async function cancel(tx: Transaction, tenant: string, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return;
  await updateItems(
    tx,
    tenant,
    orders.map(({ id }) => ({ orderId: id, itemId: '1', state: 'cancelled', errorMessage: [] })),
  );
  await updateOrders(
    tx,
    tenant,
    orders.map(({ id }) => ({ id, state: 'cancelled' })),
  );
  await recordFacts(
    tx,
    tenant,
    orders.map((each) => orderFact('ServiceOrderStateChangeEvent', { ...each, state: 'cancelled' })),
  );
}
