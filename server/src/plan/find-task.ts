import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { planUnknown } from './create-plan.ts';
import { advance, type Move, standing, type TaskRow } from './moves.ts';
import { loadTasks } from './store.ts';
import { lockPlans, ordinalOfKey } from './store-plans.ts';
import { parseTaskId } from './task-id.ts';
import type { TaskEvent, TaskRef } from './types.ts';

/** Locks the plan of a task and reads the task; refuses what the tenant does not have. */
export async function lockTask(tx: Transaction, tenant: string, ref: TaskRef): Promise<Result<TaskRow>> {
  const parsed = 'taskId' in ref ? parseTaskId(ref.taskId) : null;
  if ('taskId' in ref && parsed === null)
    return refuse(404, 'taskUnknown', `There is no task ${ref.taskId}.`);
  const planId = parsed?.planId ?? ('planId' in ref ? ref.planId : '');
  const plans = await lockPlans(tx, tenant, [planId]);
  if (plans.length === 0) return planUnknown(planId);
  const ordinal =
    parsed?.ordinal ?? ('key' in ref ? await ordinalOfKey(tx.sql, tenant, planId, ref.key) : null);
  const [row] = ordinal === null ? [] : await loadTasks(tx, [{ tenant, planId, ordinal }]);
  if (row !== undefined) return ok(row);
  return refuse(
    404,
    'taskUnknown',
    `There is no task ${'key' in ref ? ref.key : ref.taskId} in plan ${planId}.`,
  );
}

/** Moves a task by an event, or refuses with what would be legal in its state. */
export function moveTask(row: TaskRow, event: TaskEvent): Result<Move> {
  const { decision, move } = advance(standing(row), event);
  if (decision.legal) return ok(move);
  const legal = decision.legalEvents.length === 0 ? 'nothing' : decision.legalEvents.join(', ');
  return refuse(
    409,
    'taskStateConflict',
    `Task ${row.key} is ${row.state}: ${event.kind} is not possible, ${legal} would be.`,
  );
}
