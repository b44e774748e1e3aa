-- Qualifications: what was asked before an order, item by item, and the answer as it was given (TMF645).
create table service_qualification (
  tenant text not null references tenant,
  id text not null,
  number text not null,
  external_id text,
  description text,
  state text not null check (state in ('acknowledged', 'inProgress', 'done', 'terminatedWithError')),
  customer text,
  provide_alternative boolean not null,
  provide_reason boolean not null,
  requested_by text not null,
  related_party jsonb not null,
  expected_at timestamptz(3),
  estimated_at timestamptz(3),
  effective_at timestamptz(3),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, id),
  unique (tenant, number),
  unique (tenant, requested_by, external_id),
  check ((state in ('done', 'terminatedWithError')) = (effective_at is not null))
);
comment on table service_qualification is 'A pre-order question. Its row is the lock under which it and its items move.';
comment on column service_qualification.expected_at is 'By when the requester wants the answer.';
comment on column service_qualification.effective_at is 'Domain time at which it was answered or given up.';
create index service_qualification_by_time on service_qualification (tenant, created_at desc, id desc);
create index service_qualification_by_customer on service_qualification (tenant, customer, created_at desc, id desc);

create table service_qualification_item (
  tenant text not null,
  qualification text not null,
  item text not null,
  position integer not null,
  state text not null check (state in ('acknowledged', 'inProgress', 'done', 'terminatedWithError')),
  service jsonb not null,
  requirement jsonb not null,
  requirement_hash text not null,
  expected_availability_at timestamptz(3),
  result text check (result in ('qualified', 'alternate', 'unqualified')),
  answer jsonb,
  network_version bigint,
  valid_until timestamptz(3),
  classification jsonb,
  design text,
  reservation text,
  reservation_rules jsonb not null,
  errors jsonb not null,
  primary key (tenant, qualification, item),
  unique (tenant, qualification, position),
  foreign key (tenant, qualification) references service_qualification,
  check (state <> 'done' or answer is not null),
  check ((answer is null) = (result is null) and (answer is null) = (valid_until is null)
    and (answer is null) = (network_version is null)),
  check (state <> 'terminatedWithError' or errors <> '[]')
);
comment on table service_qualification_item is 'One service that is asked for, with the answer, what it was searched on, and what followed from it.';
comment on column service_qualification_item.service is 'The service as the requester wrote it (TMF645).';
comment on column service_qualification_item.network_version is 'Version of the network that was searched.';
create index service_qualification_item_by_design on service_qualification_item (tenant, design) where design is not null;
