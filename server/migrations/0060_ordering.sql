-- Service orders (TMF641), what was issued from them, and billing events.
create table service_order (
  tenant text not null references tenant,
  id uuid not null,
  number text not null,
  kind text not null check (kind in ('request', 'allocate', 'implement')),
  external_id text,
  client text not null,
  category text,
  description text,
  priority smallint not null default 2 check (priority between 0 and 4),
  state text not null,
  customer text,
  order_date timestamptz(3) not null,
  requested_start_date timestamptz(3),
  requested_completion_date timestamptz(3),
  requested_date date,
  committed_date date,
  expected_date date,
  slack_working_days integer,
  jeopardy text not null default 'Normal' check (jeopardy in ('Normal', 'Hazard', 'Critical')),
  start_date timestamptz(3),
  completion_date timestamptz(3),
  plan_id uuid,
  external_reference jsonb not null default '[]',
  related_party jsonb not null default '[]',
  error_message jsonb not null default '[]',
  version integer not null default 1,
  primary key (tenant, id),
  unique (tenant, number)
);
comment on column service_order.committed_date is 'The first promise, set once at acceptance by policy and kept for ever.';
comment on column service_order.expected_date is 'Today''s forecast.';
create unique index service_order_issued_once on service_order (tenant, client, external_id) where external_id is not null;
create index service_order_by_state on service_order (tenant, state, id);
create index service_order_by_plan on service_order (tenant, plan_id);

create table service_order_item (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  ordinal integer not null,
  action text not null check (action in ('add', 'modify', 'delete', 'noChange')),
  state text not null,
  service_id uuid,
  service jsonb not null,
  relationships jsonb not null default '[]',
  classification jsonb,
  special_handling boolean not null default false,
  requirement jsonb,
  requirement_hash text,
  design_id uuid,
  design_version integer,
  reservation_id uuid,
  solution jsonb,
  error_message jsonb not null default '[]',
  primary key (tenant, order_id, item_id),
  foreign key (tenant, order_id) references service_order
);
comment on column service_order_item.solution is 'The design alternative that is being delivered, as it was chosen.';
create index service_order_item_by_service on service_order_item (tenant, service_id);
create index service_order_item_by_design on service_order_item (tenant, design_id);

create table service_order_activity (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  plan_id uuid not null,
  activity text not null,
  primary key (tenant, order_id, item_id, activity),
  foreign key (tenant, order_id, item_id) references service_order_item
);
comment on table service_order_activity is
  'Which activities of a plan serve which item: an item is completed when all of its activities are.';
create index service_order_activity_by_plan on service_order_activity (tenant, plan_id, activity);

create table service_order_relationship (
  tenant text not null,
  order_id uuid not null,
  related_order_id uuid not null,
  relationship_type text not null,
  primary key (tenant, order_id, related_order_id, relationship_type),
  foreign key (tenant, order_id) references service_order,
  foreign key (tenant, related_order_id) references service_order
);

create table service_order_note (
  tenant text not null,
  order_id uuid not null,
  id uuid not null,
  author text not null,
  at timestamptz(3) not null,
  text text not null,
  primary key (tenant, order_id, id),
  foreign key (tenant, order_id) references service_order
);

create table service_order_milestone (
  tenant text not null,
  order_id uuid not null,
  name text not null,
  activity text not null,
  planned_date date not null,
  reached_at timestamptz(3),
  primary key (tenant, order_id, name),
  foreign key (tenant, order_id) references service_order
);

create table billing_event (
  tenant text not null,
  id uuid not null,
  service_id uuid not null,
  order_id uuid not null,
  kind text not null check (kind in ('start', 'stop', 'change')),
  billing_date date not null,
  currency text,
  one_off_minor bigint,
  monthly_minor bigint,
  effective_at timestamptz(3) not null,
  primary key (tenant, id),
  unique (tenant, service_id, order_id, kind)
);
comment on table billing_event is 'What billing is told, once for each start, change and stop of a service.';
