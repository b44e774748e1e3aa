-- Test of services end to end (eTOM 1.4.5.5, TMF653): every run with all that it measured, and waivers.
create table service_test (
  tenant text not null,
  id text not null,
  entry bigint generated always as identity,
  service_id text not null,
  specification text not null,
  verdict text not null check (verdict in ('passed', 'failed', 'inconclusive')),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, id)
);
comment on column service_test.entry is 'Order of recording: the last run of a service decides.';
create index service_test_service on service_test (tenant, service_id, entry desc);

create table service_test_measure (
  tenant text not null,
  test_id text not null,
  ordinal integer not null,
  case_id text not null,
  metric text not null,
  from_site text not null,
  to_site text,
  class_of_service text,
  status text not null check (status in ('passed', 'failed', 'inconclusive', 'notRun')),
  measured double precision,
  comparator text not null check (comparator in ('atMost', 'atLeast')),
  threshold double precision,
  threshold_source text not null,
  predicted double precision,
  unit text not null,
  reason text not null,
  primary key (tenant, test_id, ordinal),
  foreign key (tenant, test_id) references service_test,
  check (status <> 'passed' or (measured is not null and threshold is not null))
);
comment on table service_test_measure is 'One case of a run: measured and predicted beside the threshold, in the unit named.';

create table service_test_waiver (
  tenant text not null,
  test_id text not null,
  waived_by text not null,
  authority text not null,
  reason text not null check (length(trim(reason)) > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, test_id),
  foreign key (tenant, test_id) references service_test
);
comment on table service_test_waiver is 'Somebody with authority lets a service go on in spite of one run that did not pass.';
