-- Whoever remembers what is used asks what has changed since he looked. Each change of use tells the transaction that
-- noted it: held against the snapshot of the last look, none is missed whose transaction ended later than its number says.
-- What was noted before this migration counts as noted by it.
alter table allocation_use add column change xid8 not null default pg_current_xact_id();
comment on column allocation_use.change is 'The transaction that noted it or summed it up.';
create index allocation_use_change on allocation_use (change);
