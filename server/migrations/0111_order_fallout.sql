-- An order that needed a person once was not right first time, however it ends.
alter table service_order add column fell_out_at timestamptz(3);
comment on column service_order.fell_out_at is 'When a task of it first became fallout, on the domain clock.';
