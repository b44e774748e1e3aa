import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { TaskKey } from './store.ts';
import { taskId } from './task-id.ts';
import type { Signal } from './types.ts';

// Where waits and their answers meet.

/** The tasks that wait for a reference. */
export async function waitersOf(sql: Sql, tenant: string, reference: string): Promise<TaskKey[]> {
  return await sql<TaskKey>`
    select tenant, plan_id as "planId", ordinal from task
    where tenant = ${tenant} and waiting_reference = ${reference} and state = 'waiting'
    order by plan_id, ordinal`;
}

/** The tasks that wait for a reference that begins so, by their ids. */
export async function tasksWaitingUnder(
  sql: Sql,
  tenant: string,
  prefix: string,
): Promise<readonly string[]> {
  const rows = await sql<TaskKey>`
    select tenant, plan_id as "planId", ordinal from task
    where tenant = ${tenant} and waiting_reference ^@ ${prefix} and state = 'waiting'
    order by plan_id, ordinal`;
  return rows.map(({ planId, ordinal }) => taskId(planId, ordinal));
}

/** A task that waits, for what, and whose plan it is in. */
export type WaitingTask = {
  readonly tenant: string;
  readonly taskId: string;
  readonly label: string;
  readonly reference: string;
  readonly subject: { readonly kind: string; readonly id: string };
};

/** Waiting tasks of all tenants whose references begin so, with what they wait for. */
export async function tasksWaitingFor(sql: Sql, prefix: string): Promise<readonly WaitingTask[]> {
  const rows = await sql<TaskKey & Omit<WaitingTask, 'taskId' | 'subject'> & { kind: string; id: string }>`
    select task.tenant, plan_id as "planId", ordinal, waiting_reference as reference, label,
           plan.subject_kind as kind, plan.subject_id as id
    from task join plan on plan.tenant = task.tenant and plan.id = task.plan_id
    where waiting_reference ^@ ${prefix} and state = 'waiting' order by task.tenant, plan_id, ordinal`;
  return rows.map(({ planId, ordinal, kind, id, ...task }) => ({
    ...task,
    taskId: taskId(planId, ordinal),
    subject: { kind, id },
  }));
}

/**
 * Opens waits at their meeting points and answers what was said there before. The row locks make a wait and its answer
 * see each other in whichever order they commit.
 */
export async function openAnswers(
  tx: Transaction,
  waits: readonly { readonly tenant: string; readonly reference: string }[],
): Promise<readonly { readonly tenant: string; readonly reference: string; readonly signal: Signal }[]> {
  return await tx.sql<{ tenant: string; reference: string; signal: Signal }>`
    with opened as (
      insert into task_answer as a (tenant, reference)
      select distinct x.tenant, x.reference
      from unnest(${waits.map((w) => w.tenant)}::text[], ${waits.map((w) => w.reference)}::text[]) as x (tenant, reference)
      order by 1, 2
      on conflict (tenant, reference) do update set delivered_at = null, recorded_at = clock_timestamp()
      returning a.tenant, a.reference, a.signal
    )
    select * from opened where signal is not null`;
}

/** Locks the meeting point of a reference and answers whether its wait was answered before. */
export async function lockAnswer(
  tx: Transaction,
  tenant: string,
  reference: string,
): Promise<{ delivered: boolean }> {
  const [row] = await tx.sql<{ delivered: boolean }>`
    insert into task_answer as a (tenant, reference) values (${tenant}, ${reference})
    on conflict (tenant, reference) do update set recorded_at = clock_timestamp()
    returning a.delivered_at is not null as delivered`;
  return { delivered: row?.delivered ?? false };
}

/** Keeps an answer for a wait that is to come, or (null) notes that it was delivered. */
export async function writeAnswer(
  tx: Transaction,
  tenant: string,
  references: readonly string[],
  signal: Signal | null,
): Promise<void> {
  await tx.sql`
    update task_answer set signal = ${signal === null ? null : json(signal)}::jsonb,
           delivered_at = case when ${signal === null}::boolean then domain_now() end, recorded_at = clock_timestamp()
    where tenant = ${tenant} and reference = any (${references}::text[])`;
}
