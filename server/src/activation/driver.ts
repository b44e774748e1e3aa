import type { Change, ConfigValue, LeafAddress, LeafImage } from './types.ts';

/** The kinds of devices, by how they are spoken to. */
export type DriverName = 'netconf' | 'ovsdb' | 'frr' | 'cli';

/** What stands above every path of a device's model, where that is not the usual of its driver. */
export type DeviceDialect = {
  readonly root: string;
  readonly namespace: string;
  /** Of the operation that tests a path. */
  readonly testNamespace?: string;
};

/** How a device is reached. The secret is open here and nowhere else; it is never logged. */
export type DeviceTarget = {
  readonly tenant: string;
  readonly device: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  /** SHA-256 of the host key in base64 without padding. */
  readonly hostKeySha256: string;
  readonly dialect?: DeviceDialect;
};

/** How a device failed to do what it was asked. */
export type DriverFault =
  /** No connection, or it was lost: whether the last request had an effect is not known. */
  | 'unreachable'
  /** No answer in time: likewise not known. */
  | 'timeout'
  | 'hostKey'
  | 'authentication'
  /** Somebody else holds the device's candidate, or has a commit on it that is still to be confirmed. */
  | 'locked'
  /** The device said no. Nothing was changed by the request. */
  | 'refused'
  /** The device's answer cannot be understood. */
  | 'protocol';

/** Thrown by drivers. `tag` and `path` are the device's own, where it names them. */
export class DriverError extends Error {
  readonly fault: DriverFault;
  readonly tag: string | undefined;
  readonly path: string | undefined;
  constructor(
    fault: DriverFault,
    message: string,
    details: { readonly tag?: string; readonly path?: string } = {},
  ) {
    super(message);
    this.name = 'DriverError';
    this.fault = fault;
    this.tag = details.tag;
    this.path = details.path;
  }
}

/** A port as its device sees it. */
export type PortState = {
  readonly name: string;
  readonly operStatus: string;
  /** Whether a continuity check (BFD, RFC 5880) hears the other end; absent where none runs. */
  readonly continuity?: 'up' | 'down';
};

/** What a device tells about itself. */
export type DeviceState = {
  readonly ports: readonly PortState[];
  readonly neighbors: readonly {
    readonly vrf: string;
    readonly address: string;
    readonly sessionState: string;
  }[];
};

/** A test from one address to another inside a VRF, made by the device. */
export type TestPathRequest = {
  readonly vrf: string;
  readonly source: string;
  readonly destination: string;
  readonly count: number;
  readonly sizeBytes: number;
  readonly rateKbps?: number;
  readonly durationS?: number;
  readonly dscp?: number;
};

/** What the device measured. Times are absent when nothing came back. */
export type TestPathAnswer = {
  readonly sent: number;
  readonly received: number;
  readonly rttMinUs?: number;
  readonly rttAvgUs?: number;
  readonly rttMaxUs?: number;
  readonly jitterUs?: number;
  readonly deliveredKbps?: number;
  readonly hops: readonly string[];
  /** By packets of a protocol, or worked out from forwarding state without any; absent where the device does not say. */
  readonly method?: 'stamp' | 'icmpEcho' | 'derived';
};

/**
 * One exclusive conversation with a device. Every method throws {@link DriverError}; after `unreachable`, `timeout`
 * and `protocol` the session is spent and only {@link DeviceSession.close} is of use.
 */
export type DeviceSession = {
  /** Takes the candidate for this session alone. */
  lock(): Promise<void>;
  /** Gives the candidate back, with nothing left in it. */
  unlock(): Promise<void>;
  /** What stands in the running configuration; places that are empty are absent from the answer. */
  read(places: readonly LeafAddress[]): Promise<ReadonlyMap<string, ConfigValue>>;
  /** SHA-256 of the whole running configuration. */
  fingerprint(): Promise<string>;
  /** Puts changes, all or none, into a candidate that is else equal to what runs. */
  edit(changes: readonly Change[]): Promise<void>;
  /** Makes the candidate run until confirmed, at most `timeoutS`, under a name by which any session can go on. */
  commitConfirmed(transactionId: string, timeoutS: number): Promise<void>;
  /** Makes the pending commit permanent. `nothingPending`: there is none of that name (any more). */
  confirm(transactionId: string): Promise<'confirmed' | 'nothingPending'>;
  /** Takes the pending commit back. `nothingPending`: there is none of that name (any more). */
  cancel(transactionId: string): Promise<'cancelled' | 'nothingPending'>;
  /** Makes the candidate run for good, at once. */
  commit(): Promise<void>;
  state(): Promise<DeviceState>;
  testPath(request: TestPathRequest): Promise<TestPathAnswer>;
  /** Ends the conversation; never throws. A session that is fit for it goes back to the driver's pool. */
  close(): Promise<void>;
};

/** A device that is listened to; `ended` resolves when it is not any more. */
export type Listening = { readonly ended: Promise<void>; close(): Promise<void> };

/** A trunk that changed: whether a continuity check (BFD, RFC 5880) sees the other end. */
export type TrunkEvent = { readonly device: string; readonly port: string; readonly forwarding: boolean };

/**
 * What a kind of device needs to take part in network-wide transactions. A driver that cannot let the device itself
 * take back an unconfirmed commit must bring an agent that does; see the README's checklist.
 */
export type DeviceDriver = {
  readonly undoesBy: 'device' | 'agent';
  open(target: DeviceTarget): Promise<DeviceSession>;
  /**
   * The changes in the device's own language, as they would be sent. Pure. `places` are all places that the service
   * has or will have on the device, before and after, for languages in which a change names what is around it.
   */
  nativeText(changes: readonly Change[], places: readonly LeafImage[], dialect?: DeviceDialect): string;
  /**
   * Hears of every change of the device's running configuration, by whoever, until it is closed or the connection ends.
   * Undefined where the device tells none. Absent: no device of this kind does. Throws {@link DriverError}.
   */
  listen?(target: DeviceTarget, heard: () => void): Promise<Listening | undefined>;
  /**
   * Has the device tell every change of its trunks by itself, beginning with how they are, until it is stopped or lost.
   * Absent where devices of this kind tell nothing.
   */
  watch?(
    target: DeviceTarget,
    onEvent: (event: TrunkEvent) => void,
    onLost: (why: DriverError) => void,
  ): Promise<{ stop(): void }>;
  /** Ends all sessions. */
  close(): Promise<void>;
};
