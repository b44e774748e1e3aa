import type { Sql } from '../platform/database.ts';
import type { PlanCounts, TaskView } from './types.ts';

// What people and the clock read.

/** A plan's head as stored. */
export type PlanHead = PlanCounts & {
  readonly id: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly version: number;
  readonly pausedAt: string | null;
  readonly pausedBy: string | null;
  readonly pausedReason: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
};

/** Heads of plans by id. */
export async function planHeads(sql: Sql, tenant: string, ids: readonly string[]): Promise<PlanHead[]> {
  return await sql<PlanHead>`
    select id, subject_kind as "subjectKind", subject_id as "subjectId", version, total, remaining, active, waiting,
           fallout, done, failed, cancelled, paused_at as "pausedAt", paused_by as "pausedBy",
           paused_reason as "pausedReason", created_at as "createdAt", finished_at as "finishedAt"
    from plan where tenant = ${tenant} and id = any (${ids}::text[]) order by id`;
}

/** Ids of the plans of a subject, oldest first. */
export async function planIdsOf(
  sql: Sql,
  tenant: string,
  kind: string,
  id: string,
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }>`
    select id from plan where tenant = ${tenant} and subject_kind = ${kind} and subject_id = ${id} order by id`;
  return rows.map((row) => row.id);
}

/** A task as stored, for views. */
export type TaskDetail = Omit<TaskView, 'id' | 'after' | 'owner' | 'wait' | 'paused' | 'undoes'> & {
  readonly planId: string;
  readonly ordinal: number;
  readonly predecessors: readonly number[];
  readonly ownerKind: TaskView['owner']['kind'];
  readonly ownerRef: string | null;
  readonly holds: number;
  readonly undoesOrdinal: number | null;
  readonly waitingFor: NonNullable<TaskView['wait']>['for'] | null;
  readonly waitingReference: string | null;
  readonly wakeAt: string | null;
};

/** All tasks of plans, by plan and ordinal. */
export async function taskDetails(
  sql: Sql,
  tenant: string,
  planIds: readonly string[],
): Promise<TaskDetail[]> {
  return await sql<TaskDetail>`
    select plan_id as "planId", ordinal, key, kind, activity, label, state, holds, predecessors,
           owner_kind as "ownerKind", owner_ref as "ownerRef", input, output, error, resolution, progress,
           waiting_for as "waitingFor", waiting_reference as "waitingReference", wake_at as "wakeAt", attempt, failures,
           not_before as "notBefore", retry_at as "retryAt", limit_key as "limitKey", undo_kind as undo,
           undoes as "undoesOrdinal", retired_in as "retiredIn", point_of_no_return as "pointOfNoReturn", schedule, started_at as "startedAt",
           finished_at as "finishedAt"
    from task where tenant = ${tenant} and plan_id = any (${planIds}::text[])
    order by plan_id, ordinal`;
}

/** A plan of which tasks need a person. */
export type PlanInNeed = { readonly id: string; readonly subjectId: string };

/** The plans of a kind of subject that hold tasks which need a person: they fell out, or failed. */
export async function plansInNeed(sql: Sql, tenant: string, subjectKind: string): Promise<PlanInNeed[]> {
  return await sql<PlanInNeed>`
    select id, subject_id as "subjectId" from plan
    where tenant = ${tenant} and (fallout > 0 or failed > 0) and subject_kind = ${subjectKind}`;
}

/** A task that needs a person, in brief. */
export type TaskInNeed = {
  readonly planId: string;
  readonly ordinal: number;
  readonly cause: string;
  readonly code: string;
  readonly corrective: readonly string[];
  /** How many there are in all, whatever page is read. */
  readonly total: number;
};

/** Which tasks that need a person are read; null means any. `limit` null reads all of them. */
export type NeedFilter = {
  readonly cause: string | null;
  readonly code: string | null;
  readonly offset: number;
  readonly limit: number | null;
};

/** The tasks of plans that need a person, by plan and ordinal. */
export async function tasksInNeed(
  sql: Sql,
  tenant: string,
  planIds: readonly string[],
  { cause, code, offset, limit }: NeedFilter,
): Promise<TaskInNeed[]> {
  return await sql<TaskInNeed>`
    select *, count(*) over ()::int as total from (
      select plan_id as "planId", ordinal, coalesce(error ->> 'cause', 'unknown') as cause,
        coalesce(error ->> 'code', 'UNKNOWN') as code, coalesce(error -> 'corrective', '[]') as corrective
      from task where tenant = ${tenant} and plan_id = any (${planIds}::text[]) and state in ('fallout', 'failed')) t
    where (${cause}::text is null or cause = ${cause}) and (${code}::text is null or code = ${code})
    order by "planId", ordinal offset ${offset} limit ${limit}`;
}

/** When anything last happened to each of some plans: it was made, or a task of it began or ended. */
export async function lastMoves(
  sql: Sql,
  tenant: string,
  planIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; at: string }>`
    select p.id, greatest(p.created_at, max(t.started_at), max(t.finished_at)) as at
    from plan p left join task t on t.tenant = p.tenant and t.plan_id = p.id
    where p.tenant = ${tenant} and p.id = any (${planIds}::text[]) group by p.id, p.created_at`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** The earliest domain instant at which a task becomes ready by its date, or null. What a simulated clock steps to. */
export async function nextDue(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ at: string | null }>`select at from due_instant where source = 'tasks'`;
  return row?.at ?? null;
}

/** What a worker may find to do: work that is ready, and timers that have run out. */
export type WorkAtHand = { readonly ready: boolean; readonly due: boolean };

/** Looks whether there is anything to claim, or to make ready, without taking hold of it. */
export async function workAtHand(sql: Sql): Promise<WorkAtHand> {
  const [row] = await sql<WorkAtHand>`
    select exists (select from work_under_way where what = 'ready task') as ready,
      exists (select from work_under_way where what = 'due task')
        or exists (select from task where state = 'retrying' and retry_at <= (select clock_timestamp())) as due`;
  return row ?? { ready: false, due: false };
}

/** True when no task runs, is about to run or has fallen due. */
export async function isQuiescent(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ busy: boolean }>`
    select exists (select from work_under_way where what like '%task%') as busy`;
  return row?.busy === false;
}
