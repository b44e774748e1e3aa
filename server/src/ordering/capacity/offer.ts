import type { AllocationFact } from '../../allocation/index.ts';
import {
  augmentationFact,
  readAugmentations,
  type StoredAugmentation,
  usable,
  writeAugmentation,
} from '../../augmentation/index.ts';
import { laterOf } from '../../foundation/calendar.ts';
import { unwrap } from '../../foundation/result.ts';
import { dayNumber, freeOnLink } from '../../network/index.ts';
import type { Sql, Transaction } from '../../platform/database.ts';
import { type World, worldOf } from '../assess.ts';
import type { Delivery } from '../delivery.ts';
import { registeredPools } from '../parameters.ts';
import { occupancyWithout } from '../reserve.ts';
import { designsOf, reservationsOfDesigns } from './consumers.ts';
import { fillPercent } from './planned.ts';
import { noteOnOrders, recomposeSharers } from './recomposeSharers.ts';

/** Whether a link carries all who share its augmentation beside everything else, from today on, without it. */
export async function canDoWithout(
  delivery: Delivery,
  sql: Sql,
  tenant: string,
  world: World,
  one: StoredAugmentation,
): Promise<boolean> {
  const edge = world.network.links.indexOf(one.link);
  if (edge < 0) return true;
  const own = await reservationsOfDesigns(sql, tenant, designsOf([one]));
  const wanted = one.shares.reduce((sum, { linkKbps }) => sum + linkKbps, 0);
  const dates = new Set([world.today, ...one.shares.map(({ needDate }) => laterOf(needDate, world.today))]);
  for (const date of dates) {
    const occupancy = unwrap(await occupancyWithout(delivery, { sql }, tenant, `${date}T00:00:00.000Z`, own));
    const maximumFillPercent = fillPercent(world);
    const free = freeOnLink(world.network, edge, dayNumber(date), {
      linkUseKbps: occupancy.linkUseKbps,
      maximumFillPercent,
    });
    const counted = one.state === 'ordered' && one.readyDate <= date;
    const without = free - (counted ? usable(one.addsKbps, maximumFillPercent) : 0);
    if (without < wanted) return false;
  }
  return true;
}

const freeing: ReadonlySet<AllocationFact['kind']> = new Set([
  'reservationExpired',
  'reservationReleased',
  'parametersDeallocated',
]);

/**
 * Looks at the augmentations of links on which something has just become free. One that could be done without is offered
 * for cancellation before its point of no return, and those who share it are told; the offer ends where it is needed again.
 */
export async function offerCancellations(
  delivery: Delivery,
  tx: Transaction,
  facts: readonly AllocationFact[],
): Promise<void> {
  const freed = facts.filter(({ kind }) => freeing.has(kind));
  for (const [tenant, own] of Map.groupBy(freed, (fact) => fact.tenant)) {
    const links = new Set(
      own.flatMap(({ lines }) =>
        lines.flatMap(({ pool, scope }) => (pool === registeredPools.linkBandwidth ? [scope] : [])),
      ),
    );
    if (links.size === 0) continue;
    const open = await readAugmentations(tx.sql, tenant, {
      states: ['proposed', 'ordered'],
      links: [...links],
    });
    if (open.length === 0) continue;
    const world = await worldOf(delivery, tx.sql, tenant);
    for (const one of open) await offerWhereFree(delivery, tx, tenant, world, one);
  }
}

/**
 * Offers an augmentation for cancellation where it could be done without, before its point of no return; what was only
 * proposed is withdrawn. Those who share it are told.
 */
export async function offerWhereFree(
  delivery: Delivery,
  tx: Transaction,
  tenant: string,
  world: World,
  one: StoredAugmentation,
): Promise<void> {
  const revocable = one.pointOfNoReturn === undefined || world.today < one.pointOfNoReturn;
  if (!revocable || one.cancellationOffered !== undefined) return;
  if (!(await canDoWithout(delivery, tx.sql, tenant, world, one))) return;
  // What was only proposed is withdrawn at once: nobody has bought anything.
  const after: StoredAugmentation =
    one.state === 'proposed'
      ? { ...one, state: 'cancelled', shares: [], updatedAt: world.now }
      : { ...one, cancellationOffered: world.now, updatedAt: world.now };
  await writeAugmentation(tx, tenant, after);
  await delivery.capacity.record(tx, tenant, [
    augmentationFact(
      one.state === 'proposed'
        ? 'CapacityAugmentationStateChangeEvent'
        : 'CapacityAugmentationCancellationOfferEvent',
      after,
    ),
  ]);
  const designs = designsOf([one]);
  const until =
    one.pointOfNoReturn === undefined ? '' : ` Until ${one.pointOfNoReturn} ${one.number} can be cancelled.`;
  for (const design of designs)
    await noteOnOrders(tx, tenant, design, `${one.link} has room again without ${one.number}.${until}`);
  if (one.state === 'proposed') await recomposeSharers(delivery, tx, tenant, designs);
}
