import type { ConfigValue, LeafAddress } from '../types.ts';

/** A state of devices that can be gone back to, as the records had it. */
export type ConfigurationLabel = {
  readonly name: string;
  readonly text: string | null;
  readonly devices: readonly string[];
  readonly madeBy: string;
  /** A domain instant. */
  readonly madeAt: string;
};

/** What a service owned at one place, and what stood there before the first owner. */
export type LabelledLeaf = LeafAddress & { readonly value: ConfigValue; readonly base: ConfigValue | null };

/** What a service owned on one device. */
export type LabelledPart = {
  readonly device: string;
  readonly serviceId: string;
  readonly leaves: readonly LabelledLeaf[];
};

/**
 * What a rollback means for a service: `rolledBack` gets what it had; the others would break. `later` came after the label
 * and would lose what it has, `ended` has gone since and would come back, `elsewhere` was changed since on devices that
 * are not rolled back, and would no longer fit them.
 */
export type RollbackVerdict = 'rolledBack' | 'later' | 'ended' | 'elsewhere';

/** A service whose configuration on the devices differs from the label's. */
export type RollbackService = {
  readonly serviceId: string;
  readonly verdict: RollbackVerdict;
  readonly devices: readonly string[];
};
