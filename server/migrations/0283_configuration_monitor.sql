-- Monitors of asynchronous work on the network (TMF640), and drift that was told.

create table configuration_monitor (
  tenant text not null,
  id text not null,
  kind text not null check (kind in ('order', 'redeploy', 'rollback', 'reconcile')),
  source_href text not null,
  request jsonb not null,
  input jsonb not null,
  state text not null default 'InProgress' check (state in ('InProgress', 'InError', 'Completed')),
  response jsonb,
  requested_by text not null,
  created_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (tenant, id),
  check ((state = 'InProgress') = (ended_at is null))
);
comment on table configuration_monitor is 'Where whoever asked for something asynchronous sees what became of it; the instants are domain instants.';
create index configuration_monitor_open on configuration_monitor (tenant, id) where state = 'InProgress' and kind = 'order';
create index configuration_monitor_recent on configuration_monitor (tenant, created_at desc, id);

create table device_drift (
  tenant text not null,
  device text not null,
  path text not null,
  have jsonb,
  found_at timestamptz(3) not null,
  kept_by text,
  kept_reason text,
  primary key (tenant, device, path)
);
comment on table device_drift is 'Places at which a device was last found to differ from the records, with what stood there. Kept: a person let it stand, and it is not told while just that stands there.';
