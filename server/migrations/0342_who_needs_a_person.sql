-- The worklist is read by what needs a person, not by going through all that is open.
drop index plan_fallout;
create index plan_in_need on plan (tenant, subject_kind, id) where fallout > 0 or failed > 0;
-- When the alert of an order arose is told with the order.
create index jeopardy_alert_of_order on jeopardy_alert (tenant, order_reference, raised_at desc);
