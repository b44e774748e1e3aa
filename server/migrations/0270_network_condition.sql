-- What surveillance found bad in the network, and whose turn it is to look.

create table network_condition (
  tenant text not null references tenant,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('node', 'link')),
  state text not null check (state in ('suspected', 'failed', 'cleared')),
  reason text not null,
  bad_looks integer not null check (bad_looks >= 1),
  good_looks integer not null default 0 check (good_looks >= 0),
  since timestamptz(3) not null,
  failed_at timestamptz(3),
  cleared_at timestamptz(3),
  orders uuid[] not null default '{}',
  services uuid[] not null default '{}',
  obstacle text,
  primary key (tenant, id),
  check ((state = 'cleared') = (cleared_at is not null)),
  check (state = 'suspected' or failed_at is not null)
);
comment on table network_condition is 'A device or link that was found bad, the looks that found it so, and what was ordered because of it.';
create unique index network_condition_open on network_condition (tenant, name) where state <> 'cleared';
create index network_condition_in_time on network_condition (tenant, since);

create table surveillance_turn (
  tenant text primary key references tenant,
  look bigint not null,
  looked_at timestamptz not null
);
comment on table surveillance_turn is 'The last look at a network, by real time: of several nodes one looks at a time.';
