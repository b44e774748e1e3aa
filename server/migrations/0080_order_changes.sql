-- Cancellation of service orders (TMF641 cancelServiceOrder), and what it costs.
create table cancel_service_order (
  tenant text not null references tenant,
  id uuid not null,
  order_id uuid not null,
  state text not null check (state in ('accepted', 'inProgress', 'done', 'terminatedWithError')),
  items text[] not null,
  reason text,
  requested_date timestamptz(3),
  effective_date timestamptz(3),
  completion_message text,
  charges jsonb not null default '[]',
  charges_accepted boolean not null,
  requested_by text not null,
  requested_at timestamptz(3) not null,
  version integer not null default 1,
  primary key (tenant, id),
  foreign key (tenant, order_id) references service_order
);
comment on column cancel_service_order.items is 'Ids of the items that are to be cancelled: the unfinished ones, all or those named.';
create index cancel_service_order_by_order on cancel_service_order (tenant, order_id, id);
create unique index cancel_service_order_one_open on cancel_service_order (tenant, order_id)
  where state in ('accepted', 'inProgress');

-- A cancellation may cost something before there is a service.
alter table billing_event alter column service_id drop not null;
alter table billing_event drop constraint billing_event_kind_check;
alter table billing_event add constraint billing_event_kind_check check (kind in ('start', 'stop', 'change', 'cancellation'));
