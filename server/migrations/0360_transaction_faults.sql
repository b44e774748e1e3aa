-- A change of several services queues a part of each for a device that cannot be reached, which overwrites where the
-- change would have.
alter table device_queue add column on_drift text not null default 'stop' check (on_drift in ('stop', 'overwrite'));
comment on column device_queue.on_drift is 'Configuration of the device that differs from the records stops the part, or is overwritten.';

update network_transaction_device step
   set queued = jsonb_build_array(step.queued || jsonb_build_object('serviceId', transaction.service_id, 'onDrift', 'stop'))
  from network_transaction transaction
 where transaction.tenant = step.tenant and transaction.id = step.transaction_id and step.queued is not null;
comment on column network_transaction_device.queued is 'What is queued for the device at the end of the transaction, where it could not be reached: a part for each service, in the order of delivery.';
