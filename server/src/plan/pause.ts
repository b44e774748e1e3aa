import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { planUnknown } from './create-plan.ts';
import { lockTask } from './find-task.ts';
import { isFinal } from './rules.ts';
import { deletePause, insertPause, writeHolds, writePlanPause } from './store-pauses.ts';
import { lockPlans } from './store-plans.ts';
import type { Intervention, PauseScope, TaskRef } from './types.ts';

// A pause keeps work from being claimed. What runs is let finish, what it releases stays unclaimed.

const taskHold = 1;
const planHold = 2;

/** Pauses one unfinished task; the same again changes nothing. */
export async function pauseTask(tx: Transaction, tenant: string, ref: TaskRef): Promise<Result<void>> {
  return await holdTask(tx, tenant, ref, taskHold, 0);
}

/** Ends {@link pauseTask}; a pause of its plan or kind stays. */
export async function resumeTask(tx: Transaction, tenant: string, ref: TaskRef): Promise<Result<void>> {
  return await holdTask(tx, tenant, ref, 0, taskHold);
}

async function holdTask(
  tx: Transaction,
  tenant: string,
  ref: TaskRef,
  set: number,
  clear: number,
): Promise<Result<void>> {
  const found = await lockTask(tx, tenant, ref);
  if (!found.ok) return found;
  const { planId, ordinal, state, key } = found.value;
  if (isFinal(state))
    return refuse(409, 'taskStateConflict', `Task ${key} is ${state}: there is nothing to pause or resume.`);
  await writeHolds(tx, tenant, planId, ordinal, set, clear);
  return ok(undefined);
}

/** Pauses a plan: none of its tasks starts. */
export async function pausePlan(
  tx: Transaction,
  tenant: string,
  planId: string,
  intervention: Intervention,
): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  if (plan.remaining === 0)
    return refuse(409, 'planFinished', `Plan ${planId} is finished: there is nothing to pause.`);
  if (plan.paused) return ok(undefined);
  await writePlanPause(tx, tenant, planId, intervention);
  await writeHolds(tx, tenant, planId, null, planHold, 0);
  return ok(undefined);
}

/** Ends {@link pausePlan}. */
export async function resumePlan(tx: Transaction, tenant: string, planId: string): Promise<Result<void>> {
  const [plan] = await lockPlans(tx, tenant, [planId]);
  if (plan === undefined) return planUnknown(planId);
  if (!plan.paused) return ok(undefined);
  await writePlanPause(tx, tenant, planId, null);
  await writeHolds(tx, tenant, planId, null, 0, planHold);
  return ok(undefined);
}

/** Pauses a kind of task, a limit key or everything of the tenant. */
export async function pause(
  tx: Transaction,
  tenant: string,
  scope: PauseScope,
  intervention: Intervention,
): Promise<void> {
  await insertPause(tx, tenant, scope.scope, referenceOf(scope), intervention);
}

/** Ends {@link pause}; refuses when there was none. */
export async function resume(tx: Transaction, tenant: string, scope: PauseScope): Promise<Result<void>> {
  const ended = await deletePause(tx, tenant, scope.scope, referenceOf(scope));
  if (ended) return ok(undefined);
  return refuse(409, 'notPaused', `${`${scope.scope} ${referenceOf(scope)}`.trim()} is not paused.`);
}

function referenceOf(scope: PauseScope): string {
  return scope.scope === 'kind' ? scope.kind : scope.scope === 'limitKey' ? scope.limitKey : '';
}
