/** How the values that several services want at one place become the one value that is configured there. */
export type Combiner =
  /** All owners want the same scalar; anything else is a conflict. */
  | 'equal'
  /** The greatest of the owners' numbers and of what stood there before. */
  | 'maximum'
  /** What stood there before plus the owners' numbers. */
  | 'sum'
  /** The union of the owners' values and of what stood there before; order means nothing. */
  | 'set'
  /** A sequence whose order means something; all owners want the same one. */
  | 'ordered';

/** A value as a renderer writes it. Sequences belong to the combiners `set` and `ordered` alone. */
export type LeafValue = string | number | boolean | readonly (string | number)[];

/**
 * One thing that a service wants on one device. The path is canonical text below the device's root, such as
 * `/port[name='ge-0/0/1']/unit[vlan='301']/vrf`.
 */
export type Leaf = {
  readonly device: string;
  readonly path: string;
  readonly value: LeafValue;
  readonly combiner: Combiner;
  /**
   * Names what the list entry around it belongs to, such as a VRF's route distinguisher: an entry that stands on the
   * device already, outside our records and with another value here, is somebody else's and is never taken over.
   */
  readonly guarded?: true;
};

/** What one service wants on one device, as a renderer answers it. */
export type DeviceContribution = { readonly device: string; readonly leaves: readonly Leaf[] };

/** A value as it stands on a device: canonical text, or several. Of an entry of a list: {@link ENTRY}. */
export type ConfigValue = string | readonly string[];

/** The value of a list entry's own path: it stands there. */
export const ENTRY = 'present';

/** A place on a device, and how to read it. */
export type LeafAddress = { readonly path: string; readonly combiner: Combiner };

/** A place that services own, with what each wants and what stood there before the first of them. */
export type OwnedLeaf = LeafAddress & {
  readonly base: ConfigValue | null;
  readonly owners: ReadonlyMap<string, ConfigValue>;
};

/** A place that a transaction touches: what stands there before it and what shall stand there after. */
export type LeafImage = LeafAddress & {
  readonly before: ConfigValue | null;
  readonly after: ConfigValue | null;
};

/** One change to a device's configuration. */
export type Change = LeafAddress & {
  readonly operation: 'create' | 'set' | 'delete';
  readonly before: ConfigValue | null;
  readonly after: ConfigValue | null;
};

/** Two services, or a service and the device's own configuration, want different things at one place. */
export type Conflict = {
  readonly device: string;
  readonly path: string;
  readonly wanted: ConfigValue;
  /** What the others have there. */
  readonly standing: ConfigValue;
  /** The services that hold it; empty when it is configuration outside our records. */
  readonly owners: readonly string[];
};

/** Where in a transaction something went wrong. `check` compares the device with the records before any edit. */
export type Phase =
  | 'connect'
  | 'lock'
  | 'check'
  | 'edit'
  | 'commit'
  | 'verify'
  | 'smoke'
  | 'confirm'
  | 'undo';

/** Why a step on a device did not succeed, so that a person can act on it. */
export type ActivationFailure = {
  readonly device: string;
  readonly phase: Phase;
  readonly code:
    | 'deviceUnknown'
    | 'deviceUnreachable'
    | 'deviceTimeout'
    | 'hostKeyMismatch'
    | 'authenticationFailed'
    | 'deviceLocked'
    | 'devicePaused'
    | 'deviceQueued'
    | 'deviceExhausted'
    | 'deviceClosed'
    | 'deviceRefused'
    | 'protocolFault'
    | 'unmanagedChange'
    | 'foreignConfiguration'
    | 'readBackDiffers'
    | 'smokeCheckFailed'
    | 'windowTooShort'
    | 'interrupted';
  /** What happened, with the device's own words. */
  readonly message: string;
  readonly correctiveAction: string;
  /** Place at fault, where the device or the comparison names one. */
  readonly path?: string;
  /** From this domain instant on the cause is gone, where that is known. */
  readonly until?: string;
};

/**
 * State of one device within a transaction. Each is journalled before the step that it names is taken. `queued`: the
 * device could not be reached, and its part waits for it. `gone`: it was forgotten for good meanwhile, and the others end
 * without it.
 */
export type DeviceStepState =
  | 'planned'
  | 'preparing'
  | 'prepared'
  | 'verified'
  | 'confirming'
  | 'confirmed'
  | 'failed'
  | 'undoing'
  | 'undone'
  | 'inDoubt'
  | 'queued'
  | 'gone';

/** State of a transaction. The last four are final. */
export type TransactionState =
  | 'preparing'
  | 'confirming'
  | 'undoing'
  | 'inDoubt'
  | 'completed'
  | 'undone'
  | 'interrupted'
  | 'refused';

/** One device of a transaction as it is told outside. */
export type DeviceStep = {
  readonly device: string;
  readonly state: DeviceStepState;
  readonly changes: readonly Change[];
  /** SHA-256 over the touched places before and after; equal when nothing is to be changed. */
  readonly beforeHash?: string;
  readonly afterHash?: string;
  /** What the first of the parts that wait for it makes of its service there. */
  readonly queued?: ChangeKind;
  /** Services of which a part waits for it, in the order of delivery, and what that makes of each there. */
  readonly parts?: readonly Pick<QueuedPart, 'serviceId' | 'kind'>[];
  readonly failure?: ActivationFailure;
};

/** How a transaction ended, or stands while it has not. */
export type TransactionOutcome =
  /**
   * Confirmed on every device and read back, or queued where a device could not be reached and the policy says so. No
   * device at all when there was nothing to change.
   */
  | { readonly state: 'completed'; readonly transactionId: string; readonly devices: readonly DeviceStep[] }
  /** Undone on every device and read back; `failures` say why. Final: try again with another transaction id. */
  | {
      readonly state: 'undone';
      readonly transactionId: string;
      readonly devices: readonly DeviceStep[];
      readonly failures: readonly ActivationFailure[];
    }
  /** Some device's state is not known. Recovery reads it as soon as it answers; `decision` says which way. */
  | {
      readonly state: 'inDoubt';
      readonly transactionId: string;
      readonly decision: 'confirm' | 'undo';
      readonly devices: readonly DeviceStep[];
      readonly failures: readonly ActivationFailure[];
    }
  /** Refused before any device was touched. */
  | {
      readonly state: 'refused';
      readonly transactionId: string;
      readonly conflicts: readonly Conflict[];
      readonly failures: readonly ActivationFailure[];
    }
  /** Another process is at it at this moment. */
  | { readonly state: 'running'; readonly transactionId: string };

/** What a change makes of a service on a device: brings it there, brings it to another form, takes it off. */
export type ChangeKind = 'create' | 'modify' | 'delete';

/**
 * What becomes of a change when one of its devices cannot be reached before anything was done on it: everything stands
 * as before (`undo`), or the others are changed and its part is queued (`queue`).
 */
export type UnreachablePolicy = Readonly<Record<ChangeKind, 'undo' | 'queue'>>;

/** What a service is to have on a device once that answers; no leaves: nothing. */
export type QueuedPart = {
  readonly serviceId: string;
  readonly kind: ChangeKind;
  readonly leaves: readonly Leaf[];
  /** What differs from the records there stops it, or is overwritten: as in the change of which it is a part. */
  readonly onDrift: 'stop' | 'overwrite';
};

/** What a service is to have on the named devices. */
export type ServicePart = {
  readonly serviceId: string;
  readonly contributions: readonly DeviceContribution[];
};

/** What to change: the service's wishes on the named devices, or none any more, anywhere. */
export type ServiceChange = {
  readonly tenant: string;
  /** Made by the caller. The same again answers with the recorded outcome, or goes on after an interruption. */
  readonly transactionId: string;
  readonly serviceId: string;
  /**
   * Per device the whole of what the service wants there from now on; an empty list takes it off that device, and a
   * device that is not named keeps what it has. `null` takes the service off every device.
   */
  readonly contributions: readonly DeviceContribution[] | null;
  /** Further services that the same transaction changes, each on the devices that are named for it. */
  readonly others?: readonly ServicePart[];
  /** Configuration that differs from our records stops the change, or is overwritten (re-deploy). Default `stop`. */
  readonly onDrift?: 'stop' | 'overwrite';
  /** What becomes of the change when a device cannot be reached. Without it everything is undone. */
  readonly unreachable?: UnreachablePolicy;
  /** It does not wait for a maintenance window: something is taken back, or restored. */
  readonly urgent?: boolean;
  /** It is what was queued for its device: it does not stand behind itself. */
  readonly delivers?: true;
  /** A short check inside the confirm window, after every device was read back. */
  readonly smokeCheck?: (devices: readonly string[]) => Promise<SmokeResult>;
};

/** Answer of a smoke check. */
export type SmokeResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** A change shown and not made. */
export type ChangePlan = {
  readonly serviceId: string;
  /** Only devices with a difference. */
  readonly devices: readonly PlannedDevice[];
  readonly conflicts: readonly Conflict[];
  /** Devices that should have been read and could not be: their part is planned from the records alone. */
  readonly unread: readonly ActivationFailure[];
};

/** The difference on one device: structured and in the device's own language, and the way back. */
export type PlannedDevice = {
  readonly device: string;
  readonly forward: readonly Change[];
  readonly reverse: readonly Change[];
  readonly forwardText: string;
  readonly reverseText: string;
  /** Its kind of device has nothing of something that is wanted there: it would refuse. There are no words then. */
  readonly refused?: ActivationFailure;
};

/** A place where a device differs from the records, with the services that it concerns. */
export type Drift = {
  readonly path: string;
  readonly kind: 'missing' | 'changed';
  readonly want: ConfigValue;
  readonly have: ConfigValue | null;
  readonly services: readonly string[];
};
