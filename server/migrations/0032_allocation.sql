-- Service parameters (eTOM 1.4.5.2): pools in three shapes, reservations, and who has what.
-- There is no counter anywhere: free, reserved, allocated, quarantined and withdrawn are counted from the rows.

create table allocation_pool (
  tenant          text not null,
  code            text not null,
  kind            text not null,
  shape           text not null check (shape in ('values', 'blocks', 'quantities')),
  -- Where the members come from: computed from a range or prefixes, or registered one by one by the inventory.
  source          text not null check (source in ('computed', 'registered')),
  scope           text not null check (scope in ('tenant', 'port', 'node', 'any')),
  range_first     bigint,
  range_last      bigint,
  format          text,
  prefixes        text[],
  address_bits    integer check (address_bits in (32, 128)),
  carve_length    integer,
  strategy        text not null check (strategy in ('lowest', 'next')),
  guarded         bigint[] not null default '{}',
  quarantine_days integer not null default 0 check (quarantine_days >= 0),
  changed_at      timestamptz(3) not null default clock_timestamp(),
  primary key (tenant, code)
);
comment on table allocation_pool is 'A pool of service parameters, or of capacity. Its members are unique per scope.';

create table allocation_scope (
  tenant text not null,
  pool   text not null,
  scope  text not null,
  low    bigint,
  high   bigint,
  roots  text[] not null default '{}',
  primary key (tenant, pool, scope),
  foreign key (tenant, pool) references allocation_pool (tenant, code)
);
comment on table allocation_scope is 'The row to lock: parent of a quantity, root of blocks, edge of the values that have rows.';
comment on column allocation_scope.low is 'Every integer from low to high has a row in allocation_value; beyond them only values that somebody asked for.';

create table allocation_value (
  tenant         text not null,
  pool           text not null,
  scope          text not null,
  value          text not null,
  length         integer not null default 0,
  position       numeric(40, 0) not null,
  rank           numeric(40, 0) not null,
  state          text not null check (state in ('free', 'reserved', 'allocated', 'quarantined', 'withdrawn')),
  reservation_id text,
  line_key       text,
  free_at        timestamptz(3),
  retiring       boolean not null default false,
  guarded        boolean not null default false,
  since          timestamptz(3) not null,
  primary key (tenant, pool, scope, value),
  foreign key (tenant, pool, scope) references allocation_scope (tenant, pool, scope),
  check ((state in ('reserved', 'allocated')) = (reservation_id is not null)),
  check ((state = 'quarantined') = (free_at is not null))
);
comment on table allocation_value is 'One row for a value or a block. Leaves of a block pool partition its prefixes.';
comment on column allocation_value.length is 'Prefix length of a block; 0 for a value.';
comment on column allocation_value.position is 'The integer, the first address, or the order of registration.';
comment on column allocation_value.rank is 'The order in which free rows are handed out.';
comment on column allocation_value.retiring is 'Withdrawn by the inventory while taken: becomes withdrawn, not free, when it is given back.';
create index allocation_value_free on allocation_value (tenant, pool, scope, length, rank) where state = 'free';
create index allocation_value_reservation on allocation_value (tenant, reservation_id) where reservation_id is not null;
create index allocation_value_quarantine on allocation_value (tenant, pool, scope, free_at) where state = 'quarantined';
create index allocation_value_ageing on allocation_value (free_at) where state = 'quarantined';

create table allocation_capacity (
  tenant      text not null,
  pool        text not null,
  scope       text not null,
  starts_at   timestamptz(3) not null,
  upper_limit bigint not null check (upper_limit >= 0),
  primary key (tenant, pool, scope, starts_at),
  foreign key (tenant, pool, scope) references allocation_scope (tenant, pool, scope)
);
comment on table allocation_capacity is 'Capacity as a step function of time: the limit from starts_at until the next step; 0 before the first.';

create table allocation_hold (
  tenant         text not null,
  pool           text not null,
  scope          text not null,
  reservation_id text not null,
  line_key       text not null,
  amount         bigint not null check (amount > 0),
  use_from       timestamptz(3) not null,
  use_to         timestamptz(3),
  state          text not null check (state in ('reserved', 'allocated')),
  primary key (tenant, pool, scope, reservation_id, line_key),
  foreign key (tenant, pool, scope) references allocation_scope (tenant, pool, scope),
  check (use_to is null or use_to > use_from)
);
comment on table allocation_hold is 'An amount taken from a capacity during [use_from, use_to).';
create index allocation_hold_reservation on allocation_hold (tenant, reservation_id);

create table allocation_reservation (
  tenant       text not null,
  id           text not null,
  owner_kind   text not null,
  owner_id     text not null,
  reason       text not null,
  state        text not null
    check (state in ('waiting', 'reserved', 'confirmed', 'allocated', 'released', 'expired')),
  fingerprint  text not null,
  lines        jsonb not null,
  use_from     timestamptz(3) not null,
  use_to       timestamptz(3),
  hold_until   timestamptz(3),
  warn_at      timestamptz(3),
  warn_before_minutes integer,
  touches      text[] not null,
  queue_order  bigint,
  created_at   timestamptz(3) not null,
  changed_at   timestamptz(3) not null,
  confirmed_at timestamptz(3),
  primary key (tenant, id)
);
comment on table allocation_reservation is
  'The one truth about a hold: rows of values and quantities only say whose they are. Locked before any of them.';
comment on column allocation_reservation.touches is 'Pool and scope of every line, joined by a space: what a release may open to whom.';
create index allocation_reservation_owner on allocation_reservation (tenant, owner_kind, owner_id);
create index allocation_reservation_due on allocation_reservation (hold_until, tenant)
  where state in ('reserved', 'waiting') and hold_until is not null;
create index allocation_reservation_warning on allocation_reservation (warn_at)
  where state = 'reserved' and warn_at is not null;
create index allocation_reservation_queue on allocation_reservation (tenant, queue_order) where state = 'waiting';
create sequence allocation_queue_order;

create view allocation_line as
  select tenant, reservation_id, line_key as key, case when max(length) > 0 then 'blocks' else 'values' end as shape,
         pool, scope, state, array_agg(value order by position) as values, null::bigint as amount
    from allocation_value
   where reservation_id is not null
   group by tenant, reservation_id, line_key, pool, scope, state
  union all
  select tenant, reservation_id, line_key, 'quantities', pool, scope, state, null, amount
    from allocation_hold;
comment on view allocation_line is 'What each reservation has, line by line.';
