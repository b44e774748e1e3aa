-- Designs (eTOM 1.4.5.1): what was proposed for a requirement, version by version, and who answered for it.
create table service_design (
  tenant text not null,
  id text not null,
  number text not null,
  opened_kind text not null check (opened_kind in ('serviceQualification', 'serviceOrder', 'person')),
  opened_id text not null,
  current_version integer not null check (current_version >= 1),
  created_at timestamptz(3) not null,
  primary key (tenant, id),
  unique (tenant, number)
);
comment on table service_design is 'A design solution. Its row is the lock under which versions are added and moved.';
create index service_design_opened on service_design (tenant, opened_kind, opened_id);

create table service_design_version (
  tenant text not null,
  design text not null,
  version integer not null check (version >= 1),
  mode text not null check (mode in ('feasibility', 'committed')),
  state text not null check (state in ('draft', 'inReview', 'approved', 'rejected', 'superseded')),
  customer text not null,
  service_specification text not null,
  requirement jsonb not null,
  requirement_hash text not null,
  classification jsonb not null,
  alternatives jsonb not null,
  rejected jsonb not null,
  chosen_alternative text,
  open_gates jsonb not null,
  author text,
  authors text[] not null,
  valid_until timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (tenant, design, version),
  foreign key (tenant, design) references service_design (tenant, id),
  check (state not in ('inReview', 'approved') or chosen_alternative is not null),
  check (author is null or author = any (authors))
);
comment on table service_design_version is 'One version of a design. Its content is never rewritten; only its choice and state move.';
comment on column service_design_version.authors is 'Everyone who opened, composed, chose or submitted: none of them may approve.';
comment on column service_design_version.open_gates is 'What stops the approval of the chosen alternative until an authority waives it.';
create index service_design_version_requirement on service_design_version (tenant, requirement_hash);
create index service_design_version_state on service_design_version (tenant, state, updated_at);

create function keep_design_content() returns trigger
language plpgsql
as $$
begin
  raise exception 'the content of version % of design % cannot be rewritten', old.version, old.design
    using errcode = 'restrict_violation';
end
$$;
create trigger service_design_version_content
  before update of mode, requirement, requirement_hash, classification, alternatives, rejected, created_at
  on service_design_version for each row execute function keep_design_content();
create trigger service_design_version_kept
  before delete on service_design_version for each row execute function keep_design_content();

create table service_design_decision (
  tenant text not null,
  design text not null,
  version integer not null,
  position integer not null,
  account text not null,
  decided_at timestamptz(3) not null,
  decision text not null check (decision in ('approved', 'rejected')),
  reason text,
  waivers text[] not null,
  primary key (tenant, design, version, position),
  foreign key (tenant, design, version) references service_design_version (tenant, design, version)
);
comment on table service_design_decision is 'Who approved or rejected a version, why, and which gates the approver took on.';
