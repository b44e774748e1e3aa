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

-- What did not pass its test is taken back by a task of its own, which tries until it has come about.
alter table reversed_configuration add column problem text;
alter table reversed_configuration add column due_at timestamptz(3);
alter table reversed_configuration add column change text not null default 'network.configure@1'
  check (change in ('network.configure@1', 'network.reconfigure@1'));
alter table reversed_configuration alter column change drop default;
alter table reversed_configuration alter column reversed_at drop not null;
update reversed_configuration set due_at = reversed_at;
update reversed_configuration set problem = outcome, outcome = 'failed', reversed_at = null where outcome <> 'completed';
alter table reversed_configuration alter column due_at set not null;
alter table reversed_configuration drop constraint reversed_configuration_pkey;
alter table reversed_configuration alter column transaction_id drop not null;
alter table reversed_configuration add primary key (tenant, test_run);
alter table reversed_configuration add constraint reversed_configuration_outcome check (
  outcome in ('wanted', 'running', 'failed', 'completed', 'again', 'withdrawn'));
comment on table reversed_configuration is 'Changes that did not pass their test and are taken back: what the item had configured is off its devices once that is completed, until it is made again; all that was allocated stays allocated.';
comment on column reversed_configuration.outcome is 'wanted: waits or is tried again. running: a try is out, or in doubt. failed: a person''s. again: is being made again. withdrawn: a further test or a waiver came first.';
comment on column reversed_configuration.due_at is 'A domain instant: not earlier.';

alter table device_access add column dialect jsonb;
comment on column device_access.dialect is 'Of a device that speaks NETCONF: root and namespace of its model, and the namespace of its path test; null: the usual.';
