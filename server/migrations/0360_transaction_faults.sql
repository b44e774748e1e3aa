-- A change of several services queues a part of each for a device that cannot be reached, which overwrites where the
-- change would have.
alter table device_queue add column on_drift text not null default 'stop' check (on_drift in ('stop', 'overwrite'));
comment on column device_queue.on_drift is 'Configuration of the device that differs from the records stops the part, or is overwritten.';

update network_transaction_device step
   set queued = jsonb_build_array(step.queued || jsonb_build_object('serviceId', transaction.service_id, 'onDrift', 'stop'))
  from network_transaction transaction
 where transaction.tenant = step.tenant and transaction.id = step.transaction_id and step.queued is not null;
comment on column network_transaction_device.queued is 'What is queued for the device at the end of the transaction, where it could not be reached: a part for each service, in the order of delivery.';

-- A device may be held for something that is no transaction, until an instant of the real clock: while a leg is away for
-- a test, or while its drift is settled.
alter table device_lease alter column transaction_id drop not null;
alter table device_lease add column hold text;
alter table device_lease add column why text;
alter table device_lease add column until timestamptz(3);
alter table device_lease add constraint device_lease_holder check (
  (transaction_id is null) = (hold is not null) and (hold is null) = (until is null) and (hold is null) = (why is null));
comment on table device_lease is 'Who has a device: the one transaction that it takes part in, until that has ended, however often its process dies; or something else, until an instant at the latest.';
comment on column device_lease.until is 'Of the real clock: from then on a lease that is no transaction''s is free.';

-- A device that is forgotten for good while a transaction is open has its part ended there.
alter table network_transaction_device drop constraint network_transaction_device_state_check;
alter table network_transaction_device add constraint network_transaction_device_state_check check (state in
  ('planned', 'preparing', 'prepared', 'verified', 'confirming', 'confirmed', 'failed', 'undoing', 'undone', 'inDoubt',
   'queued', 'gone'));
