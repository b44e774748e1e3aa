import { deviceTargets } from './access/load.ts';
import type { Activation } from './activation.ts';
import { devicesOfChange } from './change-devices.ts';
import { readOwned } from './ownership/store.ts';
import { placesWished, servicesOf, wishesByDevice } from './plan-from-records.ts';
import { failure, failureOf } from './rules/failures.ts';
import { changesBetween, planServices } from './rules/ownership.ts';
import type { Unread } from './transaction/participant.ts';
import { settleAll } from './transaction/participant.ts';
import { placesOf } from './transaction/prepare.ts';
import type {
  ActivationFailure,
  ChangePlan,
  ConfigValue,
  Conflict,
  PlannedDevice,
  ServiceChange,
} from './types.ts';
import { wordsOf } from './words.ts';

/**
 * Shows a change without making it: what would be sent to each device and what would take it back, structured and in
 * the device's own language. By default devices are read (nothing else), so that what stands there is known;
 * `records` asks no device, and shows what is not on record as empty.
 */
export async function planChange(
  activation: Activation,
  change: Pick<ServiceChange, 'tenant' | 'serviceId' | 'contributions' | 'others'>,
  source: 'devices' | 'records' = 'devices',
): Promise<ChangePlan> {
  const { sql } = activation.database;
  const devices = await devicesOfChange(sql, change);
  const wishes = wishesByDevice(change, devices);
  const owned = await readOwned(sql, change.tenant, servicesOf(change), devices, placesWished(wishes));
  const access = await deviceTargets(sql, activation.sealKey, change.tenant, devices);
  const plans = await settleAll(
    devices.map(async (device) => {
      const known: Unread = {
        wished: wishes.get(device) ?? new Map(),
        owned: owned.get(device) ?? new Map(),
      };
      return await planOne(activation, device, known, access, source);
    }),
  );
  return {
    serviceId: change.serviceId,
    devices: plans.flatMap(({ planned }) => (planned ? [planned] : [])),
    conflicts: plans.flatMap(({ conflicts }) => conflicts),
    unread: plans.flatMap(({ unread }) => (unread ? [unread] : [])),
  };
}

async function planOne(
  activation: Activation,
  device: string,
  known: Unread,
  access: Awaited<ReturnType<typeof deviceTargets>>,
  source: 'devices' | 'records',
): Promise<{
  readonly planned?: PlannedDevice;
  readonly conflicts: readonly Conflict[];
  readonly unread?: ActivationFailure;
}> {
  const reading = source === 'records' ? {} : await readDevice(activation, device, known, access);
  const plan = planServices(known.wished, {
    device,
    owned: known.owned,
    ...(reading.running === undefined ? {} : { running: reading.running }),
  });
  const unread = reading.failure === undefined ? {} : { unread: reading.failure };
  const forward = changesBetween(plan.images, 'forward');
  if (forward.length === 0) return { conflicts: plan.conflicts, ...unread };
  const reverse = changesBetween(plan.images, 'reverse');
  const reached = access.get(device);
  const driver = activation.drivers[reached?.driver ?? 'netconf'];
  const words = wordsOf(driver, device, plan.images, reached?.target.dialect);
  return { planned: { device, forward, reverse, ...words }, conflicts: plan.conflicts, ...unread };
}

async function readDevice(
  activation: Activation,
  device: string,
  known: Unread,
  access: Awaited<ReturnType<typeof deviceTargets>>,
): Promise<{ readonly running?: ReadonlyMap<string, ConfigValue>; readonly failure?: ActivationFailure }> {
  const reached = access.get(device);
  if (reached === undefined) {
    return {
      failure: failure(device, 'connect', 'deviceUnknown', `there is no access to ${device} on record`),
    };
  }
  try {
    const session = await activation.drivers[reached.driver].open(reached.target);
    try {
      return { running: await session.read(placesOf(known)) };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { failure: failureOf(device, 'connect', error) };
  }
}
