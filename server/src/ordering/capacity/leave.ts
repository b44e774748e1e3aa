import {
  augmentationFact,
  lockOpenAugmentations,
  readAugmentations,
  type StoredAugmentation,
  sharesOf,
  writeAugmentation,
} from '../../augmentation/index.ts';
import type { Transaction } from '../../platform/database.ts';
import { worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { designsOf } from './consumers.ts';
import { offerWhereFree } from './offer.ts';
import { noteOnOrders, recomposeSharers } from './recomposeSharers.ts';
import { askForCapacity } from './shortage.ts';

/**
 * Takes a design that will not be built out of the augmentations that it shares: its part falls on the others by their
 * rates. What was only proposed for it is withdrawn, or found anew for those who still need it; what is ordered and could
 * be done without now is offered for cancellation before its point of no return. What is there stays as it was paid for.
 */
export async function leaveAugmentations(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  design: string,
): Promise<void> {
  const consumer = { kind: 'serviceDesign' as const, id: design };
  const shared = await readAugmentations(tx.sql, tenant, { states: ['proposed', 'ordered'], consumer });
  if (shared.length === 0) return;
  const locked = await lockOpenAugmentations(tx, tenant);
  const world = await worldOf(delivery, tx.sql, tenant);
  const left = locked
    .filter(({ shares }) => shares.some((share) => share.consumer.id === design))
    .map((one): StoredAugmentation => ({ ...without(one, design), updatedAt: world.now }));
  for (const one of left) {
    await writeAugmentation(tx, tenant, one);
    const change = one.state === 'cancelled' ? 'StateChange' : 'AttributeValueChange';
    await delivery.capacity.record(tx, tenant, [augmentationFact(`CapacityAugmentation${change}Event`, one)]);
    for (const other of designsOf([one]))
      await noteOnOrders(
        tx,
        tenant,
        other,
        `Somebody who shared ${one.number} on ${one.link} is gone: its cost falls on those who are left.`,
      );
    if (one.state === 'ordered') await offerWhereFree(delivery, tx, tenant, world, one);
  }
  const others = designsOf(left);
  await recomposeSharers(delivery, tx, tenant, others);
  const stillProposed = designsOf(left.filter(({ state }) => state === 'proposed'));
  for (const other of stillProposed.slice(0, 1)) await askForCapacity(delivery, tx, tenant, other);
}

/** An augmentation whose cost falls on everybody but one design. */
function without(one: StoredAugmentation, design: string): StoredAugmentation {
  const users = one.shares
    .filter(({ consumer }) => consumer.id !== design)
    .map(({ consumer, needDate, demands, linkKbps }) => ({
      need: { consumer, needDate, demands },
      linkKbps,
    }));
  const isPointless = users.length === 0 && one.state === 'proposed';
  return {
    ...one,
    ...(isPointless && { state: 'cancelled' as const }),
    shares: users.length === 0 ? [] : sharesOf(one.costMinor, users),
  };
}
