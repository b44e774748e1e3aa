import type { Sql } from '../platform/database.ts';
import { type DevicePause, readPauses } from './access/pause-store.ts';
import { holdersOf } from './journal/store.ts';
import { type Exhausted, exhausted } from './limits/store.ts';
import type { DeviceLimit } from './limits/types.ts';

/** What keeps a device busy, or closed to changes. */
export type DeviceTraffic = {
  /** The transaction that it takes part in; `since` is of the real clock. */
  readonly transaction: { readonly id: string; readonly since: string } | null;
  readonly pause: DevicePause | null;
  /** It has had all the changes that it takes in its time. */
  readonly exhausted: Pick<Exhausted, 'atMost' | 'inS' | 'freeInS'> | null;
};

/** What a device is busy with at this moment. */
export async function trafficOf(
  sql: Sql,
  tenant: string,
  device: string,
  limit: DeviceLimit,
): Promise<DeviceTraffic> {
  const [holder] = await holdersOf(sql, tenant, [device]);
  const [pause] = await readPauses(sql, tenant, [device]);
  const [full] = await exhausted(sql, tenant, new Map([[device, limit]]));
  return {
    transaction: holder === undefined ? null : { id: holder.transactionId, since: holder.since },
    pause: pause ?? null,
    exhausted:
      full === undefined ? null : { atMost: full.atMost, inS: full.inS, freeInS: Math.ceil(full.freeInS) },
  };
}
