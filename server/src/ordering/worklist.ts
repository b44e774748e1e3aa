import {
  lastMoves,
  type NeededTask,
  plansInNeed,
  planViews,
  type TaskView,
  tasksThatNeedSomebody,
} from '../plan/index.ts';
import type { Sql } from '../platform/database.ts';
import { orderSubject } from './facts.ts';
import { type OpenRequest, openRequests } from './store.ts';

/** Whose work is looked for, and which; null means any. */
export type WorklistFilter = {
  /** Only of orders of this party. */
  readonly party: string | null;
  readonly cause: string | null;
  readonly code: string | null;
};

/** A task of an open order that needs a person, with its order. */
export type FallenOut = {
  readonly task: TaskView;
  readonly cause: string;
  readonly code: string;
  readonly order: OpenRequest;
};

/**
 * A page of the tasks of open orders that need a person, those of the oldest plans first, with how many there are in all.
 * Only plans that have such tasks are looked at, and only those of the page are read.
 */
export async function fallenOut(
  sql: Sql,
  tenant: string,
  filter: WorklistFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: readonly FallenOut[]; readonly total: number }> {
  const orders = await ordersInNeed(sql, tenant, filter.party);
  const { cause, code } = filter;
  const { tasks, total } = await tasksThatNeedSomebody(sql, tenant, [...orders.keys()], {
    cause,
    code,
    ...page,
  });
  const plans = await planViews(sql, tenant, [...new Set(tasks.map(({ planId }) => planId))]);
  const views = new Map(plans.flatMap((plan) => plan.tasks.map((task) => [task.id, task] as const)));
  const rows = tasks.flatMap((found) => {
    const [task, order] = [views.get(found.id), orders.get(found.planId)];
    return task === undefined || order === undefined
      ? []
      : [{ task, cause: found.cause, code: found.code, order }];
  });
  return { rows, total };
}

/** All tasks of open orders that need a person, in brief. */
export async function fallenOutInBrief(
  sql: Sql,
  tenant: string,
  party: string | null,
): Promise<readonly NeededTask[]> {
  const orders = await ordersInNeed(sql, tenant, party);
  const everything = { cause: null, code: null, offset: 0, limit: null };
  return (await tasksThatNeedSomebody(sql, tenant, [...orders.keys()], everything)).tasks;
}

/** Open orders that have not moved since before an instant, oldest first, with when they last did. */
export async function stalledOrders(
  sql: Sql,
  tenant: string,
  party: string | null,
  before: string,
): Promise<readonly (OpenRequest & { readonly unmovedSince: string })[]> {
  const orders = await openRequests(sql, tenant, { ids: null, before, party });
  const moved = await lastMoves(
    sql,
    tenant,
    orders.flatMap(({ planId }) => planId ?? []),
  );
  return orders.flatMap((order) => {
    const unmovedSince = moved.get(order.planId ?? '') ?? order.orderDate;
    return unmovedSince < before ? [{ ...order, unmovedSince }] : [];
  });
}

/** The open orders whose plans have tasks that need a person, by plan. */
async function ordersInNeed(
  sql: Sql,
  tenant: string,
  party: string | null,
): Promise<ReadonlyMap<string, OpenRequest>> {
  const plans = await plansInNeed(sql, tenant, orderSubject);
  const ids = [...new Set(plans.map(({ subjectId }) => subjectId))];
  const open = new Map(
    (await openRequests(sql, tenant, { ids, before: null, party })).map((order) => [order.id, order]),
  );
  return new Map(
    plans.flatMap(({ id, subjectId }) => {
      const order = open.get(subjectId);
      return order?.planId === id ? [[id, order] as const] : [];
    }),
  );
}
