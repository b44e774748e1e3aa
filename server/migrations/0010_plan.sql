-- The plan engine: plans, their tasks, the workers that run them.
-- Keys are compared bytewise (collate "C"): they are codes, not words.

create table plan (
  tenant text collate "C" not null,
  id text collate "C" not null,
  subject_kind text not null,
  subject_id text not null,
  version int not null default 1,
  priority smallint not null default 0,
  trace text,
  total int not null check (total >= 0),
  remaining int not null check (remaining between 0 and total),
  active int not null default 0 check (active >= 0),
  waiting int not null default 0 check (waiting >= 0),
  fallout int not null default 0 check (fallout >= 0),
  done int not null default 0 check (done >= 0),
  failed int not null default 0 check (failed >= 0),
  cancelled int not null default 0 check (cancelled >= 0),
  paused_at timestamptz(3),
  paused_by text,
  paused_reason text,
  created_at timestamptz(3) not null,
  finished_at timestamptz(3),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, id),
  check (remaining >= active + waiting + fallout)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
comment on table plan is 'A directed acyclic graph of tasks that belongs to one opaque subject. Its row lock serialises every change of its tasks.';
comment on column plan.remaining is 'Tasks in no final state. The counters follow the tasks in the same transaction; the state is derived from them.';
-- The tenant stands last here, so that the planner, which knows nothing of a fresh table, cannot take this index for
-- a way from a tenant and an id to a plan.
create index plan_subject on plan (subject_id, subject_kind, tenant);
create index plan_fallout on plan (tenant, id) where fallout > 0;

create table task (
  tenant text collate "C" not null,
  plan_id text collate "C" not null,
  ordinal int not null,
  key text collate "C" not null,
  version int not null default 1,
  kind text collate "C" not null,
  activity text not null,
  label text not null,
  input jsonb not null,
  input_hash text not null,
  owner_kind text not null check (owner_kind in ('system', 'team', 'partner', 'customer', 'person')),
  owner_ref text,
  undo_kind text,
  undoes int,
  point_of_no_return jsonb,
  schedule jsonb,
  limit_key text collate "C",
  priority smallint not null default 0,
  predecessors int[] not null,
  successors int[] not null,
  state text collate "C" not null check (state in ('blocked', 'scheduled', 'ready', 'running', 'stopping', 'retrying',
    'waiting', 'fallout', 'completed', 'skipped', 'failed', 'cancelled', 'undoing', 'undone')),
  holds smallint not null default 0,
  pending int not null check (pending >= 0),
  rank timestamptz(3),
  not_before timestamptz(3),
  wake_at timestamptz(3),
  retry_at timestamptz(3),
  woken_by text,
  epoch bigint,
  attempt int not null default 0,
  failures int not null default 0,
  waiting_for text check (waiting_for in ('date', 'person', 'partner', 'device', 'customer', 'event')),
  waiting_reference text collate "C",
  signal jsonb,
  progress jsonb,
  output jsonb,
  error jsonb,
  resolution jsonb,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, plan_id, ordinal)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
comment on table task is 'One step of a plan. Its id is its plan''s id and its ordinal; its key is unique in its plan, which the plan''s lock guards, not an index, because every index is written again at every change of state.';
comment on column task.successors is 'Ordinals of the tasks that wait for this one, kept on the row so that finishing a task needs no second table.';
comment on column task.holds is 'Bits: 1 the task is paused, 2 its plan is.';
comment on column task.rank is 'Queue position (real clock): when it became ready, less one minute per step of priority.';
comment on column task.wake_at is 'Domain instant at which a scheduled or waiting task becomes ready.';
comment on column task.retry_at is 'Real instant at which a retrying task becomes ready.';
comment on column task.epoch is 'The worker incarnation that runs the attempt.';
comment on column task.started_at is 'Domain instant of the first attempt; recorded_at is the real instant of the last change.';

create index task_ready on task (kind, rank) where state = 'ready' and holds = 0;
create index task_wake on task (wake_at) where state in ('scheduled', 'waiting') and wake_at is not null;
create index task_retry on task (retry_at) where state = 'retrying';
create index task_running on task (epoch) where state in ('running', 'stopping');
create index task_waiting on task (tenant, waiting_reference) where state = 'waiting' and waiting_reference is not null;

create table task_limit (
  tenant text collate "C" not null,
  limit_key text collate "C" not null,
  plan_id text collate "C" not null,
  ordinal int not null,
  primary key (tenant, limit_key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
comment on table task_limit is 'Which running task holds a limit key. The primary key makes two holders impossible.';

create table task_answer (
  tenant text collate "C" not null,
  reference text collate "C" not null,
  signal jsonb,
  delivered_at timestamptz(3),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, reference)
);
comment on table task_answer is 'Meeting point of a wait and its answer by reference: whoever comes second finds the other, so neither order is lost.';

create table plan_pause (
  tenant text collate "C" not null,
  scope text collate "C" not null check (scope in ('everything', 'kind', 'limitKey')),
  reference text collate "C" not null,
  paused_by text not null,
  reason text not null,
  paused_at timestamptz(3) not null,
  primary key (tenant, scope, reference)
);
comment on table plan_pause is 'What may not be claimed: everything of a tenant, a kind of task, or a limit key. What runs is let finish.';

create table plan_worker (
  epoch bigint generated always as identity primary key,
  node text not null,
  started_at timestamptz(3) not null default clock_timestamp(),
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3)
) with (fillfactor = 50);
comment on table plan_worker is 'One row per incarnation of a worker, renewed from its own thread (real clock). Once ended it never lives again.';
