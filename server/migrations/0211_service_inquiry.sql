-- A question of feasibility is a check (TMF645 checkServiceQualification), which may reserve and open designs, or a
-- query (queryServiceQualification), which only looks.
alter table service_qualification add column form text not null default 'check' check (form in ('check', 'query'));
