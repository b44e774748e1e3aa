-- Parts of changes that wait for a device which cannot be reached (eTOM 1.4.5.4).

create table device_queue (
  tenant text not null,
  id text not null,
  position bigint not null generated always as identity,
  device text not null,
  service_id text not null,
  kind text not null check (kind in ('create', 'modify', 'delete')),
  leaves jsonb not null,
  transaction_id text,
  queued_at timestamptz(3) not null,
  attempt integer not null default 1,
  next_try_at timestamptz(3) not null default clock_timestamp(),
  last_failure text,
  blocked boolean not null default false,
  primary key (tenant, id)
);
comment on table device_queue is 'What services are to have on devices that could not be reached, delivered in the order of position, one transaction each, as soon as the device answers. While a device has a line here, every further change of it stands behind.';
comment on column device_queue.transaction_id is 'The transaction of which it is a part; null where the device was known to have failed.';
comment on column device_queue.queued_at is 'A domain instant; next_try_at is one of the real clock.';
comment on column device_queue.attempt is 'Names the transaction that delivers it: a crash between its end and that of the line delivers nothing twice.';
comment on column device_queue.blocked is 'The device answered and the change did not come about: a person decides, and nothing behind it is delivered.';
create index device_queue_device on device_queue (tenant, device, position);
create index device_queue_service on device_queue (tenant, service_id, device);
create index device_queue_due on device_queue (next_try_at) where not blocked;

alter table network_transaction_device drop constraint network_transaction_device_state_check;
alter table network_transaction_device add constraint network_transaction_device_state_check check (state in
  ('planned', 'preparing', 'prepared', 'verified', 'confirming', 'confirmed', 'failed', 'undoing', 'undone', 'inDoubt',
   'queued'));
alter table network_transaction_device add column queued jsonb;
comment on column network_transaction_device.queued is 'What is queued for the device at the end of the transaction, where it could not be reached: kind and leaves.';

insert into device_queue (tenant, id, device, service_id, kind, leaves, queued_at, last_failure)
select tenant, gen_random_uuid()::text, device, service_id, 'delete', '[]', queued_at, last_failure
  from queued_removal order by queued_at, device, service_id;
drop table queued_removal;

create index network_transaction_journal_begun on network_transaction_journal (tenant, device, recorded_at)
  where state = 'preparing';
