-- A move that has nothing to do with the queue, a timer or a lease leaves every index of task as it is, so that it is
-- written in place (a heap-only update). An index whose condition names the state would be written at every move.

alter table task add column queued boolean not null generated always as (state = 'ready' and holds = 0) stored;
comment on column task.queued is 'Any node may claim it now, as far as its own row says.';

drop index task_ready, task_wake, task_retry, task_running, task_waiting;
create index task_ready on task (kind, rank) where queued;
-- Each of these columns is empty but in the states that it belongs to.
create index task_wake on task (wake_at) where wake_at is not null;
create index task_retry on task (retry_at) where retry_at is not null;
create index task_running on task (epoch) where epoch is not null;
create index task_waiting on task (tenant, waiting_reference) where waiting_reference is not null;

-- All tasks of a plan may move in one transaction: half a page is left for their new versions.
alter table task set (fillfactor = 50);
