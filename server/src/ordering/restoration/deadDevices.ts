import type { Sql } from '../../platform/database.ts';
import { openFailures } from './store.ts';

/** Devices that are known to have failed as a whole. */
export async function deadDevices(sql: Sql, tenant: string): Promise<ReadonlySet<string>> {
  const failures = await openFailures(sql, tenant);
  return new Set(
    failures
      .filter(({ ports, name }) => ports.some((port) => port.startsWith(`${name}/`)))
      .map(({ name }) => name),
  );
}
