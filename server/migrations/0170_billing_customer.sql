-- Who is billed: a service that is transferred stops for one customer and starts for another, in one order.
alter table billing_event add column customer text;
comment on column billing_event.customer is 'Whom the event is about; null where no customer was named, as in events of before.';
drop index billing_event_once;
-- Once for each kind of event of a service, order and customer; charges once for each amendment and currency.
create unique index billing_event_once on billing_event (tenant, service_id, order_id, kind, coalesce(customer, ''),
  coalesce(amendment_id, '00000000-0000-0000-0000-000000000000'),
  (case when kind in ('cancellation', 'amendment') then coalesce(currency, '') else '' end));
