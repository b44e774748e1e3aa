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
  /** Unfinished tasks of its plan when it was locked. */
  readonly remaining: number;
};

/** A blocked task of a claimed task's plan: `pending` of its predecessors are unfinished. */
export type AheadTask = ClaimedTask & { readonly pending: number };

/** Names one task for a set-wise statement. */
export type TaskKey = { readonly tenant: string; readonly planId: string; readonly ordinal: number };

/** A task's name as one text, for maps. */
export function nameOf({ tenant, planId }: TaskKey, ordinal: number): string {
  return `${tenant}\n${planId}\n${ordinal}`;
}

/**
 * What a claim may take: so many tasks of each kind from the queue, or just the named ones, `claims` in all; with those
 * that come next `limit`.
 */
export type ClaimSelection = {
  readonly kinds: readonly string[];
  readonly room: readonly number[];
  readonly named: readonly TaskKey[];
  readonly claims: number;
  readonly limit: number;
};

/** A plan that was locked for one of its tasks. */
type LockedForTask = TaskKey & Pick<ClaimedTask, 'subjectKind' | 'subjectId' | 'remaining'>;

/** What was claimed, and what comes next. */
type Claim = {
  readonly claimed: readonly ClaimedTask[];
  readonly ahead: readonly AheadTask[];
  readonly depth: number;
};

/**
 * Takes ready tasks in queue order by locking their plans, passing over what others hold: it never waits, so it cannot
 * take part in a deadlock. The locks last to the end of the transaction; nothing is written. `paused` says that there
 * are pauses to look at. Of the blocked tasks that come next in these plans it reads those of the kinds `ahead`, up to
 * `depth` behind each, as there is room for within the limit; they have no date, hold or limit key that could keep them.
 */
export async function claimReady(
  tx: Transaction,
  selection: ClaimSelection,
  paused: boolean,
  ahead: readonly string[] = [],
): Promise<Claim> {
  const locked = await lockReady(tx, selection, paused);
  if (locked.length === 0) return { claimed: [], ahead: [], depth: 0 };
  const depth = ahead.length === 0 ? 0 : Math.floor(selection.limit / locked.length) - 1;
  const found = new Map<string, AheadTask>();
  for (const task of await readClaimed(tx, locked, depth, ahead)) found.set(nameOf(task, task.ordinal), task);
  const claimed: ClaimedTask[] = [];
  for (const key of locked) {
    const name = nameOf(key, key.ordinal);
    const task = found.get(name);
    // It was ready when it was chosen; it may have moved before its plan was locked.
    if (task?.state === 'ready') claimed.push(task);
    found.delete(name);
  }
  return { claimed, ahead: [...found.values()].filter((task) => task.state === 'blocked'), depth };
}

async function lockReady(
  tx: Transaction,
  { kinds, room, named, claims }: ClaimSelection,
  paused: boolean,
): Promise<LockedForTask[]> {
  return await tx.sql<LockedForTask>`
    with candidate as materialized (
      select n.tenant, n.plan_id, n.ordinal, null::timestamptz as rank
      from unnest(${named.map((n) => n.tenant)}::text[], ${named.map((n) => n.planId)}::text[],
                  ${named.map((n) => n.ordinal)}::int[]) as n (tenant, plan_id, ordinal)
      union all
      (select c.tenant, c.plan_id, c.ordinal, c.rank
      from unnest(${kinds}::text[], ${room}::int[]) as k (kind, room)
      cross join lateral (
        select t.tenant, t.plan_id, t.ordinal, t.rank
        from task t
        where t.queued and t.kind = k.kind
          and (t.limit_key is null or not exists (
            select from task_limit l where l.tenant = t.tenant and l.limit_key = t.limit_key))
          and (not ${paused}::boolean or not exists (
            select from plan_pause b where b.tenant = t.tenant and (b.scope, b.reference) in
              (('everything', ''), ('kind', t.kind), ('limitKey', coalesce(t.limit_key, '')))))
        order by t.rank
        limit k.room) c
      order by c.rank
      limit ${claims}::int * 2)
    )
    select c.tenant, c.plan_id as "planId", c.ordinal, p.subject_kind as "subjectKind", p.subject_id as "subjectId",
           p.remaining
    from candidate c
    -- The empty texts keep the planner from going from a tenant to all of its plans.
    join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
    order by c.rank
    limit ${claims}
    for update of p skip locked`;
}

// Read after the locks were taken: only now is what it says of the tasks so until the end of the transaction.
async function readClaimed(
  tx: Transaction,
  locked: readonly LockedForTask[],
  depth: number,
  ahead: readonly string[],
): Promise<AheadTask[]> {
  const subjects = new Map(locked.map((key) => [key.planId, key]));
  const rows = await tx.sql<Omit<AheadTask, 'subjectKind' | 'subjectId' | 'remaining'>>`
    with free as materialized (
      select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
             set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true)
    ), clock as materialized (select domain_now() as domain)
    select t.tenant, t.plan_id as "planId", t.ordinal, t.key, t.kind, t.activity, t.owner_kind as "ownerKind",
           t.owner_ref as "ownerRef", t.limit_key as "limitKey", t.undoes, t.retired_in is not null as retired,
           t.successors, t.state, t.attempt, t.failures, t.epoch, t.woken_by as "wokenBy", null as "waitingFor",
           null as "waitingReference", null as "wakeAt", t.signal, t.progress, t.output, t.error, t.resolution, t.input,
           t.pending, t.ctid::text as place,
           -- What is not finished has no output yet.
           case when cardinality(t.predecessors) > t.pending then (
             select jsonb_object_agg(q.key, q.output) from task q
             where q.tenant = t.tenant and q.plan_id = t.plan_id and q.ordinal = any (t.predecessors)) end as outputs,
           case when t.undoes is not null then (
             select u.key from task u
             where u.tenant = t.tenant and u.plan_id = t.plan_id and u.ordinal = t.undoes) end as "undoesKey"
    from unnest(${locked.map((k) => k.tenant)}::text[], ${locked.map((k) => k.planId)}::text[],
                ${locked.map((k) => k.ordinal)}::int[]) as c (tenant, plan_id, ordinal)
    join task t on t.tenant = c.tenant and t.plan_id = c.plan_id
      and t.ordinal between c.ordinal and c.ordinal + ${depth}::int
    cross join free cross join clock
    where t.ordinal = c.ordinal and t.queued
      or t.ordinal > c.ordinal and t.state = 'blocked' and t.holds = 0 and t.failures = 0 and t.signal is null
        and t.limit_key is null and t.kind = any (${ahead}::text[])
        and (t.not_before is null or t.not_before <= clock.domain)`;
  return rows.map((row) => {
    const { subjectKind = '', subjectId = '', remaining = 0 } = subjects.get(row.planId) ?? {};
    return { ...row, subjectKind, subjectId, remaining };
  });
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
 * Writes moves: the tasks, the successors they release, their plans' counters, the limit keys they free. The caller
 * holds the plans' locks; a row that is not in the state and attempt that the move began from means that it did not, and
 * throws. A successor that is itself moved out of `blocked` in the same call is not released: its move says where it goes.
 */
export async function saveMoves(tx: Transaction, moves: readonly Move[]): Promise<FinishedPlan[]> {
  const left = new Set(
    moves
      .filter(({ before, after }) => before.state === 'blocked' && after.state !== 'blocked')
      .map(({ after }) => nameOf(after, after.ordinal)),
  );
  const plain = moves.filter(isPlain);
  const others = plain.length === 0 ? moves : moves.filter((move) => !isPlain(move));
  const finished = others.length === 0 ? [] : await saveAny(tx, others, left);
  return plain.length === 0 ? finished : [...finished, ...(await saveCompletions(tx, plain, left))];
}

/** Work that was done in the transaction that claimed it: by far the most there is. */
function isPlain({ before, after }: Move): boolean {
  return after.state === 'completed' && (before.state === 'ready' || before.state === 'blocked');
}

function checkSaved(moves: readonly Move[], saved: number | undefined): void {
  if (saved !== moves.length)
    throw new Error(`${moves.length} tasks to move, ${saved} moved: a plan was not locked`);
}

/** The successors that moves release, each with how many of its predecessors they finish. */
function releasesOf(
  moves: readonly Move[],
  left: ReadonlySet<string>,
): readonly (TaskKey & { readonly finished: number })[] {
  const releases = new Map<string, TaskKey & { finished: number }>();
  for (const { after, releases: does } of moves) {
    if (!does) continue;
    for (const ordinal of after.successors) {
      const name = nameOf(after, ordinal);
      const known = releases.get(name);
      if (known !== undefined) known.finished += 1;
      else if (!left.has(name))
        releases.set(name, { tenant: after.tenant, planId: after.planId, ordinal, finished: 1 });
    }
  }
  return [...releases.values()];
}

async function saveCompletions(
  tx: Transaction,
  moves: readonly Move[],
  left: ReadonlySet<string>,
): Promise<FinishedPlan[]> {
  const releases = releasesOf(moves, left);
  const deltas = deltasOf(moves);
  await pinPlans(tx);
  const rows = await tx.sql<FinishedPlan & { saved: number }>`
    with free as materialized (
      select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
             set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true)
    ), clock as materialized (
      select domain_now() as domain, clock_timestamp() as real
    ), change as materialized (
      select * from unnest(${moves.map((m) => m.after.tenant)}::text[], ${moves.map((m) => m.after.planId)}::text[],
        ${moves.map((m) => m.after.ordinal)}::int[], ${moves.map((m) => m.before.state)}::text[],
        ${moves.map((m) => m.before.attempt)}::int[], ${moves.map((m) => json(m.after.output))}::text[],
        ${moves.map((m) => m.before.place ?? null)}::tid[])
        as x (tenant, plan_id, ordinal, state, attempt, output, place)
    ), placed as materialized (
      select x.*, coalesce(x.place, (
        select t.ctid from task t where t.tenant = x.tenant and t.plan_id = x.plan_id and t.ordinal = x.ordinal)) as found
      from change x
    ), release as materialized (
      -- Compared with a column, not with a constant, or the planner might walk all tasks that are blocked.
      select x.*, 'blocked'::text as state
      from unnest(${releases.map((r) => r.tenant)}::text[], ${releases.map((r) => r.planId)}::text[],
        ${releases.map((r) => r.ordinal)}::int[], ${releases.map((r) => r.finished)}::int[])
        as x (tenant, plan_id, ordinal, finished)
    ), moved as (
      update task t set
        state = 'completed', attempt = x.attempt + 1, failures = 0, pending = 0, woken_by = null,
        output = x.output::jsonb, error = null, started_at = coalesce(t.started_at, c.domain),
        finished_at = c.domain, recorded_at = c.real
      from placed x cross join clock c
      where t.ctid = x.found and t.tenant = x.tenant and t.plan_id = x.plan_id and t.ordinal = x.ordinal
        and t.state = x.state and t.attempt = x.attempt
      returning 1
    ), released as (
      update task t set
        pending = t.pending - x.finished,
        state = case when t.pending <> x.finished then t.state
                     when t.not_before > c.domain then 'scheduled' else 'ready' end,
        wake_at = case when t.pending = x.finished and t.not_before > c.domain then t.not_before else t.wake_at end,
        rank = case when t.pending = x.finished then c.real - t.priority * interval '1 minute' else t.rank end,
        recorded_at = c.real
      from release x cross join clock c
      where t.tenant = x.tenant and t.plan_id = x.plan_id and t.ordinal = x.ordinal and t.state = x.state
      returning t.tenant, t.plan_id, t.state, t.pending
    ), delta as (
      select d.tenant, d.plan_id, sum(d.remaining) as remaining, sum(d.active) as active, sum(d.waiting) as waiting,
             sum(d.done) as done, sum(d.cancelled) as cancelled
      from (
        select *, 0 as waiting
        from unnest(${deltas.map((d) => d.t)}::text[], ${deltas.map((d) => d.p)}::text[],
          ${deltas.map((d) => d.remaining)}::int[], ${deltas.map((d) => d.active)}::int[],
          ${deltas.map((d) => d.done)}::int[], ${deltas.map((d) => d.cancelled)}::int[])
          as x (tenant, plan_id, remaining, active, done, cancelled)
        union all
        select r.tenant, r.plan_id, 0, (r.state = 'ready')::int, 0, 0, (r.state = 'scheduled')::int
        from released r where r.pending = 0 and r.state in ('ready', 'scheduled')
      ) d group by d.tenant, d.plan_id
    ), counted as (
      update plan p set
        remaining = p.remaining + d.remaining, active = p.active + d.active, waiting = p.waiting + d.waiting,
        done = p.done + d.done, cancelled = p.cancelled + d.cancelled, recorded_at = c.real,
        finished_at = case when p.remaining + d.remaining = 0 then coalesce(p.finished_at, c.domain) end
      from delta d cross join clock c
      where p.tenant = d.tenant and p.id = d.plan_id
      returning p.tenant, p.id, p.total, p.remaining, p.active, p.waiting, p.fallout, p.done, p.failed, p.cancelled,
                d.remaining as ended
    )
    select s.saved, f.tenant, f.id as "planId", f.total, f.remaining, f.active, f.waiting, f.fallout, f.done, f.failed,
           f.cancelled
    from (select count(*)::int as saved from moved) s cross join free
    left join counted f on f.remaining = 0 and f.ended < 0`;
  checkSaved(moves, rows[0]?.saved);
  return rows.filter((row) => row.planId !== null);
}

async function saveAny(
  tx: Transaction,
  moves: readonly Move[],
  left: ReadonlySet<string>,
): Promise<FinishedPlan[]> {
  const releases = releasesOf(moves, left);
  await pinPlans(tx);
  const rows = await tx.sql<FinishedPlan & { saved: number }>`
    with free as materialized (
      select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
             set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true)
    ), clock as materialized (
      select domain_now() as domain, clock_timestamp() as real
    ), change as materialized (
      select * from json_to_recordset(${json(moves.map(changeOf))}::json) as x (
        t text, p text, o int, f text, s text, a0 int, a int, n int, e bigint, r bigint, w text, wf text, wr text,
        wa timestamptz, sg jsonb, pr jsonb, ou jsonb, er jsonb, re jsonb, fin boolean, lk text)
    ), release as materialized (
      -- Compared with a column, not with a constant, or the planner might walk all tasks that are blocked.
      select x.*, 'blocked'::text as state
      from unnest(${releases.map((r) => r.tenant)}::text[], ${releases.map((r) => r.planId)}::text[],
        ${releases.map((r) => r.ordinal)}::int[], ${releases.map((r) => r.finished)}::int[])
        as x (tenant, plan_id, ordinal, finished)
    ), moved as (
      update task t set
        state = x.s, attempt = x.a, failures = x.n, epoch = x.e, woken_by = x.w, waiting_for = x.wf,
        waiting_reference = x.wr, wake_at = x.wa, signal = x.sg, progress = x.pr, output = x.ou, error = x.er,
        resolution = x.re, pending = case when x.a > x.a0 then 0 else t.pending end,
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
        pending = t.pending - x.finished,
        state = case when t.pending <> x.finished then t.state
                     when t.not_before > c.domain then 'scheduled' else 'ready' end,
        wake_at = case when t.pending = x.finished and t.not_before > c.domain then t.not_before else t.wake_at end,
        rank = case when t.pending = x.finished then c.real - t.priority * interval '1 minute' else t.rank end,
        recorded_at = c.real
      from release x cross join clock c
      where t.tenant = x.tenant and t.plan_id = x.plan_id and t.ordinal = x.ordinal and t.state = x.state
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
  checkSaved(moves, rows[0]?.saved);
  return rows.filter((row) => row.planId !== null);
}

// Short names, because this text is made and parsed for every task that moves.
function changeOf({ before, after, retryMs }: Move): Record<string, unknown> {
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
