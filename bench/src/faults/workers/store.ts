import type { Database } from '../../../../server/src/platform/database.ts';

/** Where steps leave their traces. No key forbids a second one: it must not come about. */
export async function makeTables({ sql }: Database): Promise<void> {
  await sql`create table execution (task text not null, incarnation text not null)`;
  await sql`create table effect (task text not null)`;
}

/** How many steps are done. */
export async function progress({ sql }: Database): Promise<number> {
  const [row] = await sql<{ done: number }>`select coalesce(sum(done), 0)::int as done from plan`;
  return row?.done ?? 0;
}

/** Plans that are not completed whole. */
export function endedWrong({ sql }: Database, steps: number): Promise<object[]> {
  return sql`
    select p.subject_id as "order", p.remaining, p.done from plan p
    where p.remaining <> 0 or p.done <> ${steps} or p.finished_at is null or ${steps} <> (
      select count(*) from task t where t.tenant = p.tenant and t.plan_id = p.id and t.state = 'completed')`;
}

/**
 * Tasks that ran more often than the kills explain: each of a killed incarnation's runs may be followed by one more,
 * no other run may be. `repeated` tasks ran more than once at all.
 */
export async function overrun(
  { sql }: Database,
  killed: readonly string[],
): Promise<{ readonly tasks: readonly object[]; readonly repeated: number }> {
  const tasks = await sql`
    select task, count(*)::int as runs, count(*) filter (where incarnation = any (${killed}::text[]))::int as struck
    from execution group by task
    having count(*) > 1 + count(distinct incarnation) filter (where incarnation = any (${killed}::text[]))`;
  const [row] = await sql<{ repeated: number }>`
    select count(*)::int as repeated from (select from execution group by task having count(*) > 1) r`;
  return { tasks, repeated: row?.repeated ?? 0 };
}

/** Tasks without an effect, or with more than one. */
export function duplicateEffects({ sql }: Database): Promise<object[]> {
  return sql`
    select t.plan_id || '.' || t.ordinal as task, count(e.task)::int as effects
    from task t left join effect e on e.task = t.plan_id || '.' || t.ordinal
    group by 1 having count(e.task) <> 1`;
}

/** Plans whose counters differ from their tasks. */
export function miscounted({ sql }: Database): Promise<object[]> {
  return sql`
    select p.subject_id as "order", p.total, p.done, p.active from plan p
    cross join lateral (
      select count(*)::int as total, count(*) filter (where state = 'completed')::int as done,
        count(*) filter (where pending <> 0)::int as pending
      from task t where t.tenant = p.tenant and t.plan_id = p.id) r
    where p.total <> r.total or p.done <> r.done or r.pending <> 0 or p.active <> 0 or p.waiting <> 0 or p.fallout <> 0`;
}
