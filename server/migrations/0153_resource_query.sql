-- Questions to the resource domain (TMF652/639): can these ports be had, and from when.
create table resource_query (
  tenant text not null references tenant,
  id text not null,
  design text not null,
  place text not null,
  rate_kbps bigint not null check (rate_kbps > 0),
  optic text,
  quantity integer not null check (quantity >= 1),
  need_date date not null,
  state text not null check (state in ('acknowledged', 'partial', 'answered', 'timedOut')),
  asked_by text not null,
  asked_at timestamptz(3) not null,
  answer_by timestamptz(3) not null,
  answers jsonb not null default '[]',
  refused_answers jsonb not null default '[]',
  primary key (tenant, id),
  unique (tenant, design, place, rate_kbps, need_date)
);
comment on table resource_query is 'A question for ports at a point of presence, correlated to the design that asks. Answers that came late, twice or in excess are kept to be read, never used.';
create index resource_query_due on resource_query (answer_by) where state in ('acknowledged', 'partial');
