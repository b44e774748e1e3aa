import { augmentationFact, type StoredAugmentation, writeAugmentation } from '../../augmentation/index.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { followNow } from '../follow.ts';
import { designsOf } from './consumers.ts';
import { networkRecord } from './networkRecord.ts';
import { canDoWithout } from './offer.ts';
import { lockedWithPlans, release } from './progress.ts';
import { noteOnOrders, recomposeSharers } from './recomposeSharers.ts';

/**
 * Takes back the order of an augmentation that nobody needs any more (TMF652 cancelResourceOrder): its capacity is gone
 * from the network before it came, and who waited for it goes on. Refuses 409 `BEYOND_POINT_OF_NO_RETURN`, and
 * `STILL_NEEDED` where those who share it could not do without.
 */
export async function cancelResourceOrder(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  id: string,
  reason: string,
): Promise<Result<StoredAugmentation>> {
  const found = await lockedWithPlans(delivery, tx, tenant, id);
  if (!found.ok) return found;
  const { one, planIds } = found.value;
  const world = await worldOf(delivery, tx.sql, tenant);
  if (one.pointOfNoReturn !== undefined && world.today >= one.pointOfNoReturn)
    return refuse(
      409,
      'BEYOND_POINT_OF_NO_RETURN',
      `the modules of ${one.number} are bought since ${one.pointOfNoReturn}: it can be completed, not cancelled`,
    );
  if (!(await canDoWithout(delivery, tx.sql, tenant, world, one)))
    return refuse(
      409,
      'STILL_NEEDED',
      `${one.number} cannot be cancelled: without it ${one.link} does not carry those who share it`,
    );
  const cancelled: StoredAugmentation = { ...one, state: 'cancelled', updatedAt: world.now };
  await writeAugmentation(tx, tenant, cancelled);
  await delivery.capacity.register(tx, tenant, [networkRecord(cancelled)]);
  await delivery.capacity.record(tx, tenant, [
    augmentationFact('CapacityAugmentationStateChangeEvent', cancelled),
  ]);
  for (const design of designsOf([one]))
    await noteOnOrders(
      tx,
      tenant,
      design,
      `${one.number} on ${one.link} is cancelled: ${reason}. It is not needed any more.`,
    );
  await release(delivery, tx, tenant, cancelled);
  await recomposeSharers(delivery, tx, tenant, designsOf([one]));
  await followNow(delivery, tx, tenant, planIds);
  return ok(cancelled);
}
