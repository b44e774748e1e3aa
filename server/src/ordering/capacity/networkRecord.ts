import type { Augmentation as NetworkAugmentation } from '@turnup/contract';
import type { StoredAugmentation } from '../../augmentation/index.ts';

/** An augmentation as the network knows it: capacity from a day on, promised to nobody where it is cancelled. */
export function networkRecord(one: StoredAugmentation): NetworkAugmentation {
  return {
    project: one.number,
    link: one.link,
    addsKbps: one.addsKbps,
    inServiceDate: one.completedDate ?? one.readyDate,
    committed: one.state !== 'cancelled',
    costMinor: one.costMinor,
  };
}
