-- Labels on the state of the network's configuration, and transactions that bring several services to it at once.

alter table network_transaction add column other_services text[] not null default '{}';
comment on column network_transaction.other_services is 'Services that the same transaction changes besides service_id, as a rollback does.';

create table configuration_label (
  tenant text not null,
  name text not null,
  text text,
  devices text[] not null,
  made_by text not null,
  made_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, name)
);
comment on table configuration_label is 'A state of devices to which they can be rolled back, as the records had it. made_at is a domain instant, recorded_at one of the real clock, by which transactions since are known.';

create table configuration_label_part (
  tenant text not null,
  label text not null,
  device text not null,
  service_id text not null,
  leaves jsonb not null,
  primary key (tenant, label, device, service_id),
  foreign key (tenant, label) references configuration_label on delete cascade
);
comment on column configuration_label_part.leaves is 'What the service owned on the device: path, combiner, value, and what stood there before the first owner.';
