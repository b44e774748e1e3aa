-- Changes of the network that were taken back because the later end-to-end test did not pass (eTOM 1.4.5.5).

create table reversed_configuration (
  tenant text not null,
  order_id text not null,
  item_id text not null,
  service_id text not null,
  test_run text not null,
  transaction_id text not null,
  outcome text not null,
  reversed_at timestamptz(3) not null,
  made_again_at timestamptz(3),
  primary key (tenant, transaction_id)
);
comment on table reversed_configuration is 'Reverse transactions after a failed test: what the item had configured is off its devices until the test is retried; all that was allocated stays allocated.';
comment on column reversed_configuration.outcome is 'How the reverse transaction ended: completed, or in words why the devices still have it.';
create index reversed_configuration_item on reversed_configuration (tenant, order_id, item_id);
create index reversed_configuration_open on reversed_configuration (tenant, service_id) where made_again_at is null;
