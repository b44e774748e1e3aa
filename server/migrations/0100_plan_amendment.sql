-- Amending plans: versions of a plan, and the tasks that a later version does not want any more.

alter table task add column retired_in int;
comment on column task.retired_in is 'The version of the plan that does not want this task any more; what it did is cancelled or taken back. Its key then ends in the last version that wanted it (key~version), so that the key is free for new work. Undo tasks of an amendment have it too.';

create table plan_version (
  tenant text collate "C" not null,
  plan_id text collate "C" not null,
  version int not null check (version > 1),
  amended_by text not null,
  reason text not null,
  difference jsonb not null,
  amended_at timestamptz(3) not null,
  primary key (tenant, plan_id, version),
  foreign key (tenant, plan_id) references plan (tenant, id)
);
comment on table plan_version is 'Each amendment of a plan: who, when, why, and which tasks were kept, changed, added, repeated, replaced and removed. Version 1 is the plan as it was created.';
