-- Remarks of reviewers and engineers on a design, each on one version and one of its parts.
create table service_design_comment (
  tenant text not null references tenant,
  id text not null,
  design text not null,
  version integer not null,
  part text,
  text text not null check (length(text) between 1 and 4000),
  author text not null,
  written_at timestamptz(3) not null,
  settled_by text,
  settled_at timestamptz(3),
  primary key (tenant, id),
  foreign key (tenant, design, version) references service_design_version (tenant, design, version),
  check ((settled_by is null) = (settled_at is null))
);
comment on table service_design_comment is 'Never deleted: settled when it is dealt with, and opened again when it was not.';
create index service_design_comment_design on service_design_comment (tenant, design, written_at);
