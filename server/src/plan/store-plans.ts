import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { Placement } from './draft.ts';
import { inputHash } from './draft.ts';
import type { TaskKey } from './store.ts';
import type { Json, PlanCounts, PlanDraft, TaskState, TaskView } from './types.ts';

// Creating plans, adding to them, and finding what a verb is about, under their locks.

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

/** Writes new plans whose tasks are written already. */
export async function insertPlans(
  tx: Transaction,
  tenant: string,
  plans: readonly NewPlan[],
  counts: readonly AddedTasks[],
): Promise<void> {
  const countsOf = new Map(counts.map((count) => [count.planId, count]));
  const rows = plans.map(({ id, draft }) => {
    const { total = 0, ready = 0, scheduled = 0 } = countsOf.get(id) ?? {};
    return {
      id,
      sk: draft.subject.kind,
      si: draft.subject.id,
      pr: draft.priority ?? 0,
      tr: draft.trace,
      n: total,
      a: ready,
      w: scheduled,
    };
  });
  await tx.sql`
    insert into plan (tenant, id, subject_kind, subject_id, priority, trace, total, remaining, active, waiting, created_at)
    select ${tenant}, x.id, x.sk, x.si, x.pr, x.tr, x.n, x.n, x.a, x.w, c.now
    from json_to_recordset(${json(rows)}::json) as x (
      id text, sk text, si text, pr smallint, tr text, n int, a int, w int)
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

/** How many tasks were added to a plan, and how many of them are ready or scheduled at once. */
export type AddedTasks = {
  readonly planId: string;
  readonly total: number;
  readonly ready: number;
  readonly scheduled: number;
};

/**
 * Writes tasks, and answers what their plans have to count. Tasks without unfinished predecessors are ready or scheduled
 * at once.
 */
export async function insertTasks(
  tx: Transaction,
  tenant: string,
  sets: readonly NewTasks[],
): Promise<AddedTasks[]> {
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
      h: inputHash(draft.kind, draft.content ?? draft.input),
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
  return await tx.sql<AddedTasks>`
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
    select plan_id as "planId", count(*)::int as total, count(*) filter (where state = 'ready')::int as ready,
           count(*) filter (where state = 'scheduled')::int as scheduled
    from added group by plan_id`;
}

/** Writes tasks into a plan whose lock is held, and counts them there. */
export async function insertCounted(tx: Transaction, tenant: string, set: NewTasks): Promise<void> {
  const [added] = await insertTasks(tx, tenant, [set]);
  if (added === undefined) return;
  await tx.sql`
    update plan set total = total + ${added.total}, remaining = remaining + ${added.total},
           active = active + ${added.ready}, waiting = waiting + ${added.scheduled}, finished_at = null,
           recorded_at = clock_timestamp()
    where tenant = ${tenant} and id = ${set.planId}`;
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

/** Gives a plan its new priority and its unfinished tasks what is `more` of it; what is ready is ranked anew. */
export async function writePriority(
  tx: Transaction,
  tenant: string,
  planId: string,
  priority: number,
  more: number,
): Promise<void> {
  await tx.sql`
    update plan set priority = ${priority}, recorded_at = clock_timestamp()
    where tenant = ${tenant} and id = ${planId}`;
  await tx.sql`
    update task set priority = priority + ${more}::int, recorded_at = clock_timestamp(),
      rank = case when state = 'ready' then rank - ${more}::int * interval '1 minute' else rank end
    where tenant = ${tenant} and plan_id = ${planId}
      and state not in ('completed', 'skipped', 'failed', 'cancelled', 'undone')`;
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

/** Replaces a task's input; the plan's lock is held. Its hash stays: it is what the plan's author asked for. */
export async function writeInput(tx: Transaction, key: TaskKey, input: Json): Promise<void> {
  await tx.sql`
    update task set input = ${json(input)}::jsonb, recorded_at = clock_timestamp()
    where tenant = ${key.tenant} and plan_id = ${key.planId} and ordinal = ${key.ordinal}`;
}
