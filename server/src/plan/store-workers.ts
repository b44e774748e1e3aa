import type { Sql, Transaction } from '../platform/database.ts';
import type { TaskKey } from './store.ts';

// Workers, their leases, and the tasks that they have in hand.

/** Begins an incarnation of a worker; the lease runs for `leaseMs` from now. Forgets those that ended a day ago. */
export async function beginWorker(sql: Sql, node: string, leaseMs: number): Promise<number> {
  await sql`delete from plan_worker w where w.ended_at < clock_timestamp() - interval '1 day'
    and not exists (select from task t where t.epoch = w.epoch and t.state in ('running', 'stopping'))`;
  const [row] = await sql<{ epoch: number }>`
    insert into plan_worker (node, expires_at)
    values (${node}, clock_timestamp() + ${leaseMs}::int * interval '1 millisecond')
    returning epoch`;
  if (row === undefined) throw new Error('no worker row');
  return row.epoch;
}

/** Renews a lease; false when it has run out, and then for ever: what the worker ran may be someone else's. */
export async function renewWorker(sql: Sql, epoch: number, leaseMs: number): Promise<boolean> {
  const rows = await sql`
    update plan_worker set expires_at = clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'
    where epoch = ${epoch} and ended_at is null and expires_at > clock_timestamp()
    returning epoch`;
  return rows.length === 1;
}

/** Ends an incarnation. Its running tasks are anyone's. */
export async function endWorker(sql: Sql, epoch: number): Promise<void> {
  await sql`update plan_worker set ended_at = clock_timestamp() where epoch = ${epoch} and ended_at is null`;
}

/** Ends the incarnations whose lease has run out; a late renewal finds them ended. */
export async function endExpiredWorkers(sql: Sql): Promise<readonly number[]> {
  const rows = await sql<{ epoch: number }>`
    update plan_worker set ended_at = clock_timestamp()
    where ended_at is null and expires_at < clock_timestamp()
    returning epoch`;
  return rows.map((row) => row.epoch);
}

/** Locks up to `limit` tasks that ended workers left running, with their plans. */
export async function claimOrphans(tx: Transaction, limit: number): Promise<TaskKey[]> {
  return await tx.sql<TaskKey>`
    with candidate as materialized (
      select t.tenant, t.plan_id, t.ordinal, t.epoch, t.state
      from plan_worker w join task t on t.epoch = w.epoch
      where w.ended_at is not null and t.state in ('running', 'stopping')
      limit ${limit}::int
    )
    select t.tenant, t.plan_id as "planId", t.ordinal
    from candidate c
    join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
    join task t on t.tenant = c.tenant and t.plan_id = c.plan_id and t.ordinal = c.ordinal
    where t.state = c.state and t.epoch = c.epoch
    for update of p, t skip locked`;
}

/** A running task as its worker's row sees it. */
export type OwnedTask = TaskKey & { readonly state: 'running' | 'stopping' };

/** The attempts that are out under one worker's epoch. */
export async function ownedTasks(sql: Sql, epoch: number): Promise<OwnedTask[]> {
  return await sql<OwnedTask>`
    select tenant, plan_id as "planId", ordinal, state from task
    where epoch = ${epoch} and state in ('running', 'stopping')`;
}

/** Locks those of the named tasks that are still out under an epoch, with their plans, passing over held ones. */
export async function claimOwned(
  tx: Transaction,
  epoch: number,
  keys: readonly TaskKey[],
): Promise<TaskKey[]> {
  return await tx.sql<TaskKey>`
    select t.tenant, t.plan_id as "planId", t.ordinal
    from unnest(${keys.map((k) => k.tenant)}::text[], ${keys.map((k) => k.planId)}::text[],
                ${keys.map((k) => k.ordinal)}::int[]) as c (tenant, plan_id, ordinal)
    join plan p on p.tenant = c.tenant || '' and p.id = c.plan_id || ''
    join task t on t.tenant = c.tenant and t.plan_id = c.plan_id and t.ordinal = c.ordinal
    where t.epoch = ${epoch} and t.state in ('running', 'stopping')
    for update of p, t skip locked`;
}
