-- Amending orders under way: what was asked, how each item was judged, and every version of an order.

create table service_order_amendment (
  tenant text not null,
  id uuid not null,
  order_id uuid not null,
  number int not null check (number > 0),
  state text not null check (state in ('queued', 'inProgress', 'held', 'done', 'refused', 'withdrawn')),
  request jsonb not null,
  items jsonb not null default '[]',
  message text,
  requested_by text not null,
  requested_at timestamptz(3) not null,
  decided_by text,
  ended_at timestamptz(3),
  primary key (tenant, id),
  unique (tenant, order_id, number),
  foreign key (tenant, order_id) references service_order (tenant, id)
);
comment on table service_order_amendment is 'What a client asked to be changed of an order under way, and what came of it for each item. At most one of an order is in progress or held; the others stand in line.';
create unique index service_order_amendment_open on service_order_amendment (tenant, order_id)
  where state in ('inProgress', 'held');

create table service_order_version (
  tenant text not null,
  order_id uuid not null,
  version int not null check (version > 0),
  amendment_id uuid,
  author text not null,
  effective_at timestamptz(3) not null,
  snapshot jsonb not null,
  difference jsonb not null default '[]',
  primary key (tenant, order_id, version),
  foreign key (tenant, order_id) references service_order (tenant, id)
);
comment on table service_order_version is 'An order as it was asked, version by version: who changed what, when. Written when it is first changed; the first version is the order as it was accepted.';

alter table service_order_item add column more_reservations uuid[] not null default '{}';
comment on column service_order_item.more_reservations is 'What amendments reserved beside reservation_id.';

alter table billing_event drop constraint billing_event_kind_check;
alter table billing_event add constraint billing_event_kind_check check (kind in ('start', 'stop', 'change', 'cancellation', 'amendment'));
alter table billing_event add column amendment_id uuid;
alter table billing_event drop constraint billing_event_tenant_service_id_order_id_kind_key;
-- Once for each kind of event of a service and order; charges once for each amendment and currency.
create unique index billing_event_once on billing_event (tenant, service_id, order_id, kind,
  coalesce(amendment_id, '00000000-0000-0000-0000-000000000000'),
  (case when kind in ('cancellation', 'amendment') then coalesce(currency, '') else '' end));
