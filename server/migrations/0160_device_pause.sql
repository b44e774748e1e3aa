-- Devices that no transaction may touch for now.

create table device_pause (
  tenant text collate "C" not null,
  device text collate "C" not null,
  paused_by text not null,
  reason text not null,
  paused_at timestamptz(3) not null,
  primary key (tenant, device)
);
comment on table device_pause is 'Devices on which nothing is to be changed until a person says so: a transaction that needs one is refused before any device is touched, and its task waits.';
