import { ok, type Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { planUnknown } from './create-plan.ts';
import { lockPlans, writePriority } from './store-plans.ts';

/**
 * Gives a plan another priority (−9 to 9): what is unfinished of it takes its new place among all that is ready at once,
 * and what becomes ready or is added later goes by it. What a task has beside its plan's priority stays.
 */
export async function setPriority(
  tx: Transaction,
  tenant: string,
  planId: string,
  priority: number,
): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  if (plan.priority !== priority) await writePriority(tx, tenant, planId, priority, priority - plan.priority);
  return ok(undefined);
}
