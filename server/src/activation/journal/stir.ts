import type { Sql } from '../../platform/database.ts';
import { begunSince, type DeviceHolder, holdersOf } from './store.ts';

/** Whether anybody is at a device now, or began to change it since an instant. */
export type Stir = {
  readonly holder: DeviceHolder | null;
  readonly changed: boolean;
  /** When this was looked at, on the real clock. */
  readonly at: string;
};

/** Looks whether a device is at rest; `since` is the instant of an earlier look. */
export async function stirOf(sql: Sql, tenant: string, device: string, since: string | null): Promise<Stir> {
  const { at, begun } = await begunSince(sql, tenant, device, since);
  const [holder = null] = await holdersOf(sql, tenant, [device]);
  return { holder, changed: begun, at };
}
