import type { Result } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { amendPlan, planDifference, redoTasks } from './amend.ts';
import { addTasks, createPlan, createPlans } from './create-plan.ts';
import { cancelTasks, correctInput, giveUpTask, retryTask, skipTask } from './intervene.ts';
import { pause, pausePlan, pauseTask, resume, resumePlan, resumeTask } from './pause.ts';
import { setPriority } from './priority.ts';
import { type SignalEffect, type SignalTarget, signalTask } from './signal-task.ts';
import { lockPlansOf } from './store-plans.ts';
import type {
  AmendedPlan,
  ChangeHook,
  Intervention,
  Json,
  PauseScope,
  PlanAmendment,
  PlanDifference,
  PlanDraft,
  Signal,
  TaskDraft,
  TaskRef,
} from './types.ts';
import { undoTasks } from './undo.ts';

/**
 * Everything that can be done to plans, each in the caller's transaction and with the hooks that were registered at
 * composition. Lock order for callers: the plan first, then what belongs to its subject.
 */
export type Plans = {
  /** Takes the locks of a subject's plans and answers their ids: first, where the subject's own rows are locked too. */
  lockPlansOf(tx: Transaction, tenant: string, subject: PlanDraft['subject']): Promise<readonly string[]>;
  createPlan(tx: Transaction, tenant: string, draft: PlanDraft): Promise<Result<string>>;
  createPlans(
    tx: Transaction,
    tenant: string,
    drafts: readonly PlanDraft[],
  ): Promise<Result<readonly string[]>>;
  addTasks(
    tx: Transaction,
    tenant: string,
    planId: string,
    drafts: readonly TaskDraft[],
  ): Promise<Result<void>>;
  amendPlan(
    tx: Transaction,
    tenant: string,
    planId: string,
    amendment: PlanAmendment,
    by: Intervention,
  ): Promise<Result<AmendedPlan>>;
  /** What an amendment would do to each task; nothing is changed. */
  planDifference(
    tx: Transaction,
    tenant: string,
    planId: string,
    amendment: PlanAmendment,
  ): Promise<Result<PlanDifference>>;
  /** Another priority for what is unfinished of a plan (−9 to 9, 0 is usual). */
  setPriority(tx: Transaction, tenant: string, planId: string, priority: number): Promise<Result<void>>;
  /** Does cancelled work once more that was asked to stop for an amendment of which nothing came. */
  redoTasks(
    tx: Transaction,
    tenant: string,
    planId: string,
    keys: readonly string[],
    by: Intervention,
  ): Promise<Result<void>>;
  signalTask(
    tx: Transaction,
    tenant: string,
    target: SignalTarget,
    signal: Signal,
  ): Promise<Result<SignalEffect>>;
  retryTask(tx: Transaction, tenant: string, ref: TaskRef, by: Intervention): Promise<Result<void>>;
  skipTask(tx: Transaction, tenant: string, ref: TaskRef, by: Intervention): Promise<Result<void>>;
  correctInput(
    tx: Transaction,
    tenant: string,
    ref: TaskRef,
    input: Json,
    by: Intervention,
  ): Promise<Result<void>>;
  giveUpTask(tx: Transaction, tenant: string, ref: TaskRef, by: Intervention): Promise<Result<void>>;
  cancelTasks(
    tx: Transaction,
    tenant: string,
    planId: string,
    keys: readonly string[] | 'all',
    by: Intervention,
  ): Promise<Result<void>>;
  undoTasks(
    tx: Transaction,
    tenant: string,
    planId: string,
    keys: readonly string[] | 'all',
    by: Intervention,
  ): Promise<Result<void>>;
  pauseTask(tx: Transaction, tenant: string, ref: TaskRef): Promise<Result<void>>;
  resumeTask(tx: Transaction, tenant: string, ref: TaskRef): Promise<Result<void>>;
  pausePlan(tx: Transaction, tenant: string, planId: string, by: Intervention): Promise<Result<void>>;
  resumePlan(tx: Transaction, tenant: string, planId: string): Promise<Result<void>>;
  pause(tx: Transaction, tenant: string, scope: PauseScope, by: Intervention): Promise<void>;
  resume(tx: Transaction, tenant: string, scope: PauseScope): Promise<Result<void>>;
};

/** The verbs on plans, bound to the hooks that hear of every change. The same list goes to `startEngine`. */
export function openPlans(hooks: readonly ChangeHook[]): Plans {
  return {
    lockPlansOf,
    createPlan,
    createPlans,
    addTasks,
    amendPlan: (tx, tenant, planId, amendment, by) => amendPlan(tx, hooks, tenant, planId, amendment, by),
    planDifference,
    setPriority,
    redoTasks: (tx, tenant, planId, keys, by) => redoTasks(tx, hooks, tenant, planId, keys, by),
    signalTask: (tx, tenant, target, signal) => signalTask(tx, hooks, tenant, target, signal),
    retryTask: (tx, tenant, ref, by) => retryTask(tx, hooks, tenant, ref, by),
    skipTask: (tx, tenant, ref, by) => skipTask(tx, hooks, tenant, ref, by),
    correctInput: (tx, tenant, ref, input, by) => correctInput(tx, hooks, tenant, ref, input, by),
    giveUpTask: (tx, tenant, ref, by) => giveUpTask(tx, hooks, tenant, ref, by),
    cancelTasks: (tx, tenant, planId, keys, by) => cancelTasks(tx, hooks, tenant, planId, keys, by),
    undoTasks: (tx, tenant, planId, keys, by) => undoTasks(tx, hooks, tenant, planId, keys, by),
    pauseTask,
    resumeTask,
    pausePlan,
    resumePlan,
    pause,
    resume,
  };
}
