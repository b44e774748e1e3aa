import { json, type Sql, type Transaction } from '../platform/database.ts';
import type { StandingTask } from './amend-rules.ts';
import { contentHash } from './amend-rules.ts';
import type { PresentTask } from './store-plans.ts';
import type { PlanDifference, PlanVersion, TaskDraft } from './types.ts';

// Statements that amend a plan. The plan's lock is held.

/** All tasks of a plan as amending looks at them, by ordinal. */
export async function standingTasks(
  tx: Transaction,
  tenant: string,
  planId: string,
): Promise<(StandingTask & PresentTask)[]> {
  return await tx.sql<StandingTask & PresentTask>`
    select key, ordinal, kind, input_hash as "inputHash", state, attempt, predecessors, successors,
           undo_kind as "undoKind", undoes, retired_in as "retiredIn"
    from task where tenant = ${tenant} and plan_id = ${planId} order by ordinal`;
}

/** Begins a version and retires tasks: their keys end in the last version that wanted them. Answers the version. */
export async function beginVersion(
  tx: Transaction,
  tenant: string,
  planId: string,
  retired: readonly number[],
): Promise<number> {
  const [row] = await tx.sql<{ version: number }>`
    update plan set version = version + 1 where tenant = ${tenant} and id = ${planId} returning version`;
  const version = row?.version ?? 0;
  await tx.sql`
    update task set key = key || '~' || ${version - 1}::text, retired_in = ${version}
    where tenant = ${tenant} and plan_id = ${planId} and ordinal = any (${retired}::int[])`;
  return version;
}

/** Marks tasks as belonging to what a version took back. */
export async function retireTasks(
  tx: Transaction,
  tenant: string,
  planId: string,
  version: number,
  ordinals: readonly number[],
): Promise<void> {
  await tx.sql`
    update task set retired_in = ${version}
    where tenant = ${tenant} and plan_id = ${planId} and ordinal = any (${ordinals}::int[])`;
}

/** Gives tasks the contents of their drafts; the states stay. Only the schedule of those in `datesOnly`. */
export async function rewriteTasks(
  tx: Transaction,
  tenant: string,
  planId: string,
  planPriority: number,
  tasks: readonly { readonly ordinal: number; readonly draft: TaskDraft; readonly datesOnly: boolean }[],
): Promise<void> {
  const rows = tasks.map(({ ordinal, draft, datesOnly }) => ({
    o: ordinal,
    d: datesOnly,
    la: draft.label,
    inp: draft.input ?? null,
    h: contentHash(draft),
    ok: draft.owner.kind,
    orf: draft.owner.ref ?? undefined,
    uk: draft.undo,
    po: draft.pointOfNoReturn,
    sc: draft.schedule,
    lk: draft.limitKey,
    pr: planPriority + (draft.priority ?? 0),
    nb: draft.notBefore,
  }));
  await tx.sql`
    update task t set schedule = x.sc,
      label = case when x.d then t.label else x.la end,
      input = case when x.d then t.input else coalesce(x.inp, 'null') end,
      input_hash = case when x.d then t.input_hash else x.h end,
      owner_kind = case when x.d then t.owner_kind else x.ok end,
      owner_ref = case when x.d then t.owner_ref else x.orf end,
      undo_kind = case when x.d then t.undo_kind else x.uk end,
      point_of_no_return = case when x.d then t.point_of_no_return else x.po end,
      limit_key = case when x.d then t.limit_key else x.lk end,
      priority = case when x.d then t.priority else x.pr end,
      not_before = case when x.d then t.not_before else x.nb end,
      recorded_at = clock_timestamp()
    from json_to_recordset(${json(rows)}::json) as x (o int, d boolean, la text, inp jsonb, h text, ok text, orf text,
      uk text, po jsonb, sc jsonb, lk text, pr smallint, nb timestamptz)
    where t.tenant = ${tenant} and t.plan_id = ${planId} and t.ordinal = x.o`;
}

/** Writes the edges of tasks anew. */
export async function rewriteEdges(
  tx: Transaction,
  tenant: string,
  planId: string,
  edges: readonly {
    readonly ordinal: number;
    readonly predecessors: readonly number[];
    readonly successors: readonly number[];
  }[],
): Promise<void> {
  const rows = edges.map(({ ordinal, predecessors, successors }) => ({
    o: ordinal,
    p: predecessors,
    s: successors,
  }));
  await tx.sql`
    update task t set predecessors = x.p, successors = x.s
    from json_to_recordset(${json(rows)}::json) as x (o int, p int[], s int[])
    where t.tenant = ${tenant} and t.plan_id = ${planId} and t.ordinal = x.o`;
}

/**
 * Counts anew what each waiting task waits for, and puts it where that and its date say: blocked, scheduled or ready.
 * Then counts the plan anew.
 */
export async function settlePlan(tx: Transaction, tenant: string, planId: string): Promise<void> {
  await tx.sql`
    update task t set pending = q.open,
      state = case when q.open > 0 then 'blocked' when t.not_before > q.now then 'scheduled' else 'ready' end,
      wake_at = case when q.open = 0 and t.not_before > q.now then t.not_before end,
      rank = case when t.state = 'ready' then t.rank else clock_timestamp() - t.priority * interval '1 minute' end,
      recorded_at = clock_timestamp()
    from (
      select w.ordinal, c.now, (
        select count(*)::int from task p
        where p.tenant = w.tenant and p.plan_id = w.plan_id and p.ordinal = any (w.predecessors)
          and p.state not in ('completed', 'skipped', 'undoing', 'undone')) as open
      from task w cross join (select domain_now() as now) c
      where w.tenant = ${tenant} and w.plan_id = ${planId}
        and (w.state in ('blocked', 'scheduled') or w.state = 'ready' and w.attempt = 0)
      order by w.ordinal) q
    where t.tenant = ${tenant} and t.plan_id = ${planId} and t.ordinal = q.ordinal`;
  await tx.sql`
    update plan p set total = r.total, remaining = r.remaining, active = r.active, waiting = r.waiting,
      fallout = r.fallout, done = r.done, failed = r.failed, cancelled = r.cancelled,
      finished_at = case when r.remaining = 0 then p.finished_at end, recorded_at = clock_timestamp()
    from (
      select count(*)::int as total,
        count(*) filter (where not over)::int as remaining,
        count(*) filter (where state in ('ready', 'running', 'stopping', 'retrying', 'undoing'))::int as active,
        count(*) filter (where state in ('scheduled', 'waiting'))::int as waiting,
        count(*) filter (where state = 'fallout')::int as fallout,
        count(*) filter (where wanted and undoes is null and state in ('completed', 'skipped'))::int as done,
        count(*) filter (where wanted and state = 'failed')::int as failed,
        count(*) filter (where wanted and (state in ('cancelled', 'undone')
          or undoes is not null and state in ('completed', 'skipped')))::int as cancelled
      from (select state, undoes, retired_in is null as wanted,
                   state in ('completed', 'skipped', 'failed', 'cancelled', 'undone') as over
            from task where tenant = ${tenant} and plan_id = ${planId}) t) r
    where p.tenant = ${tenant} and p.id = ${planId}`;
}

/** Keeps what a version changed, and who made it. */
export async function insertVersion(
  tx: Transaction,
  tenant: string,
  planId: string,
  version: {
    readonly version: number;
    readonly by: string;
    readonly reason: string;
    readonly difference: PlanDifference;
  },
): Promise<void> {
  await tx.sql`
    insert into plan_version (tenant, plan_id, version, amended_by, reason, difference, amended_at)
    values (${tenant}, ${planId}, ${version.version}, ${version.by}, ${version.reason},
      ${json(version.difference)}::jsonb, domain_now())`;
}

/** The versions of a plan after the first, oldest first. */
export async function planVersions(
  sql: Sql,
  tenant: string,
  planId: string,
): Promise<readonly PlanVersion[]> {
  return await sql<PlanVersion>`
    select version, amended_by as by, reason, difference, amended_at as at from plan_version
    where tenant = ${tenant} and plan_id = ${planId} order by version`;
}
