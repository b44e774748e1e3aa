-- A task that announces an outage for itself ends it when it is done; others are ended by a step of their plan, or by hand.

alter table planned_outage add column task_id text;
comment on column planned_outage.task_id is 'The task that announced it and ends it when it is done; null where another step or a person does.';
create index planned_outage_of_task on planned_outage (tenant, task_id) where task_id is not null;
