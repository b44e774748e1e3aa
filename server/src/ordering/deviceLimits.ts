import type { DeviceLimit } from '../activation/index.ts';
import { objectPolicy } from '../catalog/index.ts';
import type { Delivery } from './delivery.ts';
import { windowFor } from './outages/plan.ts';
import { outagePolicy } from './outages/policy.ts';

/** What devices bear: policy `deviceLimits`, by device, else by model, else for all others. */
export type DeviceLimitPolicy = {
  readonly devices: Readonly<Record<string, LimitRecord>>;
  readonly models: Readonly<Record<string, LimitRecord>>;
  readonly others: LimitRecord;
};

type LimitRecord = Pick<DeviceLimit, 'changes' | 'sessions'> & {
  /** Nothing is changed outside of its maintenance windows, also what interrupts nobody. */
  readonly changesInWindows?: boolean;
};

const noLimits: DeviceLimitPolicy = { devices: {}, models: {}, others: {} };

/** The limits of devices as they hold at this moment. */
export async function limitsOf(
  delivery: Delivery,
  tenant: string,
  devices: readonly string[],
): Promise<ReadonlyMap<string, DeviceLimit>> {
  const { sql } = delivery;
  const catalog = await delivery.catalog(sql, tenant);
  if (!catalog.of('policy').has('deviceLimits')) return new Map();
  const policy = objectPolicy(catalog, 'deviceLimits', noLimits);
  const { nodes } = await delivery.network(sql, tenant);
  const found = new Map<string, DeviceLimit>();
  for (const device of devices) {
    const model = nodes.get(device)?.model ?? '';
    const { changesInWindows, ...limit } = policy.devices[device] ?? policy.models[model] ?? policy.others;
    const closedUntil = changesInWindows ? await nextWindow(delivery, tenant, device) : undefined;
    found.set(device, closedUntil === undefined ? limit : { ...limit, closedUntil });
  }
  return found;
}

/** When a device's next window opens; undefined while one is open, or where it has none: then it is always open. */
async function nextWindow(delivery: Delivery, tenant: string, device: string): Promise<string | undefined> {
  const { sql } = delivery;
  const minutes = outagePolicy(await delivery.catalog(sql, tenant))?.minutes ?? 60;
  const window = await windowFor(delivery, sql, tenant, { leadWorkingDays: 0, minutes }, [device]);
  if (!window.ok) return undefined;
  return window.value.start > (await delivery.now(sql)) ? window.value.start : undefined;
}
