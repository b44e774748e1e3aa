import { isDeepStrictEqual } from 'node:util';
import type { DeviceAccess } from '@turnup/contract';
import type { Sql, Transaction } from '../../platform/database.ts';
import type { DeviceTarget, DriverName } from '../driver.ts';
import { seal, unseal } from './seal.ts';
import { type AccessRow, readAccess, upsertAccess } from './store.ts';

type LoadResult = { created: number; changed: number; unchanged: number };

/**
 * Loader of reference data of kind `deviceAccess`: upsert by device. The secret is sealed before it reaches the
 * database.
 */
export function referenceLoaders(
  sealKey: Buffer,
): Readonly<
  Record<'deviceAccess', (tx: Transaction, tenant: string, records: readonly never[]) => Promise<LoadResult>>
> {
  return { deviceAccess: (tx, tenant, records) => loadAccess(sealKey, tx, tenant, records) };
}

async function loadAccess(
  sealKey: Buffer,
  tx: Transaction,
  tenant: string,
  records: readonly DeviceAccess[],
): Promise<LoadResult> {
  // The last record of a device counts, as if they had been loaded one after the other.
  const wanted = new Map(records.map((record) => [record.device, record]));
  const rows = await readAccess(tx.sql, tenant, [...wanted.keys()]);
  const standing = new Map(rows.map((row) => [row.device, row]));
  const result = { created: 0, changed: 0, unchanged: records.length - wanted.size };
  const writes: AccessRow[] = [];
  for (const record of wanted.values()) {
    const row = rowOf(sealKey, tenant, record);
    const before = standing.get(record.device);
    if (before !== undefined && isSame(before, row)) {
      result.unchanged++;
      continue;
    }
    result[before === undefined ? 'created' : 'changed']++;
    writes.push(row);
  }
  if (writes.length > 0) await upsertAccess(tx, tenant, writes);
  return result;
}

/** How these devices are reached, with secrets open, by name. Devices without access are absent. */
export async function deviceTargets(
  sql: Sql,
  sealKey: Buffer,
  tenant: string,
  devices: readonly string[],
): Promise<ReadonlyMap<string, { readonly driver: DriverName; readonly target: DeviceTarget }>> {
  const rows = await readAccess(sql, tenant, devices);
  return new Map(
    rows.map((row) => [
      row.device,
      {
        driver: row.driver,
        target: {
          tenant,
          device: row.device,
          host: row.host,
          port: row.port,
          user: row.user_name,
          secret: unseal(sealKey, ownerOf(tenant, row.device), row.sealed_secret),
          hostKeySha256: row.host_key_sha256,
          ...(row.dialect === null ? {} : { dialect: row.dialect }),
        },
      },
    ]),
  );
}

/** The secret with which one device is reached; undefined for a device that is not known. */
export async function accessSecretOf(
  sql: Sql,
  sealKey: Buffer,
  tenant: string,
  device: string,
): Promise<string | undefined> {
  return (await deviceTargets(sql, sealKey, tenant, [device])).get(device)?.target.secret;
}

function ownerOf(tenant: string, device: string): string {
  return JSON.stringify([tenant, device]);
}

function rowOf(sealKey: Buffer, tenant: string, record: DeviceAccess): AccessRow {
  return {
    device: record.device,
    driver: record.driver,
    host: record.host,
    port: record.port,
    user_name: record.user,
    host_key_sha256: record.hostKeySha256,
    sealed_secret: seal(sealKey, ownerOf(tenant, record.device), record.secret),
    dialect: record.dialect ?? null,
  };
}

function isSame(one: AccessRow, other: AccessRow): boolean {
  return (
    one.driver === other.driver &&
    one.host === other.host &&
    one.port === other.port &&
    one.user_name === other.user_name &&
    one.host_key_sha256 === other.host_key_sha256 &&
    one.sealed_secret.equals(other.sealed_secret) &&
    isDeepStrictEqual(one.dialect, other.dialect)
  );
}
