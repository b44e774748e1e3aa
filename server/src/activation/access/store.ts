import { json, type Sql, type Transaction } from '../../platform/database.ts';
import type { DeviceDialect, DriverName } from '../driver.ts';

/** A row of `device_access`; the secret stays sealed. */
export type AccessRow = {
  readonly device: string;
  readonly driver: DriverName;
  readonly host: string;
  readonly port: number;
  readonly user_name: string;
  readonly host_key_sha256: string;
  readonly sealed_secret: Buffer;
  readonly dialect: DeviceDialect | null;
};

/** The access rows of these devices; unknown devices are absent. */
export async function readAccess(sql: Sql, tenant: string, devices: readonly string[]): Promise<AccessRow[]> {
  return await sql<AccessRow>`
    select device, driver, host, port, user_name, host_key_sha256, sealed_secret, dialect
      from device_access where tenant = ${tenant} and device = any(${devices}::text[])`;
}

/** Inserts or replaces access rows. */
export async function upsertAccess(
  tx: Transaction,
  tenant: string,
  rows: readonly AccessRow[],
): Promise<void> {
  await tx.sql`
    insert into device_access (tenant, device, driver, host, port, user_name, host_key_sha256, sealed_secret, dialect)
    select ${tenant}, device, driver, host, port, user_name, host_key_sha256, decode(sealed, 'base64'), dialect::jsonb
      from unnest(
        ${rows.map((row) => row.device)}::text[], ${rows.map((row) => row.driver)}::text[],
        ${rows.map((row) => row.host)}::text[], ${rows.map((row) => row.port)}::integer[],
        ${rows.map((row) => row.user_name)}::text[], ${rows.map((row) => row.host_key_sha256)}::text[],
        ${rows.map((row) => row.sealed_secret.toString('base64'))}::text[],
        ${rows.map((row) => row.dialect && json(row.dialect))}::text[]
      ) as given(device, driver, host, port, user_name, host_key_sha256, sealed, dialect)
     order by device
    on conflict (tenant, device) do update
      set driver = excluded.driver, host = excluded.host, port = excluded.port, user_name = excluded.user_name,
          host_key_sha256 = excluded.host_key_sha256, sealed_secret = excluded.sealed_secret,
          dialect = excluded.dialect`;
}

/** Names of all devices that can be reached, sorted. */
export async function listDevices(sql: Sql, tenant: string): Promise<string[]> {
  const rows = await sql<{
    device: string;
  }>`select device from device_access where tenant = ${tenant} order by device`;
  return rows.map((row) => row.device);
}
