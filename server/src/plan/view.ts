import type { Sql } from '../platform/database.ts';
import { rollUp } from './rollup.ts';
import { ordinalOfKey } from './store-plans.ts';
import {
  type NeedFilter,
  type PlanHead,
  planHeads,
  planIdsOf,
  type TaskDetail,
  taskDetails,
  tasksInNeed,
} from './store-views.ts';
import { parseTaskId, taskId } from './task-id.ts';
import type { PlanView, TaskView, Wait } from './types.ts';

/** A plan with its tasks, their dependencies and states; null when the tenant has none of this id. */
export async function planView(sql: Sql, tenant: string, planId: string): Promise<PlanView | null> {
  return (await planViews(sql, tenant, [planId]))[0] ?? null;
}

/** The id of the task with this key, or undefined where the plan has none. */
export async function taskIdOfKey(
  sql: Sql,
  tenant: string,
  planId: string,
  key: string,
): Promise<string | undefined> {
  const ordinal = await ordinalOfKey(sql, tenant, planId, key);
  return ordinal === null ? undefined : taskId(planId, ordinal);
}

/** The plan that a task belongs to, or null for a text that names no task. */
export function planOfTask(id: string): string | null {
  return parseTaskId(id)?.planId ?? null;
}

/** A task that needs a person, with why and what can be done. */
export type NeededTask = {
  readonly id: string;
  readonly planId: string;
  readonly cause: string;
  readonly code: string;
  readonly corrective: readonly string[];
};

/** The tasks of plans that need a person, a page of them in the order of their plans, with how many there are in all. */
export async function tasksThatNeedSomebody(
  sql: Sql,
  tenant: string,
  planIds: readonly string[],
  filter: NeedFilter,
): Promise<{ readonly tasks: readonly NeededTask[]; readonly total: number }> {
  const rows = await tasksInNeed(sql, tenant, planIds, filter);
  const tasks = rows.map(({ planId, ordinal, cause, code, corrective }) => ({
    id: taskId(planId, ordinal),
    planId,
    cause,
    code,
    corrective,
  }));
  return { tasks, total: rows[0]?.total ?? 0 };
}

/** The plans of a subject, oldest first. */
export async function findBySubject(
  sql: Sql,
  tenant: string,
  kind: string,
  id: string,
): Promise<readonly PlanView[]> {
  return await planViews(sql, tenant, await planIdsOf(sql, tenant, kind, id));
}

/** Plans by id, set-wise, in the order of their ids. */
export async function planViews(
  sql: Sql,
  tenant: string,
  ids: readonly string[],
): Promise<readonly PlanView[]> {
  if (ids.length === 0) return [];
  const [heads, details] = [await planHeads(sql, tenant, ids), await taskDetails(sql, tenant, ids)];
  const byPlan = Map.groupBy(details, (detail) => detail.planId);
  return heads.map((head) => toView(head, byPlan.get(head.id) ?? []));
}

function toView(head: PlanHead, details: readonly TaskDetail[]): PlanView {
  const {
    id,
    subjectKind,
    subjectId,
    version,
    pausedAt,
    pausedBy,
    pausedReason,
    createdAt,
    finishedAt,
    ...rest
  } = head;
  const keys = new Map(details.map((detail) => [detail.ordinal, detail.key]));
  return {
    id,
    subject: { kind: subjectKind, id: subjectId },
    version,
    state: rollUp(rest, pausedAt !== null),
    counts: rest,
    paused: pausedAt === null ? null : { by: pausedBy ?? '', reason: pausedReason ?? '', at: pausedAt },
    createdAt,
    finishedAt,
    tasks: details.map((detail) => toTaskView(detail, keys)),
  };
}

function toTaskView(detail: TaskDetail, keys: ReadonlyMap<number, string>): TaskView {
  const {
    planId,
    ordinal,
    predecessors,
    ownerKind,
    ownerRef,
    holds,
    undoesOrdinal,
    waitingFor,
    waitingReference,
    wakeAt,
    ...rest
  } = detail;
  return {
    ...rest,
    id: taskId(planId, ordinal),
    after: predecessors.flatMap((each) => keys.get(each) ?? []),
    owner: { kind: ownerKind, ref: ownerRef },
    paused: holds !== 0,
    undoes: undoesOrdinal === null ? null : (keys.get(undoesOrdinal) ?? null),
    wait: waitingFor === null ? null : waitView(waitingFor, waitingReference, wakeAt),
  };
}

function waitView(waitingFor: Wait['for'], reference: string | null, wakeAt: string | null): Wait {
  return wakeAt === null ? { for: waitingFor, reference } : { for: waitingFor, reference, until: wakeAt };
}
