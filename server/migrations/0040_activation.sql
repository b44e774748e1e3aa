-- Activation (eTOM 1.4.5.4): how devices are reached, which service owns which part of their configuration, and the
-- write-ahead journal of network-wide transactions.
create table device_access (
  tenant text not null,
  device text not null,
  driver text not null check (driver in ('netconf')),
  host text not null,
  port integer not null check (port between 1 and 65535),
  user_name text not null,
  host_key_sha256 text not null,
  sealed_secret bytea not null,
  primary key (tenant, device)
);
comment on column device_access.sealed_secret is 'AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext; bound to tenant and device.';

create table configuration_leaf (
  tenant text not null,
  device text not null,
  path text not null,
  combiner text not null check (combiner in ('equal', 'maximum', 'sum', 'set', 'ordered')),
  base jsonb,
  captured_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, device, path)
);
comment on table configuration_leaf is 'A place on a device that at least one service owns.';
comment on column configuration_leaf.base is 'What stood there before the first owner; null: nothing. Restored when the last owner leaves.';

create table configuration_owner (
  tenant text not null,
  device text not null,
  path text not null,
  service_id text not null,
  value jsonb not null,
  transaction_id text not null,
  primary key (tenant, device, path, service_id),
  foreign key (tenant, device, path) references configuration_leaf
);
comment on table configuration_owner is 'What one service wants at one place; written only with the end of the transaction that put it there.';
create index configuration_owner_service on configuration_owner (tenant, service_id, device);

create table network_transaction (
  tenant text not null,
  id text not null,
  service_id text not null,
  request_hash text not null,
  attempt integer not null default 1,
  state text not null check (state in
    ('preparing', 'confirming', 'undoing', 'inDoubt', 'completed', 'undone', 'interrupted', 'refused')),
  decision text check (decision in ('confirm', 'undo')),
  failures jsonb not null default '[]',
  conflicts jsonb not null default '[]',
  confirm_timeout_s integer not null,
  confirm_by timestamptz(3),
  runner text,
  runner_until timestamptz(3),
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3),
  primary key (tenant, id),
  check ((state in ('completed', 'undone', 'interrupted', 'refused')) = (ended_at is not null))
);
comment on column network_transaction.confirm_by is 'Earliest instant at which a device may take its unconfirmed commit back; set before the first commit.';
comment on column network_transaction.runner is 'Incarnation of the process that works on it, until runner_until (real clock). Every journal entry checks it.';
create index network_transaction_open on network_transaction (runner_until) where ended_at is null;
create index network_transaction_service on network_transaction (tenant, service_id, created_at desc, id);
create index network_transaction_recent on network_transaction (tenant, created_at desc, id);

create table network_transaction_device (
  tenant text not null,
  transaction_id text not null,
  device text not null,
  state text not null check (state in ('planned', 'preparing', 'prepared', 'verified', 'confirming', 'confirmed',
    'failed', 'undoing', 'undone', 'inDoubt')),
  images jsonb,
  ownership jsonb,
  failure jsonb,
  updated_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, transaction_id, device),
  foreign key (tenant, transaction_id) references network_transaction
);
comment on column network_transaction_device.images is 'Every touched place before and after; null until the device was read: nothing can have been changed then.';
comment on column network_transaction_device.ownership is 'Owners of the touched places once the transaction has completed.';

create table network_transaction_journal (
  tenant text not null,
  transaction_id text not null,
  entry bigint generated always as identity,
  attempt integer not null,
  device text,
  state text not null,
  runner text,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, transaction_id, entry),
  foreign key (tenant, transaction_id) references network_transaction
);
comment on table network_transaction_journal is 'Every state of a transaction (device null) and of its devices, written before the step it names is taken.';

create table device_lease (
  tenant text not null,
  device text not null,
  transaction_id text not null,
  taken_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, device),
  foreign key (tenant, transaction_id) references network_transaction
);
comment on table device_lease is 'The one transaction that a device takes part in. Held until that transaction has ended, however often its process dies.';
