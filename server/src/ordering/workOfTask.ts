import type { Sql } from '../platform/database.ts';
import { listWorkOrders, type WorkOrder } from '../provisioning/index.ts';

/** The work that each task of an order gave out, by the task's id: of several tries the last. */
export async function workByTask(
  sql: Sql,
  tenant: string,
  orderId: string,
): Promise<ReadonlyMap<string, WorkOrder>> {
  const { items } = await listWorkOrders(sql, tenant, { order: orderId, limit: 10_000 });
  const oldestFirst = items.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  // A second try is known by its attempt: `<task>#<number>`.
  return new Map(oldestFirst.map((work) => [(work.taskReference ?? '').split('#')[0] ?? '', work]));
}
