-- An item that cannot be delivered is given up: everything of it is taken back, and it ends failed with this reason.
alter table service_order_item add column given_up jsonb;
comment on column service_order_item.given_up is 'Code, reason, who gave it up, and which charges were accepted; null for all others.';
