import type { Service } from '../inventory/index.ts';

/** What the records of a service say that the devices do not, or the reverse. */
export type Mismatch = 'configuredNotRecorded' | 'recordedNotConfigured' | 'endedStillConfigured';

/**
 * Compares a service's state with the devices on which it owns configuration, by the journal of transactions that have
 * ended. `configuredNotRecorded` is what a crash between commit and inventory leaves, and is repaired: the network is
 * the fact. The other two need a person. Customer equipment is configured before the network is; it proves nothing.
 */
export function mismatchOf(
  service: Pick<Service, 'state'>,
  devices: readonly string[],
  isProviders: (device: string) => boolean,
): Mismatch | undefined {
  const onNetwork = devices.some(isProviders);
  switch (service.state) {
    case 'reserved':
      return onNetwork ? 'configuredNotRecorded' : undefined;
    case 'inactive':
    case 'active':
      return onNetwork ? undefined : 'recordedNotConfigured';
    case 'terminated':
      return devices.length > 0 ? 'endedStillConfigured' : undefined;
    case 'feasibilityChecked':
    case 'designed':
      return devices.length > 0 ? 'endedStillConfigured' : undefined;
  }
}

/** A mismatch in words. */
export function mismatchText(mismatch: Mismatch, service: Pick<Service, 'number' | 'state'>): string {
  switch (mismatch) {
    case 'configuredNotRecorded':
      return `service ${service.number} is on its devices and was recorded as ${service.state}`;
    case 'recordedNotConfigured':
      return `service ${service.number} is recorded as ${service.state} and no device of the network has anything of it`;
    case 'endedStillConfigured':
      return `service ${service.number} is ${service.state} and devices still have configuration of it`;
  }
}
