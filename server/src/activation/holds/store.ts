import type { Sql } from '../../platform/database.ts';

/** Why a device is held without a transaction, and for how many seconds at most (real clock). */
export type HoldReason = { readonly why: string; readonly forS: number };

/** Takes a device for something that is no transaction; false while somebody else has it. */
export async function takeHold(
  sql: Sql,
  tenant: string,
  device: string,
  { id, why, forS }: HoldReason & { readonly id: string },
): Promise<boolean> {
  const rows = await sql`
    insert into device_lease as lease (tenant, device, hold, why, until)
    values (${tenant}, ${device}, ${id}, ${why}, clock_timestamp() + make_interval(secs => ${forS}))
    on conflict (tenant, device) do update
      set hold = excluded.hold, why = excluded.why, until = excluded.until, taken_at = excluded.taken_at
      where lease.until < clock_timestamp()
    returning device`;
  return rows.length > 0;
}

/** Gives a held device free, where it is still held under this name. */
export async function releaseHold(sql: Sql, tenant: string, device: string, id: string): Promise<void> {
  await sql`delete from device_lease where tenant = ${tenant} and device = ${device} and hold = ${id}`;
}
