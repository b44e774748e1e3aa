import type { Sql, Transaction } from '../platform/database.ts';
import type { Intervention } from './types.ts';

// Pauses of tasks and plans (hold bits on the rows) and of kinds, limit keys and tenants (rows of their own).

/** Sets or clears hold bits of a plan's unfinished tasks, or of one task. */
export async function writeHolds(
  tx: Transaction,
  tenant: string,
  planId: string,
  ordinal: number | null,
  set: number,
  clear: number,
): Promise<void> {
  await tx.sql`
    update task set holds = (holds | ${set}::smallint) & ~${clear}::smallint, recorded_at = clock_timestamp()
    where tenant = ${tenant} and plan_id = ${planId} and (${ordinal}::int is null or ordinal = ${ordinal}::int)
      and state not in ('completed', 'skipped', 'failed', 'cancelled', 'undone')`;
}

/** Marks a plan paused or not. */
export async function writePlanPause(
  tx: Transaction,
  tenant: string,
  planId: string,
  pause: Intervention | null,
): Promise<void> {
  await tx.sql`
    update plan set paused_at = case when ${pause !== null}::boolean then domain_now() end,
           paused_by = ${pause?.by ?? null}, paused_reason = ${pause?.reason ?? null}, recorded_at = clock_timestamp()
    where tenant = ${tenant} and id = ${planId}`;
}

/** Records a pause of a kind, a limit key or everything; the same again changes nothing. */
export async function insertPause(
  tx: Transaction,
  tenant: string,
  scope: string,
  reference: string,
  pause: Intervention,
): Promise<void> {
  await tx.sql`
    insert into plan_pause (tenant, scope, reference, paused_by, reason, paused_at)
    values (${tenant}, ${scope}, ${reference}, ${pause.by}, ${pause.reason}, domain_now())
    on conflict (tenant, scope, reference) do nothing`;
}

/** Ends such a pause; false when there was none. */
export async function deletePause(
  tx: Transaction,
  tenant: string,
  scope: string,
  reference: string,
): Promise<boolean> {
  const rows = await tx.sql`
    delete from plan_pause where tenant = ${tenant} and scope = ${scope} and reference = ${reference}
    returning tenant`;
  return rows.length > 0;
}

/** A pause of a kind, a limit key or everything. `at` is a domain instant. */
export type PauseView = {
  readonly scope: 'everything' | 'kind' | 'limitKey';
  /** Empty for everything. */
  readonly reference: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

/** The pauses of a tenant that are no plan's and no task's. */
export async function listPauses(sql: Sql, tenant: string): Promise<readonly PauseView[]> {
  return await sql<PauseView>`
    select scope, reference, paused_by as by, reason, paused_at as at from plan_pause
    where tenant = ${tenant} order by scope, reference`;
}
