import { json, type Transaction } from '../platform/database.ts';
import type { Move, TaskRow } from './moves.ts';
import type { CountedAs } from './rollup.ts';
import { countedAs } from './rollup.ts';
import { isFinal } from './rules.ts';
import type { Json, PlanCounts } from './types.ts';

// The hot statements: claim, save, wake. The others stand in `store-*.ts`, by topic.
//
// A fresh table without statistics, or one that has just grown, tempts the planner into scanning it, which cost a
// factor of four when measured. So these statements run with their plan pinned to index paths.

/**
 * Pins the plan of the next statement to index paths; each of the statements below frees the planner again, in
 * passing, for those that are not the engine's. Answers whether anything is paused.
 */
export async function pinPlans(tx: Transaction): Promise<{ readonly paused: boolean }> {
  const [row] = await tx.sql<{ paused: boolean }>`
    select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
           set_config('plan_cache_mode', 'force_generic_plan', true),
           exists (select from plan_pause) as paused`;
  return { paused: row?.paused ?? false };
}

/** A task that was just claimed: its row and what its handler needs. */
export type ClaimedTask = TaskRow & {
  readonly input: Json;
  readonly outputs: Readonly<Record<string, Json>> | null;
  readonly undoesKey: string | null;
};

/** Names one task for a set-wise statement. */
export type TaskKey = { readonly tenant: string; readonly planId: string; readonly ordinal: number };

/** What a claim may take: so many tasks of each kind from the queue, or just the named ones, `limit` in all. */
export type ClaimSelection = {
  readonly kinds: readonly string[];
  readonly room: readonly number[];
  readonly named: readonly TaskKey[];
  readonly limit: number;
};

/**
 * Locks ready tasks and their plans, in queue order, passing over what others hold: it never waits, so it cannot take
 * part in a deadlock. The locks last to the end of the transaction; nothing is written. `paused` says that there are
 * pauses to look at.
 */
export async function claimReady(
  tx: Transaction,
  { kinds, room, named, limit }: ClaimSelection,
  paused: boolean,
): Promise<ClaimedTask[]> {
  return await tx.sql<ClaimedTask>`
    with free as materialized (
      select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
             set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true)
    ), candidate as materialized (
      select n.tenant, n.plan_id, n.ordinal, null::timestamptz as rank, 'ready' as state, 0 as holds
      from unnest(${named.map((n) => n.tenant)}::text[], ${named.map((n) => n.planId)}::text[],
                  ${named.map((n) => n.ordinal)}::int[]) as n (tenant, plan_id, ordinal)
      union all
      (select c.tenant, c.plan_id, c.ordinal, c.rank, c.state, c.holds
      from unnest(${kinds}::text[], ${room}::int[]) as k (kind, room)
      cross join lateral (
        select t.tenant, t.plan_id, t.ordinal, t.rank, t.state, t.holds
        from task t
        where t.state = 'ready' and t.holds = 0 and t.kind = k.kind
          and (t.limit_key is null or not exists (
            select from task_limit l where l.tenant = t.tenant and l.limit_key = t.limit_key))
          and (not ${paused}::boolean or not exists (
            select from plan_pause b where b.tenant = t.tenant and (b.scope, b.reference) in
              (('everything', ''), ('kind', t.kind), ('limitKey', coalesce(t.limit_key, '')))))
        order by t.rank
        limit k.room) c
      order by c.rank
      limit ${limit}::int * 2)
    ), claimed as materialized (
      select t.tenant, t.plan_id, t.ordinal, t.key, t.kind, t.activity, p.subject_kind, p.subject_id, t.owner_kind,
             t.owner_ref, t.limit_key, t.undoes, t.retired_in, t.predecessors, t.successors, t.state, t.attempt, t.failures, t.epoch,
             t.woken_by, t.signal, t.progress, t.output, t.error, t.resolution, t.input
      from candidate c
      -- The empty texts keep the planner from going from the plan to all of its tasks instead of to the one.
      join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
      join task t on t.tenant = c.tenant and t.plan_id = c.plan_id and t.ordinal = c.ordinal
      -- Compared with the candidate's, not with constants, or the planner might walk the whole queue for each.
      where t.state = c.state and t.holds = c.holds
      order by c.rank
      limit ${limit}
      for update of p, t skip locked
    )
    select c.tenant, c.plan_id as "planId", c.ordinal, c.key, c.kind, c.activity, c.subject_kind as "subjectKind",
           c.subject_id as "subjectId", c.owner_kind as "ownerKind", c.owner_ref as "ownerRef",
           c.limit_key as "limitKey", c.undoes, c.retired_in is not null as retired, c.successors, c.state, c.attempt, c.failures, c.epoch,
           c.woken_by as "wokenBy", null as "waitingFor", null as "waitingReference", null as "wakeAt", c.signal,
           c.progress, c.output, c.error, c.resolution, c.input,
           case when cardinality(c.predecessors) > 0 then (
             select jsonb_object_agg(q.key, q.output) from task q
             where q.tenant = c.tenant and q.plan_id = c.plan_id and q.ordinal = any (c.predecessors)) end as outputs,
           case when c.undoes is not null then (
             select u.key from task u
             where u.tenant = c.tenant and u.plan_id = c.plan_id and u.ordinal = c.undoes) end as "undoesKey"
    from claimed c cross join free`;
}

/** The rows of named tasks. The caller holds their plans' locks, so what it reads here stays so. */
export async function loadTasks(tx: Transaction, keys: readonly TaskKey[]): Promise<TaskRow[]> {
  return await tx.sql<TaskRow>`
    select t.tenant, t.plan_id as "planId", t.ordinal, t.key, t.kind, t.activity, p.subject_kind as "subjectKind",
           p.subject_id as "subjectId", t.owner_kind as "ownerKind", t.owner_ref as "ownerRef",
           t.limit_key as "limitKey", t.undoes, t.retired_in is not null as retired, t.successors, t.state, t.attempt, t.failures, t.epoch,
           t.woken_by as "wokenBy", t.waiting_for as "waitingFor", t.waiting_reference as "waitingReference",
           t.wake_at as "wakeAt", t.signal, t.progress, t.output, t.error, t.resolution
    from unnest(${keys.map((k) => k.tenant)}::text[], ${keys.map((k) => k.planId)}::text[],
                ${keys.map((k) => k.ordinal)}::int[]) as c (tenant, plan_id, ordinal)
    join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
    join task t on t.tenant = c.tenant and t.plan_id = c.plan_id and t.ordinal = c.ordinal
    order by t.tenant, t.plan_id, t.ordinal`;
}

/** A plan all of whose tasks have just ended. */
export type FinishedPlan = PlanCounts & { readonly tenant: string; readonly planId: string };

type Deltas = Record<CountedAs | 'remaining', number>;

/**
 * Writes moves in one statement: the tasks, the successors they release, their plans' counters, the limit keys they
 * free. The caller holds the plans' locks; a row that is not in the state and attempt that the move began from means
 * that it did not, and throws. No successor of a releasing move may be moved in the same call.
 */
export async function saveMoves(tx: Transaction, moves: readonly Move[]): Promise<FinishedPlan[]> {
  const rows = await tx.sql<FinishedPlan & { saved: number }>`
    with free as materialized (
      select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
             set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true)
    ), clock as materialized (
      select domain_now() as domain, clock_timestamp() as real
    ), change as materialized (
      select * from json_to_recordset(${json(moves.map(changeOf))}::json) as x (
        t text, p text, o int, f text, s text, a0 int, a int, n int, e bigint, r bigint, w text, wf text, wr text,
        wa timestamptz, sg jsonb, pr jsonb, ou jsonb, er jsonb, re jsonb, fin boolean, rel boolean, su int[], lk text)
    ), moved as (
      update task t set
        state = x.s, attempt = x.a, failures = x.n, epoch = x.e, woken_by = x.w, waiting_for = x.wf,
        waiting_reference = x.wr, wake_at = x.wa, signal = x.sg, progress = x.pr, output = x.ou, error = x.er,
        resolution = x.re,
        rank = case when x.s = 'ready' then c.real - t.priority * interval '1 minute' else t.rank end,
        retry_at = c.real + x.r * interval '1 millisecond',
        started_at = case when x.a > x.a0 then coalesce(t.started_at, c.domain) else t.started_at end,
        finished_at = case when x.fin then c.domain end,
        recorded_at = c.real
      from change x cross join clock c
      where t.tenant = x.t and t.plan_id = x.p and t.ordinal = x.o and t.state = x.f and t.attempt = x.a0
      returning 1
    ), released as (
      update task t set
        pending = t.pending - q.finished,
        state = case when t.pending <> q.finished then t.state
                     when t.not_before > q.domain then 'scheduled' else 'ready' end,
        wake_at = case when t.pending = q.finished and t.not_before > q.domain then t.not_before else t.wake_at end,
        rank = q.real - t.priority * interval '1 minute',
        recorded_at = q.real
      -- Compared with a column, not with a constant, or the planner might walk all tasks that are blocked.
      from (select x.t, x.p, u.o, 'blocked' as held, count(*)::int as finished, c.domain, c.real
            from change x cross join lateral unnest(x.su) as u (o) cross join clock c
            where x.rel group by x.t, x.p, u.o, c.domain, c.real) q
      where t.tenant = q.t and t.plan_id = q.p and t.ordinal = q.o and t.state = q.held
      returning t.tenant, t.plan_id, t.state, t.pending
    ), freed as (
      delete from task_limit l using change x
      where x.lk is not null and l.tenant = x.t and l.limit_key = x.lk and l.plan_id = x.p and l.ordinal = x.o
    ), delta as (
      select d.t, d.p, sum(d.remaining) as remaining, sum(d.active) as active, sum(d.waiting) as waiting,
             sum(d.fallout) as fallout, sum(d.done) as done, sum(d.failed) as failed, sum(d.cancelled) as cancelled
      from (
        select * from json_to_recordset(${json(deltasOf(moves))}::json) as x (
          t text, p text, remaining int, active int, waiting int, fallout int, done int, failed int, cancelled int)
        union all
        select r.tenant, r.plan_id, 0, count(*) filter (where r.state = 'ready')::int,
               count(*) filter (where r.state = 'scheduled')::int, 0, 0, 0, 0
        from released r where r.pending = 0 and r.state in ('ready', 'scheduled') group by r.tenant, r.plan_id
      ) d group by d.t, d.p
    ), counted as (
      update plan p set
        remaining = p.remaining + d.remaining, active = p.active + d.active, waiting = p.waiting + d.waiting,
        fallout = p.fallout + d.fallout, done = p.done + d.done, failed = p.failed + d.failed,
        cancelled = p.cancelled + d.cancelled, recorded_at = c.real,
        finished_at = case when p.remaining + d.remaining = 0 then coalesce(p.finished_at, c.domain) end
      from delta d cross join clock c
      where p.tenant = d.t and p.id = d.p
      returning p.tenant, p.id, p.total, p.remaining, p.active, p.waiting, p.fallout, p.done, p.failed, p.cancelled,
                d.remaining as ended
    )
    select s.saved, f.tenant, f.id as "planId", f.total, f.remaining, f.active, f.waiting, f.fallout, f.done, f.failed,
           f.cancelled
    from (select count(*)::int as saved from moved) s cross join free
    left join counted f on f.remaining = 0 and f.ended < 0`;
  const saved = rows[0]?.saved;
  if (saved !== moves.length)
    throw new Error(`${moves.length} tasks to move, ${saved} moved: a plan was not locked`);
  return rows.filter((row) => row.planId !== null);
}

// Short names, because this text is made and parsed for every task that moves.
function changeOf({ before, after, retryMs, releases }: Move): Record<string, unknown> {
  const attemptEnds = before.epoch !== null && after.epoch === null;
  return {
    t: after.tenant,
    p: after.planId,
    o: after.ordinal,
    f: before.state,
    s: after.state,
    a0: before.attempt,
    a: after.attempt,
    n: after.failures,
    e: after.epoch ?? undefined,
    r: retryMs ?? undefined,
    w: after.wokenBy ?? undefined,
    wf: after.waitingFor ?? undefined,
    wr: after.waitingReference ?? undefined,
    wa: after.wakeAt ?? undefined,
    sg: after.signal ?? undefined,
    pr: after.progress ?? undefined,
    ou: after.output ?? undefined,
    er: after.error ?? undefined,
    re: after.resolution ?? undefined,
    fin: isFinal(after.state),
    rel: releases,
    su: releases ? after.successors : undefined,
    lk: attemptEnds ? (after.limitKey ?? undefined) : undefined,
  };
}

function deltasOf(moves: readonly Move[]): (Deltas & { t: string; p: string })[] {
  const byPlan = new Map<string, Deltas & { t: string; p: string }>();
  for (const { before, after } of moves) {
    const kind = { isUndo: after.undoes !== null, isRetired: after.retired };
    const from = countedAs(before.state, kind);
    const to = countedAs(after.state, kind);
    const ended = Number(isFinal(before.state)) - Number(isFinal(after.state));
    if (from === to && ended === 0) continue;
    const name = `${after.tenant}\n${after.planId}`;
    const delta = byPlan.get(name) ?? emptyDelta(after.tenant, after.planId);
    byPlan.set(name, delta);
    delta.remaining += ended;
    if (from !== null) delta[from] -= 1;
    if (to !== null) delta[to] += 1;
  }
  return [...byPlan.values()];
}

function emptyDelta(t: string, p: string): Deltas & { t: string; p: string } {
  return { t, p, remaining: 0, active: 0, waiting: 0, fallout: 0, done: 0, failed: 0, cancelled: 0 };
}

/** Takes limit keys for tasks that are about to run; answers which got theirs. At most one task per key may ask. */
export async function takeLimits(
  tx: Transaction,
  tasks: readonly { tenant: string; limitKey: string; planId: string; ordinal: number }[],
): Promise<readonly TaskKey[]> {
  return await tx.sql<TaskKey>`
    insert into task_limit (tenant, limit_key, plan_id, ordinal)
    select * from unnest(${tasks.map((t) => t.tenant)}::text[], ${tasks.map((t) => t.limitKey)}::text[],
                         ${tasks.map((t) => t.planId)}::text[], ${tasks.map((t) => t.ordinal)}::int[])
                  as x (tenant, limit_key, plan_id, ordinal)
    order by x.tenant, x.limit_key
    on conflict (tenant, limit_key) do nothing
    returning tenant, plan_id as "planId", ordinal`;
}

/** A timer that has run out, with its plan's lock taken. */
export type DueTask = TaskKey & { readonly state: 'scheduled' | 'waiting' | 'retrying' };

/** Locks up to `limit` tasks whose domain date or back-off has passed, with their plans, passing over held ones. */
export async function claimDue(tx: Transaction, limit: number): Promise<DueTask[]> {
  return await tx.sql<DueTask>`
    with clock as materialized (
      select domain_now() as domain, clock_timestamp() as real
    ), candidate as materialized (
      (select t.tenant, t.plan_id, t.ordinal, t.state, t.wake_at, t.retry_at from task t
       where t.state in ('scheduled', 'waiting') and t.wake_at <= (select domain from clock)
       order by t.wake_at limit ${limit}::int)
      union all
      (select t.tenant, t.plan_id, t.ordinal, t.state, null, t.retry_at from task t
       where t.state = 'retrying' and t.retry_at <= (select real from clock)
       order by t.retry_at limit ${limit}::int)
    )
    select t.tenant, t.plan_id as "planId", t.ordinal, t.state
    from candidate c
    join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
    join task t on t.tenant = c.tenant and t.plan_id = c.plan_id and t.ordinal = c.ordinal
    where t.state = c.state and (t.wake_at = c.wake_at or t.retry_at = c.retry_at)
    for update of p, t skip locked`;
}
