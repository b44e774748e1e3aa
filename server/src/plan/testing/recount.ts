import type { Database } from '../../platform/database.ts';

/** Plans and tasks whose counters differ from a recount of the tasks themselves; empty when all is well. */
export async function miscounted(database: Database, tenant: string): Promise<readonly object[]> {
  const plans = await database.sql`
    select p.id, p.total, p.remaining, p.active, p.waiting, p.fallout, p.done, p.failed, p.cancelled, r.*
    from plan p
    cross join lateral (
      select count(*) as r_total,
        count(*) filter (where state not in ('completed', 'skipped', 'failed', 'cancelled', 'undone')) as r_remaining,
        count(*) filter (where state in ('ready', 'running', 'stopping', 'retrying', 'undoing')) as r_active,
        count(*) filter (where state in ('scheduled', 'waiting')) as r_waiting,
        count(*) filter (where state = 'fallout') as r_fallout,
        count(*) filter (where state in ('completed', 'skipped') and undoes is null and retired_in is null) as r_done,
        count(*) filter (where state = 'failed' and retired_in is null) as r_failed,
        count(*) filter (where retired_in is null and (state in ('cancelled', 'undone')
                            or state in ('completed', 'skipped') and undoes is not null)) as r_cancelled
      from task t where t.tenant = p.tenant and t.plan_id = p.id) r
    where p.tenant = ${tenant}
      and (p.total, p.remaining, p.active, p.waiting, p.fallout, p.done, p.failed, p.cancelled)
          is distinct from (r_total, r_remaining, r_active, r_waiting, r_fallout, r_done, r_failed, r_cancelled)`;
  const tasks = await database.sql`
    select t.plan_id, t.key, t.state, t.pending, r.unfinished
    from task t
    cross join lateral (
      select count(*) as unfinished from task q
      where q.tenant = t.tenant and q.plan_id = t.plan_id and q.ordinal = any (t.predecessors)
        and q.state not in ('completed', 'skipped', 'undoing', 'undone')) r
    where t.tenant = ${tenant}
      -- Only what is blocked waits for its predecessors; what has begun goes on whatever an amendment puts before it.
      and ((t.state = 'blocked' and (t.pending = 0 or t.pending <> r.unfinished))
        or (t.state in ('scheduled', 'ready') and t.attempt = 0 and r.unfinished > 0))`;
  return [...plans, ...tasks];
}
