import { expect } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { Activation } from '../activation.ts';
import { applyServiceChange } from '../apply-service-change.ts';
import { readBack } from '../device.ts';
import type { DriverName } from '../driver.ts';
import { renderService, type ServiceIntent } from '../models/index.ts';
import { planChange } from '../plan-change.ts';
import type { Change, DeviceContribution } from '../types.ts';

/**
 * Holds a service to the dry-run: what the plan shows of each device is, value by value and in the device's own words,
 * what the device reports when it is configured; and what takes it away shows the plan's own way back.
 */
export async function shownIsReported(
  activation: Activation,
  tenant: string,
  service: ServiceIntent,
  driverOf: (device: string) => DriverName,
): Promise<void> {
  const { provider, customer } = renderService(service);
  const { serviceId } = service.intent;
  const change = (contributions: readonly DeviceContribution[] | null) => {
    return { tenant, transactionId: newId(), serviceId, contributions };
  };
  const request = change([...provider, ...customer]);
  const plan = await planChange(activation, request);
  expect(plan).toMatchObject({ unread: [], conflicts: [] });
  expect(plan.devices.length).toBe(provider.length + customer.length);
  const outcome = await applyServiceChange(activation, request);
  expect(outcome, JSON.stringify(outcome, ['failures', 'message', 'path'])).toMatchObject({
    state: 'completed',
  });
  for (const { device, forward, forwardText } of plan.devices) {
    const reported = await readBack(activation, tenant, device);
    if (!reported.ok) throw new Error(reported.fault.message);
    const values = new Map(reported.value.values.map(({ path, value }) => [path, value]));
    const standing = forward.map((one): Change => ({ ...one, after: values.get(one.path) ?? null }));
    expect(standing).toEqual(forward);
    const driver = activation.drivers[driverOf(device)];
    expect(driver.nativeText(standing, standing)).toBe(forwardText);
  }
  const removal = await planChange(activation, change(null));
  expect(textsOf(removal.devices, 'forwardText')).toEqual(textsOf(plan.devices, 'reverseText'));
  expect(await applyServiceChange(activation, change(null))).toMatchObject({ state: 'completed' });
}

type Planned = Awaited<ReturnType<typeof planChange>>['devices'];

function textsOf(devices: Planned, which: 'forwardText' | 'reverseText'): readonly string[] {
  return devices.map((one) => `${one.device}\n${one[which]}`).sort();
}
