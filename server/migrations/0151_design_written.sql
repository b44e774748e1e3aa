-- What engineers write of a design themselves, and the whole package for Service Quality Management.
alter table service_design_version add column written jsonb not null default '{}';
comment on column service_design_version.written is 'Operational methods by site and quality objectives by site and parameter, in place of what the policies say. Moves until approval; carried to the next version.';
