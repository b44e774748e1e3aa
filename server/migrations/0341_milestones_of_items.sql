-- Each item of an order reaches its own milestones. Of those of one name that several items have, only the first item's was
-- kept until now; an activity serves one item of a request, which is told by its name.
alter table service_order_milestone add column item_id text;
update service_order_milestone m set item_id = coalesce(
  (select a.item_id from service_order_activity a
    where a.tenant = m.tenant and a.order_id = m.order_id and a.activity = m.activity limit 1),
  (select i.item_id from service_order_item i
    where i.tenant = m.tenant and i.order_id = m.order_id and starts_with(m.activity, i.item_id || '/')
    order by length(i.item_id) desc limit 1));
delete from service_order_milestone where item_id is null;
alter table service_order_milestone alter column item_id set not null,
  drop constraint service_order_milestone_pkey,
  add primary key (tenant, order_id, item_id, name),
  add foreign key (tenant, order_id, item_id) references service_order_item;

-- Whether it was reached in time is a matter of days, which begin where the operator is.
alter table service_order_milestone add column reached_on date;
update service_order_milestone set reached_on = (reached_at at time zone 'UTC')::date where reached_at is not null;
comment on column service_order_milestone.reached_on is 'The day of reached_at in the operator''s zone.';
