-- What the clock and the workers ask again and again while nothing happens is one statement, not one for each room. A
-- room that has due instants of its own adds them to both of these views.
create view due_instant (source, at) as
  select 'tasks', min(wake_at) from task where state in ('scheduled', 'waiting')
  union all select 'reservations', least(
    (select min(hold_until) from allocation_reservation
      where state in ('reserved', 'waiting') and hold_until is not null),
    (select min(warn_at) from allocation_reservation where state = 'reserved' and warn_at is not null),
    (select min(free_at) from allocation_value where state = 'quarantined'))
  union all select 'prerequisites', (select domain_now() from service_order_item i join lateral (
      select bool_and(p.state = 'completed') as met,
        bool_or(p.state in ('failed', 'partial', 'cancelled', 'rejected')) as failed
      from service_order_prerequisite r
      join service_order_item p on p.tenant = r.tenant and p.order_id = r.on_order_id and p.item_id = r.on_item_id
      where r.tenant = i.tenant and r.order_id = i.order_id and r.item_id = i.item_id
    ) as all_of on met or failed
    where i.awaits_prerequisites limit 1)
  union all select 'restorations', min(changed_at) from spare_change
  union all select 'partner queries', min(answer_by) from partner_query where state in ('acknowledged', 'inProgress')
  union all select 'resource queries', min(answer_by) from resource_query where state in ('acknowledged', 'partial')
  union all select 'escalations', min(next_step_at) from jeopardy_alert
    where next_step_at is not null and cleared_at is null and suspended_since is null
  union all select 'alarms', min(at) from clock_alarm where not fired;
comment on view due_instant is 'The earliest instant of the domain clock at which each source has something to do, or null.';

create view work_under_way (what) as
  select 'ready task' where exists (select from task t where t.queued and not exists (
    select from plan_pause b where b.tenant = t.tenant and (b.scope, b.reference) in
      (('everything', ''), ('kind', t.kind), ('limitKey', coalesce(t.limit_key, '')))))
  union all select 'running task' where exists (select from task where epoch is not null)
  union all select 'task to be tried again' where exists (select from task where retry_at is not null)
  union all select 'due task' where exists (
    select from task where state in ('scheduled', 'waiting') and wake_at <= (select domain_now()))
  union all select 'event to be told' where exists (select from event where not fanned_out)
  -- Listeners that keep failing do not hold the clock.
  union all select 'notification to be delivered' where exists (
    select from delivery where state = 'pending' and attempts < 5);
comment on view work_under_way is 'What must be done before a simulated clock may step. Paused work does not count, since it will not move by itself.';
