import type { AugmentationShare } from '@turnup/contract';
import { apportionMinor } from '../foundation/apportion.ts';
import type { LinkProposal } from './types.ts';

/** What falls on each who uses a link of what its modules cost: by the rate that he sends over it. */
export function sharesOf(costMinor: number, users: LinkProposal['users']): AugmentationShare[] {
  const parts = apportionMinor(
    costMinor,
    users.map(({ linkKbps }) => linkKbps),
  );
  return users.map(({ need, linkKbps }, index) => ({
    consumer: need.consumer,
    demands: [...need.demands],
    needDate: need.needDate,
    linkKbps,
    shareMinor: parts[index] ?? 0,
  }));
}
