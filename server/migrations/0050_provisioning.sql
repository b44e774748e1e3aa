-- Track and manage service provisioning (eTOM 1.4.5.3): work for people, forecasts of orders, jeopardy.
create table work_order (
  tenant text not null,
  id text not null,
  number text not null,
  kind text not null,
  name text not null,
  place text,
  skill text,
  team text,
  assignee text,
  assignment jsonb not null,
  state text not null check (state in
    ('acknowledged', 'assigned', 'inProgress', 'held', 'completed', 'cancelled', 'rejected')),
  priority integer not null default 0,
  calendar text not null,
  planned_start_date date,
  planned_finish_date date,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  task_reference text,
  order_reference text,
  activity text,
  subject jsonb not null default '{}',
  required_evidence text[] not null default '{}',
  evidence jsonb not null default '{}',
  cause text,
  notes jsonb not null default '[]',
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version integer not null default 1,
  primary key (tenant, id),
  unique (tenant, number),
  unique (tenant, task_reference),
  check (state not in ('assigned', 'inProgress') or assignee is not null),
  check (state not in ('inProgress', 'completed') or started_at is not null),
  check ((state = 'completed') <= (finished_at is not null)),
  check (finished_at >= started_at),
  check (planned_finish_date >= planned_start_date)
);
comment on table work_order is 'A piece of work for people (TMF697): who does what where, and what proves that it was done.';
comment on column work_order.task_reference is 'Opaque: who waits for the work. One work order each.';
comment on column work_order.order_reference is 'Opaque: for whom it is done.';
comment on column work_order.assignment is 'Why it went to its assignee, or to nobody: a code with parameters and a sentence.';
create index work_order_mine on work_order (tenant, assignee, state, planned_start_date);
create index work_order_queue on work_order (tenant, team, state, planned_start_date);
create index work_order_of_order on work_order (tenant, order_reference);
create index work_order_load on work_order (tenant, assignee) where state in ('assigned', 'inProgress', 'held');

create table worker_absence (
  tenant text not null,
  account text not null,
  from_date date not null,
  until_date date not null,
  reason text not null,
  primary key (tenant, account, from_date),
  check (until_date > from_date)
);
comment on table worker_absence is 'Days on which someone takes no work: [from_date, until_date).';

create table order_forecast (
  tenant text not null,
  order_reference text not null,
  committed_date date,
  current_committed_date date,
  expected_date date,
  slack_working_days integer,
  level text not null default 'Normal' check (level in ('Normal', 'Hazard', 'Critical')),
  culprit text,
  cause text,
  percent_complete integer not null default 0 check (percent_complete between 0 and 100),
  computed_at timestamptz(3),
  closed_at timestamptz(3),
  primary key (tenant, order_reference)
);
comment on table order_forecast is 'What was last said of an order''s completion. Its row lock orders all forecasts of one order.';
comment on column order_forecast.committed_date is 'The first promise, never moved.';
comment on column order_forecast.current_committed_date is 'The promise with the working days added that the customer stopped the clock.';

create table jeopardy_alert (
  tenant text not null,
  id text not null,
  order_reference text not null,
  owner text not null,
  calendar text not null,
  level text not null check (level in ('Hazard', 'Critical')),
  forecast_date date not null,
  committed_date date,
  slack_working_days integer,
  culprit text,
  cause text,
  raised_at timestamptz(3) not null,
  level_since timestamptz(3) not null,
  acknowledged_at timestamptz(3),
  acknowledged_by text,
  cleared_at timestamptz(3),
  ladder_step integer not null default 0,
  next_step_at timestamptz(3),
  suspended_since timestamptz(3),
  stopped_working_days integer not null default 0,
  version integer not null default 1,
  primary key (tenant, id),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
comment on table jeopardy_alert is 'A predicted miss of an order''s committed date, from raising to clearing, with its ladder of escalation.';
comment on column jeopardy_alert.next_step_at is 'When the next rung is due if nobody acknowledges; null at the top or once acknowledged.';
comment on column jeopardy_alert.suspended_since is 'While the customer holds the order nothing escalates.';
create unique index jeopardy_alert_open on jeopardy_alert (tenant, order_reference) where cleared_at is null;
create index jeopardy_alert_due on jeopardy_alert (next_step_at)
  where next_step_at is not null and cleared_at is null and suspended_since is null;
create index jeopardy_alert_worklist on jeopardy_alert (tenant, level, forecast_date) where cleared_at is null;
