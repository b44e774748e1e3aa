import type {
  ActivationFailure,
  Conflict,
  DeviceStep,
  DeviceStepState,
  LeafImage,
  OwnedLeaf,
  QueuedPart,
  TransactionState,
} from '../types.ts';

/** A transaction as the journal has it. */
export type TransactionRecord = {
  readonly tenant: string;
  readonly id: string;
  readonly serviceId: string;
  /** What it changes besides, as a rollback does. */
  readonly otherServices: readonly string[];
  readonly requestHash: string;
  readonly attempt: number;
  readonly state: TransactionState;
  readonly decision: 'confirm' | 'undo' | null;
  readonly failures: readonly ActivationFailure[];
  readonly conflicts: readonly Conflict[];
  readonly confirmTimeoutS: number;
  readonly createdAt: string;
  readonly endedAt: string | null;
};

/** One device of a transaction as the journal has it. */
export type DeviceRecord = {
  readonly device: string;
  readonly state: DeviceStepState;
  /** Null until the device was read: it cannot have been changed before. */
  readonly images: readonly LeafImage[] | null;
  readonly ownership: readonly OwnedLeaf[] | null;
  readonly failure: ActivationFailure | null;
  /** What is queued for it; null where nothing is. */
  readonly queued: readonly QueuedPart[] | null;
};

/** One line of the journal. Without a device it is about the whole transaction. */
export type JournalEntry = {
  readonly attempt: number;
  readonly device: string | null;
  readonly state: string;
  readonly recordedAt: string;
};

/** A transaction as it is told outside. */
export type TransactionView = Omit<TransactionRecord, 'requestHash' | 'tenant'> & {
  readonly devices: readonly DeviceStep[];
  readonly journal: readonly JournalEntry[];
};
