import type { Sql } from '../platform/database.ts';
import { rollUp } from './rollup.ts';
import { ordinalOfKey } from './store-plans.ts';
import { type PlanHead, planHeads, planIdsOf, type TaskDetail, taskDetails } from './store-views.ts';
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
