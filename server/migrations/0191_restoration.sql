-- Failed pieces of the network, and services that wait for spare capacity to be restored.

create table failed_object (
  tenant text not null references tenant,
  name text not null,
  ports text[] not null,
  links text[] not null,
  reason text not null,
  failed_at timestamptz(3) not null,
  repaired_at timestamptz(3),
  primary key (tenant, name, failed_at)
);
comment on table failed_object is 'What of the network has failed and is not repaired: its ports are taken and its links full, so that nothing is planned over them.';
create index failed_object_open on failed_object (tenant) where repaired_at is null;

alter table service_order_item add column awaits_spare text;
comment on column service_order_item.awaits_spare is 'Why the item of a restoration waits for capacity; null when it does not.';
create index service_order_item_awaits_spare on service_order_item (tenant) where awaits_spare is not null;

create table spare_change (
  tenant text not null references tenant,
  changed_at timestamptz(3) not null,
  primary key (tenant)
);
comment on table spare_change is 'That capacity became free since waiting restorations were last planned.';

create table queued_removal (
  tenant text not null references tenant,
  device text not null,
  service_id text not null,
  queued_at timestamptz(3) not null,
  last_failure text,
  primary key (tenant, device, service_id)
);
comment on table queued_removal is 'What services still own on devices that could not be reached when they were led another way: taken off as soon as the device answers.';
