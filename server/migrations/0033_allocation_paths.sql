-- Holds are read by reservation or by scope: one index for each, so that the planner has no close second to mistake
-- for it while the tables are small. The primary key says what a hold is: one line of one reservation.
alter table allocation_hold
  drop constraint allocation_hold_pkey,
  add primary key (tenant, reservation_id, line_key);
drop index allocation_hold_reservation;
create index allocation_hold_scope on allocation_hold (tenant, pool, scope);

-- Rows change state all the time; the planner and the partial indexes must not lag behind.
alter table allocation_value set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table allocation_hold set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table allocation_reservation set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
