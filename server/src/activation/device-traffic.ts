import type { Sql } from '../platform/database.ts';
import { type DevicePause, readPauses } from './access/pause-store.ts';
import { type DeviceHolder, holdersOf } from './journal/store.ts';
import { type Exhausted, exhausted } from './limits/store.ts';
import type { DeviceLimit } from './limits/types.ts';

/** What keeps a device busy, or closed to changes. */
export type DeviceTraffic = {
  /** The transaction that it takes part in; `since` is of the real clock. */
  readonly transaction: { readonly id: string; readonly since: string } | null;
  /** Something that is no transaction has it, such as a test that takes a leg away; instants of the real clock. */
  readonly hold: { readonly why: string; readonly since: string; readonly until: string } | null;
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
    ...heldBy(holder),
    pause: pause ?? null,
    exhausted:
      full === undefined ? null : { atMost: full.atMost, inS: full.inS, freeInS: Math.ceil(full.freeInS) },
  };
}

function heldBy(holder: DeviceHolder | undefined): Pick<DeviceTraffic, 'transaction' | 'hold'> {
  if (holder === undefined) return { transaction: null, hold: null };
  const { transactionId, why, since, until } = holder;
  if (transactionId !== null) return { transaction: { id: transactionId, since }, hold: null };
  return { transaction: null, hold: { why: why ?? '', since, until: until ?? since } };
}
