import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Placement } from './draft.ts';
import { inputHash } from './draft.ts';
import type { TaskKey } from './store.ts';
import type { Intervention, Json, PlanCounts, PlanDraft, Signal, TaskState, TaskView } from './types.ts';

// Creating, finding, showing and pausing plans: everything that is not the tick's.

/** A plan's row under its lock. */
export type LockedPlan = PlanCounts & {
  readonly tenant: string;
  readonly id: string;
  readonly version: number;
  readonly priority: number;
  readonly paused: boolean;
};

/** Locks plans in the order of their ids. Every change of a task happens under its plan's lock. */
export async function lockPlans(
  tx: Transaction,
  tenant: string,
  ids: readonly string[],
): Promise<LockedPlan[]> {
  return await tx.sql<LockedPlan>`
    select tenant, id, version, priority, paused_at is not null as paused, total, remaining, active, waiting, fallout,
           done, failed, cancelled
    from plan where tenant = ${tenant} and id = any (${ids}::text[])
    order by id for update`;
}

/** Locks the plans of a subject in the order of their ids and answers these. */
export async function lockPlansOf(
  tx: Transaction,
  tenant: string,
  subject: PlanDraft['subject'],
): Promise<readonly string[]> {
  const rows = await tx.sql<{ id: string }>`
    select id from plan where tenant = ${tenant} and subject_kind = ${subject.kind} and subject_id = ${subject.id}
    order by id for update`;
  return rows.map((row) => row.id);
}

/** A plan with its checked tasks, ready to be written. */
export type NewPlan = { readonly id: string; readonly draft: PlanDraft; readonly placement: Placement };

/** Writes new plans, without their tasks. */
export async function insertPlans(tx: Transaction, tenant: string, plans: readonly NewPlan[]): Promise<void> {
  const rows = plans.map(({ id, draft }) => ({
    id,
    sk: draft.subject.kind,
    si: draft.subject.id,
    pr: draft.priority ?? 0,
    tr: draft.trace,
  }));
  await tx.sql`
    insert into plan (tenant, id, subject_kind, subject_id, priority, trace, total, remaining, created_at)
    select ${tenant}, x.id, x.sk, x.si, x.pr, x.tr, 0, 0, c.now
    from json_to_recordset(${json(rows)}::json) as x (id text, sk text, si text, pr smallint, tr text)
    cross join (select domain_now() as now) c`;
}

/** Tasks to write into one plan whose lock is held (or that is new). */
export type NewTasks = {
  readonly planId: string;
  readonly version: number;
  readonly priority: number;
  readonly paused: boolean;
  readonly placement: Placement;
  /** How many predecessors of a task are unfinished. */
  readonly pendingOf: (predecessors: readonly number[]) => number;
  /** For undo tasks: the ordinal that a task takes back. */
  readonly undoes?: ReadonlyMap<string, number>;
};

/** Writes tasks and counts them. Tasks without unfinished predecessors are ready or scheduled at once. */
export async function insertTasks(tx: Transaction, tenant: string, sets: readonly NewTasks[]): Promise<void> {
  const rows = sets.flatMap((set) =>
    set.placement.tasks.map(({ draft, ordinal, predecessors, successors }) => ({
      p: set.planId,
      o: ordinal,
      k: draft.key,
      v: set.version,
      ki: draft.kind,
      ac: draft.activity,
      la: draft.label,
      inp: draft.input ?? null,
      h: inputHash(draft.kind, draft.input),
      ok: draft.owner.kind,
      orf: draft.owner.ref ?? undefined,
      uk: draft.undo,
      un: set.undoes?.get(draft.key),
      po: draft.pointOfNoReturn,
      sc: draft.schedule,
      lk: draft.limitKey,
      pr: set.priority + (draft.priority ?? 0),
      pd: predecessors,
      su: successors,
      n: set.pendingOf(predecessors),
      nb: draft.notBefore,
      ho: set.paused ? 2 : 0,
    })),
  );
  await tx.sql`
    with clock as materialized (
      select domain_now() as domain, clock_timestamp() as real
    ), added as (
      insert into task (tenant, plan_id, ordinal, key, version, kind, activity, label, input, input_hash, owner_kind,
        owner_ref, undo_kind, undoes, point_of_no_return, schedule, limit_key, priority, predecessors, successors,
        state, holds, pending, rank, not_before, wake_at)
      select ${tenant}, x.p, x.o, x.k, x.v, x.ki, x.ac, x.la, coalesce(x.inp, 'null'), x.h, x.ok, x.orf, x.uk, x.un,
             x.po, x.sc, x.lk, x.pr, x.pd, x.su,
             case when x.n > 0 then 'blocked' when x.nb > c.domain then 'scheduled' else 'ready' end,
             x.ho, x.n, c.real - x.pr * interval '1 minute', x.nb,
             case when x.n = 0 and x.nb > c.domain then x.nb end
      from json_to_recordset(${json(rows)}::json) as x (
        p text, o int, k text, v int, ki text, ac text, la text, inp jsonb, h text, ok text, orf text, uk text, un int,
        po jsonb, sc jsonb, lk text, pr smallint, pd int[], su int[], n int, nb timestamptz, ho smallint)
      cross join clock c
      returning plan_id, state
    )
    update plan p set total = p.total + d.total, remaining = p.remaining + d.total, active = p.active + d.ready,
           waiting = p.waiting + d.scheduled, finished_at = null, recorded_at = clock_timestamp()
    from (select plan_id, count(*)::int as total, count(*) filter (where state = 'ready')::int as ready,
                 count(*) filter (where state = 'scheduled')::int as scheduled
          from added group by plan_id) d
    where p.tenant = ${tenant} and p.id = d.plan_id`;
}

/** Makes older tasks of one plan predecessors of newer ones. */
export async function addEdges(
  tx: Transaction,
  tenant: string,
  planId: string,
  edges: Placement['newEdges'],
): Promise<void> {
  await tx.sql`
    update task t set successors = t.successors || e.successors
    from (select x.o, array_agg(x.s order by x.s) as successors
          from unnest(${edges.map((e) => e.from)}::int[], ${edges.map((e) => e.to)}::int[]) as x (o, s)
          group by x.o) e
    where t.tenant = ${tenant} and t.plan_id = ${planId} and t.ordinal = e.o`;
}

/** What a plan already has, by key; the plan's lock is held. */
export type PresentTask = {
  readonly key: string;
  readonly ordinal: number;
  readonly state: TaskState;
  readonly attempt: number;
  readonly predecessors: readonly number[];
  readonly successors: readonly number[];
  readonly undoKind: string | null;
  readonly undoes: number | null;
};

/** All tasks of one plan, by ordinal. */
export async function presentTasks(tx: Transaction, tenant: string, planId: string): Promise<PresentTask[]> {
  return await tx.sql<PresentTask>`
    select key, ordinal, state, attempt, predecessors, successors, undo_kind as "undoKind", undoes
    from task where tenant = ${tenant} and plan_id = ${planId} order by ordinal`;
}

/** What an undo task is made from. */
export type UndoSource = {
  readonly ordinal: number;
  readonly key: string;
  readonly undoKind: string;
  readonly activity: string;
  readonly label: string;
  readonly input: Json;
  readonly output: Json;
  readonly ownerKind: TaskView['owner']['kind'];
  readonly ownerRef: string | null;
  readonly limitKey: string | null;
};

/** The contents of tasks that are to be undone. */
export async function undoSources(
  tx: Transaction,
  tenant: string,
  planId: string,
  ordinals: readonly number[],
): Promise<UndoSource[]> {
  return await tx.sql<UndoSource>`
    select ordinal, key, undo_kind as "undoKind", activity, label, input, output, owner_kind as "ownerKind",
           owner_ref as "ownerRef", limit_key as "limitKey"
    from task
    where tenant = ${tenant} and plan_id = ${planId} and ordinal = any (${ordinals}::int[]) and undo_kind is not null
    order by ordinal`;
}

/** Where the task with this key is, or null. */
export async function ordinalOfKey(
  sql: Sql,
  tenant: string,
  planId: string,
  key: string,
): Promise<number | null> {
  const [row] = await sql<{ ordinal: number }>`
    select ordinal from task where tenant = ${tenant} and plan_id = ${planId} and key = ${key}`;
  return row?.ordinal ?? null;
}

/** Replaces a task's input; the plan's lock is held. */
export async function writeInput(tx: Transaction, key: TaskKey, input: Json): Promise<void> {
  const rows = await tx.sql<{ kind: string }>`
    select kind from task where tenant = ${key.tenant} and plan_id = ${key.planId} and ordinal = ${key.ordinal}`;
  const hash = inputHash(rows[0]?.kind ?? '', input);
  await tx.sql`
    update task set input = ${json(input)}::jsonb, input_hash = ${hash}, recorded_at = clock_timestamp()
    where tenant = ${key.tenant} and plan_id = ${key.planId} and ordinal = ${key.ordinal}`;
}

/** Sets or clears hold bits of a plan's unfinished tasks, or of one task. */
export async function writeHolds(
  tx: Transaction,
  tenant: string,
  planId: string,
  ordinal: number | null,
  set: number,
  clear: number,
): Promise<void> {
  await tx.sql`
    update task set holds = (holds | ${set}::smallint) & ~${clear}::smallint, recorded_at = clock_timestamp()
    where tenant = ${tenant} and plan_id = ${planId} and (${ordinal}::int is null or ordinal = ${ordinal}::int)
      and state not in ('completed', 'skipped', 'failed', 'cancelled', 'undone')`;
}

/** Marks a plan paused or not. */
export async function writePlanPause(
  tx: Transaction,
  tenant: string,
  planId: string,
  pause: Intervention | null,
): Promise<void> {
  await tx.sql`
    update plan set paused_at = case when ${pause !== null}::boolean then domain_now() end,
           paused_by = ${pause?.by ?? null}, paused_reason = ${pause?.reason ?? null}, recorded_at = clock_timestamp()
    where tenant = ${tenant} and id = ${planId}`;
}

/** Records a pause of a kind, a limit key or everything; the same again changes nothing. */
export async function insertPause(
  tx: Transaction,
  tenant: string,
  scope: string,
  reference: string,
  pause: Intervention,
): Promise<void> {
  await tx.sql`
    insert into plan_pause (tenant, scope, reference, paused_by, reason, paused_at)
    values (${tenant}, ${scope}, ${reference}, ${pause.by}, ${pause.reason}, domain_now())
    on conflict (tenant, scope, reference) do nothing`;
}

/** Ends such a pause; false when there was none. */
export async function deletePause(
  tx: Transaction,
  tenant: string,
  scope: string,
  reference: string,
): Promise<boolean> {
  const rows = await tx.sql`
    delete from plan_pause where tenant = ${tenant} and scope = ${scope} and reference = ${reference}
    returning tenant`;
  return rows.length > 0;
}

/** A pause of a kind, a limit key or everything, in force. */
export type PauseInForce = Intervention & {
  readonly scope: 'everything' | 'kind' | 'limitKey';
  /** The kind or limit key; empty for everything. */
  readonly reference: string;
  /** Domain instant. */
  readonly pausedAt: string;
};

/** All such pauses of a tenant. */
export async function pausesInForce(sql: Sql, tenant: string): Promise<PauseInForce[]> {
  return await sql<PauseInForce>`
    select scope, reference, paused_by as by, reason, paused_at as "pausedAt"
    from plan_pause where tenant = ${tenant} order by scope, reference`;
}

/** The tasks that wait for a reference. */
export async function waitersOf(sql: Sql, tenant: string, reference: string): Promise<TaskKey[]> {
  return await sql<TaskKey>`
    select tenant, plan_id as "planId", ordinal from task
    where tenant = ${tenant} and waiting_reference = ${reference} and state = 'waiting'
    order by plan_id, ordinal`;
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
           undoes as "undoesOrdinal", point_of_no_return as "pointOfNoReturn", schedule, started_at as "startedAt",
           finished_at as "finishedAt"
    from task where tenant = ${tenant} and plan_id = any (${planIds}::text[])
    order by plan_id, ordinal`;
}

/**
 * The earliest domain instant still ahead at which a task becomes ready by its date, or null. What a simulated clock
 * steps to.
 */
export async function nextDue(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ at: string | null }>`
    select min(wake_at) as at from task
    where state in ('scheduled', 'waiting') and wake_at > (select domain_now())`;
  return row?.at ?? null;
}

/**
 * True when nothing runs, is about to run or has fallen due: only then may a simulated clock step. Paused work does not
 * count, since it will not move by itself.
 */
export async function isQuiescent(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ busy: boolean }>`
    select exists (
             select from task t where t.state = 'ready' and t.holds = 0 and not exists (
               select from plan_pause b where b.tenant = t.tenant and (b.scope, b.reference) in
                 (('everything', ''), ('kind', t.kind), ('limitKey', coalesce(t.limit_key, '')))))
        or exists (select from task where state in ('running', 'stopping'))
        or exists (select from task where state = 'retrying')
        or exists (select from task where state in ('scheduled', 'waiting') and wake_at <= (select domain_now()))
           as busy`;
  return row?.busy === false;
}
