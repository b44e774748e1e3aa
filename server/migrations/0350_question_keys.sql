-- A question is the same when it asks for the same. A partner may be asked about one offer at two rates, for two items of a
-- question; the resource domain about two optics, and again after nobody has answered.
alter table partner_query drop constraint partner_query_tenant_correlation_offer_key;
alter table partner_query add unique (tenant, correlation, offer, rate_kbps);
comment on column partner_query.correlation is 'What the asker asked for; one query for each offer and rate of it.';

alter table resource_query drop constraint resource_query_tenant_design_place_rate_kbps_need_date_key;
create unique index resource_query_open on resource_query
  (tenant, design, place, rate_kbps, coalesce(optic, ''), need_date) where state <> 'timedOut';

-- Designs and answers stand on buildings, shared risks and equipment too.
alter table service_design_demand drop constraint service_design_demand_kind_check,
  add check (kind in ('port', 'link', 'node', 'partnerOffer', 'place', 'sharedRisk', 'cpeModel'));
alter table service_qualification_stand drop constraint service_qualification_stand_kind_check,
  add check (kind in ('port', 'link', 'node', 'partnerOffer', 'place', 'sharedRisk', 'cpeModel'));
