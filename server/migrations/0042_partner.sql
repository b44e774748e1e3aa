-- Partners (eTOM 1.6.8): what was asked before an order, and what was ordered.
create table partner_query (
  tenant text not null,
  id text not null,
  correlation text not null,
  partner text not null,
  party text not null,
  offer text not null,
  place text not null,
  technology text not null,
  rate_kbps bigint not null check (rate_kbps > 0),
  state text not null check (state in ('acknowledged', 'inProgress', 'answered', 'timedOut', 'closed')),
  asked_at timestamptz(3) not null,
  answer_by timestamptz(3) not null,
  answer jsonb,
  answered_at timestamptz(3),
  late_answer jsonb,
  late_at timestamptz(3),
  version integer not null default 1,
  primary key (tenant, id),
  unique (tenant, correlation, offer),
  check ((state = 'answered') <= (answer is not null)),
  check ((answer is null) = (answered_at is null)),
  check ((late_answer is null) = (late_at is null))
);
comment on table partner_query is 'A question to a partner before an order: can you serve this place, at which price, by when.';
comment on column partner_query.correlation is 'What the asker asked for; one query for each offer of it.';
comment on column partner_query.answer_by is 'From this domain instant on no answer counts.';
comment on column partner_query.late_answer is 'An answer that came after the query was over: kept to be read, never used.';
create index partner_query_due on partner_query (answer_by) where state in ('acknowledged', 'inProgress');
create index partner_query_desk on partner_query (tenant, partner, state, answer_by);

create table partner_order (
  tenant text not null,
  id text not null,
  number text not null,
  action text not null check (action in ('add', 'cease')),
  ceases text,
  correlation text not null,
  partner text not null,
  party text not null,
  offer text not null,
  place text not null,
  query text,
  state text not null check (state in
    ('acknowledged', 'inProgress', 'held', 'completed', 'rejected', 'failed', 'cancelled')),
  monthly_minor bigint not null check (monthly_minor >= 0),
  one_off_minor bigint not null check (one_off_minor >= 0),
  currency text not null,
  requested_date date not null,
  foc_date date,
  expected_date date,
  completed_date date,
  ceased_date date,
  foc_task text,
  delivery_task text,
  circuit_reference text,
  milestones jsonb not null default '[]',
  date_changes jsonb not null default '[]',
  cause text,
  reason text,
  ordered_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  version integer not null default 1,
  primary key (tenant, id),
  unique (tenant, number),
  unique (tenant, correlation),
  foreign key (tenant, ceases) references partner_order (tenant, id),
  check ((action = 'cease') = (ceases is not null)),
  check ((state = 'completed') = (completed_date is not null)),
  check (foc_date is null or expected_date is not null)
);
comment on table partner_order is 'An order to a partner at a frozen price, with the date it is committed to and the one now expected.';
comment on column partner_order.foc_date is 'Firm order commitment: the first date the partner promised, kept for ever.';
comment on column partner_order.expected_date is 'The date the partner now expects; starts as the commitment and moves with each change of date.';
comment on column partner_order.foc_task is 'Opaque: who waits for the commitment.';
comment on column partner_order.delivery_task is 'Opaque: who waits for the delivery.';
create unique index partner_order_ceased_once on partner_order (tenant, ceases)
  where action = 'cease' and state not in ('rejected', 'failed', 'cancelled');
create index partner_order_desk on partner_order (tenant, partner, state, expected_date);

create table partner_charge (
  tenant text not null,
  id text not null,
  partner_order text not null,
  kind text not null,
  text text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  blocking boolean not null,
  state text not null check (state in ('proposed', 'accepted', 'declined', 'withdrawn')),
  raised_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by text,
  primary key (tenant, id),
  foreign key (tenant, partner_order) references partner_order (tenant, id),
  check ((state = 'proposed') = (decided_at is null))
);
comment on table partner_charge is 'A charge the partner raised in flight; while a blocking one is neither accepted nor withdrawn its order is held.';
create index partner_charge_order on partner_charge (tenant, partner_order, raised_at);
