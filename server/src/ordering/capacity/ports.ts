import type { Augmentation as NetworkAugmentation } from '@turnup/contract';
import type { AugmentationPorts } from '../../augmentation/index.ts';
import type { Transaction } from '../../platform/database.ts';

/** What moves of augmentations need besides the facts. */
export type CapacityPorts = AugmentationPorts & {
  /** Writes what a project gives a link into the network and the ledger; refused where what is promised exceeds it. */
  readonly register: (
    tx: Transaction,
    tenant: string,
    records: readonly NetworkAugmentation[],
  ) => Promise<void>;
  /** CPU seconds that one search may take. */
  readonly searchSeconds: number;
};
