-- Reference data of the catalogue: everything that an operator loads and that rules, planning and design read whole.
create table reference_record (
  tenant text not null references tenant,
  kind text not null,
  key text not null,
  version integer not null default 1,
  body jsonb not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, kind, key)
);
comment on table reference_record is 'Calendars, teams, CPE models, partners and offers, specifications, templates, rules, policies.';

create table catalog_version (
  tenant text primary key references tenant,
  version bigint not null
);
comment on table catalog_version is 'Rises with every load, so that a node knows when its memory of the catalogue is old.';
