-- Parties, equipment of customers'' premises, and services with their history.
create table party (
  tenant text not null references tenant,
  code text not null,
  name text not null,
  kind text not null check (kind in ('customer', 'partner', 'internal')),
  contacts jsonb not null default '[]',
  primary key (tenant, code)
);
comment on column party.contacts is 'Personal data stands here and nowhere else, so that it can be erased while records stand.';

create table cpe_unit (
  tenant text not null references tenant,
  serial text not null,
  model text not null,
  depot text not null,
  state text not null default 'inStock' check (state in ('inStock', 'assigned', 'installed', 'failed', 'returned')),
  service_id uuid,
  place text,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, serial)
);

create table service (
  tenant text not null references tenant,
  id uuid not null,
  number text not null,
  category text not null check (category in ('CFS', 'RFS')),
  specification text not null,
  name text not null,
  customer text not null,
  place text,
  state text not null check (state in ('feasibilityChecked', 'designed', 'reserved', 'inactive', 'active', 'terminated')),
  allocation_status text not null default 'unallocated' check (allocation_status in ('unallocated', 'reserved', 'allocated')),
  in_service boolean not null default false,
  cfs_status smallint check (cfs_status between 0 and 6),
  characteristics jsonb not null default '{}',
  parent_id uuid,
  order_id uuid,
  order_item text,
  start_date timestamptz(3),
  end_date timestamptz(3),
  version integer not null default 1,
  primary key (tenant, id),
  unique (tenant, number),
  check (not (in_service and state in ('feasibilityChecked', 'designed', 'reserved')))
);
comment on table service is 'CFS and RFS. allocated (has its parameters), in service (tested) and active (billable) are three things.';
comment on column service.cfs_status is 'SID cfsStatus: 0 billable, 3 operational not billable, 4 in test, 5 being deployed, 6 failed.';
create index service_by_parent on service (tenant, parent_id);
create index service_by_order on service (tenant, order_id);

create table service_version (
  tenant text not null,
  service_id uuid not null,
  version integer not null,
  body jsonb not null,
  changed_by text not null,
  order_id uuid,
  reason text not null,
  effective_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, service_id, version),
  foreign key (tenant, service_id) references service
);
comment on table service_version is 'Every version of every service: what it was, who changed it, by which order and why.';

create table supporting_resource (
  tenant text not null,
  service_id uuid not null,
  kind text not null,
  key text not null,
  role text not null,
  detail jsonb not null default '{}',
  from_at timestamptz(3) not null,
  until_at timestamptz(3),
  primary key (tenant, service_id, kind, key, from_at),
  foreign key (tenant, service_id) references service
);
comment on table supporting_resource is 'Which resources a service stands on, and from when until when.';
create index supporting_resource_by_key on supporting_resource (tenant, kind, key) where until_at is null;

create table service_level_objective (
  tenant text not null,
  id uuid not null,
  service_id uuid not null,
  site text not null,
  parameter text not null,
  comparator text not null check (comparator in ('atMost', 'atLeast')),
  target numeric not null,
  threshold numeric not null,
  unit text not null,
  period text not null,
  tolerance numeric not null default 0,
  grace_minutes integer not null default 0,
  measuring_point text not null,
  state text not null default 'sent' check (state in ('sent', 'accepted', 'refused', 'retired')),
  effective_at timestamptz(3) not null,
  primary key (tenant, id),
  foreign key (tenant, service_id) references service,
  unique (tenant, service_id, site, parameter)
);
comment on table service_level_objective is
  'Parameters for Service Quality Management (SID ServiceLevelObjective, TMF657). The threshold warns before the target is missed.';
