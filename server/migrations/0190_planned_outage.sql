-- Work that interrupts services: what was announced, to whom, and when it happens.

create table planned_outage (
  tenant text not null references tenant,
  id uuid not null,
  number text not null,
  state text not null check (state in ('announced', 'inProgress', 'completed', 'withdrawn')),
  reason text not null,
  order_id uuid,
  item_id text,
  devices text[] not null,
  objects text[] not null,
  services jsonb not null,
  lead_working_days integer not null check (lead_working_days >= 0),
  announced_at timestamptz(3) not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null check (ends_at > starts_at),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  primary key (tenant, id),
  unique (tenant, number)
);
comment on table planned_outage is 'A time in which services are interrupted by work that was announced. Alarms of its objects within that time are expected.';
create index planned_outage_of_order on planned_outage (tenant, order_id) where order_id is not null;
create index planned_outage_in_time on planned_outage (tenant, starts_at, ends_at) where state in ('announced', 'inProgress');

create table outage_notice (
  tenant text not null,
  outage_id uuid not null,
  recipient text not null,
  kind text not null check (kind in ('plannedOutage', 'falseAlarm')),
  state text not null check (state in ('sent', 'withdrawn', 'completed')),
  body jsonb not null,
  sent_at timestamptz(3) not null,
  primary key (tenant, outage_id, recipient, kind),
  foreign key (tenant, outage_id) references planned_outage (tenant, id)
);
comment on table outage_notice is 'What each customer was told of an outage, and which alarms surveillance was told to expect.';
create index outage_notice_of_recipient on outage_notice (tenant, recipient, sent_at);
