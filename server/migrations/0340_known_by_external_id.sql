-- An order that has an external id is known by it, under whatever key it was sent. Those that were sent under a key of
-- their own were remembered by that key alone.
insert into idempotent_request (tenant, client, key, request_hash, resource_id, recorded_at)
select distinct on (o.tenant, o.client, o.external_id)
  o.tenant, o.client, 'externalId:' || o.external_id, r.request_hash, r.resource_id, r.recorded_at
from service_order o
join idempotent_request r on r.tenant = o.tenant and r.client = o.client and r.resource_id = o.id::text
where o.external_id is not null
on conflict do nothing;
