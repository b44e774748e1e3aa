import type { PlannedOutage } from '../../maintenance/index.ts';
import { type Attempt, planView } from '../../plan/index.ts';
import type { Sql } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { ordersById } from '../store.ts';
import type { OrderItem, TaskInput } from '../types.ts';
import { type GatedWork, openOutage } from './gate.ts';
import { outagePolicy } from './policy.ts';

/** Kinds of tasks that touch the network or the accesses of a service, by how their names begin. */
const hands = ['network.', 'cpe.', 'work.'];

/** The work of an item's task as the gate sees it. */
export async function workOfItem(delivery: Delivery, attempt: Attempt, item: OrderItem): Promise<GatedWork> {
  const { tenant } = attempt;
  const { orderId, itemId } = item;
  const [order] = await ordersById(delivery.sql, tenant, [orderId]);
  return {
    reason: `work for ${order?.number ?? orderId}`,
    item: { orderId, itemId },
    urgent: await isEmergency(delivery, tenant, order?.category),
    open: (sql) => openOutage(sql, tenant, item),
    begun: (sql, outage) => isBegun(sql, attempt, itemId, outage),
  };
}

/** Whether an order is of a category that cannot wait (policy `plannedOutage`, `emergencies`). */
export async function isEmergency(
  delivery: Delivery,
  tenant: string,
  category: string | null | undefined,
): Promise<boolean> {
  const emergencies = outagePolicy(await delivery.catalog(delivery.sql, tenant))?.emergencies ?? [];
  return category != null && emergencies.includes(category);
}

/** Whether a task of the item that touches the network, or an access, has been done since its outage began. */
async function isBegun(
  sql: Sql,
  { tenant, planId, taskId }: Attempt,
  itemId: string,
  { startedAt }: PlannedOutage,
): Promise<boolean> {
  if (startedAt === null) return false;
  const plan = await planView(sql, tenant, planId);
  return (plan?.tasks ?? []).some(
    ({ id, kind, input, state, finishedAt }) =>
      id !== taskId &&
      state === 'completed' &&
      hands.some((hand) => kind.startsWith(hand)) &&
      (input as Partial<TaskInput> | null)?.itemId === itemId &&
      finishedAt !== null &&
      finishedAt >= startedAt,
  );
}
