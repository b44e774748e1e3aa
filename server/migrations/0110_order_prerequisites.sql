-- What an item relies on: other items, of its own order or of another, that must be completed before its work begins.
alter table service_order_item add column parent_item_id text;
comment on column service_order_item.parent_item_id is 'The item of the same order that this one is embedded in.';

alter table service_order_item add column awaits_prerequisites boolean not null default false;
comment on column service_order_item.awaits_prerequisites is
  'Its plan waits for what it relies on; whoever sees that this has ended tells the plan and takes the mark away.';
create index service_order_item_awaiting on service_order_item (tenant, order_id, item_id) where awaits_prerequisites;

create table service_order_prerequisite (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  on_order_id uuid not null,
  on_item_id text not null,
  primary key (tenant, order_id, item_id, on_order_id, on_item_id),
  foreign key (tenant, order_id, item_id) references service_order_item (tenant, order_id, item_id),
  foreign key (tenant, on_order_id, on_item_id) references service_order_item (tenant, order_id, item_id)
);
comment on table service_order_prerequisite is 'Dependencies between items (TMF641 relationship type dependency), resolved to items.';
create index service_order_prerequisite_of on service_order_prerequisite (tenant, on_order_id, on_item_id);
