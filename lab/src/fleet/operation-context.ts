import type { Device, DeviceSession } from './device.ts';
import type { Network } from './forwarding/network.ts';
import type { XmlElement } from './xml.ts';

/** A session with what only its own operations touch. */
export type OperatingSession = DeviceSession & {
  /** Starts the event stream; the filter chooses events. */
  subscribe(filter: XmlElement | undefined): void;
};

/** What an operation works on. */
export type OperationContext = {
  readonly device: Device;
  readonly session: OperatingSession;
  /** The network as it is now. */
  readonly network: () => Network;
};
