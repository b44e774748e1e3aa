-- Who may act, what happened, and who is told.

alter table domain_clock add column run_until timestamptz(3);
comment on column domain_clock.run_until is
  'While set, a simulated clock steps to the next due instant whenever nothing is runnable, up to this instant.';

create table tenant (
  tenant text primary key,
  name text not null,
  recorded_at timestamptz(3) not null default clock_timestamp()
);
comment on table tenant is 'An operator that runs on this system. Nothing crosses from one to another.';

create table account (
  tenant text not null references tenant,
  account text not null,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  party text,
  active boolean not null default true,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, account)
);
comment on column account.party is 'The partner or customer it acts for: it then sees only what concerns that party.';

create table session (
  token_hash text primary key,
  tenant text not null,
  account text not null,
  expires_at timestamptz(3) not null,
  foreign key (tenant, account) references account on delete cascade
);
comment on table session is 'Bearer tokens, kept as SHA-256 only. Expiry is in real time.';

create table number_series (
  tenant text not null,
  kind text not null,
  last bigint not null,
  primary key (tenant, kind)
);
comment on table number_series is 'Last short number per kind, for people to speak of.';

create table idempotent_request (
  tenant text not null,
  client text not null,
  key text not null,
  request_hash text not null,
  resource_id text not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, client, key)
);
comment on table idempotent_request is 'What a client asked under a key, so that asking again answers the same.';

create table event_stream (
  tenant text not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  last_sequence integer not null,
  primary key (tenant, aggregate_kind, aggregate_id)
);
comment on table event_stream is 'Last sequence within each aggregate; its row lock orders the writers of one aggregate.';

create table event (
  tenant text not null,
  position bigint generated always as identity,
  id uuid not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  sequence integer not null,
  type text not null,
  domain text not null,
  resource text not null,
  body jsonb not null,
  audience text[] not null default '{}',
  correlation_id text,
  schema_version integer not null default 1,
  effective_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  transaction_id xid8 not null default pg_current_xact_id(),
  fanned_out boolean not null default false,
  primary key (tenant, position),
  unique (tenant, aggregate_kind, aggregate_id, sequence)
);
comment on column event.audience is 'Parties concerned: an account of a party hears only of events that name its party.';
comment on column event.transaction_id is
  'A follower reads only what every running transaction has left behind (pg_snapshot_xmin), so it skips nothing.';
create index event_to_fan_out on event (position) where not fanned_out;

create table subscription (
  tenant text not null,
  id uuid not null,
  account text not null,
  party text,
  callback text not null,
  query text,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, id),
  foreign key (tenant, account) references account on delete cascade
);

create table delivery (
  tenant text not null,
  subscription_id uuid not null,
  position bigint not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  next_attempt_at timestamptz(3) not null default clock_timestamp(),
  leased_until timestamptz(3),
  last_error text,
  primary key (tenant, subscription_id, position),
  foreign key (tenant, subscription_id) references subscription on delete cascade
);
comment on table delivery is 'One event for one listener. Within an aggregate the next goes out only after the last arrived.';
create index delivery_pending on delivery (tenant, subscription_id, aggregate_kind, aggregate_id, position)
  where state = 'pending';

create table audit_record (
  tenant text not null,
  position bigint generated always as identity,
  account text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  detail jsonb not null,
  effective_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  trace text,
  primary key (tenant, position)
);
comment on table audit_record is 'Who did what, when and why: written with the fact, never changed.';
create index audit_by_object on audit_record (tenant, object_kind, object_id, position);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'records of % are never changed or removed', tg_table_name;
end
$$;
create trigger audit_record_is_final before update or delete on audit_record
  for each row execute function refuse_change();

create table clock_alarm (
  tenant text not null,
  id uuid not null,
  account text not null,
  party text,
  at timestamptz(3) not null,
  reference text not null,
  fired boolean not null default false,
  primary key (tenant, id)
);
comment on table clock_alarm is 'Instants of the simulated clock at which an actor asked to be woken.';
create index clock_alarm_due on clock_alarm (at) where not fired;
