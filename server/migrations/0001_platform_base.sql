-- The domain clock: due dates, expiry and effective instants are read from here by every node, while leases, back-off
-- and recorded instants use the database's real time. Only a simulated system may set the mode or move the instant.
create table domain_clock (
  single boolean primary key default true check (single),
  mode text not null default 'real' check (mode in ('real', 'simulated')),
  at timestamptz(3),
  check ((mode = 'simulated') = (at is not null))
);
comment on table domain_clock is 'The one domain clock: real time, or the simulated instant that all nodes share.';
comment on column domain_clock.at is 'The simulated instant; null while the clock is real.';
insert into domain_clock default values;

-- Volatile, so that each call reads the clock anew: expiry is checked after a row is locked, not when the
-- transaction began.
create function domain_now() returns timestamptz
language sql volatile parallel unsafe
as $$
  select coalesce((select at from domain_clock), date_trunc('milliseconds', clock_timestamp()))
$$;
comment on function domain_now() is 'The domain clock''s present instant, to the millisecond.';
