import { type Attempt, taskIdOfKey } from '../plan/index.ts';
import type { Sql } from '../platform/database.ts';
import { itemsOf } from './store.ts';
import type { OrderItem, TaskInput } from './types.ts';

/** What a task is about. The input of a task that takes another one back carries the other's. */
export function inputOf(attempt: Pick<Attempt, 'input' | 'undoes'>): TaskInput {
  return attempt.undoes === null
    ? (attempt.input as TaskInput)
    : (attempt.input as { readonly input: TaskInput }).input;
}

/** The item that a task serves; undefined where the order has none of this id. */
export async function itemOf(
  sql: Sql,
  tenant: string,
  input: Pick<TaskInput, 'orderId' | 'itemId'>,
): Promise<OrderItem | undefined> {
  return (await itemsOf(sql, tenant, [input.orderId])).find((item) => item.itemId === input.itemId);
}

/** The id of the task whose traces are meant: the one that is taken back, or the task itself. */
export async function sourceTaskId(sql: Sql, attempt: Attempt): Promise<string> {
  if (attempt.undoes === null) return attempt.taskId;
  const found = await taskIdOfKey(sql, attempt.tenant, attempt.planId, attempt.undoes);
  if (found === undefined) throw new Error(`plan ${attempt.planId} has no task ${attempt.undoes}`);
  return found;
}
