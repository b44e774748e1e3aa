-- Equipment that boots at the customer's premises: which leg it serves, what it replaces, and how it came to be known.

alter table cpe_unit add column leg smallint;
alter table cpe_unit add column replaces text;
update cpe_unit u set leg = r.leg
  from (select tenant, serial, row_number() over (partition by tenant, service_id, place order by serial) - 1 as leg
          from cpe_unit where service_id is not null) r
 where u.tenant = r.tenant and u.serial = r.serial;
alter table cpe_unit drop constraint cpe_unit_state_check;
alter table cpe_unit add constraint cpe_unit_state_check
  check (state in ('inStock', 'assigned', 'shipped', 'installed', 'failed', 'returned'));
comment on column cpe_unit.leg is 'Which leg of its site it serves, from 0.';
comment on column cpe_unit.replaces is 'Serial of the unit in whose place it comes. While that one is installed, this one is on its way.';

create table cpe_voucher (
  tenant text not null,
  serial text not null,
  digest bytea not null,
  state text not null check (state in ('issued', 'used', 'spent')),
  host_key_sha256 text,
  issued_by text not null,
  issued_at timestamptz(3) not null,
  primary key (tenant, serial),
  foreign key (tenant, serial) references cpe_unit (tenant, serial)
);
comment on table cpe_voucher is 'The one-time secret with which a unit proves itself when it first boots. Only its digest is kept. Used: bound to the host key that it came with; spent: the unit is configured, nobody may use it again.';

create table cpe_enrolment (
  tenant text not null,
  serial text not null,
  firmware text not null,
  snmp_host text,
  snmp_port integer check (snmp_port between 1 and 65535),
  snmp_user text,
  sealed_snmp bytea,
  enrolled_at timestamptz(3) not null,
  booted_at timestamptz(3) not null,
  primary key (tenant, serial),
  foreign key (tenant, serial) references cpe_unit (tenant, serial)
);
comment on table cpe_enrolment is 'Units that have booted and were matched. How they are managed stands in device_access; how they are read, here, with the secrets sealed.';

create table cpe_bootstrap_refusal (
  tenant text not null references tenant,
  serial text not null,
  reason text not null,
  model text not null,
  address text not null,
  times integer not null default 1,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  primary key (tenant, serial, reason)
);
comment on table cpe_bootstrap_refusal is 'Devices that asked to be configured and were refused, and why. The device is never told the reason.';

create table cpe_reading (
  tenant text not null,
  id uuid not null,
  serial text not null,
  verdict text not null check (verdict in ('good', 'bad', 'unread')),
  body jsonb not null,
  read_at timestamptz(3) not null,
  primary key (tenant, id),
  foreign key (tenant, serial) references cpe_unit (tenant, serial)
);
comment on table cpe_reading is 'What was read of a unit over SNMP, with what is wrong with it.';
create index cpe_reading_serial on cpe_reading (tenant, serial, read_at desc);
