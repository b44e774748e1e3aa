-- Pools of every kind: more ways of choosing a value, classes of members, loaded quantities; why something was reserved.
alter table allocation_pool
  drop constraint allocation_pool_scope_check,
  drop constraint allocation_pool_strategy_check,
  add constraint allocation_pool_scope_check
    check (scope in ('tenant', 'port', 'portVlan', 'node', 'vrf', 'link', 'place', 'team', 'any')),
  add constraint allocation_pool_strategy_check
    check (strategy in ('lowest', 'next', 'affinity', 'spread', 'odd', 'even')),
  add column unit text,
  add column bookable_percent integer not null default 100 check (bookable_percent > 0),
  add column record jsonb;
comment on column allocation_pool.bookable_percent is 'How much of what is there may be promised; limits of allocation_capacity are after it.';
comment on column allocation_pool.record is 'The record as it was loaded; null where registrations made the pool.';

alter table allocation_value add column class text;
comment on column allocation_value.class is 'What a registered member is, such as speed and optic of a port.';

alter table allocation_reservation
  add column extensions integer not null default 0,
  add column ruling jsonb;
comment on column allocation_reservation.ruling is 'Which rules asked for it, with the facts that they looked at; null where nobody asked by rule.';

alter table party add column class text;
comment on column party.class is 'How the customer is treated by rules that are data, such as gold or wholesale.';
