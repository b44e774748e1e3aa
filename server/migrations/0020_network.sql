-- The operator's network: what stands where, what joins it, and what is planned.
create table network_version (
  tenant text primary key references tenant,
  version bigint not null,
  changed_at timestamptz(3) not null default clock_timestamp()
);
comment on table network_version is 'Rises with every change of a tenant''s network, in the transaction of the change; nodes that hold the network in memory follow it.';

create table shared_risk (
  tenant text not null references tenant,
  code text not null,
  kind text not null check (kind in ('duct', 'entry', 'riser', 'power', 'building', 'card', 'node')),
  name text not null,
  availability double precision not null check (availability between 0 and 1),
  primary key (tenant, code)
);
comment on table shared_risk is 'Whatever takes down everything that runs through it (RFC 4202, 2.3).';

create table place (
  tenant text not null references tenant,
  code text not null,
  name text not null,
  kind text not null check (kind in ('pointOfPresence', 'customerPremises')),
  party text,
  address text not null,
  postcode text,
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  calendar text not null,
  shared_risks text[] not null,
  entries text[] not null,
  free_sockets integer check (free_sockets >= 0),
  free_rack_units integer check (free_rack_units >= 0),
  primary key (tenant, code),
  check ((free_sockets is null) = (free_rack_units is null))
);
comment on column place.party is 'The customer whose premises they are.';

create table network_node (
  tenant text not null references tenant,
  name text not null,
  place text not null,
  role text not null check (role in ('providerEdge', 'core', 'access')),
  router_id text not null,
  as_number bigint not null,
  model text not null,
  shared_risks text[] not null,
  availability double precision not null check (availability between 0 and 1),
  transit_us integer not null check (transit_us >= 0),
  end_of_life date,
  retires date,
  primary key (tenant, name),
  foreign key (tenant, place) references place
);

create table port (
  tenant text not null references tenant,
  node text not null,
  name text not null,
  card text not null,
  rate_kbps bigint not null check (rate_kbps > 0),
  optic text not null,
  use text not null check (use in ('customer', 'partner', 'core')),
  partner text,
  in_service_date date,
  cost_minor bigint not null check (cost_minor >= 0),
  primary key (tenant, node, name),
  foreign key (tenant, node) references network_node,
  foreign key (tenant, card) references shared_risk
);
comment on table port is 'What a port is. Who holds it is the ledger''s business, not the network''s.';

create table link (
  tenant text not null references tenant,
  name text not null,
  kind text not null check (kind in ('core', 'access')),
  a_node text,
  a_place text,
  a_entry text,
  b_node text,
  b_place text,
  b_entry text,
  length_m integer not null check (length_m >= 0),
  latency_us integer not null check (latency_us >= 0),
  capacity_kbps bigint not null check (capacity_kbps > 0),
  mtu integer not null,
  shared_risks text[] not null,
  availability double precision not null check (availability between 0 and 1),
  status text not null check (status in ('inService', 'planned', 'buildable')),
  in_service_date date,
  build_cost_minor bigint check (build_cost_minor >= 0),
  build_working_days integer check (build_working_days >= 0),
  build_length_m integer check (build_length_m >= 0),
  monthly_cost_minor bigint not null check (monthly_cost_minor >= 0),
  primary key (tenant, name),
  foreign key (tenant, a_node) references network_node,
  foreign key (tenant, b_node) references network_node,
  foreign key (tenant, a_place) references place,
  foreign key (tenant, b_place) references place,
  check (a_node is not null or a_place is not null),
  check (b_node is not null or b_place is not null),
  check (status <> 'buildable' or build_cost_minor is not null)
);
comment on table link is 'Fibre between nodes, or between a node and a customer''s premises. Buildable fibre does not exist yet.';

create table augmentation (
  tenant text not null references tenant,
  project text not null,
  link text not null,
  adds_kbps bigint not null check (adds_kbps > 0),
  in_service_date date not null,
  committed boolean not null,
  cost_minor bigint not null check (cost_minor >= 0),
  primary key (tenant, project, link),
  foreign key (tenant, link) references link
);
comment on column augmentation.committed is 'Only a committed project counts as capacity; any other is what could be ordered.';
