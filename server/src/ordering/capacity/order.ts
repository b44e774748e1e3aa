import type { DesignAlternative } from '@turnup/contract';
import {
  augmentationFact,
  lockOpenAugmentations,
  type StoredAugmentation,
  writeAugmentation,
} from '../../augmentation/index.ts';
import { addWorkingDays } from '../../foundation/calendar.ts';
import { ok, type Result, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import type { World } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { networkRecord } from './networkRecord.ts';

/**
 * Orders an augmentation that was proposed, once for all who share it: a resource order (TMF652). From its ready date on
 * it is capacity that can be promised. One that is ordered already stays as it is; any other is refused (409).
 */
export async function orderAugmentation(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  one: StoredAugmentation,
): Promise<Result<StoredAugmentation>> {
  if (one.state === 'ordered' || one.state === 'completed') return ok(one);
  if (one.state === 'cancelled' || one.shares.length === 0)
    return refuse(
      409,
      'INVALID_STATE',
      `augmentation ${one.number} is ${one.state}: nobody needs it any more`,
    );
  const calendar = world.operatorCalendar;
  const ordered: StoredAugmentation = {
    ...one,
    state: 'ordered',
    orderedDate: world.today,
    readyDate: addWorkingDays(calendar, world.today, one.workingDays),
    pointOfNoReturn: addWorkingDays(calendar, world.today, one.revocableWorkingDays),
    resourceOrderId: delivery.capacity.ids(),
    updatedAt: world.now,
  };
  await writeAugmentation(tx, tenant, ordered);
  await delivery.capacity.register(tx, tenant, [networkRecord(ordered)]);
  await delivery.capacity.record(tx, tenant, [
    augmentationFact('CapacityAugmentationStateChangeEvent', ordered),
  ]);
  return ok(ordered);
}

/**
 * Orders what of a solution's augmentations is only proposed: it is confirmed with the order that rests on it. Answers the
 * days from which they are there.
 */
export async function orderUsed(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  { augmentations = [] }: Pick<DesignAlternative, 'augmentations'>,
): Promise<Result<string[]>> {
  if (augmentations.length === 0) return ok([]);
  const ids = new Set(augmentations.map(({ augmentation }) => augmentation));
  const open = await lockOpenAugmentations(tx, tenant);
  const dates: string[] = [];
  for (const one of open.filter(({ id }) => ids.has(id))) {
    const ordered = await orderAugmentation(delivery, tx, tenant, world, one);
    if (!ordered.ok) return ordered;
    dates.push(ordered.value.readyDate);
  }
  return ok(dates);
}
