-- What each design stands on, so that it is told at once when somebody else takes it or it fails.
create table service_design_demand (
  tenant text not null,
  design text not null,
  kind text not null check (kind in ('port', 'link', 'node', 'partnerOffer')),
  key text not null,
  primary key (tenant, design, kind, key),
  foreign key (tenant, design) references service_design (tenant, id)
);
comment on table service_design_demand is 'Resources on which the chosen alternative of the current version stands: a port as node/port. Empty once it is rejected or superseded.';
create index service_design_demand_resource on service_design_demand (tenant, kind, key);

alter table service_design add column delivered_by text;
comment on column service_design.delivered_by is 'The order that took the design up: what that order keeps is kept for this design.';

insert into service_design_demand (tenant, design, kind, key)
select distinct v.tenant, v.design, 'port', (leg ->> 'node') || '/' || (leg ->> 'port')
  from service_design d
  join service_design_version v on v.tenant = d.tenant and v.design = d.id and v.version = d.current_version
  cross join lateral jsonb_array_elements(v.alternatives) as alternative
  cross join lateral jsonb_array_elements(alternative -> 'sites') as site
  cross join lateral jsonb_array_elements(site -> 'legs') as leg
 where alternative ->> 'id' = v.chosen_alternative and v.state in ('draft', 'inReview', 'approved');
update service_design set delivered_by = opened_id where opened_kind = 'serviceOrder';
