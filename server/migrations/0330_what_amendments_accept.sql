-- An amendment that waits goes on with exactly what its client agreed to pay, whenever its turn comes.
alter table service_order_amendment add column accepts jsonb not null default '[]';
comment on column service_order_amendment.accepts is 'The charges that its client agreed to, by item; the word "any" for whatever it costs.';
