-- What is used of a capacity over time, as changes. Whoever judges an amount reads these and not every hold, so that a
-- link with many services is judged as fast as one with few. Changes are only added; whoever has the scope locked may
-- replace many by their sums.
create table allocation_use (
  tenant text not null,
  pool text not null,
  scope text not null,
  at timestamptz(3) not null,
  delta bigint not null
);
comment on table allocation_use is 'Changes of what allocation_hold uses of a scope, kept by a trigger. Those that are past may stand at a later instant that is past too.';
create index allocation_use_scope on allocation_use (tenant, pool, scope);
alter table allocation_use set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

insert into allocation_use (tenant, pool, scope, at, delta)
select tenant, pool, scope, use_from, sum(amount) from allocation_hold group by 1, 2, 3, 4
union all
select tenant, pool, scope, use_to, -sum(amount) from allocation_hold where use_to is not null group by 1, 2, 3, 4;

create function note_allocation_use() returns trigger language plpgsql as $$
declare
  sign constant int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  insert into allocation_use (tenant, pool, scope, at, delta)
  select tenant, pool, scope, use_from, sign * sum(amount) from changed group by 1, 2, 3, 4
  union all
  select tenant, pool, scope, use_to, -sign * sum(amount) from changed where use_to is not null group by 1, 2, 3, 4;
  return null;
end
$$;
create trigger allocation_hold_made after insert on allocation_hold
  referencing new table as changed for each statement execute function note_allocation_use();
create trigger allocation_hold_gone after delete on allocation_hold
  referencing old table as changed for each statement execute function note_allocation_use();

-- What a hold uses does not change: it goes, and another comes.
create function refuse_other_use() returns trigger language plpgsql as $$
begin
  raise exception 'what the hold of % uses cannot be changed', old.reservation_id using errcode = 'restrict_violation';
end
$$;
create trigger allocation_hold_fixed before update on allocation_hold for each row
  when ((old.tenant, old.pool, old.scope, old.amount, old.use_from, old.use_to)
        is distinct from (new.tenant, new.pool, new.scope, new.amount, new.use_from, new.use_to))
  execute function refuse_other_use();
