import type { Sql, Transaction } from '../../platform/database.ts';

/** A device on which nothing is to be changed, by whom and why. `at` is a domain instant. */
export type DevicePause = {
  readonly device: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

/** Records a pause; a device that is paused stays as it is. */
export async function insertPause(
  tx: Transaction,
  tenant: string,
  device: string,
  pause: { readonly by: string; readonly reason: string },
): Promise<void> {
  await tx.sql`
    insert into device_pause (tenant, device, paused_by, reason, paused_at)
    values (${tenant}, ${device}, ${pause.by}, ${pause.reason}, domain_now())
    on conflict (tenant, device) do nothing`;
}

/** Ends a pause; false when there was none. */
export async function deletePause(tx: Transaction, tenant: string, device: string): Promise<boolean> {
  const rows = await tx.sql`
    delete from device_pause where tenant = ${tenant} and device = ${device} returning device`;
  return rows.length > 0;
}

/** Pauses of a tenant by device; `null` asks for all. */
export async function readPauses(
  sql: Sql,
  tenant: string,
  devices: readonly string[] | null,
): Promise<readonly DevicePause[]> {
  return await sql<DevicePause>`
    select device, paused_by as by, reason, paused_at as at from device_pause
    where tenant = ${tenant} and (${devices}::text[] is null or device = any (${devices}::text[]))
    order by device`;
}

/** Locks the pause of a device against its end; false when there is none. */
export async function lockPause(tx: Transaction, tenant: string, device: string): Promise<boolean> {
  const rows = await tx.sql`
    select device from device_pause where tenant = ${tenant} and device = ${device} for share`;
  return rows.length > 0;
}
