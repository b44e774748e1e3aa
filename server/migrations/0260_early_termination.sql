-- What ending a partner's tail before its minimum term costs is frozen with the order for it, and told to billing once for
-- each tail: `reference` names what a message is for where a service has several of a kind.

alter table partner_order add column termination jsonb;
comment on column partner_order.termination is 'Minimum term and price of ending before it, as the offer said when ordered; null where it said nothing.';

alter table billing_event add column reference text;
comment on column billing_event.reference is 'What the message is for where one order has several of its kind: the order to the partner.';
alter table billing_event drop constraint billing_event_kind_check;
alter table billing_event add constraint billing_event_kind_check
  check (kind in ('start', 'stop', 'change', 'cancellation', 'amendment', 'termination'));

drop index billing_event_once;
create unique index billing_event_once on billing_event (tenant, service_id, order_id, kind, coalesce(customer, ''),
  coalesce(amendment_id, '00000000-0000-0000-0000-000000000000'::uuid),
  (case when kind in ('cancellation', 'amendment') then coalesce(currency, '') else '' end), coalesce(reference, ''));
